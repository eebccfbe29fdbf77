"""Programs (培训项目): the accepted commitment and its papers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ProgramState(StrEnum):
    AGREED = "agreed"
    RUNNING = "running"
    CLOSED = "closed"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class PaperKind(StrEnum):
    """The papers of a program that hands sign and seal."""

    ACCEPTANCE = "acceptance"  # 报价确认函
    AGREEMENT = "agreement"  # 委托培训协议


class PaperState(StrEnum):
    TO_SIGN = "to_sign"  # 待签订
    SEALED = "sealed"  # 我方已盖章
    SIGNED = "signed"  # 双方已签订


@dataclass(frozen=True)
class EarlierScan:
    """A scan that was filed and taken back since."""

    id: int
    name: str
    filed_by: str
    filed_at: dt.datetime


@dataclass(frozen=True)
class Paper:
    """A paper to be signed and sealed by hand, and the scan of it that was filed.

    `returned` says why the last scan was taken back, `earlier` are all that were.
    """

    id: int
    kind: PaperKind
    number: str
    state: PaperState
    scan: int | None
    filed_by: str
    filed_at: dt.datetime | None
    facts: Mapping[str, str]
    version: int
    returned: str = ""
    earlier: tuple[EarlierScan, ...] = ()


@dataclass(frozen=True)
class Program:
    """培训项目: the accepted commitment, or a planned class (then without agency and quotation)."""

    id: int
    number: str
    title: str
    state: ProgramState
    agency: int | None
    agency_name: str
    package: int
    quotation: int | None
    headcount: int
    starts_on: dt.date
    ends_on: dt.date
    plan_number: str
    cost_plan: int | None
    papers: tuple[Paper, ...] = ()
    sessions: int = 0
    placed: int = 0
    named: int = 0
    certified: int = 0
