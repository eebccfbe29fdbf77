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


@dataclass(frozen=True)
class Refusal:
    """Why one certificate was not made; the others of its batch were."""

    code: str
    reason: Reason
