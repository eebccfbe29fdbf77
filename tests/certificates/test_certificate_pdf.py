import random
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from certificates import certificate_pdf, completion_sheet, statement_sheet
from certificates.certificate_pdf import EditionChanged, MissingGlyph, Press, TooLong, publish, render
from certificates.model import Border, Ink, Language, Numerals, Session, Signatory
from certificates.rules import codes
from certificates.sheets import NAME_SPREAD, fixed_foot, name_piece, page_size
from tests.certificates import poppler
from tests.certificates.cast import CERTIFICATE, SESSIONS, STATEMENT, STATEMENT_TEMPLATE, TEMPLATE

FRAME = 55.0  # points from the edge of the sheet to inside its border
NAMES = [
    "张伟",
    "杜𬘭佳",
    "欧阳明月",
    "阿卜杜热合曼·买买提依明·吐尔逊",
    "𫍯䶮",
    "𠮷田",
    "李㐀",
    "王〇",
    "Zoë O’Brien-Ångström",
]


@poppler.needed
@pytest.mark.parametrize("name", NAMES)
def test_the_text_layer_gives_every_name_back(press, tmp_path, name):
    read = poppler.text(press.render(replace(CERTIFICATE, name=name)).pdf, tmp_path)

    assert re.search(f"^{re.escape(name)}同志于", read, re.MULTILINE), read


@poppler.needed
@pytest.mark.parametrize("template", [TEMPLATE, STATEMENT_TEMPLATE])
def test_the_longest_name_a_roster_takes_stays_on_one_line_inside_the_frame(tmp_path, template):
    name = "阿卜杜热合曼·买买提依明" * 5
    one = replace(STATEMENT, kind=template.kind, name=name)

    read = poppler.text(render(one, template), tmp_path, "-bbox-layout")

    (word,) = re.findall(rf'<word xMin="([0-9.]+)" [^>]*xMax="([0-9.]+)"[^>]*>{name}', read)
    width = page_size(template.kind)[0]
    assert FRAME < float(word[0]) < float(word[1]) < width - FRAME


@poppler.needed
def test_every_fact_can_be_copied_from_the_page(press, tmp_path):
    read = poppler.text(press.render(CERTIFICATE).pdf, tmp_path)

    flowing = read.replace("\n", "")
    for fact in (
        "结业证书",
        "防汛抗旱指挥能力提升专题研究班",
        "共38学时",
        "示培证字〔2026〕第00001号",
        "7KQM 4T9D 2XHB 9PWQ V",
        "江城干部培训中心",
        "（盖章）",
        "2026年3月13日",
        "Zhang Wei",
        "13 March 2026",
        "周正平",
    ):
        assert fact in flowing, fact


def scanned(pdf):
    page = pypdfium2.PdfDocument(pdf)[0]
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]


def test_the_qr_code_says_the_short_address_in_upper_case(press):
    assert scanned(press.render(CERTIFICATE).pdf) == ["HTTPS://PX.EXAMPLE.CN/C/7KQM4T9D2XHB9PWQV"]


def test_whatever_code_is_drawn_can_be_scanned(press):
    drawn = [codes.draw(random.Random(seed).getrandbits) for seed in range(12)]

    assert [scanned(press.render(replace(CERTIFICATE, code=code)).pdf) for code in drawn] == [
        [codes.address(TEMPLATE.host, code)] for code in drawn
    ]


