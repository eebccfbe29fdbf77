"""What the center keeps of itself, and what the machinery keeps: logins, audit, outbox, bookings, numbers, files."""

from piccolo.columns import (
    JSON,
    BigInt,
    Boolean,
    Bytea,
    Date,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from training.db import ENGINE
from training.tenancy import Audience, CenterTable


class Center(Table, db=ENGINE):
    """One training center. Its rows carry its id; the platform may hold several."""

    id: Serial
    slug = Varchar(40, unique=True)
    name = Varchar(200)
    short_name = Varchar(40)
    name_en = Varchar(200)
    zone = Varchar(40, default="Asia/Shanghai")
    mark = Varchar(20)
    is_demo = Boolean(default=False)
    address = Varchar(200)
    telephone = Varchar(40)
    icp = Varchar(60)
    police_filing = Varchar(60)
    bank_account = Text()
    hours = JSON()
    second_factor = Boolean(default=False)
    catalogue_stamp = Varchar(40)
    version = Integer(default=1)
    created_at = Timestamptz(null=False)


class Account(CenterTable):
    """Somebody who can sign in with a password. An operator's center is 0."""

    audience = frozenset({Audience.ACCOUNT})

    id: Serial
    agency = Integer(default=None, null=True)
    roles = Varchar(100)
    name = Varchar(100)
    mail = Varchar(200)
    mobile = Varchar(40)
    password_hash = Varchar(200)
    totp_secret = Varchar(200)
    totp_step = BigInt(default=0)
    is_active = Boolean(default=True)
    language = Varchar(10)
    created_at = Timestamptz(null=False)

    @classmethod
    def for_account(cls, actor: object) -> object:
        return cls.id == getattr(actor, "account", None)


class Login(Table, db=ENGINE):
    """A signed-in browser. Only the hash of its id is kept."""

    id: Serial
    id_hash = Varchar(64, unique=True)
    account = Integer(default=None, null=True)
    trainee = Integer(default=None, null=True)
    instructor = Integer(default=None, null=True)
    center = Integer()
    created_at = Timestamptz(null=False)
    seen_at = Timestamptz(null=False)
    ends_at = Timestamptz(null=False)
    agent = Varchar(200)


class Attempt(Table, db=ENGINE):
    """Tries within one window, counted in the database so that every process counts the same."""

    id: Serial
    key = Varchar(120, unique=True)
    tries = Integer()
    window_ends = Timestamptz(null=False)


class OneTimeLink(CenterTable):
    """A link that one press of a button spends. Opening it spends nothing."""

    id: Serial
    token_hash = Varchar(64, unique=True)
    purpose = Varchar(40)
    subject = JSON()
    ends_at = Timestamptz(null=False)
    spent_at = Timestamptz(default=None, null=True)


class OneTimeCode(CenterTable):
    """A six-digit code for a mobile number, with the tries that are left."""

    id: Serial
    mobile_index = Varchar(64, index=True)
    code_hash = Varchar(64)
    purpose = Varchar(40)
    sealed_code = Text()
    tries_left = Integer()
    ends_at = Timestamptz(null=False)
    spent_at = Timestamptz(default=None, null=True)


class ApiToken(CenterTable):
    """A program's key to what its account may do, narrowed to scopes. Only its hash is kept."""

    audience = frozenset({Audience.ACCOUNT})

    id: Serial
    account = Integer(index=True)
    name = Varchar(100)
    token_hash = Varchar(64, unique=True)
    scopes = Text()
    created_at = Timestamptz(null=False)
    used_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)


