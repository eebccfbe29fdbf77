"""The texts of the product and their catalogues: what is said where, and what has no words yet.

`make words` adds what is new to the .po files of its package (empty, to be written) and keeps them sorted.
A text belongs to the leftmost package that says it. Chinese texts are their own zh_CN; codes need words in both.
"""

import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PACKAGES = ["training", "courses", "enrollment", "certificates"]
PROBLEMS = [
    "Fault",
    "Problem",
    "Invalid",
    "Unknown",
    "Refused",
    "Missing",
    "Clash",
    "TooLarge",
    "TooMany",
    "Unavailable",
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "N_": None,
    "NP_": ((1, "c"), 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    **dict.fromkeys([*PROBLEMS, "wrong", "Finding", "Mend", "Reason", "say"], (1,)),
    "see": (2,),
}
CODE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$")


def domain(path: Path) -> str:
    """Which package's catalogue a file's texts belong to."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "templates":
        return parts[1] if parts[1] in PACKAGES else "training"
    return parts[0]


def _found(path: Path):
    options = {"extensions": "jinja2.ext.do,training.templating.Kept", "silent": "false", "trimmed": "false"}
    method = "jinja2.ext:babel_extract" if path.suffix in (".html", ".txt", ".xml", ".ics") else "python"
    for _, message, _, context in extract_from_file(
        method, path, KEYWORDS, (), options if method != "python" else None
    ):
        yield message, context


def said() -> dict[str, dict[tuple[str | None, object], Path]]:
    """Every text by package: (context, message) and a file that says it."""
    texts: dict[str, dict[tuple[str | None, object], Path]] = {package: {} for package in PACKAGES}
    files = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    pages = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
    files += [path for path in pages if "styleguide" not in str(path)]  # its sample texts are shown as they are
    for path in files:
        for message, context in _found(path):
            if message and (path.suffix != ".py" or is_text(message)):
                texts[domain(path)].setdefault((context, message), path)
    seen: set[tuple[str | None, str]] = set()
    for package in PACKAGES:
        texts[package] = {key: path for key, path in texts[package].items() if (key[0], singular(key[1])) not in seen}
        seen |= {(context, singular(message)) for context, message in texts[package]}
    return texts


def singular(message: object) -> str:
    return message[0] if isinstance(message, tuple) else str(message)


def is_code(message: object) -> bool:
    return bool(CODE.match(singular(message)))


def is_text(message: object) -> bool:
    """Python says codes and Chinese; anything else in the first place of such a call is no text."""
    return is_code(message) or any("\u4e00" <= char <= "\u9fff" for char in singular(message))


def path_of(lang: str, package: str) -> Path:
    return ROOT / "training" / "locale" / lang / "LC_MESSAGES" / f"{package}.po"


def kept(lang: str, package: str) -> Catalog:
    path = path_of(lang, package)
    if not path.exists():
        return Catalog(locale=lang, domain=package, charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=lang)


def write(lang: str, package: str, catalogue: Catalog) -> None:
    path = path_of(lang, package)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(
            target, catalogue, width=10_000, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True
        )
    head, _, rest = path.read_text().partition("\n\n")
    header = f'msgid ""\nmsgstr ""\n"Language: {lang}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += (
        '"Plural-Forms: nplurals=1; plural=0;\\n"'
        if lang == "zh_CN"
        else '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"'
    )
    path.write_text(f"{header}\n\n{rest}" if 'msgid ""' in head else f"{header}\n\n{head}\n\n{rest}")


def add_new() -> int:
    """Put every text that has no entry yet into its catalogues; returns how many wait for words."""
    waiting = 0
    for package, texts in said().items():
        for lang in ("zh_CN", "en"):
            catalogue = kept(lang, package)
            for context, message in texts:
                if (lang == "en" or is_code(message)) and catalogue.get(singular(message), context) is None:
                    catalogue.add(message, context=context)
            for entry in catalogue:
                words = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                if entry.id and not all(words):
                    waiting += 1
                    print(f"{lang} {package}: {entry.id}")
            write(lang, package, catalogue)
    return waiting


if __name__ == "__main__":
    raise SystemExit(1 if add_new() else 0)
