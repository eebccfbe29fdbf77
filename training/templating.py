"""The one Jinja environment of pages, mails and papers."""

from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from training import formats, i18n
from training.access import May
from training.assets import asset
from training.settings import settings

ROOT = Path(__file__).parents[1]


@lru_cache(maxsize=8192)
def _plain(text: str, lang: str) -> Markup:
    """A text without values, ready for the page. Jinja's own way builds and formats it anew at every place."""
    return Markup(i18n.catalogue(lang).gettext(text).replace("%%", "%"))  # noqa: S704 - our own words


@pass_eval_context
def _said(context: EvalContext, text: str, /, **values: object) -> str:
    """A text in the reader's language; in pages the values it names are escaped, in mails nothing is."""
    if not context.autoescape:
        return i18n.gettext(text) % values
    if not values:
        return _plain(text, i18n.LANG.get())
    return Markup(i18n.gettext(text)) % values  # noqa: S704 - our own words


@cache
def environment() -> Environment:
    """The one Jinja environment: escaping everywhere, unknown names refused, texts of the reader's language."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().debug,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        cache_size=-1,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext
    )
    made.globals.update(_=_said, gettext=_said)
    made.globals.update(asset=asset, say=i18n.say, may=May, timedelta=timedelta)
    made.filters.update(formats.FILTERS)
    return made
