"""Who may do what. The only place where roles and permissions meet."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from training.errors import Refused, Unknown


class ActorKind(StrEnum):
    """What somebody is to the house; rights of an account follow from its roles."""

    ACCOUNT = "account"
    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    VISITOR = "visitor"
    WORKER = "worker"


class Role(StrEnum):
    """平台管理员 … 联络员: what an account is for. An account of a small center may hold several."""

    OPERATOR = "operator"
    DIRECTOR = "director"
    DESIGNER = "designer"
    SCHEDULER = "scheduler"
    ADVISER = "adviser"
    FINANCE = "finance"
    LIAISON = "liaison"


STAFF = frozenset({Role.DIRECTOR, Role.DESIGNER, Role.SCHEDULER, Role.ADVISER, Role.FINANCE})


class May(StrEnum):
    """Every permission there is. A route names one; `GRANTS` gives it to roles."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    OWN_ACCOUNT = "account:self"
    BE_TRAINEE = "trainee:self"
    BE_INSTRUCTOR = "instructor:self"

    OPERATE = "platform:operate"
    MANAGE_CENTER = "training:center:manage"
    SEE_AUDIT = "training:audit:see"
    SEE_OUTBOX = "training:outbox:see"
    SEE_DESK = "training:desk:see"
    SEE_AGENCIES = "training:agencies:see"
    MANAGE_AGENCIES = "training:agencies:manage"
    SEE_INSTRUCTORS = "training:instructors:see"
    MANAGE_INSTRUCTORS = "training:instructors:manage"
    SEE_VENUES = "training:venues:see"
    MANAGE_VENUES = "training:venues:manage"

    EDIT_CATALOGUE = "courses:catalogue:edit"
    SEE_RULE_SETS = "courses:rules:see"
    SEE_PACKAGES = "courses:packages:see"
    COMPOSE_PACKAGES = "courses:packages:compose"
    SEE_QUOTATIONS = "courses:quotations:see"
    QUOTE = "courses:quotations:make"
    ACCEPT_QUOTATIONS = "courses:quotations:accept"
    SEE_PROGRAMS = "courses:programs:see"
    OPEN_PROGRAMS = "courses:programs:open"
    FILE_PAPERS = "courses:papers:file"

    SEE_COHORTS = "enrollment:cohorts:see"
    SEE_TIMETABLE = "enrollment:timetable:see"
    PLAN_TIMETABLE = "enrollment:timetable:plan"
    SEE_ROSTER = "enrollment:roster:see"
    UPLOAD_ROSTER = "enrollment:roster:upload"
    EXPORT_NUMBERS = "enrollment:roster:numbers"
    TAKE_ATTENDANCE = "enrollment:attendance:take"
    CLOSE_COHORTS = "enrollment:cohorts:close"
    CANCEL_COHORTS = "enrollment:cohorts:cancel"

    SEE_CERTIFICATES = "certificates:see"
    ISSUE_CERTIFICATES = "certificates:issue"
    REISSUE_CERTIFICATES = "certificates:reissue"
    REVOKE_CERTIFICATES = "certificates:revoke"


_ALL_STAFF = frozenset(
    {
        May.SIGNED_IN,
        May.OWN_ACCOUNT,
        May.SEE_DESK,
        May.SEE_AGENCIES,
        May.SEE_INSTRUCTORS,
        May.SEE_VENUES,
        May.SEE_RULE_SETS,
        May.SEE_PACKAGES,
        May.SEE_QUOTATIONS,
        May.SEE_PROGRAMS,
        May.SEE_COHORTS,
        May.SEE_TIMETABLE,
        May.SEE_ROSTER,
        May.SEE_CERTIFICATES,
    }
)

