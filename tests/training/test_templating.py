"""The environments of pages: words written in, parts kept."""

import re

import pytest
from jinja2 import meta

from training import i18n
from training.templating import FORM_TOKEN, ROOT, environment

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
IMPORT = re.compile(r'import "([^"]+)" as \w+( with context)?')
ALONE = sorted({name for path in TEMPLATES for name, context in IMPORT.findall(path.read_text()) if not context})


def written(text: str, lang: str = "zh_CN", **shown: object) -> str:
    return environment(lang).from_string(text).render(**shown)


@pytest.fixture
def token():
    before = FORM_TOKEN.set("a token")
    yield
    FORM_TOKEN.reset(before)


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_a_text_without_values_is_part_of_the_template(lang):
    source = environment(lang).compile('{{ _("课程目录") }}', raw=True)

    assert "context.call" not in source
    assert i18n.catalogue(lang).gettext("课程目录") in source


def test_a_value_in_a_text_is_escaped():
    assert written('{{ _("：《%(title)s》", title=given) }}', given="<b>") == "：《&lt;b&gt;》"


def test_a_kept_part_is_written_once_for_the_same_values():
    written_parts = []
    part = environment("zh_CN").from_string("{% kept value %}{{ told(value) }}{% endkept %}")

    def told(value: str) -> str:
        written_parts.append(value)
        return value

    assert [part.render(value=value, told=told) for value in ("甲", "乙", "甲")] == ["甲", "乙", "甲"]
    assert written_parts == ["甲", "乙"]


def test_each_language_keeps_its_own():
    text = '{% kept 1 %}{{ _("课程目录") }}{% endkept %}'

    assert written(text, "zh_CN") != written(text, "en")


def test_a_kept_part_holds_no_form_token(token):
    assert written("{{ csrf }}") == "a token"
    with pytest.raises(ValueError, match="no form token"):
        written('{% kept "a part with a token" %}{{ csrf }}{% endkept %}')


@pytest.mark.parametrize("name", ALONE)
def test_a_part_imported_without_the_page_asks_nothing_of_it(name):
    made = environment("zh_CN")
    asked = meta.find_undeclared_variables(made.parse((ROOT / "templates" / name).read_text()))

    assert asked - set(made.globals) == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_what_htmx_follows_takes_the_main_part_alone(path):
    """Else a redirect to a page of another kind would nest that page, masthead and all, in this one."""
    for tag in re.findall(r"<[^<>]*hx-boost=\"true\"[^<>]*", re.sub(r"\{[{%].*?[}%]\}", "", path.read_text())):
        assert 'hx-select="#main"' in tag
