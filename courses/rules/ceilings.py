"""What a rule set says about the money of a package: ceilings, staff, kinds of cost, facts that are missing."""

from collections.abc import Iterator
from dataclasses import replace

from courses.model import (
    CostKind,
    CostLine,
    Finding,
    Mend,
    Package,
    Params,
    Place,
    Price,
    RuleSet,
    Severity,
    TrainingClass,
)
from courses.rules import mends, regulations
from courses.rules.pricing import price
from courses.rules.verdicts import of


def findings(package: Package, rules: RuleSet, worth: Price) -> Iterator[Finding]:
    """Everything about money but lecture fees."""
    yield from _unknown(package, rules, worth)
    yield from _class(package, rules)
    yield from _ceiling(package, rules, worth)
    yield from _single_lines(package, rules, worth)
    yield from _staff(package, rules)
    yield from _kinds(package, rules, worth)


def _unknown(package: Package, rules: RuleSet, worth: Price) -> Iterator[Finding]:
    if rules.is_empty:
        yield _nothing_entered(package, rules)
    elif not rules.classes:
        yield Finding("finding.ceilings-unknown", Severity.WARN, {"rule": rules.title})
    elif rules.unknown:
        parts: Params = {"rule": rules.title, "count": len(rules.unknown)}
        yield Finding("finding.parts-unknown", Severity.NOTE, parts)
    if not rules.is_empty and regulations.is_borrowed(package, rules):
        borrowed: Params = {"rule": rules.title, "fund": package.fund_source.value}
        yield Finding("finding.rule-set-borrowed", Severity.WARN, borrowed)
    for fact in worth.missing:
        if fact != "rule_set":
            yield Finding(f"finding.{fact.replace('_', '-')}-unknown", Severity.WARN)
    if used := len(worth.unverified):
        yield Finding("finding.unverified", Severity.NOTE, {"rule": rules.title, "count": used}, verified=False)


def _nothing_entered(package: Package, rules: RuleSet) -> Finding:
    """Why there is no rule set: the edition that is named is not there, nobody said who pays, or nothing is entered."""
    if package.rule_set and package.rule_set not in {rules.edition, rules.key}:
        return Finding("finding.edition-unknown", Severity.WARN, {"edition": package.rule_set})
    if not rules.key and not package.jurisdiction:
        return Finding("finding.payer-unknown", Severity.WARN)
    params: Params = {"place": rules.title, "fund": package.fund_source.value}
    return Finding("finding.rule-set-unknown", Severity.WARN, params)


def _class(package: Package, rules: RuleSet) -> Iterator[Finding]:
    """The class is decided by most of the people, whatever it was quoted as."""
    actual = regulations.training_class(package, rules)
    if actual is None:
        if rules.classes:
            yield of(rules, "class", "finding.class-unknown", {}, Severity.WARN)
    elif package.training_class and package.training_class != actual.code:
        quoted = next((each.title for each in rules.classes if each.code == package.training_class), None)
        params: Params = {"quoted": quoted or package.training_class, "actual": actual.title}
        found = of(rules, f"class.{actual.code}.levels", "finding.class-doubtful", params, Severity.WARN)
        right = Mend("mend.set-class", {"class": actual.code, "title": actual.title})
        yield replace(found, mends=(right,))


def _ceiling(package: Package, rules: RuleSet, worth: Price) -> Iterator[Finding]:
    """The whole sum against the ceiling times person-days; nothing is compared after rounding."""
    each = regulations.training_class(package, rules)
    if each is None or worth.cap_per_person_day is None or worth.per_person_day is None:
        return
    params: Params = {
        "amount_fen": worth.per_person_day,
        "cap_fen": worth.cap_per_person_day,
        "rule": rules.title,
        "clause": rules.clauses.get(f"class.{each.code}", ""),
    }
    left = _left(worth)
    if left < 0:
        line = _worst(worth)
        over = {**params, "over_fen": max(1, worth.per_person_day - worth.cap_per_person_day), "line": line.title}
        found = of(rules, f"class.{each.code}.cap", "finding.over-cap", over)
        yield replace(found, place=Place(line=line.code), mends=tuple(_reductions(package, rules, worth, line, each)))
    elif left > 0:
        remaining = {**params, "left_fen": worth.cap_per_person_day - worth.per_person_day}
        yield of(rules, f"class.{each.code}.cap", "finding.under-cap", remaining, Severity.NOTE)


def _left(worth: Price) -> int:
    """What is left below the ceiling: of the whole where it is known, else of one person-day."""
    if worth.within_cap is not None and worth.cap is not None:
        return worth.cap - worth.within_cap
    return (worth.cap_per_person_day or 0) - (worth.per_person_day or 0)


def _worst(worth: Price) -> CostLine:
    """The line that is furthest above its own figure; without such figures the largest."""
    return max(worth.lines, key=lambda line: (line.per_person_day or 0) - (line.limit_per_person_day or 0))


