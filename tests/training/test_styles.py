"""What a machine can hold the look to: one source of colors, old browsers, a strict content policy, enough contrast."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "training" / "static"
SHEETS = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted(STATIC.glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = sorted((ROOT / "templates" / "parts").glob("*.html"))

COLOR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklch|color)a?\(|\b(?:white|black|red|gr[ae]y|blue)\b(?!-)"
)
TOO_NEW = re.compile(
    r":has\(|:is\(|:where\(|@container|@layer|@scope|color-mix\(|subgrid|aspect-ratio|\binset:|&|\bd[vs]h\b|:not\([^)]*,"
)
INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\ssrc=)|<style\b""")


def _shown(path: Path) -> str:
    """A style sheet or template without its comments."""
    return re.sub(r"/\*.*?\*/|\{#.*?#\}|<!--.*?-->", "", path.read_text(), flags=re.DOTALL)


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "tokens.css"], ids=_named)
def test_only_the_tokens_state_a_color(sheet):
    assert COLOR.findall(re.sub(r"var\(--[a-z0-9-]+\)", "", _shown(sheet))) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=_named)
def test_every_token_that_is_used_exists(sheet):
    known = set(re.findall(r"(--[a-z0-9-]+):", _shown(STATIC / "tokens.css")))

    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", _shown(sheet))) - known == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=_named)
def test_nothing_needs_a_browser_newer_than_chromium_86(sheet):
    assert TOO_NEW.findall(_shown(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=_named)
def test_rules_are_not_nested(sheet):
    depth, deepest = 0, 0
    for brace in re.findall(r"[{}]", re.sub(r"@media[^{]*\{", "", _shown(sheet))):
        depth += 1 if brace == "{" else -1
        deepest = max(deepest, depth)

    assert deepest <= 1


def _rules(sheet):
    """Every selector with what it says, and the condition it stands under."""
    shown, under = _shown(sheet), ""
    for opened in re.finditer(r"([^{}]+)\{([^{}]*)|\}\s*\}", shown):
        selector = " ".join((opened[1] or "").split())
        if selector.startswith("@"):
            under = selector
        elif selector:
            yield under, selector, opened[2].strip()
        else:
            under = ""


def test_no_rule_is_said_twice():
    rules = [rule for sheet in SHEETS for rule in _rules(sheet)]

    assert len(rules) > 400
    assert [rule for rule in set(rules) if rules.count(rule) > 1] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=_named)
def test_no_text_is_smaller_than_13_pixels(sheet):
    sizes = re.findall(r"(?:font-size|--size-[a-z]+):\s*([0-9.]+)rem", _shown(sheet))

    assert [size for size in sizes if float(size) * 16 < 13] == []


def _tokens(dark):
    """The colors of one theme; dark ones fall back to light where they are the same."""
    light, _, deep = _shown(STATIC / "tokens.css").partition("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", deep)) if dark else found


def _light_of(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    low, high = sorted((_light_of(one), _light_of(other)))
    return (high + 0.05) / (low + 0.05)


METHODS = ("lecture", "seminar", "case", "simulation", "field")
STATES = ("ok", "wait", "stop")
READ = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "accent", "accent-deep", *STATES)
        for ground in ("paper", "wash")
    ],
    *[(ink, f"{method}-wash") for method in METHODS for ink in ("ink", "ink-2", "stop")],
    *[("ink", f"{state}-wash") for state in (*STATES, "accent")],
    *[("paper", method) for method in (*METHODS, "ink", "ink-2", "ink-3")],
    *[(state, f"{state}-wash") for state in STATES],
    ("accent-deep", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_text_can_be_read_on_its_ground(dark):
    tokens = _tokens(dark)

    assert [(ink, ground) for ink, ground in READ if _contrast(tokens[ink], tokens[ground]) < 4.5] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_edge_of_a_field_and_the_focus_are_seen(dark):
    tokens = _tokens(dark)

    assert [name for name in ("edge", "focus") if _contrast(tokens[name], tokens["paper"]) < 3] == []


def test_dark_changes_every_color_of_the_light_theme():
    light, _, deep = _shown(STATIC / "tokens.css").partition("prefers-color-scheme: dark")
    stated = re.compile(r"--([a-z0-9-]+):\s*(?:#|rgb)")

    assert set(stated.findall(light)) - set(stated.findall(deep)) == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_templates_hold_no_style_script_or_handler(template):
    assert INLINE.findall(_shown(template)) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_every_class_a_template_names_is_drawn(template):
    drawn = set(re.findall(r"\.([a-z][\w-]*)", "".join(_shown(sheet) for sheet in SHEETS)))
    named = re.findall(r'\sclass="([^"{]*)"', _shown(template))

    assert {word for words in named for word in words.split()} - drawn == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_every_post_carries_its_token(template):
    forms = re.findall(r'<form[^>]*method="post".*?</form>', _shown(template), flags=re.DOTALL)

    assert [form for form in forms if "_csrf" not in form and "csrf_field" not in form] == []


@pytest.mark.parametrize("part", PARTS, ids=_named)
def test_a_part_shows_how_each_of_its_macros_is_called(part):
    head = part.read_text().partition("#}")[0]
    macros = re.findall(r"\{%-? macro ([a-z]\w*)\(", part.read_text())

    assert [macro for macro in macros if not re.search(rf"\.{macro}\(", head)] == []


def test_the_style_of_a_public_page_leaves_room_for_its_text():
    sheets = [STATIC / name for name in ("tokens.css", "base.css", "parts.css", "page.js")]

    assert sum(sheet.stat().st_size for sheet in sheets) <= 40 * 1024


@pytest.mark.parametrize("script", SCRIPTS, ids=_named)
def test_scripts_build_no_markup_and_evaluate_nothing(script):
    assert re.findall(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script.read_text()) == []
