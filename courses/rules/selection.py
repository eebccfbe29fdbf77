"""The choice of courses as a constraint model: which options, and in which half-day those that are not free to go anywhere.

Courses that may go anywhere are only counted, so that a thousand of them make a small model; they get their half-day
afterwards. Solved by CP-SAT with one worker and a budget of deterministic time: the same input gives the same answer.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from courses.model import ItemKind, TeachingMethod
from courses.rules import budget, openings, options
from courses.rules.options import Cell, Option
from courses.rules.search import Asked, Chosen, Model, TooLarge, by
from training.model import Half

WALL_FACTOR = 4
"""Seconds of the clock after which a search is cut short, as a multiple of its budget of deterministic time."""
LEAST_WALL = 1.0
"""Seconds of the clock that even the shortest search may take."""


def choose(asked: Asked, seconds: float, seed: int, *, any_will_do: bool = False) -> Chosen:
    """The best choice within `seconds` of deterministic time; with `any_will_do` the first that is possible."""
    from ortools.sat.python import cp_model  # heavy: only where packages are designed, never in a web process

    model = _model(asked, cp_model.CpModel())
    if not any_will_do:
        model.cp.maximize(_objective(asked, model))
    if fault := model.cp.validate():
        raise TooLarge(fault)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's to hear
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.linearization_level = 2
    if any_will_do:  # long preparations pay only where the best of many is sought
        solver.parameters.cp_model_probing_level = solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = wall = max(LEAST_WALL, seconds * WALL_FACTOR)
    status = solver.solve(model.cp)
    cut = status not in {cp_model.OPTIMAL, cp_model.INFEASIBLE} and solver.wall_time >= wall
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Chosen(None, proved=status == cp_model.INFEASIBLE, cut_short=cut)
    return Chosen(
        placed=tuple(_placed(asked, model, solver)),
        start=next((i for i, var in enumerate(model.start) if solver.value(var)), 0),
        score=round(solver.objective_value),
        bound=round(solver.best_objective_bound),
        proved=status == cp_model.OPTIMAL,
        cut_short=cut,
    )


def _model(asked: Asked, cp: Any) -> Model:
    model = Model(cp, [cp.new_bool_var("") for _ in asked.options])
    for key, same in by(asked.options, lambda option: option.course.key).items():
        model.chosen[key] = sum(model.take[i] for i in same)
        if len(same) > 1:
            cp.add_at_most_one(model.take[i] for i in same)
    if "fact.days:" in asked.binding:
        _add_time(asked, model)
    _add_wishes(asked, model)
    if "fact.relations:" in asked.binding:
        _add_relations(asked, model)
    _add_bands(asked, model)
    budget.limit(asked, model)
    for courses, most in asked.unlike:
        cp.add(sum(model.chosen[key] for key in sorted(courses & model.chosen.keys())) <= most)
    return model


def _add_time(asked: Asked, model: Model) -> None:
    """Every cell holds what it has room for; options with few places get one, the others are counted."""
    free, cp = options.room(asked.brief), model.cp
    model.start = [cp.new_bool_var("") for _ in options.starts(asked.brief)]
    cp.add_exactly_one(model.start)
    load: dict[Cell, list[Any]] = defaultdict(list)
    ordered, whole = _ordered(asked), _whole_cells(free)
    for i, option in enumerate(asked.options):
        model.at.append(_places(i, option, asked, model) if _is_tied(option, ordered, whole) else {})
        for cell, var in model.at[i].items():
            for part, slots in options.covered(cell, option.course):
                load[part].append(slots * var)
        if not model.at[i]:
            model.anywhere.append(i)
    for cell, slots in free.items():
        if slots == cell[1].slots:
            model.filled[cell] = cp.new_bool_var("")
            load[cell].append(slots * model.filled[cell])
    for day in range(1, asked.brief.days + 1):
        if free[day, Half.AM] == free[day, Half.PM] == Half.AM.slots:
            model.whole[day] = cp.new_bool_var("")
            load[day, Half.AM].append(Half.AM.slots * model.whole[day])
            load[day, Half.PM].append(Half.PM.slots * model.whole[day])
    for cell, slots in free.items():
        cp.add(sum(load[cell]) <= slots)
    daytime = sum(slots for cell, slots in free.items() if cell[1] is not Half.EVENING)
    by_day = [i for i, option in enumerate(asked.options) if option.course.slots > 1]
    cp.add(sum(asked.options[i].course.slots * model.take[i] for i in by_day) <= daytime)  # implied; a far better bound
    _count(asked, model)
    evenings = [var for cell in free if cell[1] is Half.EVENING for var in load[cell]]
    cp.add(sum(evenings) <= asked.brief.evenings)


def _count(asked: Asked, model: Model) -> None:
    """Courses that may go anywhere take as many cells of their length as there are of them."""
    lengths = {1: [], 2: [], openings.WHOLE_DAY: []}  # type: dict[int, list[Any]]
    for i in model.anywhere:
        lengths[asked.options[i].course.slots].append(model.take[i])
    evenings = [var for cell, var in model.filled.items() if cell[1] is Half.EVENING]
    halves = [var for cell, var in model.filled.items() if cell[1] is not Half.EVENING]
    for slots, cells in ((1, evenings), (2, halves), (openings.WHOLE_DAY, list(model.whole.values()))):
        model.cp.add(sum(lengths[slots]) == sum(cells))


def _whole_cells(free: Mapping[Cell, int]) -> dict[int, frozenset[Cell]]:
    """For each usual length the cells that a course of it could start in, were it not for anything of its own."""
    lengths: dict[int, set[Cell]] = {1: set(), 2: set(), openings.WHOLE_DAY: set()}
    for cell in free:
        for slots, cells in lengths.items():
            parts = openings.spread(cell[1], slots)
            untouched = all(free.get((cell[0], half), 0) == half.slots >= here for half, here in parts)
            if untouched and (cell[1] is Half.EVENING) == (slots == 1):
                cells.add(cell)
    return {slots: frozenset(cells) for slots, cells in lengths.items()}


def _is_tied(option: Option, ordered: frozenset[str], whole: Mapping[int, frozenset[Cell]]) -> bool:
    """Whether it matters where an option goes: dates, an order to keep, an odd length, a half-day partly taken."""
    course = option.course
    return course.key in ordered or course.slots not in whole or any(c != whole[course.slots] for c in option.cells)


def _ordered(asked: Asked) -> frozenset[str]:
    """Courses that must come before or after another."""
    needy = [option.course for option in asked.options if option.course.needs]
    return frozenset(key for course in needy for key in (course.key, *course.needs))


def _places(i: int, option: Option, asked: Asked, model: Model) -> dict[Cell, Any]:
    cells = sorted(frozenset().union(*option.cells), key=_order)
    at = {cell: model.cp.new_bool_var("") for cell in cells}
    model.cp.add(sum(at.values()) == model.take[i])
    for k, allowed in enumerate(option.cells):
        for cell, var in at.items():
            if cell not in allowed:
                model.cp.add_at_most_one([var, model.start[k]])
    return at


def _order(cell: Cell) -> tuple[int, int]:
    return cell[0], list(Half).index(cell[1])


def _add_wishes(asked: Asked, model: Model) -> None:
    """What must be in: named courses, and something of every theme that is a must."""
    for fact in sorted(asked.binding):
        code, _, name = fact.partition(":")
        if code == "fact.course":
            model.cp.add(model.chosen.get(name, 0) >= 1)
        if code == "fact.theme":
            model.cp.add(_of_theme(name, asked, model) >= 1)


def _of_theme(theme: str, asked: Asked, model: Model) -> Any:
    fixed = sum(point.item.theme == theme for point in asked.brief.fixed)
    return fixed + sum(model.take[i] for i, option in enumerate(asked.options) if option.course.theme == theme)


def _add_relations(asked: Asked, model: Model) -> None:
    """Nothing twice, nothing beside what it excludes, and what builds on another course after it."""
    topics: dict[str, set[str]] = defaultdict(set)
    courses = {option.course.key: option.course for option in asked.options}
    for course in courses.values():
        for topic in course.topics:
            topics[topic].add(course.key)
        for other in sorted(course.excludes & courses.keys()):
            model.cp.add(model.chosen[course.key] + model.chosen[other] <= 1)
        for need in sorted(course.needs):
            model.cp.add(model.chosen[course.key] <= model.chosen.get(need, 0))
            if model.at and need in courses:
                _add_order(need, course.key, asked, model)
    for same in topics.values():
        if len(same) > 1:
            model.cp.add(sum(model.chosen[key] for key in sorted(same)) <= 1)


def _add_order(first: str, then: str, asked: Asked, model: Model) -> None:
    places: dict[str, dict[Cell, list[Any]]] = {first: defaultdict(list), then: defaultdict(list)}
    for i, option in enumerate(asked.options):
        if option.course.key in places:
            for cell, var in model.at[i].items():
                places[option.course.key][cell].append(var)
    for cell, later in places[then].items():
        earlier = [var for other, vars_ in places[first].items() if _order(other) < _order(cell) for var in vars_]
        model.cp.add(sum(later) <= sum(earlier))


def _add_bands(asked: Asked, model: Model) -> None:
    """The mix of methods in class time, fixed points included."""
    fixed: dict[TeachingMethod, int] = defaultdict(int)
    for point in asked.brief.fixed:
        if point.item.kind is ItemKind.TEACHING and point.item.method:
            fixed[point.item.method] += point.item.minutes or 0
    whole = sum(fixed.values()) + sum(o.course.minutes * model.take[i] for i, o in enumerate(asked.options))
    for method, (low, high) in asked.brief.targets.bands.items():
        if f"fact.band:{method}" in asked.binding:
            of_method = [i for i, option in enumerate(asked.options) if option.course.method is method]
            taught = fixed[method] + sum(asked.options[i].course.minutes * model.take[i] for i in of_method)
            model.cp.add(low * whole <= 100 * taught)
            model.cp.add(100 * taught <= high * whole)


def _objective(asked: Asked, model: Model) -> Any:
    """What the choice is worth: courses by theme and flavour, themes covered, methods present."""
    favour = asked.flavour.favour
    worth = sum(
        options.gain(option, asked.brief, favour.get(option.course.method, 100)) * model.take[i]
        for i, option in enumerate(asked.options)
    )
    for theme, bonus in options.covering(asked.brief).items():
        worth += bonus * _present(_of_theme(theme, asked, model), model)
    if asked.flavour.variety:
        for method in TeachingMethod:
            of_method = [model.take[i] for i, o in enumerate(asked.options) if o.course.method is method]
            worth += asked.flavour.variety * _present(sum(of_method), model)
    return worth


def _present(count: Any, model: Model) -> Any:
    present = model.cp.new_bool_var("")
    model.cp.add(count >= present)
    return present


def _placed(asked: Asked, model: Model, solver: Any) -> Iterator[tuple[Option, Cell]]:
    """Chosen options with their cells; those that may go anywhere take the free ones, lectures in the morning first."""
    for i, option in enumerate(asked.options):
        at = model.at[i] if model.at else {}
        yield from ((option, cell) for cell, var in at.items() if solver.value(var))
    chosen = [asked.options[i] for i in model.anywhere if solver.value(model.take[i])]
    cells = {
        1: [c for c, var in model.filled.items() if c[1] is Half.EVENING and solver.value(var)],
        2: [c for c, var in model.filled.items() if c[1] is not Half.EVENING and solver.value(var)],
        openings.WHOLE_DAY: [(day, Half.AM) for day, var in model.whole.items() if solver.value(var)],
    }
    for slots, free in cells.items():
        own = [option for option in chosen if option.course.slots == slots]
        own.sort(key=lambda option: (option.course.method is not TeachingMethod.LECTURE, option.course.key))
        free.sort(key=lambda cell: (list(Half).index(cell[1]), cell[0]))
        yield from zip(own, free, strict=True)
