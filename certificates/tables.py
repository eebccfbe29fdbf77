"""What is kept of certificates: the facts printed, their state, the log that proves them."""

from piccolo.columns import JSON, BigInt, Bytea, Date, Integer, Serial, Text, Timestamptz, Varchar

from training.tenancy import Audience, CenterTable


class Certificate(CenterTable):
    """结业证书 or 学时证明. Facts are frozen at issue; a correction makes the next one."""

    audience = frozenset({Audience.AGENCY, Audience.TRAINEE})

    id: Serial
    agency = Integer(default=None, null=True, index=True)
    cohort = Integer(index=True)
    enrollment = Integer()
    trainee = Integer(index=True)
    kind = Varchar(20)
    state = Varchar(20)
    series = Varchar(40)
    year = Integer()
    running = Integer()
    number = Varchar(60)
    code = Varchar(20, unique=True)
    name = Varchar(100)
    class_title = Varchar(200)
    starts_on = Date(null=False)
    ends_on = Date(null=False)
    credit_hours = Integer()
    issued_on = Date(null=False)
    issued_by = Varchar(100)
    facts = JSON()
    document_hash = Varchar(64)
    document = Integer(default=None, null=True)
    picture = Integer(default=None, null=True)
    fault = Varchar(200)
    status_index = Integer(default=None, null=True)
    log_index = BigInt(default=None, null=True)
    replaced_by = Integer(default=None, null=True)
    ended_on = Date(default=None, null=True)
    ended_reason = Varchar(200)
    version = Integer(default=1)


class CertificateLine(CenterTable):
    """One session that a certificate counts: the end of the thread that began at a package item."""

    audience = frozenset({Audience.AGENCY, Audience.TRAINEE})

    id: Serial
    agency = Integer(default=None, null=True)
    trainee = Integer()
    certificate = Integer(index=True)
    session = Integer()
    package_item = Integer()
    title = Varchar(200)
    on_day = Date(null=False)
    credit_hours = Integer()


class CertificateFile(CenterTable):
    """The bytes handed out: the same every time."""

    audience = frozenset({Audience.AGENCY, Audience.TRAINEE})

    id: Serial
    agency = Integer(default=None, null=True)
    trainee = Integer()
    certificate = Integer(index=True)
    kind = Varchar(10)
    sha256 = Varchar(64)
    content = Bytea()


class LogLeaf(CenterTable):
    """One leaf of a center's append-only log: the hash of a credential, no name in it."""

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    position = BigInt()
    leaf = Varchar(64)
    certificate = Integer()
    at = Timestamptz(null=False)


class LogNode(CenterTable):
    """One complete part of the log's tree: the hash over the 2ʰ entries from place·2ʰ on. Never changes again."""

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    height = Integer()
    place = BigInt()
    hash = Varchar(64)


class LogHead(CenterTable):
    """A signed statement of the log's size and root."""

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    size = BigInt()
    root = Varchar(64)
    signature = Text()
    at = Timestamptz(null=False)


class IssuerKey(CenterTable):
    """A key that a center issues with. Secrets are sealed; a key kept in a file has only its certificate here."""

    id: Serial
    purpose = Varchar(20)
    fingerprint = Varchar(64)
    public = Text()
    sealed = Text()
    made_at = Timestamptz(null=False)
