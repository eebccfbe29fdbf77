"""What the papers say, read out of the PDF itself."""

from datetime import date

import pypdfium2
import pytest

from courses import agreement_pdf, quotation_pdf
from courses.model import (
    Answer,
    CostKind,
    CostLine,
    Day,
    Entry,
    HalfDay,
    Item,
    Package,
    PaperKind,
    Party,
    People,
    Price,
    Program,
    ProgramState,
    Quotation,
    QuotationState,
    Run,
    Words,
)
from training import formats, paper
from training.model import CenterCard, Half

CENTER = CenterCard(
    1,
    "north",
    "示范干部培训中心",
    "示范",
    "",
    "Asia/Shanghai",
    False,
    "滨江大道18号",
    "027-55500100",
    bank_account="账号42001234",
)
AGENCY = Party("云溪县水利局", "", "人民路1号", "0700-1234567")


def quotation(*, days: int = 5, lessons: int = 10, valid_until: date = date(2026, 12, 1), **around: int) -> Quotation:
    def lesson(n: int) -> Item:
        return Item(str(n), Words("山洪灾害防御及案例分析"))

    plan = tuple(
        Day(n + 1, tuple(HalfDay(half, (lesson(n),)) for half in (Half.AM, Half.PM)[: lessons - 2 * n]))
        for n in range(days)
    )
    package = Package(
        "1",
        Words("防汛抗旱指挥能力提升专题研究班"),
        days=plan,
        runs=(Run((People("division", 50),), 3, date(2026, 12, 29)),),
        day_count=days,
        **around,
    )
    site = (Entry(CostKind.SITE, Words("荆江大堤"), 277_50, "3"), Entry(CostKind.OTHER, Words(""), 0))
    lines = tuple(
        CostLine(code, Words(title, f"{title} en"), amount, None, 100, 34000, site if code == "other" else ())
        for code, title, amount in (
            ("lodging", "住宿费", 75_000_00),
            ("meals", "伙食费", 30_000_00),
            ("venue", "场地资料交通费", 10_000_00),
            ("other", "其他费用", 277_50),
        )
    )
    price = Price(
        rule_set="cn@1",
        training_class="3",
        days=days + sum(around.values()),
        headcount=50,
        counted_staff=3,
        person_days=265,
        lines=lines,
        within_cap=115_277_50,
        cap=None,
        per_person_day=435_01,
        cap_per_person_day=550_00,
        teaching=(),
        teaching_net=0,
        teaching_gross=12_000_00,
        outside=(),
        total=127_277_50,
        capitals="",
        internal=None,
        surplus=None,
    )
    return Quotation(
        id=1,
        number="示培报〔2026〕17号",
        edition=1,
        state=QuotationState.SENT,
        agency=1,
        agency_name=AGENCY.name,
        package_id=1,
        package_version=1,
        package=package,
        price=price,
        findings=(),
        rules=Words("培训费管理办法", "Rules"),
        valid_until=valid_until,
        total=127_277_50,
        per_person_day=435_01,
        document_hash="0123456789abcdef" * 4,
        handled_by="李明",
        sent_at=None,
        answer=Answer("周敏", "科长", "办公会批准", None),
        version=1,
    )


def pages(made: bytes) -> list[str]:
    return ["".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(made)]


def test_the_quotation_says_when_and_where_and_gives_each_day_its_date():
    [text] = pages(quotation_pdf.render(quotation(), CENTER))

    for said in (
        "2026年12月29日至2027年1月2日",
        "培训天数5天",
        "示范干部培训中心（滨江大道18号）",
        "第4天（1月1日）上午",
    ):
        assert said in text
    assert "含报到" not in text


@pytest.mark.parametrize(
    ("around", "said"),
    [
        ({"arrival_days": 1}, "6天（含报到）"),
        ({"departure_days": 1}, "6天（含撤离）"),
        ({"arrival_days": 1, "departure_days": 1}, "7天（含报到、撤离）"),
    ],
)
def test_arrival_and_departure_are_counted_only_when_they_were_chosen(around, said):
    assert f"培训天数{said}" in pages(quotation_pdf.render(quotation(**around), CENTER))[0]


def test_the_quotation_says_why_it_ends_before_the_class():
    made = quotation_pdf.render(quotation(valid_until=date(2026, 12, 28)), CENTER)

    assert "有效期至2026年12月28日（开班前一日）" in pages(made)[0]


def test_the_fee_of_a_field_site_is_named_in_its_line():
    assert "其他费用（其中：现场教学费277.50元）" in pages(quotation_pdf.render(quotation(), CENTER))[0]


def test_a_full_week_stands_on_one_page_with_its_seal_and_its_whole_hash():
    [text] = pages(quotation_pdf.render(quotation(), CENTER))

    assert "0123456789abcdef" * 4 in text
    assert "报价单位：示范干部培训中心（盖章）" in text


def test_a_seal_never_stands_alone_on_its_page():
    last = pages(quotation_pdf.render(quotation(days=7, lessons=14), CENTER))[-1]

    assert "合计人民币（大写）" in last
    assert "（盖章）" in last


def test_the_agreement_names_both_sides_and_leaves_lines_for_what_nobody_entered():
    program = Program(
        1,
        "示培项〔2026〕5号",
        "防汛专题班",
        ProgramState.AGREED,
        1,
        AGENCY.name,
        1,
        1,
        50,
        date(2026, 12, 29),
        date(2027, 1, 2),
        "",
        None,
    )

    [text] = pages(agreement_pdf.render(PaperKind.AGREEMENT, "协议1", program, quotation(), AGENCY, CENTER))

    assert text.count("统一社会信用代码___") == text.count("法定代表人或授权代表___") == 2
    assert text.count("法定代表人或授权代表（签字）") == text.count("（盖章）") == 2
    assert "未填写" not in text


def test_no_line_begins_with_a_mark_that_ends_something():
    """Wherever the end of the title falls, its bracket stays with it."""
    written = paper.Paper("报价确认函", center=CENTER.name)
    for length in range(8, 100):
        written.text(f"我单位确认《{'防' * length}》，“{'汛' * length}”；合计（{'旱' * length}）。")
    lines = [
        line
        for page in pypdfium2.PdfDocument(written.pdf())
        for line in page.get_textpage().get_text_range().splitlines()
    ]

    assert [line for line in lines if line[:1] in "》，；：。、）”"] == []


def test_a_range_of_days_says_what_both_share_once():
    assert [
        formats.span(date(2026, 3, 9), last, paper.LANGUAGE)
        for last in (date(2026, 3, 9), date(2026, 3, 13), date(2026, 4, 2), date(2027, 1, 4))
    ] == ["2026年3月9日", "2026年3月9日至13日", "2026年3月9日至4月2日", "2026年3月9日至2027年1月4日"]
