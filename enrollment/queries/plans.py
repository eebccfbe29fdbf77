"""The plan that a cohort follows: the items of its package, as far as teaching needs them."""

from courses.tables import Course, PackageItem
from enrollment.model import PlanItem
from training.access import Actor
from training.model import Half
from training.tenancy import seen_by


async def items(actor: Actor, package: int) -> list[PlanItem]:
    """Every item of a package that has a half-day, with the slots of its course."""
    return (await of_packages(actor, [package])).get(package, [])


async def of_packages(actor: Actor, packages: list[int]) -> dict[int, list[PlanItem]]:
    """The items of several packages, in two statements."""
    if not packages:
        return {}
    mine = seen_by(actor, PackageItem) & PackageItem.package.is_in(packages) & (PackageItem.half != "")
    rows = await PackageItem.select().where(mine).order_by(PackageItem.day, PackageItem.position, PackageItem.id)
    courses = sorted({row["course"] for row in rows if row["course"]})
    lengths = await _slots(actor, courses) if courses else {}
    found: dict[int, list[PlanItem]] = {}
    names = ("id", "day", "position", "kind", "title", "course", "method", "minutes", "credit_hours", "is_fixed")
    for row in rows:
        facts = {name: row[name] for name in names}
        item = PlanItem(half=Half(row["half"]), slots=lengths.get(row["course"]), **facts)
        found.setdefault(row["package"], []).append(item)
    return found


async def _slots(actor: Actor, courses: list[int]) -> dict[int, int]:
    rows = await Course.select(Course.id, Course.slots).where(seen_by(actor, Course), Course.id.is_in(courses))
    return {row["id"]: row["slots"] for row in rows}