def test_the_same_certificate_is_the_same_bytes_in_another_process(press):
    here = sha256(press.render(CERTIFICATE).pdf).hexdigest()
    script = (
        "from hashlib import sha256\nfrom certificates.certificate_pdf import render\n"
        "from tests.certificates.cast import CERTIFICATE, TEMPLATE\n"
        "print(sha256(render(CERTIFICATE, TEMPLATE)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()

    assert there == here


def test_the_bytes_are_those_that_every_machine_with_this_lock_makes(press):
    """A change of code, fonts or template changes this line, knowingly; another machine must not."""
    made = press.render(CERTIFICATE, credential=b'{"credential": true}').pdf

    assert sha256(made).hexdigest() == "8fddde3614b4ac26693401c5ee15241d7b08fddb02119886f1688d7f6cb407e3"


def test_what_was_printed_before_leaves_no_trace(press):
    alone = Press(publish(TEMPLATE)).render(CERTIFICATE).pdf
    press.render(replace(CERTIFICATE, name="欧阳明月", number="示培证字〔2026〕第00002号"))

    assert press.render(CERTIFICATE).pdf == alone


@pytest.mark.parametrize(
    "template", [TEMPLATE, replace(TEMPLATE, border=Border.LINES), replace(TEMPLATE, ink=Ink.BLUE)]
)
def test_a_certificate_stays_below_sixty_kibibytes(template):
    long = replace(
        CERTIFICATE, name="阿卜杜热合曼·买买提依明·吐尔逊", class_title="学习贯彻新发展理念推进县域经济高质量发展" * 3
    )

    assert len(render(CERTIFICATE, template)) <= 60 * 1024
    assert len(render(long, template)) <= 60 * 1024


def test_every_font_is_embedded_and_the_file_is_sound(press):
    with pikepdf.open(BytesIO(press.render(CERTIFICATE).pdf)) as pdf:
        assert pdf.check_pdf_syntax() == []
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        descendants = [one for one in fonts if one.get("/Subtype") == "/CIDFontType2"]

        assert len(fonts) == 2 * len(descendants) == 8
        assert all("/FontFile2" in one.FontDescriptor for one in descendants)


def test_a_character_that_no_font_has_refuses_the_certificate_by_name(press):
    with pytest.raises(MissingGlyph) as refused:
        press.render(replace(CERTIFICATE, name="李𪚥"))

    assert refused.value.char == "𪚥"
    assert "U+2A6A5" in str(refused.value)


@pytest.mark.parametrize("dot", "•‧・·")
def test_the_dot_in_a_name_is_always_the_same_dot(press, dot):
    printed = press.render(replace(CERTIFICATE, name="买买提·吐尔逊")).pdf
    given = replace(CERTIFICATE, name=f"买买提{dot}吐尔逊")

    assert len(press.render(given).pdf) == len(printed)
    assert press.setter.chains["bold"].find("·")


@poppler.needed
@pytest.mark.parametrize("dot", "•‧・")
def test_a_dot_of_another_kind_is_printed_as_the_dot_of_names(press, tmp_path, dot):
    read = poppler.text(press.render(replace(CERTIFICATE, name=f"买买提{dot}吐尔逊")).pdf, tmp_path)

    assert "买买提·吐尔逊同志" in read


def test_a_class_title_that_cannot_be_read_any_more_is_refused(press):
    with pytest.raises(TooLong) as refused:
        press.render(replace(CERTIFICATE, class_title="某某能力提升专题研究班" * 60))

    assert refused.value.field == "class_title"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("number", {"number": "9" * 200}),
        ("name", {"name": "阿卜杜热合曼" * 40}),
        ("hours", {"hours": 10**300}),
    ],
)
def test_no_fact_shrinks_to_a_hairline(press, field, changes):
    with pytest.raises(TooLong) as refused:
        press.render(replace(CERTIFICATE, **changes))

    assert refused.value.field == field


@pytest.mark.parametrize("template", [TEMPLATE, STATEMENT_TEMPLATE])
@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("issuer", {"issuer": "示例干部培训中心" * 12}),
        ("issuer", {"issuer": "示例干部培训中心" * 12, "issuer_en": "", "languages": (Language.EN,)}),
        ("issuer_en", {"issuer_en": "Sample Training Center " * 12}),
        ("title", {"title": "结业证书" * 40}),
        ("title_en", {"title_en": "Certificate " * 40}),
        ("host", {"host": "x" * 300}),
    ],
)
def test_no_word_of_a_template_shrinks_to_a_hairline(template, field, changes):
    with pytest.raises(TooLong) as refused:
        render(replace(STATEMENT, kind=template.kind), replace(template, **changes))

    assert refused.value.field == field


