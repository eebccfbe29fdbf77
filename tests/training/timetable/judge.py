"""A second judge of `center-timetable/1`, written from the description of the format alone, on plain dictionaries.

It shares nothing with the engine: hard rules as the description names them, and cost by the weights of the file. Of what
docs/timetable.md lets a file add it knows the further stops of an outing: each must be open, free and large enough.
"""

from collections import Counter, defaultdict
from itertools import combinations

SLOTS = 5


def hard(problem, plan):
    """The names of the hard rules that a plan breaks."""
    sessions = {one["id"]: one for one in problem["sessions"]}
    at = {one["session"]: one for one in plan["placements"]}
    broken = set()
    if len(at) != len(plan["placements"]) or not at.keys() <= sessions.keys():
        return {"choice"}
    for key, place in at.items():
        broken |= {name for name, holds in alone(problem, sessions[key], place).items() if not holds}
    for one, other in combinations(at, 2):
        if covered(sessions[one], at[one]) & covered(sessions[other], at[other]):
            if sessions[one]["program"] == sessions[other]["program"]:
                broken.add("cohort-twice")
            if at[one]["instructor"] is not None and at[one]["instructor"] == at[other]["instructor"]:
                broken.add("instructor-twice")
    for key, place in at.items():
        for earlier in sessions[key]["after"]:
            if earlier in at and max(covered(sessions[earlier], at[earlier])) >= place["start"]:
                broken.add("order")
    return broken | crowded(problem, sessions, at) | overworked(problem, sessions, at) | unpinned(problem, at)


def covered(session, place):
    return set(range(place["start"], place["start"] + session["length"]))


def visits(session, place):
    """Where a session is in which slots: its venue for all of them, each further stop for its own."""
    yield place["venue"], covered(session, place)
    for stop in session.get("stops", []):
        first = place["start"] + stop["offset"]
        yield stop["venue"], set(range(first, first + stop["length"]))


def alone(problem, session, place):
    """What a placement keeps by itself."""
    day = place["start"] // SLOTS
    venues = {one["id"]: one for one in problem["venues"]}
    size = next(one["size"] for one in problem["programs"] if one["id"] == session["program"])
    person = next((one for one in problem["instructors"] if one["id"] == place["instructor"]), None)
    choice = (
        place["start"] in session["starts"]
        and place["venue"] in session["venues"]
        and (place["instructor"] in session["instructors"] or (person is None and not session["instructors"]))
    )
    return {
        "choice": choice,
        "closed": all(day % 7 in venues[one]["open_weekdays"] for one, _ in visits(session, place)),
        "seats": all(venues[one]["capacity"] >= size for one, _ in visits(session, place)),
        "away": person is None or day not in person["away_days"],
    }


def crowded(problem, sessions, at):
    held = Counter(
        (venue, slot) for key, place in at.items() for venue, slots in visits(sessions[key], place) for slot in slots
    )
    most = {one["id"]: one["groups_at_once"] for one in problem["venues"]}
    return {"venue-full"} if any(count > most[venue] for (venue, _), count in held.items()) else set()


def overworked(problem, sessions, at):
    """Lectures a day of a program; an instructor's slots a day and in all."""
    lectures, day, total = Counter(), Counter(), Counter()
    for key, place in at.items():
        session = sessions[key]
        lectures[session["program"], place["start"] // SLOTS] += session["method"] == "lecture"
        day[place["instructor"], place["start"] // SLOTS] += session["length"]
        total[place["instructor"]] += session["length"]
    broken = {"lectures-a-day"} if max(lectures.values(), default=0) > problem["max_lectures_a_day"] else set()
    for one in problem["instructors"]:
        if any(load > one["max_slots_a_day"] for (who, _), load in day.items() if who == one["id"]):
            broken.add("instructor-day")
        if total[one["id"]] > one["max_slots"]:
            broken.add("instructor-total")
    return broken


def unpinned(problem, at):
    kept = all(
        pin["session"] in at
        and all(pin.get(half) in {None, at[pin["session"]][half]} for half in ("start", "instructor", "venue"))
        for pin in problem["pinned"]
    )
    return set() if kept else {"pin"}


def price(problem, plan):
    """The cost by the weights of the file."""
    sessions = {one["id"]: one for one in problem["sessions"]}
    people = {one["id"]: one for one in problem["instructors"]}
    venues = {one["id"]: one for one in problem["venues"]}
    size = {one["id"]: one["size"] for one in problem["programs"]}
    at = {one["session"]: one for one in plan["placements"]}
    count, rooms, hearing, load = Counter(), defaultdict(set), set(), Counter()
    count["unplaced"] = len(sessions) - len(at)
    for key, place in at.items():
        session, slot = sessions[key], place["start"] % SLOTS
        if place["instructor"] is not None:
            person = people[place["instructor"]]
            count["fee"] += person["fee"] * session["length"]
            count["rating"] += 5 - person["rating"][str(session["topic"])]
            load[person["id"], place["start"] // SLOTS] += session["length"]
        if venues[place["venue"]]["kind"] == "room":
            count["seats_wasted"] += max(0, (venues[place["venue"]]["capacity"] - size[session["program"]]) // 20)
            rooms[session["program"]].add(place["venue"])
        if session["method"] == "lecture":
            count["late_lecture"] += slot == 3
            hearing |= {(session["program"], one) for one in covered(session, place)}
        count["evening"] += slot == 4
    count["busy_day"] = sum(slots > 1 for slots in load.values())
    count["extra_room"] = sum(len(used) - 1 for used in rooms.values())
    count["lectures_back_to_back"] = sum(
        slot % SLOTS in {0, 2} and (program, slot + 1) in hearing for program, slot in hearing
    )
    return sum(problem["weights"][name] * times for name, times in count.items() if times)
