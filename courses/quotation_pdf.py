"""培训费报价单 as PDF: cost lines in the order of the rule set with the limit beside each, teaching cost apart."""

from datetime import date

from courses.model import CostLine, Day, Package, Price, Quotation
from courses.rules.quotations import last_eve
from training import i18n
from training.formats import day, span
from training.model import CenterCard, Half
from training.money import capitals, figures
from training.paper import LANGUAGE, Column, Paper

CHINESE = i18n.catalogue(LANGUAGE)
HALVES = {Half.AM: "上午", Half.PM: "下午", Half.EVENING: "晚上", None: "全天"}
HALF_DAY = 2  # slots; what takes more is there the whole day
METHODS = {
    "lecture": "讲授式",
    "seminar": "研讨式",
    "case": "案例式",
    "simulation": "模拟式",
    "field": "体验式（现场教学）",
}


def render(quotation: Quotation, center: CenterCard) -> bytes:
    """The paper of one edition; the same quotation is the same bytes."""
    paper = Paper(
        f"培训费报价单（第{quotation.edition}版）", center=center.name, sample="演示样张" if center.is_demo else ""
    )
    paper.paired_facts(_facts(quotation, center))
    paper.section("教学安排")
    paper.table([Column("时间", 4), Column("内容", 7.5), Column("教学方式", 3.5)], _days(quotation))
    paper.section("费用明细（单位：元）")
    paper.table(
        [
            Column("项目", 4),
            Column("金额", 3, is_amount=True),
            Column("人均每天", 3, is_amount=True),
            Column("定额标准", 3, is_amount=True),
        ],
        _costs(quotation),
        last_is_sum=True,
    )
    paper.text(f"合计人民币（大写）：{capitals(quotation.total)}", bold=True)
    rules = quotation.rules.zh if quotation.rules.zh != quotation.rules.en else "未录入"
    by = "参照" if quotation.is_by_reference else ""
    paper.note(f"适用标准：{by}{rules}，按本版冻结。讲课费按税前金额计列，不计入综合定额。")
    if center.bank_account:
        paper.text(f"收款账户：{center.bank_account}")
    paper.note(f"文件校验值（SHA-256）：{quotation.document_hash}")
    paper.seals([("报价单位：", center.name)])
    return paper.pdf()


def _facts(quotation: Quotation, center: CenterCard) -> list[tuple[str, str]]:
    package, price = quotation.package, quotation.price
    facts = [
        ("编号", quotation.number),
        ("委托单位", quotation.agency_name),
        ("培训班名称", package.title.zh),
        ("参训人数", f"{price.headcount}人，工作人员{price.counted_staff or 0}人"),
        ("培训时间", _dates(package)),
        ("报到时间", _day(package.arrives_on)),
        ("撤离时间", _day(package.leaves_on)),
        ("培训天数", _counted(package, price)),
        ("培训地点", center.name + (f"（{center.address}）" if center.address else "")),
        ("有效期至", _day(quotation.valid_until) + _eve(quotation)),
        ("经办人", quotation.handled_by + (f"（{center.telephone}）" if center.telephone else "")),
    ]
    return [(label, value) for label, value in facts if value]


def _day(value: date | None) -> str:
    return day(value, LANGUAGE) if value else ""


def _dates(package: Package) -> str:
    first, last = package.starts_on, package.ends_on
    return span(first, last, LANGUAGE) if first and last else "未定"


def _counted(package: Package, price: Price) -> str:
    """The days that the ceiling counts, and what around the program is among them."""
    around = (("报到", package.arrival_days), ("撤离", package.departure_days))
    named = "、".join(word for word, days in around if days)
    if not price.days:
        return "未定"
    return f"{price.days}天" + (f"（含{named}）" if named and price.days != package.day_count else "")


def _eve(quotation: Quotation) -> str:
    """Why a quotation ends when it does, where the class itself ends it."""
    if quotation.valid_until != last_eve(quotation.package):
        return ""
    return "（报到前一日）" if quotation.package.arrival_days else "（开班前一日）"


def _days(quotation: Quotation) -> list[list[str]]:
    return [
        [
            _half(quotation.package, of, None if (item.slots or 0) > HALF_DAY else half),
            item.title.zh,
            METHODS[item.method] if item.method else "",
        ]
        for of, half, item in quotation.package.items
    ]


def _half(package: Package, of: Day, half: Half | None) -> str:
    date = package.date_of(of)
    number = f"第{of.number}天" if of.number else ""
    return number + (f"（{date.month}月{date.day}日）" if date else "") + HALVES[half]


def _amount(fen: int | None) -> str:
    return "—" if fen is None else figures(fen)


def _line(line: CostLine) -> list[str]:
    title = line.title.zh if line.title.zh != line.code else CHINESE.gettext(f"cost.{line.code}")
    return [
        title + _of_items(line),
        _amount(line.amount),
        _amount(line.per_person_day),
        _amount(line.limit_per_person_day),
    ]


def _of_items(line: CostLine) -> str:
    """What a line holds that nobody asked for per person-day: the fees of field sites and the like."""
    kinds = {entry.kind: 0 for entry in line.entries if entry.item and entry.amount}
    for entry in line.entries:
        if entry.kind in kinds and entry.item:
            kinds[entry.kind] += entry.amount or 0
    named = "、".join(f"{CHINESE.gettext(f'cost.{kind}')}{figures(fen)}元" for kind, fen in kinds.items())
    return f"（其中：{named}）" if named else ""


def _costs(quotation: Quotation) -> list[list[str]]:
    price = quotation.price
    rows = [_line(line) for line in price.lines]
    rows.append(
        ["综合定额内小计", _amount(price.within_cap), _amount(price.per_person_day), _amount(price.cap_per_person_day)]
    )
    rows.append(["师资费", _amount(price.teaching_gross), "", ""])
    return [*rows, ["合计", _amount(quotation.total), "", ""]]