@pytest.mark.parametrize("signatory", [Signatory("主任" * 40), Signatory("主任", post_en="Director " * 20)])
def test_no_signatory_shrinks_to_a_hairline(signatory):
    with pytest.raises(TooLong) as refused:
        publish(replace(TEMPLATE, signatories=(signatory,)))

    assert refused.value.field == "signatories"


def test_no_cell_of_a_statement_shrinks_to_a_hairline(statement_press):
    odd = replace(SESSIONS[0], period="上午八时三十分至十一时五十分" * 4)

    with pytest.raises(TooLong) as refused:
        statement_press.render(replace(STATEMENT, sessions=(odd,)))

    assert refused.value.field == "sessions"


@poppler.needed
def test_a_specimen_leads_to_where_it_is_served(tmp_path):
    made = render(CERTIFICATE, replace(TEMPLATE, sample=True, scheme="http", host="127.0.0.1:8000"))

    assert scanned(made) == [f"HTTP://127.0.0.1:8000/C/{CERTIFICATE.code}"]
    assert "http://127.0.0.1:8000/c" in poppler.text(made, tmp_path).splitlines()


@poppler.needed
def test_one_language_alone_is_a_whole_certificate(tmp_path):
    chinese = poppler.text(render(CERTIFICATE, replace(TEMPLATE, languages=(Language.ZH,))), tmp_path)
    english = poppler.text(render(CERTIFICATE, replace(TEMPLATE, languages=(Language.EN,))), tmp_path)

    assert "Zhang Wei" not in chinese
    assert "张伟同志" in chinese
    assert "张伟" not in english
    assert "This is to certify that Zhang Wei attended" in english


@poppler.needed
def test_who_signs_is_named_in_either_language(tmp_path):
    for languages in ((Language.ZH,), (Language.EN,), (Language.ZH, Language.EN)):
        assert "周正平" in poppler.text(render(CERTIFICATE, replace(TEMPLATE, languages=languages)), tmp_path)


@pytest.mark.parametrize("name", ["张伟", "王〇", "𫍯䶮"])
def test_a_name_of_two_characters_is_set_wide(name):
    assert name_piece(name, 20).spread == NAME_SPREAD


@pytest.mark.parametrize("name", ["欧阳明月", "张", "Li", "A·"])
def test_other_names_are_set_as_they_are(name):
    assert name_piece(name, 20).spread == 0


@pytest.mark.parametrize("layout", [completion_sheet, statement_sheet])
@pytest.mark.parametrize("languages", [(Language.ZH,), (Language.EN,), (Language.ZH, Language.EN)])
def test_a_long_issuer_stays_inside_the_frame(press, layout, languages):
    template = replace(
        TEMPLATE,
        issuer="江城经济技术开发区管理委员会干部教育培训中心",
        issuer_en="Training Center for Officials of the Administrative Committee of Jiangcheng Development Zone",
        languages=languages,
    )

    for run in fixed_foot(template, layout.FOOT, press.setter):
        end = run.x + press.setter.width(run.text, run.size, run.style, run.spread)
        assert run.x > FRAME
        assert end < layout.WIDTH - FRAME


@poppler.needed
def test_a_statement_in_english_says_its_days_in_english(tmp_path):
    read = poppler.text(render(STATEMENT, replace(STATEMENT_TEMPLATE, languages=(Language.EN,))), tmp_path)

    assert "9 March 2026" in read.split("as listed below.")[1]


@poppler.needed
def test_chinese_numerals_are_printed_where_the_template_says_so(tmp_path):
    read = poppler.text(render(CERTIFICATE, replace(TEMPLATE, numerals=Numerals.CHINESE)), tmp_path)

    assert "二〇二六年三月十三日" in read