def _reductions(package: Package, rules: RuleSet, worth: Price, line: CostLine, each: TrainingClass) -> Iterator[Mend]:
    """Each smallest change that alone brings the package below its ceiling, the cheapest item first."""
    for code in dict.fromkeys([line.code, *(other.code for other in worth.lines)]):
        by = _smallest_reduction(package, rules, worth, code)
        if by:
            title = next(other.title for other in worth.lines if other.code == code)
            yield Mend("mend.lower-line", {"line": code, "title": title, "by_fen": by})
            break
    costly = {entry.item for other in worth.lines for entry in other.entries if entry.item and entry.amount}
    spent = sorted(
        (sum(e.amount or 0 for other in worth.lines for e in other.entries if e.item == key), key) for key in costly
    )
    for _, key in spent:
        if _settles(mends.without(package, key), rules):
            title = next(item.title for _, _, item in package.items if item.key == key)
            yield Mend("mend.remove-item", {"item": key, "title": title})
            break
    yield from (mend for mend in _staff_mends(package, rules) if _settles(mends.mended(package, mend), rules))


def _smallest_reduction(package: Package, rules: RuleSet, worth: Price, line: str) -> int:
    """By how much per person-day the dearest cost of a line must fall; 0 where that alone cannot settle it."""
    before = price(mends.lowered(package, line, 1, rules), rules)
    one = _left(before) - _left(worth)
    if one <= 0:
        return 0
    by = -(_left(worth) // one)
    return by if _settles(mends.lowered(package, line, by, rules), rules) else 0


def _settles(package: Package, rules: RuleSet) -> bool:
    return _left(price(package, rules)) >= 0


def _single_lines(package: Package, rules: RuleSet, worth: Price) -> Iterator[Finding]:
    """Lines above their own figure: a fault where they may not be pooled, worth a note where they may."""
    for line in worth.lines:
        over = (line.per_person_day or 0) - (line.limit_per_person_day or 0)
        above = line.amount > line.limit if line.amount is not None and line.limit is not None else over > 0
        if line.limit_per_person_day is None or not above:
            continue
        params: Params = {
            "line": line.title,
            "amount_fen": line.per_person_day or 0,
            "cap_fen": line.limit_per_person_day,
        }
        pooled = rules.pooled and line.code not in rules.unpooled_lines
        code = "finding.line-pooled" if pooled else "finding.line-over"
        grave = Severity.NOTE if pooled else Severity.WARN if rules.pooled is None else Severity.BLOCK
        by = _line_reduction(package, rules, line)
        lower = Mend("mend.lower-line", {"line": line.code, "title": line.title, "by_fen": by})
        split = f"class.{worth.training_class}.split"
        found = of(rules, "pooling", code, {"rule": rules.title, **params}, grave, also=split)
        yield replace(found, place=Place(line=line.code), mends=(lower,) if by and not pooled else ())


def _line_reduction(package: Package, rules: RuleSet, line: CostLine) -> int:
    """By how much per person-day a line must fall to meet its own limit; 0 where one cost cannot bear it."""

    def left(changed: Package) -> int:
        now = next(each for each in price(changed, rules).lines if each.code == line.code)
        if now.limit is not None and now.amount is not None:
            return now.limit - now.amount
        return (now.limit_per_person_day or 0) - (now.per_person_day or 0)

    one = left(mends.lowered(package, line.code, 1, rules)) - left(package)
    by = -(left(package) // one) if one > 0 else 0
    return by if left(mends.lowered(package, line.code, by, rules)) >= 0 else 0


def _staff(package: Package, rules: RuleSet) -> Iterator[Finding]:
    for mend in _staff_mends(package, rules):
        run = package.runs[int(str(mend.params["run"]))]
        params: Params = {"staff": run.staff or 0, "limit": mend.params["staff"], "rule": rules.title}
        yield replace(of(rules, "staff.ratio", "finding.staff-over", params, also="staff.most"), mends=(mend,))


def _staff_mends(package: Package, rules: RuleSet) -> Iterator[Mend]:
    for i, run in enumerate(package.runs):
        limit = regulations.staff_limit(run, rules)
        if limit is not None and run.staff is not None and run.staff > limit:
            yield Mend("mend.set-staff", {"run": i, "staff": limit})


def _kinds(package: Package, rules: RuleSet, worth: Price) -> Iterator[Finding]:
    """What may not be paid from this money at all, and what no line holds."""
    spent = {entry.kind: entry for line in worth.lines for entry in line.entries}
    spent |= {entry.kind: entry for entry in worth.outside}
    for kind, entry in spent.items():
        mend = Mend("mend.remove-cost", {"kind": kind.value})
        place = Place(item=entry.item)
        params: Params = {"kind": kind.value, "rule": rules.title}
        if kind in rules.forbidden:
            yield replace(of(rules, "forbidden.kinds", "finding.forbidden-cost", params), place=place, mends=(mend,))
        elif kind is CostKind.TRAINEE_TRAVEL:
            if stance := rules.trainee_travel.severity:
                found = of(rules, "trainee_travel.severity", "finding.trainee-travel", params, stance)
                yield replace(found, place=place, mends=(mend,))
        elif rules.lines and kind is not CostKind.INSTRUCTOR_TRAVEL and entry in worth.outside:
            found = of(rules, "line", "finding.no-line", params, Severity.WARN)
            yield replace(found, place=place, mends=(mend,))
