"""Quotations (报价单): numbered, frozen snapshots of a package with its money, and how they were answered."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from courses.model.costs import Words
from courses.model.findings import Finding
from courses.model.packages import Package
from courses.model.prices import Price


class QuotationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Answer:
    """Who answered a quotation, with what authority, and when."""

    name: str
    post: str
    authority: str
    at: dt.datetime | None
    note: str = ""


@dataclass(frozen=True)
class Quotation:
    """报价单: a numbered, frozen snapshot. `package`, `price` and `findings` are what was quoted, not what is now.

    `package_version` is the version of the package that was quoted: once the package has moved on, nobody can accept.
    """

    id: int
    number: str
    edition: int
    state: QuotationState
    agency: int
    agency_name: str
    package_id: int
    package_version: int
    package: Package
    price: Price
    findings: tuple[Finding, ...]
    rules: Words
    valid_until: dt.date
    total: int
    per_person_day: int
    document_hash: str
    handled_by: str
    sent_at: dt.datetime | None
    answer: Answer
    version: int
    program: int | None = None

    @property
    def title(self) -> str:
        return self.package.title.zh

    @property
    def starts_on(self) -> dt.date | None:
        """The day on which the class begins that was quoted."""
        return self.package.runs[0].start if self.package.runs else None

    @property
    def is_by_reference(self) -> bool:
        """Whether it was priced by the rule set of another payer (参照), because none was entered for its own."""
        return any(found.code == "finding.rule-set-borrowed" for found in self.findings)


@dataclass(frozen=True)
class QuotationCard:
    """One line of the list of quotations."""

    id: int
    number: str
    edition: int
    title: str
    agency_name: str
    state: QuotationState
    total: int
    per_person_day: int
    valid_until: dt.date
    handled_by: str
    changes_asked: int = 0


@dataclass(frozen=True)
class ChangeWish:
    """修改意见: what an agency wishes changed in an edition of its quotation, and who wrote it when."""

    edition: int
    text: str
    name: str
    at: dt.datetime


@dataclass(frozen=True)
class Party:
    """The client agency as its papers name it."""

    name: str
    uscc: str
    address: str
    telephone: str
