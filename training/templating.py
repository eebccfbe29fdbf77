"""The Jinja environments of pages, mails and papers: one for each language, its own words written into the templates."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes, pass_eval_context
from jinja2.ext import Extension
from jinja2.nodes import EvalContext
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer
from litestar.plugins.jinja import JinjaTemplateEngine
from markupsafe import Markup

from training import formats, i18n
from training.access import May
from training.assets import asset
from training.settings import settings

ROOT = Path(__file__).parents[1]
MOST_KEPT = 4_000_000  # characters
FORM_TOKEN: ContextVar[str] = ContextVar("form token", default="")


class _FormToken:
    """`{{ csrf }}`: the token of the page that is being written; there is none in what is written for everybody."""

    def __html__(self) -> str:
        token = FORM_TOKEN.get()
        if not token:
            raise ValueError("no form token here: a part that is kept holds none")
        return token

    __str__ = __html__


@pass_eval_context
def _said(context: EvalContext, text: str, /, **values: object) -> str:
    """A text in the reader's language; in pages the values it names are escaped, in mails nothing is."""
    said = i18n.gettext(text)
    return (Markup(said) if context.autoescape else said) % values  # noqa: S704 - our own words


class Kept(Extension):
    """`{% kept course, center.slug %} … {% endkept %}`: what follows from these values alone is written only once.

    The values are hashable and say everything that the part shows, besides the language; a row of a list is one. A part
    that holds the form token, which is another on every page, is refused.
    """

    tags = {"kept"}  # noqa: RUF012 - as Jinja wants it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: dict[tuple[str, tuple[Any, ...]], str] = {}
        self._size = 0

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("_once", [place, nodes.Tuple(values, "load")])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _once(self, place: str, values: tuple[Any, ...], caller: Callable[[], str]) -> str:
        written = self._kept.get((place, values))
        if written is None:
            before = FORM_TOKEN.set("")
            try:
                written = self._kept[place, values] = caller()
            finally:
                FORM_TOKEN.reset(before)
            self._size += len(written)
            if self._size > MOST_KEPT:
                self._kept.clear()
                self._size = 0
        return written


class _Words(NodeTransformer):
    """Writes texts that name no values into the template itself: a page has hundreds of them."""

    def __init__(self, lang: str) -> None:
        self.catalogue = i18n.catalogue(lang)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if isinstance(node.node, nodes.Name) and node.node.name in ("_", "gettext") and not node.kwargs:
            [text] = node.args
            if isinstance(text, nodes.Const):
                said = self.catalogue.gettext(text.value).replace("%%", "%")
                return nodes.MarkSafeIfAutoescape(nodes.Const(said)).set_lineno(node.lineno)
        return node


class Spoken(Environment):
    """An environment of one language."""

    lang = i18n.DEFAULT

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        """Jinja's own hook between a parsed template and its code."""
        return super()._generate(_Words(self.lang).visit(source), *args, **kwargs)

    def make_globals(self, d: Any) -> dict[str, Any]:
        """One plain dictionary; a chain of them is asked for each of its names whenever a part is imported."""
        return {**self.globals, **(d or {})}


@cache
def environment(lang: str, *, escaping: bool = True) -> Environment:
    """Pages are escaped everywhere, mails nowhere; unknown names are refused."""
    made = Spoken(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=escaping,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().debug,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", Kept],
        cache_size=-1,
    )
    made.lang = lang
    made.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext
    )
    made.globals.update(_=_said, gettext=_said)
    made.globals.update(lang=lang, csrf=_FormToken(), asset=asset, say=i18n.say)
    made.globals.update(may=May, house=settings, timedelta=timedelta)
    made.filters.update(formats.FILTERS)
    return made


class Pages(JinjaTemplateEngine):
    """Hands out templates in the language of whoever asks."""

    def get_template(self, template_name: str) -> Any:
        return environment(i18n.LANG.get()).get_template(template_name)