@poppler.needed
def test_a_demonstration_says_that_it_is_one(press, tmp_path):
    assert "演示样张" in poppler.text(render(CERTIFICATE, replace(TEMPLATE, sample=True)), tmp_path)
    assert "演示样张" not in poppler.text(press.render(CERTIFICATE).pdf, tmp_path)


@poppler.needed
def test_a_statement_lists_every_session_and_each_days_hours(statement_press, tmp_path):
    read = poppler.text(statement_press.render(STATEMENT).pdf, tmp_path, "-layout")

    for session in SESSIONS:
        assert session.title.replace("　", "") in re.sub(r"\s", "", read)
    assert len(re.findall(r"3\.8\s+7\.6", read)) == 5
    assert "合计38学时" in read


@poppler.needed
def test_a_long_statement_goes_on_over_as_many_pages_as_it_needs(statement_press, tmp_path):
    sessions = tuple(
        Session(date(2026, 3, 1 + i // 4), f"第{i + 1}课　{'专题讲授' * (i % 9 + 1)}", 100) for i in range(90)
    )
    pdf = statement_press.render(replace(STATEMENT, sessions=sessions)).pdf

    read = re.sub(r"\s", "", poppler.text(pdf, tmp_path))
    with pikepdf.open(BytesIO(pdf)) as document:
        count = len(document.pages)

    assert count >= 3
    assert f"{count}/{count}" in read
    assert [i for i in range(90) if f"第{i + 1}课" not in read] == []
    assert read.count("（盖章）") == 1


@poppler.needed
@pytest.mark.parametrize("count", range(14, 44))
def test_the_seal_never_stands_on_a_sheet_without_a_session(statement_press, tmp_path, count):
    sessions = tuple(Session(date(2026, 3, 1 + i // 4), f"第{i + 1}课", 100) for i in range(count))
    read = poppler.text(statement_press.render(replace(STATEMENT, sessions=sessions)).pdf, tmp_path)

    sheets = read.rstrip("\f").split("\f")

    assert "（盖章）" in sheets[-1]
    assert f"第{count}课" in sheets[-1]
    assert [sheet for sheet in sheets if "课" not in sheet] == []
    assert all(read.count(f"第{i + 1}课") == 1 for i in range(count))


def test_fonts_that_were_exchanged_are_noticed(press):
    edition = publish(TEMPLATE)
    other = replace(edition, fonts=((edition.fonts[0][0], "0" * 64), *edition.fonts[1:]))

    with pytest.raises(EditionChanged):
        Press(other)


def test_code_that_was_changed_is_noticed():
    with pytest.raises(EditionChanged):
        Press(replace(publish(TEMPLATE), engine="0" * 64))


def test_a_deflate_library_that_makes_other_bytes_is_noticed(monkeypatch):
    edition, compress = publish(TEMPLATE), zlib.compress
    monkeypatch.setattr(zlib, "compress", lambda body, level=-1: compress(body, 1))
    certificate_pdf.engine.cache_clear()
    try:
        with pytest.raises(EditionChanged):
            Press(edition)
    finally:
        certificate_pdf.engine.cache_clear()


def test_an_edition_is_told_from_another_by_its_hash():
    assert publish(TEMPLATE) == publish(TEMPLATE)
    assert publish(TEMPLATE).sha256 != publish(STATEMENT_TEMPLATE).sha256
    assert publish(TEMPLATE).sha256 != publish(replace(TEMPLATE, ink=Ink.BLACK)).sha256


def test_a_template_with_faults_is_not_published():
    with pytest.raises(ValueError, match="forbidden-word"):
        publish(replace(TEMPLATE, title="全国结业证书"))


def test_the_document_is_its_own_to_search_and_to_file(press):
    with pikepdf.open(BytesIO(press.render(CERTIFICATE).pdf)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "结业证书 示培证字〔2026〕第00001号"
        assert str(pdf.docinfo["/Author"]) == "江城干部培训中心"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260313160000+08'00'"
