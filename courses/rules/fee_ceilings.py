"""What a rule set says about lecture fees: the most a title may get, hours that count, teaching from afar."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from courses.model import (
    FeeBasis,
    FeeCap,
    Finding,
    InstructorFee,
    Mend,
    Package,
    Params,
    Place,
    RuleSet,
    Severity,
    Words,
)
from courses.rules import lecture_fees, regulations
from courses.rules.lecture_fees import Sitting
from courses.rules.verdicts import of


def findings(package: Package, rules: RuleSet) -> Iterator[Finding]:
    """Every sitting that is paid above what its instructor's title allows, or claims more hours than count."""
    seen: set[tuple[int | None, str, tuple[str, ...]]] = set()
    for sitting in lecture_fees.sittings(package, rules):
        same = (sitting.day, sitting.fees[0].instructor, sitting.items)
        if same not in seen:
            yield from _of_sitting(sitting, rules)
        seen.add(same)


def _of_sitting(sitting: Sitting, rules: RuleSet) -> Iterator[Finding]:
    place = Place(sitting.day, sitting.half, sitting.items[0])
    paid = [fee for fee in sitting.fees if fee.takes_fee]
    if not paid or not rules.fees.caps:
        return
    yield from _hours(sitting, paid, rules, place)
    cap = regulations.fee_cap(paid[0], rules)
    if cap is None:
        yield _title_unknown(paid[0], rules, place)
        return
    if any(fee.remote and not fee.remote_approval for fee in paid) and rules.fees.remote_needs_approval:
        found = of(rules, "fees.remote", "finding.remote-unapproved", _who(paid[0], rules), Severity.WARN, place)
        yield replace(found, mends=(Mend("mend.approve-remote", {"item": place.item}),))
    amount, most = lecture_fees.net(sitting, rules), _most(sitting, paid, cap, rules)
    if amount is not None and most is not None and amount > most:
        yield _over(paid[0], cap, amount, most, rules, place)


def _hours(sitting: Sitting, paid: list[InstructorFee], rules: RuleSet, place: Place) -> Iterator[Finding]:
    claimed, counted = sum(fee.paid_hours or 0 for fee in paid), lecture_fees.counted_hours(sitting, rules)
    if counted is not None and claimed > counted:
        params = {**_who(paid[0], rules), "claimed_hundredths": claimed, "counted_hundredths": counted}
        yield of(rules, "fees.most_paid_hours", "finding.hours-capped", params, Severity.NOTE, place)


def _title_unknown(fee: InstructorFee, rules: RuleSet, place: Place) -> Finding:
    """Titles do not map to fee levels by themselves: a person must say which ceiling applies."""
    return of(rules, "fees", "finding.title-unmapped", _who(fee, rules), Severity.WARN, place)


def _most(sitting: Sitting, paid: list[InstructorFee], cap: FeeCap, rules: RuleSet) -> int | None:
    """The most that this sitting may bring in fen after tax; None while its hours are unknown."""
    ceiling = cap.cap * _uplift(paid, rules)
    if rules.fees.basis is FeeBasis.HALF_DAY:
        return int(ceiling * sitting.half_days)
    hours = lecture_fees.counted_hours(sitting, rules)
    return None if hours is None else int(ceiling * hours / 100)


def _uplift(paid: list[InstructorFee], rules: RuleSet) -> Fraction:
    approved = all(fee.remote and fee.remote_approval for fee in paid)
    return 1 + (rules.fees.remote_uplift or Fraction(0)) if approved else Fraction(1)


def _over(fee: InstructorFee, cap: FeeCap, amount: int, most: int, rules: RuleSet, place: Place) -> Finding:
    """A soft ceiling (一般不超过) warns, and so does one that a written approval may lift without a stated limit."""
    lifted = fee.remote and fee.remote_approval and rules.fees.remote_uplift is None
    allowed = (fee.fee or 0) * most // amount
    params: Params = {**_who(fee, rules), "title": cap.title, "fee_fen": fee.fee or 0, "cap_fen": allowed}
    lower = Mend("mend.lower-fee", {"item": place.item, "instructor": fee.instructor, "fee_fen": allowed})
    grave = Severity.WARN if cap.soft or lifted else Severity.BLOCK
    return replace(of(rules, f"fees.cap.{cap.code}.cap", "finding.fee-over-cap", params, grave, place), mends=(lower,))


def _who(fee: InstructorFee, rules: RuleSet) -> dict[str, int | str | Words]:
    return {"instructor": fee.name if fee.name.zh else fee.instructor, "rule": rules.title}
