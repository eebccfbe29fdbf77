"""What the center publishes: lists with search and filter, one course, and courses as the rules know them."""

import unicodedata
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from piccolo.querystring import QueryString

from courses import tables
from courses.model import (
    Cost,
    CostKind,
    Course,
    CourseCard,
    CourseFacts,
    CourseFilter,
    InstructorFee,
    Menu,
    Per,
    SiteCard,
    Stop,
    TeachingMethod,
    Words,
)
from training import db, listing
from training.access import Actor, May, worker
from training.errors import Missing
from training.tables import Instructor, Venue
from training.tenancy import seen_by
from training.web.paging import Slice

Row = dict[str, Any]


def folded(text: str) -> str:
    """A text as it is searched: compatibility forms unified, case folded, spaces gone."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def house(actor: Actor) -> Actor:
    """The center itself: it looks up who teaches and for what fee, of which only titles and sums are shown on."""
    return worker(actor.center)


def visible(actor: Actor) -> Any:
    """The courses somebody may see: all of them for who edits the catalogue, else those published."""
    mine = seen_by(actor, tables.Course)
    return mine if actor.may(May.EDIT_CATALOGUE) else mine & (tables.Course.is_published == True)  # noqa: E712


_CARD = listing.columns(
    tables.Course,
    "id",
    "code",
    "title",
    "title_en",
    "theme",
    "theme_en",
    "method",
    "local_label",
    "minutes",
    "credit_hours",
    "slots",
    "levels",
    "satisfaction",
    "ratings",
    "is_published",
)


Asked = tuple[int | None, str, bool, CourseFilter, Slice]
_SHELF: OrderedDict[Asked, Menu] = OrderedDict()
MOST_KEPT = 256


async def menu(actor: Actor, wanted: CourseFilter, part: Slice, *, stamp: str) -> Menu:
    """One page of the catalogue, the best liked first, and what its filter offers. At most three statements.

    `stamp` is the center's: as long as it is the same, so is the catalogue, and what was read once is kept.
    """
    asked = (actor.center, stamp, actor.may(May.EDIT_CATALOGUE), wanted, part)
    found = _SHELF.get(asked)
    if found is None:
        found = _SHELF[asked] = await _menu(actor, wanted, part)
        if len(_SHELF) > MOST_KEPT:
            _SHELF.popitem(last=False)
    return found


async def _menu(actor: Actor, wanted: CourseFilter, part: Slice) -> Menu:
    """As it is kept in the database.

    The titles are those of who can teach a course; names stay in the house. Only who edits the catalogue also sees the
    themes of what is not published.
    """
    narrowed = _narrowed(visible(actor), wanted)
    liked = (
        tables.Course.select(_CARD)
        .where(narrowed)
        .order_by(QueryString("COALESCE(satisfaction, 0)"), ascending=False)
        .order_by(tables.Course.ratings, ascending=False)
        .order_by(tables.Course.id)
    )
    rows, total = await listing.paged(liked, part)
    titles: dict[int, dict[str, None]] = defaultdict(dict)
    themes: dict[str, Words] = {}
    sites: list[tuple[int, Words]] = []
    for row in await _beside(actor, [row["id"] for row in rows]):
        if row["what"] == "title":
            titles[row["id"]][row["zh"]] = None
        elif row["what"] == "theme":
            themes[row["zh"]] = Words(row["zh"], row["en"])
        else:
            sites.append((row["id"], Words(row["zh"], row["en"])))
    return Menu(
        courses=[card(row, tuple(titles[row["id"]])) for row in rows],
        total=total,
        themes=tuple(themes.values()),
        sites=tuple(sites),
    )


_BESIDE = (
    "SELECT 'title' AS what, l.course AS id, p.title AS zh, '' AS en, l.position AS place, l.id AS link "
    "FROM course_instructor l JOIN instructor p ON p.id = l.instructor "
    "WHERE l.center = {} AND l.course IN (COURSES) AND p.title <> '' "
    "UNION ALL SELECT 'theme', 0, theme, theme_en, 0, 0 FROM course "
    "WHERE center = {} AND (is_published = {} OR {} = 1) AND theme <> '' GROUP BY theme, theme_en "
    "UNION ALL SELECT 'site', id, name, name_en, 0, 0 FROM venue "
    "WHERE center = {} AND id IN (SELECT venue FROM course_site WHERE center = {}) ORDER BY 5, 6, 3, 2"
)


async def _beside(actor: Actor, courses: Sequence[int]) -> list[Row]:
    here, all_of_it = actor.center or -1, int(actor.may(May.EDIT_CATALOGUE))
    ids = ", ".join(str(int(course)) for course in courses) or "0"
    return await db.raw(_BESIDE.replace("COURSES", ids), here, here, True, all_of_it, here, here)


def _narrowed(where: Any, wanted: CourseFilter) -> Any:
    table = tables.Course
    if wanted.text:
        where &= listing.contains(table.find_text, folded(wanted.text))
    if wanted.theme:
        where &= table.theme == wanted.theme
    if wanted.method:
        where &= table.method == wanted.method.value
    if wanted.level:
        where &= (table.levels == "") | table.levels.like(f"%{wanted.level.value}%")
    if wanted.most_hours is not None:
        where &= table.credit_hours <= wanted.most_hours
    if wanted.site is not None:
        where &= table.id.is_in(
            tables.CourseSite.select(tables.CourseSite.course).where(tables.CourseSite.venue == wanted.site)
        )
    return where


def card(row: Row, titles: tuple[str, ...] = ()) -> CourseCard:
    """A course row as a card."""
    return CourseCard(
        id=row["id"],
        code=row["code"],
        title=Words(row["title"], row["title_en"]),
        theme=Words(row["theme"], row["theme_en"]),
        method=TeachingMethod(row["method"]),
        local_label=row["local_label"],
        minutes=row["minutes"],
        credit_hours=row["credit_hours"],
        slots=row["slots"],
        levels=tuple(row["levels"].split()),
        satisfaction=row["satisfaction"],
        ratings=row["ratings"],
        is_published=bool(row["is_published"]),
        titles=titles,
    )


async def _teachers(actor: Actor, courses: Sequence[int]) -> dict[int, list[Row]]:
    """Who can teach these courses, best first, as the house knows them."""
    if not courses:
        return {}
    link, person = tables.CourseInstructor, Instructor
    links = (
        await link.select()
        .where(seen_by(house(actor), link) & link.course.is_in(list(courses)))
        .order_by(link.position, link.id)
    )
    if not links:
        return {}
    wanted = sorted({each["instructor"] for each in links})
    rows = await person.select(person.id, person.name, person.title, person.fee, person.takes_fee).where(
        seen_by(house(actor), person) & person.id.is_in(wanted) & (person.is_active == True)  # noqa: E712
    )
    people = {row["id"]: row for row in rows}
    by_course: dict[int, list[Row]] = defaultdict(list)
    for each in links:
        if each["instructor"] in people:
            by_course[each["course"]].append(people[each["instructor"]])
    return by_course


async def taught(actor: Actor) -> tuple[dict[TeachingMethod, int], dict[Words, int]]:
    """How many courses of each method and of each theme somebody may see.

    Methods in their order, none left out; themes with most courses first.
    """
    table = tables.Course
    kinds = (table.method, table.theme, table.theme_en)
    rows = await table.select(*kinds, QueryString("COUNT(*)", alias="courses")).where(visible(actor)).group_by(*kinds)
    methods, themes = dict.fromkeys(TeachingMethod, 0), Counter[Words]()
    for row in rows:
        methods[TeachingMethod(row["method"])] += row["courses"]
        themes[Words(row["theme"], row["theme_en"])] += row["courses"]
    return methods, {theme: courses for theme, courses in themes.most_common() if theme.zh}


_SITE = (
    Venue.id,
    Venue.name,
    Venue.name_en,
    Venue.visiting_minutes,
    Venue.travel_minutes,
    Venue.closed_weekdays,
)


def _site(row: Row) -> SiteCard:
    return SiteCard(
        id=row["id"],
        name=Words(row["name"], row["name_en"]),
        minutes=row["visiting_minutes"],
        travel_minutes=row["travel_minutes"],
        closed_weekdays=_iso(row["closed_weekdays"]),
    )


def _iso(kept: str) -> tuple[int, ...]:
    """Closing days as kept: ISO weekdays, apart by spaces."""
    return tuple(int(word) for word in kept.split())


async def one(actor: Actor, id: int) -> CourseFacts:
    """Everything of one course. Raises Missing; what is not published exists only for who edits the catalogue."""
    row = await tables.Course.select().where(visible(actor) & (tables.Course.id == id)).first()
    if row is None:
        raise Missing("problem.not-found")
    people = (await _teachers(actor, [id])).get(id, [])
    titles = tuple(dict.fromkeys(person["title"] for person in people if person["title"]))
    related = await _by_code(actor, [*row["requires"].split(), *row["excludes"].split()])
    return CourseFacts(
        card=card(row, titles),
        summary=Words(row["summary"], row["summary_en"]),
        requires=tuple(related[code] for code in row["requires"].split() if code in related),
        excludes=tuple(related[code] for code in row["excludes"].split() if code in related),
        sites=tuple(await _sites_of(actor, id)),
        topics=tuple(row["topics"].split()),
        capacity=row["capacity"],
        paid_hours=row["paid_hours"] if actor.is_staff else None,
        instructors=tuple((person["id"], person["name"]) for person in people) if actor.is_staff else (),
        version=row["version"],
    )


async def _by_code(actor: Actor, codes: Sequence[str]) -> dict[str, CourseCard]:
    if not codes:
        return {}
    rows = await tables.Course.select().where(visible(actor) & tables.Course.code.is_in(list(codes)))
    return {row["code"]: card(row) for row in rows}


async def _sites_of(actor: Actor, course: int) -> list[SiteCard]:
    link = tables.CourseSite
    links = await link.select().where(seen_by(actor, link) & (link.course == course)).order_by(link.position)
    if not links:
        return []
    wanted = [each["venue"] for each in links]
    rows = await Venue.select(*_SITE).where(seen_by(actor, Venue) & Venue.id.is_in(wanted))
    found = {row["id"]: _site(row) for row in rows}
    return [found[venue] for venue in wanted if venue in found]


async def choices(actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The instructors and the field sites that a course may name, for the form of a course."""
    people = (
        await Instructor.select(Instructor.id, Instructor.name)
        .where(seen_by(actor, Instructor) & (Instructor.is_active == True))  # noqa: E712
        .order_by(Instructor.name, Instructor.id)
    )
    places = (
        await Venue.select(Venue.id, Venue.name)
        .where(seen_by(actor, Venue) & (Venue.kind == "field_site"))
        .order_by(Venue.name, Venue.id)
    )
    return [(row["id"], row["name"]) for row in people], [(row["id"], row["name"]) for row in places]


