"""The words of certificates as plain frozen values: what was earned, how it is printed, what came of it.

Every value here is made of plain words, numbers and dates, so it can be handed to a worker process or kept as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    COMPLETION = "completion"  # 结业证书
    HOURS = "hours"  # 学时证明


class State(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    EXPIRED = "expired"
    VOIDED = "voided"  # 编号作废: a number that was taken and could not be printed


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Border(StrEnum):
    MEANDER = "meander"  # 回纹
    LINES = "lines"
    NONE = "none"  # for paper that is printed already


class Ink(StrEnum):
    RED = "red"
    GOLD = "gold"
    BLUE = "blue"
    BLACK = "black"


class Numerals(StrEnum):
    ARABIC = "arabic"  # 2026年3月13日
    CHINESE = "chinese"  # 二〇二六年三月十三日


class Resets(StrEnum):
    YEARLY = "yearly"
    NEVER = "never"


@dataclass(frozen=True)
class Series:
    """A series of certificate numbers; `pattern` knows the fields {mark}, {year} and {n}."""

    mark: str
    pattern: str = "{mark}〔{year}〕第{n}号"
    width: int = 5
    resets: Resets = Resets.YEARLY


@dataclass(frozen=True)
class Session:
    """One line of a statement of hours."""

    day: date
    title: str
    hours: int  # hundredths of a credit hour
    period: str = ""  # 上午, 08:30—12:00
    kind: str = ""  # of hours: 面授, 现场教学


@dataclass(frozen=True)
class Certificate:
    """Everything that one certificate says. Texts are printed as they are, normalized to NFC."""

    kind: Kind
    number: str
    code: str
    name: str
    class_title: str
    start: date
    end: date
    hours: int  # hundredths of a credit hour
    issued_at: datetime  # aware, in the center's zone: its date is printed, its instant is signed
    name_latin: str = ""
    class_title_en: str = ""
    unit: str = ""
    expires: date | None = None
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class Signatory:
    """Who signs by hand: a post, and the name where it is printed."""

    post: str
    name: str = ""
    post_en: str = ""


@dataclass(frozen=True)
class Template:
    """How the certificates of one center and kind look and read. The sentences know {name}, {unit}, {start},
    {end}, {class_title} and {hours}; left empty, the usual ones of `rules/wording.py` are printed."""

    kind: Kind
    issuer: str  # full legal name
    host: str  # of the short address in the QR code
    issuer_en: str = ""
    version: int = 1
    languages: tuple[Language, ...] = (Language.ZH, Language.EN)
    title: str = ""
    title_en: str = ""
    sentence: str = ""
    sentence_en: str = ""
    signatories: tuple[Signatory, ...] = ()
    border: Border = Border.MEANDER
    ink: Ink = Ink.RED
    numerals: Numerals = Numerals.ARABIC
    sample: bool = False  # prints 演示样张
    scheme: str = "https"  # of the short address; only a specimen may have http


@dataclass(frozen=True)
class Share:
    """A fraction in whole numbers: `parts` of `of`."""

    parts: int
    of: int


@dataclass(frozen=True)
class Requirements:
    """What a center asks of a trainee before it certifies; None asks nothing."""

    leave: Share | None = None  # at most this share of all credit hours
    absence_counts_as_leave: bool = False
    absent_half_days: int | None = None  # at most, without leave
    presence: Share | None = None  # at least this share
    test: bool = False


@dataclass(frozen=True)
class Attendance:
    """What a trainee's attendance came to; `total`, `leave` and `absent` in one unit, such as hundredths of hours."""

    total: int
    leave: int = 0
    absent: int = 0  # without leave
    absent_half_days: int = 0
    test_passed: bool | None = None  # None: no result yet


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way: a message code and what the message needs."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Verdict:
    """Whether the certificate is earned, with every reason against it."""

    reasons: tuple[Reason, ...]

    @property
    def eligible(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Issuance:
    """A certificate to be made, with what its row keeps beside it so that it can be made again."""

    certificate: Certificate
    salt: str = ""  # random, of the name's hash in the credential
    status_index: int = 0  # in the list of revocations
    evidence: bytes = b""  # JSON of the log's proof, attached where it is known already
    signature: bytes = b""  # the kept one, for a signer that cannot repeat itself


@dataclass(frozen=True)
class Made:
    """A certificate made: the signed document, its picture for phones, the credential that stands alone."""

    code: str
    pdf: bytes
    sha256: str
    picture: bytes  # PNG; empty where none was asked for
    credential: bytes  # canonical JSON, the same bytes as inside the PDF
    signature: bytes  # CMS: kept where the signer cannot make the same one again
    edition: str = ""  # SHA-256 of the template as published, its fonts and the code that printed it


@dataclass(frozen=True)
class Refusal:
    """Why one certificate was not made; the others of its batch were."""

    code: str
    reason: Reason


@dataclass(frozen=True)
class Line:
    """One session that a certificate counts, with the package item it came from; hours in hundredths."""

    session: int
    package_item: int
    title: str
    on_day: date
    credit_hours: int


@dataclass(frozen=True)
class Earned:
    """What one trainee of a closed class has earned: the verdict, the sessions that count, and what was issued."""

    enrollment: int
    trainee: int
    name: str
    unit_post: str
    verdict: Verdict
    lines: tuple[Line, ...] = ()
    certificate: int | None = None
    number: str = ""
    is_made: bool = False
    fault: Reason | None = None  # why the last one could not be printed
    void: int | None = None  # that one
    revoked: int | None = None  # what was taken back for cause: none is due any more

    @property
    def credit_hours(self) -> int:
        return sum(line.credit_hours for line in self.lines)

    @property
    def is_due(self) -> bool:
        return self.verdict.eligible and self.certificate is None and self.revoked is None


@dataclass(frozen=True)
class ClassRow:
    """A closed class in the list: how many have a certificate, how many people it has."""

    cohort: int
    name: str
    ends_on: date
    people: int
    issued: int


@dataclass(frozen=True)
class Kept:
    """A certificate as the center keeps it. `is_made`: document, picture and credential can be fetched."""

    id: int
    cohort: int
    enrollment: int
    trainee: int
    kind: Kind
    state: State
    number: str
    code: str
    name: str
    class_title: str
    starts_on: date
    ends_on: date
    credit_hours: int
    issued_on: date
    issued_by: str
    document_hash: str
    is_made: bool
    ended_on: date | None
    ended_reason: str
    version: int
    replaced_by: int | None = None
    fault: Reason | None = None  # why it could not be printed; its number is void


@dataclass(frozen=True)
class File:
    """The bytes handed out, under the name they are saved by."""

    name: str
    media_type: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class Answer:
    """What a stranger is told of a certificate: the facts on the paper, the name masked."""

    state: State
    kind: Kind
    number: str
    code: str
    name: str  # masked
    class_title: str
    starts_on: date
    ends_on: date
    credit_hours: int
    issued_on: date
    issuer: str
    issuer_en: str
    telephone: str
    ended_on: date | None = None
    ended_reason: str = ""
    replaced_by: str = ""  # the code of the new one


@dataclass(frozen=True)
class Issued:
    """What one press of 发放证书 came to."""

    count: int
    not_eligible: int
    first: str = ""
    last: str = ""
