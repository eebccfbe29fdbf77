"""How a part of a rule set speaks: with its clause, and never sterner than the certainty of its source."""

from collections.abc import Iterator

from courses.model import Finding, Params, Place, RuleSet, Severity


def of(
    rules: RuleSet,
    part: str,
    code: str,
    params: Params,
    severity: Severity = Severity.BLOCK,
    place: Place | None = None,
    *,
    also: str = "",
) -> Finding:
    """A finding under `part` of the rule set, and `also` another. What nobody has verified (未核实) warns instead of blocking.

    A part is a value (`class.class-3.cap`) or a table; the clause is that of the nearest table that names one.
    """
    doubts = [rules.sources[name] for name in (*_around(part), *_around(also)) if name in rules.sources]
    verified = all(source.verified for source in doubts)
    grave = Severity.WARN if severity is Severity.BLOCK and not verified else severity
    clause = next((rules.clauses[name] for name in _around(part) if name in rules.clauses), "")
    return Finding(code, grave, params, clause, place or Place(), verified=verified)


def _around(part: str) -> Iterator[str]:
    """A value, the table it stands in, the tables around that, and the file."""
    while part:
        yield part
        part = part.rpartition(".")[0]
    yield part