GRANTS: dict[Role, frozenset[May]] = {
    Role.OPERATOR: frozenset({May.SIGNED_IN, May.OWN_ACCOUNT, May.OPERATE, May.SEE_AUDIT, May.SEE_OUTBOX}),
    Role.DIRECTOR: frozenset(May) - {May.OPERATE, May.BE_TRAINEE, May.BE_INSTRUCTOR, May.ACCEPT_QUOTATIONS},
    Role.DESIGNER: _ALL_STAFF
    | {
        May.EDIT_CATALOGUE,
        May.COMPOSE_PACKAGES,
        May.QUOTE,
        May.OPEN_PROGRAMS,
        May.CANCEL_COHORTS,
        May.FILE_PAPERS,
        May.MANAGE_AGENCIES,
        May.MANAGE_INSTRUCTORS,
        May.MANAGE_VENUES,
    },
    Role.SCHEDULER: _ALL_STAFF | {May.PLAN_TIMETABLE, May.MANAGE_INSTRUCTORS, May.MANAGE_VENUES},
    Role.ADVISER: _ALL_STAFF
    | {
        May.UPLOAD_ROSTER,
        May.EXPORT_NUMBERS,
        May.TAKE_ATTENDANCE,
        May.CLOSE_COHORTS,
        May.ISSUE_CERTIFICATES,
        May.REISSUE_CERTIFICATES,
        May.FILE_PAPERS,
    },
    Role.FINANCE: _ALL_STAFF | {May.FILE_PAPERS},
    Role.LIAISON: frozenset(
        {
            May.SIGNED_IN,
            May.OWN_ACCOUNT,
            May.SEE_DESK,
            May.SEE_PACKAGES,
            May.COMPOSE_PACKAGES,
            May.SEE_QUOTATIONS,
            May.ACCEPT_QUOTATIONS,
            May.SEE_PROGRAMS,
            May.FILE_PAPERS,
            May.SEE_COHORTS,
            May.SEE_TIMETABLE,
            May.SEE_ROSTER,
            May.UPLOAD_ROSTER,
            May.EXPORT_NUMBERS,
            May.SEE_CERTIFICATES,
        }
    ),
}

_BY_KIND = {
    ActorKind.TRAINEE: frozenset({May.BE_TRAINEE}),
    ActorKind.INSTRUCTOR: frozenset({May.BE_INSTRUCTOR}),
}


@cache
def _granted(kind: ActorKind, roles: frozenset[Role]) -> frozenset[May]:
    return _BY_KIND.get(kind, frozenset()).union(*(GRANTS[role] for role in roles))


@dataclass(frozen=True)
class Actor:
    """Who is asking, and where: a visible argument of every query and action, never ambient.

    `scopes` narrows an account that comes by API token to the permissions its token names. Who `owes_factor` has none of
    the second factor that his center requires, and may only see to his own account.
    """

    kind: ActorKind = ActorKind.VISITOR
    center: int | None = None
    name: str = ""
    account: int | None = None
    agency: int | None = None
    trainee: int | None = None
    instructor: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    scopes: frozenset[May] | None = None
    login: str = ""
    owes_factor: bool = False

    @property
    def role(self) -> Role | None:
        """The first of the account's roles in the order of `Role`, for a word beside the name."""
        return next((role for role in Role if role in self.roles), None)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    def may(self, what: May) -> bool:
        """Whether this permission is granted."""
        if what == May.ANYONE:
            return True
        if self.owes_factor and what != May.OWN_ACCOUNT:
            return False
        return what in _granted(self.kind, self.roles) and (self.scopes is None or what in self.scopes)

    def must(self, what: May) -> None:
        """Raises Unknown for somebody who has not signed in, Refused for somebody who has and may not."""
        if self.may(what):
            return
        if self.kind == ActorKind.VISITOR:
            raise Unknown("access.sign-in")
        if self.owes_factor:
            raise Refused("access.second-factor")
        raise Refused("access.refused")

    def at(self, center: int) -> "Actor":
        """The same actor looking at a center; only a visitor or the worker can be moved to another."""
        if self.kind in (ActorKind.VISITOR, ActorKind.WORKER):
            return replace(self, center=center)
        return self


def visitor(center: int) -> Actor:
    """Anybody at all, looking at a center's public pages."""
    return Actor(center=center)


def worker(center: int | None = None) -> Actor:
    """The product itself, at work on a center's behalf."""
    return Actor(kind=ActorKind.WORKER, center=center, name="system")
