"""What a page would run, fetch or send: nothing but what our own templates mean it to."""

import re
from html.parser import HTMLParser

FORBIDDEN = {
    "iframe",
    "object",
    "embed",
    "base",
    "style",
    "applet",
    "frame",
    "frameset",
    "math",
    "template",
    "noscript",
}
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "cite",
    "background",
    "xlink:href",
    "srcset",
    "ping",
}
OWN = re.compile(
    r"(/(?![/\\])|[?#]|$|mailto:|tel:|http://testserver\.local/|https://beian\.(miit\.)?gov\.cn|\.?/?[\w-]+$)"
)
ATTRIBUTE = re.compile(r"[a-z][a-z-]*(:href)?\d?$")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.links: set[str] = set()
        self.typed: list[tuple[str, str]] = []
        self._script = False

    def values(self, name):
        """What stands in the fields of this name."""
        return [value for own, value in self.typed if own == name]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input":
            self.typed.append((given.get("name") or "", given.get("value") or ""))
        self._script = tag == "script"
        if tag in FORBIDDEN or not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9]*", tag):
            self.faults.append(f"<{tag}>")
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.faults.append(f"<script {given}>")
        if tag == "meta" and "http-equiv" in given:
            self.faults.append(f"<meta {given}>")
        if tag == "link" and not (given.get("href") or "").startswith("/static/"):
            self.faults.append(f"<link {given}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "hx-on") or not ATTRIBUTE.match(name):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if (name in ADDRESSES or name in ("hx-get", "hx-post")) and not self._is_own(tag, value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if tag == "a" and name == "href" and value:
                self.links.add(value)

    @staticmethod
    def _is_own(tag, value):
        return bool(OWN.match(value)) or (tag == "img" and value.startswith("data:image/svg+xml;base64,"))

    def handle_endtag(self, tag):
        self._script = False

    def handle_data(self, data):
        if self._script and data.strip():
            self.faults.append(f"script: {data[:60]}")


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def faults(html: str) -> list[str]:
    """Every inline script, style or handler, every foreign address, every element that no template of ours has."""
    return read(html).faults
