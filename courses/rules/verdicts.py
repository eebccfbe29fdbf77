"""How a part of a rule set speaks: with its clause, and never sterner than the certainty of its source."""

from courses.model import Finding, Params, Place, RuleSet, Severity


def of(
    rules: RuleSet,
    part: str,
    code: str,
    params: Params,
    severity: Severity = Severity.BLOCK,
    place: Place | None = None,
) -> Finding:
    """A finding under `part` of the rule set. What nobody has verified (未核实) warns where it would block."""
    source = rules.sources.get(part)
    verified = source is None or source.verified
    grave = Severity.WARN if severity is Severity.BLOCK and not verified else severity
    return Finding(code, grave, params, rules.clauses.get(part, ""), place or Place(), verified=verified)
