"""The one Jinja environment of pages, mails and papers."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training import formats, i18n
from training.access import May
from training.assets import asset
from training.settings import settings

ROOT = Path(__file__).parents[1]


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
    made.globals.update(asset=asset, say=i18n.say, may=May, timedelta=timedelta)
    made.filters.update(formats.FILTERS)
    return made
