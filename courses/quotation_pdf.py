"""培训费报价单 as PDF: cost lines in the order of the rule set with the limit beside each, teaching cost apart."""

from courses.model import CostLine, Quotation
from training import i18n
from training.model import CenterCard, Half
from training.money import capitals, figures
from training.paper import Column, Paper

CHINESE = i18n.catalogue("zh_CN")
HALVES = {Half.AM: "上午", Half.PM: "下午", Half.EVENING: "晚上", None: "全天"}
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
    paper.facts(_facts(quotation))
    paper.section("教学安排")
    paper.table([Column("时间", 3), Column("内容", 8), Column("教学方式", 3)], _days(quotation))
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


def _facts(quotation: Quotation) -> list[tuple[str, str]]:
    package, price = quotation.package, quotation.price
    start = package.runs[0].start
    return [
        ("编号", quotation.number),
        ("委托单位", quotation.agency_name),
        ("培训班名称", package.title.zh),
        ("参训人数", f"{price.headcount}人，工作人员{price.counted_staff or 0}人"),
        ("培训天数", f"{price.days}天（含报到、撤离）" if price.days else "未定"),
        ("开班日期", f"{start.year}年{start.month}月{start.day}日" if start else "未定"),
        ("有效期至", f"{quotation.valid_until.year}年{quotation.valid_until.month}月{quotation.valid_until.day}日"),
        ("经办人", quotation.handled_by),
    ]


def _days(quotation: Quotation) -> list[list[str]]:
    return [
        [
            f"第{day.number}天{HALVES[half]}" if day.number else HALVES[half],
            item.title.zh,
            METHODS[item.method] if item.method else "",
        ]
        for day, half, item in quotation.package.items
    ]


def _amount(fen: int | None) -> str:
    return "—" if fen is None else figures(fen)


def _line(line: CostLine) -> list[str]:
    title = line.title.zh if line.title.zh != line.code else CHINESE.gettext(f"cost.{line.code}")
    return [title, _amount(line.amount), _amount(line.per_person_day), _amount(line.limit_per_person_day)]


def _costs(quotation: Quotation) -> list[list[str]]:
    price = quotation.price
    rows = [_line(line) for line in price.lines]
    rows.append(
        ["综合定额内小计", _amount(price.within_cap), _amount(price.per_person_day), _amount(price.cap_per_person_day)]
    )
    rows.append(["师资费", _amount(price.teaching_gross), "", ""])
    return [*rows, ["合计", _amount(quotation.total), "", ""]]
