"""What a quotation may become, and until when. Frozen when made; a change makes the next."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from courses.model import Finding, Package, Price, Quotation, QuotationState, Severity
from training.errors import Clash, Invalid, Problem

VALID_DAYS = 30
LONGEST_DAYS = 180
MOST_CHANGES = 20
"""So often an agency may ask for a change of one edition; then people talk."""


def number(mark: str, year: int, running: int) -> str:
    """江培报〔2026〕17号: the center's mark, the year in brackets, a running number without gaps."""
    return f"{mark.removesuffix('证字')}报〔{year}〕{running}号"


def program_number(mark: str, year: int, running: int) -> str:
    """江培项〔2026〕5号"""
    return f"{mark.removesuffix('证字')}项〔{year}〕{running}号"


def paper_number(program: str, suffix: str) -> str:
    """A paper carries the number of its program with its own mark."""
    return f"{program}{suffix}"


def valid_until(today: date, days: int = VALID_DAYS, *, package: Package) -> date:
    """The last day on which a quotation can be accepted: before people come, and never before today."""
    last, eve = today + timedelta(days=days), last_eve(package)
    return last if eve is None else min(last, max(eve, today))


def last_eve(package: Package) -> date | None:
    """The day before people come to the class, with whose end nothing can be agreed on any more."""
    comes = package.arrives_on or package.starts_on
    return comes - timedelta(days=1) if comes else None


def document_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of what was quoted: kept with the acceptance, printed on its papers."""
    canonical = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def faults_of_price(price: Price, findings: tuple[Finding, ...]) -> Problem | None:
    """Why a package cannot be quoted yet: a fact is missing, or a rule forbids it."""
    if price.missing or price.total is None:
        first = next(iter(price.missing), "cost").replace("_", "-")
        if first == "rule-set":
            return Invalid("quotation.rules-unknown")
        return Invalid("quotation.facts-missing", {"facts": f"finding.{first}-unknown"})
    if blocked := [finding for finding in findings if finding.severity is Severity.BLOCK]:
        return Invalid("quotation.blocked", {"n": len(blocked)})
    return None


def refusal(quotation: Quotation, today: date, newest: int) -> Problem | None:
    """Why a quotation cannot be answered now; None when it can."""
    if quotation.state is QuotationState.ACCEPTED:
        return Clash("quotation.accepted-already", {"name": quotation.answer.name})
    if quotation.state is QuotationState.SUPERSEDED or newest > quotation.edition:
        return Clash("quotation.newer", {"n": newest})
    if quotation.state is QuotationState.EXPIRED or quotation.valid_until < today:
        return Clash("quotation.expired", {"date": quotation.valid_until, "person": quotation.handled_by})
    if quotation.state is not QuotationState.SENT:
        return Clash("quotation.not-open")
    return None
