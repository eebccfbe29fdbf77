"""docs/settings.md, made from the settings themselves: `python -m tests.settings_page` writes it anew."""

from pathlib import Path

from training.settings import Settings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
HEAD = """# Settings

Read from the environment once, at start: `X`, or `X_FILE` naming a file that holds the value. Made from
`training/settings.py` by `python -m tests.settings_page`.

| setting | default | |
|---|---|---|
"""
SECRETS = ("secret_key", "data_key")


def text() -> str:
    """The whole page."""
    return HEAD + "".join(map(_row, Settings.model_fields))


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    default = "the demonstration's" if name in SECRETS else f"`{field.default}`" if field.default != "" else "none"
    return f"| `{name.upper()}` | {default} | {field.description} |\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
