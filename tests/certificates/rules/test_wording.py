from dataclasses import replace
from datetime import date

import pytest

from certificates.model import Kind, Language, Numerals, Signatory
from certificates.rules import wording
from certificates.rules.wording import day, faults, forbidden, hours, proper, sentence, until
from tests.certificates.cast import CERTIFICATE, TEMPLATE


def said(template, certificate, language):
    return "".join(phrase.text for phrase in sentence(template, certificate, language))


def test_the_chinese_sentence_reads_as_offices_write_it():
    assert said(TEMPLATE, CERTIFICATE, Language.ZH) == (
        "张伟同志于2026年3月9日至13日参加防汛抗旱指挥能力提升专题研究班学习，共38学时，修完规定课程，考核合格，准予结业。特发此证。"
    )


def test_the_english_sentence_says_the_same():
    assert said(TEMPLATE, CERTIFICATE, Language.EN) == (
        "This is to certify that Zhang Wei attended the Workshop on Flood and Drought Command "
        "from 9 March 2026 to 13 March 2026, completed 38 credit hours and met all requirements."
    )


def test_a_class_of_one_day_has_one_date():
    one_day = replace(CERTIFICATE, end=CERTIFICATE.start)

    assert "于2026年3月9日参加" in said(TEMPLATE, one_day, Language.ZH)
    assert "on 9 March 2026, completed" in said(TEMPLATE, one_day, Language.EN)


def test_without_an_english_name_the_chinese_one_stands_in_the_english_sentence():
    assert "certify that 张伟 attended" in said(TEMPLATE, replace(CERTIFICATE, name_latin=""), Language.EN)


def test_a_name_with_braces_is_printed_as_it_is():
    assert said(TEMPLATE, replace(CERTIFICATE, name="{hours}"), Language.ZH).startswith("{hours}同志")


@pytest.mark.parametrize(
    ("end", "written"),
    [(date(2026, 3, 13), "13日"), (date(2026, 4, 2), "4月2日"), (date(2027, 1, 2), "2027年1月2日")],
)
def test_the_end_of_a_range_says_only_what_changes(end, written):
    assert until(date(2026, 3, 9), end) == written


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(2026, 3, 13), "二〇二六年三月十三日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2026, 12, 20), "二〇二六年十二月二十日"),
        (date(2026, 11, 31 - 1), "二〇二六年十一月三十日"),
        (date(2026, 1, 21), "二〇二六年一月二十一日"),
    ],
)
def test_dates_in_chinese_numerals(on, written):
    assert day(on, Numerals.CHINESE) == written


@pytest.mark.parametrize(
    ("hundredths", "written"), [(3800, "38"), (3850, "38.5"), (25, "0.25"), (0, "0"), (105, "1.05"), (10000, "100")]
)
def test_hours_carry_no_needless_zeros(hundredths, written):
    assert hours(hundredths) == written


def test_text_is_normalized_and_every_dot_is_the_dot_of_names():
    assert proper("买买提•吐尔逊‧艾力・海") == "买买提·吐尔逊·艾力·海"
    assert proper("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize("word", ["中华人民共和国", "中国", "国家", "全国", "职业资格"])
def test_words_of_the_state_stand_only_in_the_issuers_own_name(word):
    assert faults(replace(TEMPLATE, title=f"{word}结业证书")) == {"title": "template.forbidden-word"}
    assert faults(replace(TEMPLATE, signatories=(Signatory(f"{word}主任"),))) == {
        "signatories": "template.forbidden-word"
    }
    assert faults(replace(TEMPLATE, issuer=f"{word}培训中心", title=f"{word}培训中心结业证书")) == {}


@pytest.mark.parametrize("written", ["中国", "中 国", "中　国", "中\u200b国", "中\ufe00国", "\u4e2d\n国", "国\u2060家"])
@pytest.mark.parametrize("field", ["title", "title_en", "sentence", "sentence_en"])
def test_words_of_the_state_are_found_in_every_text_and_however_they_are_spaced(field, written):
    template = replace(TEMPLATE, **{field: f"{{name}} {written} Certificate"})

    assert faults(template)[field] == "template.forbidden-word"


@pytest.mark.parametrize("part", ["post", "name", "post_en"])
def test_words_of_the_state_are_found_beside_every_signature(part):
    template = replace(TEMPLATE, signatories=(replace(Signatory("主任"), **{part: "全 国局长"}),))

    assert faults(template) == {"signatories": "template.forbidden-word"}


def test_the_name_in_english_brings_no_word_of_the_state_that_the_full_name_has_not():
    assert faults(replace(TEMPLATE, issuer_en="中国培训中心")) == {"issuer_en": "template.forbidden-word"}
    assert faults(replace(TEMPLATE, issuer="中国江城干部学院", issuer_en="中国江城干部学院（江城）")) == {}


@pytest.mark.parametrize("unit", ["{unit}", "{unit!s}", "{unit:4}"])
def test_an_empty_unit_joins_no_word_of_the_state(unit):
    assert faults(replace(TEMPLATE, sentence=f"{{name}}中{unit}国结业")) == {"sentence": "template.forbidden-word"}


def test_the_issuers_name_taken_out_joins_nothing():
    assert faults(replace(TEMPLATE, title=f"集中{TEMPLATE.issuer}国防教育")) == {}


def test_the_longer_forbidden_word_is_found_in_the_shorter():
    assert forbidden("中国国家人事", "") == ("中国", "国家")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {}),
        ({"issuer": ""}, {"issuer": "template.empty"}),
        ({"issuer": " 　"}, {"issuer": "template.empty"}),
        ({"host": ""}, {"host": "template.empty"}),
        ({"languages": ()}, {"languages": "template.empty"}),
        ({"sentence": "{name}{id_number}"}, {"sentence": "template.field-unknown"}),
        ({"sentence": "{name.__class__}"}, {"sentence": "template.field-unknown"}),
        ({"sentence": "特发此证"}, {"sentence": "template.name-missing"}),
        ({"sentence": "{name"}, {"sentence": "template.sentence-unreadable"}),
        ({"sentence_en": "{name}\n"}, {"sentence_en": "template.line-break"}),
        ({"signatories": (Signatory("主任"),) * 3}, {"signatories": "template.too-many-signatories"}),
    ],
)
def test_a_template_names_every_field_that_is_wrong(changes, found):
    assert faults(replace(TEMPLATE, **changes)) == found


def test_a_statement_has_a_title_and_a_sentence_of_its_own():
    template = replace(TEMPLATE, kind=Kind.HOURS)

    assert wording.title(template, Language.ZH) == "学时证明"
    assert said(template, CERTIFICATE, Language.ZH).endswith("共38学时，明细如下：")
