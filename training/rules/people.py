"""ID documents, names and mobile numbers as people write them: read, checked, masked. Pure.

Resident ID numbers follow GB 11643-1999; its birthplace is never judged, because real districts come and go.
"""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent, ValidationError

from training.errors import Fault
from training.model import Gender, IdType
from training.secrets import normal_id

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,3}")
_CITIZEN = re.compile(r"\d{17}[\dX]")
_OLD_CITIZEN = re.compile(r"\d{15}")
_MOBILE = re.compile(r"1\d{10}")
_TELEPHONE = re.compile(r"\+?\d[\d\s()-]{5,25}(?:转\d{1,6})?")
_SHAPES = {
    IdType.MILITARY: re.compile(r".{4,30}"),
    IdType.HK_MACAU_PERMIT: re.compile(r"[HM]\d{8}(?:\d{2})?"),
    IdType.TAIWAN_PERMIT: re.compile(r"\d{8}|\d{10}[A-Z]?|\d{10}\([A-Z]\)"),
    IdType.FOREIGN_RESIDENT: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
    IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
}
_CHECKED = frozenset({IdType.RESIDENT, IdType.HMT_RESIDENCE})
_DOTS = str.maketrans(dict.fromkeys("•・‧∙．.●", "·"))


def id_number(given: str, kind: IdType) -> str:
    """A number as it is kept and compared: full width folded, no spaces, capital letters; 15 digits become 18."""
    number = normal_id(given)
    if kind == IdType.RESIDENT and _OLD_CITIZEN.fullmatch(number):
        longer = f"{number[:6]}19{number[6:]}"
        return longer + ric.calc_check_digit(f"{longer}0")
    return number


def id_fault(given: str, kind: IdType) -> Fault | None:
    """What is wrong with a number of this kind of document, or None."""
    if _SCIENTIFIC.fullmatch(normal_id(given)):
        return Fault("person.id-scientific")
    number = id_number(given, kind)
    if kind not in _CHECKED:
        return None if _SHAPES[kind].fullmatch(number) else Fault("person.id-shape")
    if not _CITIZEN.fullmatch(number):
        return Fault("person.id-length", {"count": len(number)})
    if number[-1] != ric.calc_check_digit(number):
        return Fault("person.id-check-digit")
    return None if _born(number) else Fault("person.id-birthday")


def _born(number: str) -> date | None:
    try:
        return ric.get_birth_date(number)
    except InvalidComponent:
        return None


def gender_of(number: str, kind: IdType) -> Gender | None:
    """What the number itself says; None for documents that say nothing. `number` as `id_number` returns it."""
    if kind not in _CHECKED or not _CITIZEN.fullmatch(number):
        return None
    return Gender.MALE if int(number[16]) % 2 else Gender.FEMALE


def mobile(given: str) -> str:
    """A mobile number as it is kept: eleven digits, without country code, spaces and hyphens; "" where it is none."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", given))
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
    return digits if _MOBILE.fullmatch(digits) else ""


def is_telephone(given: str) -> bool:
    """Whether somebody can be called there: a mobile or a land line, with an extension where there is one."""
    return bool(_TELEPHONE.fullmatch(unicodedata.normalize("NFKC", given)))


def credit_code(given: str) -> str:
    """A unified social credit code (GB 32100-2015) as it is kept; "" where its shape or check character is wrong."""
    try:
        return str(uscc.validate(normal_id(given)))
    except ValidationError:
        return ""


def name(given: str) -> str:
    """A name as it is printed: NFC, one kind of middle dot, no space inside a Chinese name."""
    text = " ".join(unicodedata.normalize("NFC", given).split())
    if any(char.isascii() and char.isalpha() for char in text):
        return text
    return text.translate(_DOTS).replace(" ", "")


def masked_id(number: str) -> str:
    """3301**********1234; short numbers keep their ends only."""
    keep = 4 if len(number) >= 12 else 2 if len(number) >= 6 else 1
    return f"{number[:keep]}{'*' * max(len(number) - 2 * keep, 1)}{number[-keep:]}"


def masked_mobile(number: str) -> str:
    """138****1234"""
    return f"{number[:3]}****{number[-4:]}"


def masked_address(given: str) -> str:
    """zh***@example.org or 138****1234: where a message goes, for whoever looks after the sending."""
    name, at, host = given.partition("@")
    return f"{name[:2]}***@{host}" if at else masked_mobile(given)


def masked_name(given: str) -> str:
    """张* or 欧**华: enough for the person himself to know it."""
    return f"{given[:1]}*" if len(given) <= 2 else f"{given[0]}{'*' * min(len(given) - 2, 3)}{given[-1]}"
