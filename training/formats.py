"""Dates, times, numbers and money as the reader's language writes them. Made for templates, by Babel."""

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from training import clock, money
from training.i18n import LANG, N_, gettext, locale, ngettext

ZONE = "Asia/Shanghai"
RUN = re.compile(r"（第\d+[期版]）")


def _local(moment: datetime, zone: str = ZONE) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, lang: str) -> str:
    """A list shows the same few days again and again."""
    return format_date(value, pattern, locale=locale(lang))


def day(value: date, lang: str = "") -> str:
    """2026年3月9日 / 9 March 2026; in the reader's language, unless another is named, as papers are Chinese for everybody."""
    lang = lang or LANG.get()
    return _written(value, "y年M月d日" if lang == "zh_CN" else "d MMMM y", lang)


def short_day(value: date) -> str:
    """3月9日 / 9 Mar: where the year is known."""
    return _written(value, "M月d日" if LANG.get() == "zh_CN" else "d MMM", LANG.get())


def span(first: date, last: date, lang: str = "") -> str:
    """2026年3月9日至13日 / 9 to 13 March 2026: what both days share is written once; one day alone is one day."""
    lang = lang or LANG.get()
    if first == last:
        return day(first, lang)
    shared = 2 if (first.year, first.month) == (last.year, last.month) else 1 if first.year == last.year else 0
    if lang == "zh_CN":
        return f"{day(first, lang)}至{_written(last, ('y年M月d日', 'M月d日', 'd日')[shared], 'zh_CN')}"
    return f"{_written(first, ('d MMMM y', 'd MMMM', 'd')[shared], lang)} to {day(last, lang)}"


def whole(title: str) -> str:
    """A title whose （第2期） or （第2版） stays on one line."""
    said = escape(title)
    for run in set(RUN.findall(said)):
        said = said.replace(run, Markup('<span class="nowrap">{}</span>').format(run))
    return said


def weekday(value: date) -> str:
    return _written(value, "EEE" if LANG.get() == "zh_CN" else "EEEE", LANG.get())


def when(value: datetime, zone: str = ZONE) -> str:
    """2026年3月9日14:30 / 9 March 2026, 14:30, in the center's zone."""
    moment = _local(value, zone)
    return f"{day(moment.date())}{'' if LANG.get() == 'zh_CN' else ', '}{moment:%H:%M}"


def ago(value: datetime) -> str:
    """3小时前 / 3 hours ago"""
    return format_timedelta(value - clock.now(), add_direction=True, locale=locale(LANG.get()))


def hours(hundredths: int) -> str:
    """Credit hours are whole hundredths: 300 is 3, 25 is 0.25."""
    return f"{hundredths // 100}" if hundredths % 100 == 0 else f"{hundredths / 100:.2f}".rstrip("0")


def credit(hundredths: int) -> str:
    """3学时 / 3 hours, 1 hour."""
    return ngettext("%(n)s学时", "%(n)s学时", 1 if hundredths == 100 else 2) % {"n": hours(hundredths)}


# The first that is found: browsers built on another name that one as well
BROWSERS = (
    ("MicroMessenger", N_("微信")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Version", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """A browser's long account of itself in two words, Chrome 120 · Windows; as it is where neither is known."""
    name = next(
        (
            f"{gettext(word)} {found[1]}"
            for key, word in BROWSERS
            if (found := re.search(rf"{key}\w*/([0-9]{{1,4}})\b", agent))
        ),
        "",
    )
    system = next((word for key, word in SYSTEMS if key in agent), "")
    return " · ".join(filter(None, (name, system))) or agent


FILTERS = {
    "browser": browser,
    "money": lambda fen: money.figures(fen, LANG.get()),
    "yuan": lambda fen: money.short(fen, LANG.get()),
    "typed_yuan": money.typed,
    "day": day,
    "short_day": short_day,
    "span": span,
    "weekday": weekday,
    "whole": whole,
    "when": when,
    "ago": ago,
    "hours": hours,
    "credit": credit,
    "num": lambda value: format_decimal(value, locale=locale(LANG.get())),
    "clock": lambda moment: f"{_local(moment):%H:%M}",
}
