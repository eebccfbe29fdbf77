"""What must not be in production, and what should be there. `training check --production` says it; start-up refuses part."""

from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from training.model import CenterCard
from training.settings import DEMO_SECRET, Settings

SHORTEST_SECRET = 32
LOOPBACK = "127.0.0.1"
FOOT = ("owner_name", "owner_address", "owner_telephone", "icp", "police_filing")


def refusals(chosen: Settings, *, start_up: bool, host: str = LOOPBACK) -> list[str]:
    """Every reason not to run; at start-up only those that are dangerous even on a developer's machine.

    `host` is the address that pages are to be served on.
    """
    found = []
    if chosen.demo and not is_loopback(host):
        found.append(
            f"DEMO is on and {host or 'every address'} is reached from elsewhere: /demo/messages shows every login code "
            f"to whoever looks. Serve it on {LOOPBACK}, or switch DEMO off"
        )
    if chosen.on_sqlite and chosen.processes > 1:
        found.append("PROCESSES: SQLite serves one process; several need DATABASE_URL=postgresql://…")
    if start_up:
        return found
    if chosen.debug:
        found.append("DEBUG is on")
    if chosen.demo:
        found.append("DEMO is on: everything is marked as a demonstration, and its passwords are known")
    found += _keys(chosen)
    if not chosen.secure_cookies:
        found.append("SECURE_COOKIES is off: logins could be read on the way")
    if not chosen.base_url.startswith("https://"):
        found.append("BASE_URL does not begin with https://")
    return [*found, *_misdirected(chosen)]


def _keys(chosen: Settings) -> list[str]:
    """What is wrong with the keys."""
    found = []
    for name in ("secret_key", "data_key"):
        value = getattr(chosen, name)
        if value == DEMO_SECRET or len(value) < SHORTEST_SECRET:
            found.append(
                f"{name.upper()} is missing, the demonstration's, or shorter than {SHORTEST_SECRET} characters"
            )
    if chosen.secret_key == chosen.data_key:
        found.append("SECRET_KEY and DATA_KEY are the same")
    return found


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address. A name other than localhost may be anybody's."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _misdirected(chosen: Settings) -> list[str]:
    """Settings that lead nowhere."""
    found = []
    if chosen.key_file and not Path(chosen.key_file).is_file():
        found.append(f"KEY_FILE names no file: {chosen.key_file}")
    if chosen.smtp_url and urlsplit(chosen.smtp_url).scheme not in ("smtp", "smtps"):
        found.append("SMTP_URL does not begin with smtp:// or smtps://")
    if chosen.sms_url and urlsplit(chosen.sms_url).scheme not in ("http", "https"):
        found.append("SMS_URL does not begin with https://")
    return found


def refusals_of(centers: Iterable[CenterCard]) -> list[str]:
    """What must not be among the centers of a database in production."""
    return [
        f"center {card.slug} is a demonstration: its people are invented and their passwords known"
        for card in centers
        if card.is_demo
    ]


def warnings_of(chosen: Settings) -> list[str]:
    """What works, but an operator should know."""
    found = []
    if not chosen.smtp_url:
        found.append("warning: SMTP_URL is not set; no mail is sent")
    if not chosen.sms_url:
        found.append("warning: SMS_URL is not set; class advisers read out the codes")
    if chosen.smtp_url and chosen.mail_from.endswith("@localhost"):
        found.append("warning: MAIL_FROM is not set; receivers refuse mail from localhost")
    if chosen.sms_url.startswith("http://"):
        found.append("warning: SMS_URL is not https://; numbers and codes could be read on the way")
    if not chosen.key_file:
        found.append("warning: KEY_FILE is not set; certificates are signed with a demonstration key")
    missing = [name.upper() for name in FOOT if not getattr(chosen, name)]
    if missing:
        found.append(f"warning: {', '.join(missing)} not set; the foot of /, /verify and /sign-in lacks them")
    return found


def warnings_of_centers(centers: Iterable[CenterCard]) -> list[str]:
    """What the foot of a center's public pages lacks."""
    found = []
    for card in centers:
        lacks = [name for name in ("address", "telephone", "icp", "police_filing") if not getattr(card, name)]
        if lacks:
            found.append(f"warning: center {card.slug} has no {', '.join(lacks)}; the foot of its pages lacks them")
    return found