class Agency(CenterTable):
    """委托单位: who orders and signs."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    name = Varchar(200)
    short_name = Varchar(60)
    uscc = Varchar(18)
    jurisdiction = Varchar(60)
    level = Varchar(40)
    address = Varchar(200)
    telephone = Varchar(40)
    state = Varchar(20)
    version = Integer(default=1)

    @classmethod
    def for_agency(cls, actor: object) -> object:
        return cls.id == getattr(actor, "agency", None)


class Resource(CenterTable):
    """Whatever can be booked: one row for each instructor and each venue, so that one constraint guards both."""

    id: Serial
    kind = Varchar(20)
    name = Varchar(200)


class Instructor(CenterTable):
    """授课教师."""

    audience = frozenset({Audience.INSTRUCTOR})

    id: Serial
    resource = Integer(unique=True)
    name = Varchar(100)
    title = Varchar(40)
    post = Varchar(200)
    organization = Varchar(200)
    mail = Varchar(200)
    mobile_sealed = Text()
    mobile_index = Varchar(64, index=True)
    takes_fee = Boolean(default=True)
    fee = BigInt(default=None, null=True)
    unavailable = JSON()
    is_active = Boolean(default=True)
    version = Integer(default=1)

    @classmethod
    def for_instructor(cls, actor: object) -> object:
        return cls.id == getattr(actor, "instructor", None)


class Venue(CenterTable):
    """A room or a field site. The public catalogue names field sites, so rows are public; fees are not selected there."""

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    resource = Integer(unique=True)
    kind = Varchar(20)
    name = Varchar(200)
    name_en = Varchar(200)
    capacity = Integer()
    address = Varchar(200)
    telephone = Varchar(40)
    lanes = Integer(default=1)
    visiting_minutes = Integer()
    travel_minutes = Integer()
    closed_weekdays = Varchar(20)
    features = Text()
    fee = BigInt()
    is_active = Boolean(default=True)
    version = Integer(default=1)


class Away(CenterTable):
    """Days an instructor cannot come or a venue is closed."""

    id: Serial
    resource = Integer(index=True)
    first = Date(null=False)
    last = Date(null=False)
    reason = Varchar(200)


class Booking(CenterTable):
    """A reserved stretch of a resource. Never updated: a move deletes and inserts. The database refuses overlaps."""

    id: Serial
    resource = Integer()
    lane = Integer(default=0)
    starts_at = Timestamptz(null=False)
    ends_at = Timestamptz(null=False)
    state = Varchar(20)
    session = Integer(index=True)
    note = Varchar(200)


class Trainee(CenterTable):
    """学员: a person who attends, known by the blind index of his ID number. Numbers are kept encrypted."""

    audience = frozenset({Audience.TRAINEE, Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True, index=True)
    name = Varchar(100)
    name_as_given = Varchar(100)
    name_sort = Varchar(200)
    gender = Varchar(10)
    ethnic = Varchar(20)
    id_type = Varchar(20)
    id_sealed = Text()
    id_index = Varchar(64)
    id_masked = Varchar(30)
    mobile_sealed = Text()
    mobile_index = Varchar(64, index=True)
    unit_post = Varchar(200)
    level = Varchar(40)
    created_at = Timestamptz(null=False)

    @classmethod
    def for_trainee(cls, actor: object) -> object:
        return cls.id == getattr(actor, "trainee", None)


class AuditRow(CenterTable):
    """Who did what to which record, written in the transaction of the change; append-only by trigger."""

    id: Serial
    at = Timestamptz(null=False)
    actor_kind = Varchar(20)
    actor_id = Integer()
    actor_name = Varchar(100)
    verb = Varchar(60)
    noun = Varchar(40)
    noun_id = Integer()
    detail = Text()


class AuditSeal(CenterTable):
    """One link of a center's hash chain over its audit rows, in the order in which they were found committed."""

    id: Serial
    position = Integer()
    row = Integer(unique=True)
    hash = Varchar(64)
    sealed_at = Timestamptz(null=False)


class Outbox(CenterTable):
    """Work that follows from a committed change: claimed, retried, visible. `key` makes posting it twice harmless."""

    id: Serial
    kind = Varchar(40)
    key = Varchar(120, unique=True)
    payload = JSON()
    state = Varchar(20)
    attempts = Integer(default=0)
    due_at = Timestamptz(null=False)
    claimed_by = Varchar(60)
    claimed_until = Timestamptz(default=None, null=True)
    last_error = Text()
    created_at = Timestamptz(null=False)
    done_at = Timestamptz(default=None, null=True)


class Lease(Table, db=ENGINE):
    """Who holds the clock."""

    id: Serial
    name = Varchar(40, unique=True)
    holder = Varchar(60)
    until = Timestamptz(null=False)


class Series(CenterTable):
    """The next number of a numbering series. Taken in the transaction that uses it, so that no number is lost."""

    id: Serial
    name = Varchar(40)
    year = Integer()
    next = Integer()


class StoredFile(CenterTable):
    """A file by content. In the database, because several processes share nothing else."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True)
    name = Varchar(200)
    media_type = Varchar(100)
    size = Integer()
    sha256 = Varchar(64)
    content = Bytea()
    kind = Varchar(40)
    owner = Integer()
    filed_by = Varchar(100)
    filed_at = Timestamptz(null=False)