async def courses(actor: Actor, *, also: Sequence[int] = (), headcount: int | None = None) -> dict[int, Course]:
    """The published courses, and those of `also`, by id, as the rules and the designer know them.

    Five statements, however many courses there are. `headcount` decides how many groups a site guides.
    """
    table, link = tables.Course, tables.CourseSite
    wanted: Any = table.is_published == True  # noqa: E712
    if also:
        wanted |= table.id.is_in(sorted(set(also)))
    rows = await table.select().where(seen_by(actor, table) & wanted).order_by(table.id)
    people = await _teachers(actor, [row["id"] for row in rows])
    links = await link.select().where(seen_by(actor, link)).order_by(link.course, link.position)
    venues = await _venues(actor, sorted({each["venue"] for each in links}))
    stops: dict[int, list[Stop]] = defaultdict(list)
    for each in links:
        if each["venue"] in venues:
            stops[each["course"]].append(stop(venues[each["venue"]], headcount))
    return {row["id"]: _value(row, people.get(row["id"], []), stops.get(row["id"], [])) for row in rows}


async def _venues(actor: Actor, ids: list[int]) -> dict[int, Row]:
    if not ids:
        return {}
    rows = await Venue.select(*_SITE, Venue.fee, Venue.capacity).where(seen_by(actor, Venue) & Venue.id.is_in(ids))
    return {row["id"]: row for row in rows}


