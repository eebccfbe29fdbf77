"""What must not be in production, and what should be there. `training check --production` says it; start-up refuses part."""

from training.settings import DEMO_SECRET, Settings

SHORTEST_SECRET = 32
FOOT = ("owner_name", "owner_address", "owner_telephone", "icp", "police_filing")


def refusals(chosen: Settings, *, start_up: bool) -> list[str]:
    """Every reason not to run; at start-up only those that are dangerous even on a developer's machine."""
    found = []
    if chosen.on_sqlite and chosen.processes > 1:
        found.append("PROCESSES: SQLite serves one process; several need DATABASE_URL=postgresql://…")
    if start_up:
        return found
    if chosen.debug:
        found.append("DEBUG is on")
    if chosen.demo:
        found.append("DEMO is on: everything is marked as a demonstration, and its passwords are known")
    for name in ("secret_key", "data_key"):
        value = getattr(chosen, name)
        if value == DEMO_SECRET or len(value) < SHORTEST_SECRET:
            found.append(
                f"{name.upper()} is missing, the demonstration's, or shorter than {SHORTEST_SECRET} characters"
            )
    if chosen.secret_key == chosen.data_key:
        found.append("SECRET_KEY and DATA_KEY are the same")
    if not chosen.secure_cookies:
        found.append("SECURE_COOKIES is off: logins could be read on the way")
    if not chosen.base_url.startswith("https://"):
        found.append("BASE_URL does not begin with https://")
    return found


def warnings_of(chosen: Settings) -> list[str]:
    """What works, but an operator should know."""
    found = []
    if not chosen.smtp_url:
        found.append("warning: SMTP_URL is not set; no mail is sent")
    if not chosen.sms_url:
        found.append("warning: SMS_URL is not set; class advisers read out the codes")
    if not chosen.key_file:
        found.append("warning: KEY_FILE is not set; certificates are signed with a demonstration key")
    missing = [name.upper() for name in FOOT if not getattr(chosen, name)]
    if missing:
        found.append(f"warning: {', '.join(missing)} not set; the foot of /, /verify and /sign-in lacks them")
    return found
