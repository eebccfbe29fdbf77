"""Who reads in which language: what he chose, else what his browser likes best, else Chinese."""

import pytest

from training import i18n


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("", "zh_CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("zh;q=0,en", "en"),
        ("zh; q=0.3, en; q=0.8", "en"),
        ("fr,de;q=0.9,en;q=0.5,zh;q=0.4", "en"),
        ("fr", "zh_CN"),
        ("en;q=0", "zh_CN"),
        ("en;q=0.3, zh;q=0.3", "en"),
        ("en;q=nan", "zh_CN"),
        ("*", "zh_CN"),
        (";q=,,;;en", "zh_CN"),
        ("x" * 100_000, "zh_CN"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_likes_best(accept, lang):
    assert i18n.choose(None, accept) == lang


def test_what_a_reader_chose_comes_first():
    assert i18n.choose("en", "zh-CN") == "en"
    assert i18n.choose("klingon", "en") == "en"
