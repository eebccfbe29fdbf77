"""Both languages say everything, and Chinese is Chinese."""

import re
import string

import pytest

from tests.catalogues import PACKAGES, ROOT, is_code, kept, said, singular

LATIN, HAN = re.compile(r"[A-Za-z]{2,}"), re.compile(r"[\u4e00-\u9fff]")
NAMES_KEPT_IN_LATIN = {
    "PDF", "PNG", "JPG", "xlsx", "xls", "csv", "MB", "MiB", "API", "QR", "JSON", "ICP", "iCalendar", "ID", "WeChat", "English",
    "OpenAPI", "Open", "Badges", "SHA", "TOTP", "CSS", "HTML", "Chromium", "SMTP", "Excel", "WPS", "UTC", "OK", "VC", "PAdES",
    "http", "https", "Bearer", "Ed", "RSA", "DID", "RFC", "CP", "SAT", "Token", "token",
}  # fmt: skip
SAID = said()


def words_of(entry) -> tuple[str, ...]:
    return entry.string if isinstance(entry.string, tuple) else (entry.string,)


@pytest.mark.parametrize("package", PACKAGES)
def test_english_says_everything(package):
    catalogue = kept("en", package)

    missing = []
    for context, message in SAID[package]:
        entry = catalogue.get(singular(message), context)
        if entry is None or not all(words_of(entry)):
            missing.append(singular(message))
    assert missing == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_code_has_chinese_words(package):
    catalogue = kept("zh_CN", package)

    missing = []
    for context, message in SAID[package]:
        if is_code(message):
            entry = catalogue.get(singular(message), context)
            if entry is None or not all(words_of(entry)):
                missing.append(singular(message))
    assert missing == []


def chinese() -> list[str]:
    own = [singular(message) for texts in SAID.values() for _, message in texts if not is_code(message)]
    written = [word for package in PACKAGES for entry in kept("zh_CN", package) if entry.id for word in words_of(entry)]
    return own + written


def test_chinese_texts_hold_no_latin_words():
    found = {}
    for text in chinese():
        plain = re.sub(r"%\(\w+\)s|\{\w+\}|<[^>]+>", "", text)
        if wrong := set(LATIN.findall(plain)) - NAMES_KEPT_IN_LATIN:
            found[text] = wrong
    assert found == {}


def test_chinese_texts_use_full_width_punctuation():
    wrong = [text for text in chinese() if re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]", text)]
    assert wrong == []


def placeholders(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)s", text))
    if not named and "{" in text:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return named


@pytest.mark.parametrize("package", PACKAGES)
def test_both_languages_fill_in_the_same_values(package):
    zh, wrong = kept("zh_CN", package), []
    for entry in kept("en", package):
        if not entry.id:
            continue
        chinese_entry = zh.get(singular(entry.id), entry.context)
        first = words_of(chinese_entry)[0] if is_code(entry.id) and chinese_entry else singular(entry.id)
        if any(not placeholders(word) <= placeholders(first) for word in words_of(entry) if word):
            wrong.append(singular(entry.id))
    assert wrong == []


def test_the_catalogues_keep_no_text_that_nothing_says():
    """Of Chinese texts; codes are also put together while the product runs."""
    said_somewhere = {(context, singular(message)) for texts in SAID.values() for context, message in texts}
    entries = [
        (entry.context, singular(entry.id))
        for package in PACKAGES
        for entry in kept("en", package)
        if entry.id and HAN.search(singular(entry.id))
    ]
    assert [entry for entry in entries if entry not in said_somewhere] == []


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_text_stands_in_two_catalogues(lang):
    """They are merged into one: whichever came last would speak for both. Other words want another context."""
    seen, twice = {}, []
    for path in sorted((ROOT / "training" / "locale" / lang / "LC_MESSAGES").glob("*.po")):
        for entry in kept(lang, path.stem):
            if entry.id:
                key = (entry.context, singular(entry.id))
                twice += [key] if key in seen else []
                seen[key] = path.stem
    assert twice == []