def stop(venue: Row, headcount: int | None) -> Stop:
    """A field site as a stop; its fee is asked for each guided group, as many as the place takes at once."""
    site = _site(venue)
    groups = -(-headcount // venue["capacity"]) if headcount and venue["capacity"] else 1
    fee = (Cost(CostKind.SITE, venue["fee"] * groups, Per.RUN, title=site.name),) if venue["fee"] else ()
    return Stop(
        title=site.name,
        site=str(site.id),
        minutes=site.minutes,
        travel_minutes=site.travel_minutes,
        closed_weekdays=frozenset(site.closed_weekdays),
        costs=fee,
    )


def _value(row: Row, people: Sequence[Row], stops: Sequence[Stop]) -> Course:
    liked = row["satisfaction"]
    return Course(
        key=row["code"],
        title=Words(row["title"], row["title_en"]),
        theme=row["theme"],
        method=TeachingMethod(row["method"]),
        minutes=row["minutes"],
        credit_hours=row["credit_hours"],
        slots=row["slots"],
        local_label=row["local_label"],
        levels=frozenset(row["levels"].split()),
        topics=frozenset(row["topics"].split()),
        needs=frozenset(row["requires"].split()),
        excludes=frozenset(row["excludes"].split()),
        instructors=tuple(_fee(person, row["paid_hours"]) for person in people),
        stops=tuple(stops),
        value=100 if liked is None else liked // 10,
    )


def _fee(person: Mapping[str, Any], paid_hours: int | None) -> InstructorFee:
    return InstructorFee(
        instructor=str(person["id"]),
        title=person["title"] or None,
        fee=person["fee"],
        paid_hours=paid_hours,
        takes_fee=bool(person["takes_fee"]),
        name=Words(person["name"]),
    )
