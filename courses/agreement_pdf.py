"""报价确认函 and 委托培训协议 as PDF: what hands sign and seal. No image of a seal is ever printed."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from courses.model import PaperKind, Party, Program, Quotation
from training.formats import day, span
from training.model import CenterCard
from training.money import capitals, figures
from training.paper import LANGUAGE, Paper

BY_HAND = "_" * 36


def render(
    kind: PaperKind, number: str, program: Program, quotation: Quotation, agency: Party, center: CenterCard
) -> bytes:
    """The paper of this kind; the same program is the same bytes."""
    write = {PaperKind.ACCEPTANCE: _acceptance, PaperKind.AGREEMENT: _agreement}[kind]
    return write(number, program, quotation, agency, center)


def _sample(center: CenterCard) -> str:
    return "演示样张" if center.is_demo else ""


def _acceptance(number: str, program: Program, quotation: Quotation, agency: Party, center: CenterCard) -> bytes:
    paper = Paper("报价确认函", center=center.name, sample=_sample(center))
    paper.facts([("编号", number), ("致", center.name)])
    paper.gap()
    paper.text(
        f"我单位确认贵中心{quotation.number}《{quotation.title}》培训费报价单（第{quotation.edition}版），"
        f"合计{figures(quotation.total)}元，人民币（大写）：{capitals(quotation.total)}。"
    )
    paper.gap()
    answer = quotation.answer
    at = answer.at.astimezone(ZoneInfo(center.zone)) if answer.at else None
    paper.facts(
        [
            ("确认人", answer.name),
            ("职务", answer.post),
            ("授权依据", answer.authority),
            ("网上确认时间", f"{day(at.date(), LANGUAGE)}{at:%H:%M}" if at else ""),
            ("文件校验值", f"{quotation.document_hash[:32]} {quotation.document_hash[32:]}"),
        ]
    )
    paper.seals([("委托单位：", agency.name)])
    return paper.pdf()


def _agreement(number: str, program: Program, quotation: Quotation, agency: Party, center: CenterCard) -> bytes:
    paper = Paper("委托培训协议", center=center.name, sample=_sample(center))
    paper.facts([("协议编号", number)])
    paper.facts(_party("甲方（委托单位）", agency))
    paper.facts(_party("乙方（承办单位）", Party(center.name, "", center.address, center.telephone)))
    for heading, text in _articles(program, quotation, center).items():
        paper.section(heading)
        paper.text(text)
    paper.seals([("甲方：", agency.name), ("乙方：", center.name)], signed_by="法定代表人或授权代表（签字）：")
    return paper.pdf()


def _party(role: str, party: Party) -> list[tuple[str, str]]:
    """One side of the agreement; what nobody has entered is a line to be filled in by hand."""
    return [
        (role, party.name),
        ("统一社会信用代码", party.uscc or BY_HAND),
        ("住所", party.address or BY_HAND),
        ("法定代表人或授权代表", BY_HAND),
        ("联系电话", party.telephone or BY_HAND),
    ]


def _articles(program: Program, quotation: Quotation, center: CenterCard) -> Mapping[str, str]:
    dates = span(program.starts_on, program.ends_on, LANGUAGE)
    return {
        "一、培训内容": f"乙方为甲方举办“{program.title}”，时间{dates}，参训{program.headcount}人。教学安排以{quotation.number}报价单（第{quotation.edition}版）所附方案为准。",
        "二、费用与结算": f"培训费合计{figures(quotation.total)}元，人民币（大写）：{capitals(quotation.total)}。按实际参训人数结算，各项费用不超过报价单所列标准。",
        "三、付款": f"甲方在培训结束后凭合规票据付款至乙方账户。{center.bank_account}",
        "四、师资与课程调整": "授课教师因故不能授课的，乙方应提前告知，经甲方同意后更换同等水平的教师。课程顺序的调整不影响教学内容和学时。",
        "五、人数与时间变更": "参训人数、时间有变化的，由双方书面确认，作为本协议的补充协议。",
        "六、个人信息": "乙方仅为组织培训、安排食宿、登记考勤和发放证书使用学员信息，依法保护，不作他用。",
        "七、其他": "本协议自双方签字盖章之日起生效，一式四份，双方各执两份。未尽事宜由双方协商解决。",
    }
