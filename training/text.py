"""The one text type for all input: NFC, trimmed, bounded, without control characters or invisible direction marks."""

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from training.rules import people

FORBIDDEN = {"Cc", "Cs", "Co"}
DIRECTIONS = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0xFEFF)}


def _is_forbidden(char: str) -> bool:
    return unicodedata.category(char) in FORBIDDEN or char in DIRECTIONS


def clean(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(_is_forbidden(char) and char not in "\n\t" for char in text):
        raise PydanticCustomError("characters", "characters")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("characters", "characters")
    return text


Text = Annotated[str, BeforeValidator(clean), AfterValidator(_one_line), Field(max_length=200)]
LongText = Annotated[str, BeforeValidator(clean), Field(max_length=4000)]
Word = Annotated[str, BeforeValidator(clean), AfterValidator(_one_line), Field(max_length=60)]
FIRST_DAY, LAST_DAY = date(2000, 1, 3), date(2200, 1, 6)


def _of_our_days(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("form.day-range", "form.day-range", {"first": str(FIRST_DAY), "last": str(LAST_DAY)})
    return day


Day = Annotated[date, AfterValidator(_of_our_days)]  # beyond, the end of a class cannot be reckoned
Required = Field(min_length=1)
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Version = Annotated[int, Field(ge=1, le=2**31 - 2)]  # the next one must fit the column too
VersionOrNone = Annotated[int, Field(ge=0, le=2**31 - 2)]  # 0: nobody wrote it yet


def _telephone(given: str) -> str:
    if given and not people.is_telephone(given):
        raise PydanticCustomError("account.telephone", "account.telephone")
    return given


def _mobile(given: str) -> str:
    number = people.mobile(given)
    if given and not number:
        raise PydanticCustomError("person.mobile", "person.mobile")
    return number


Telephone = Annotated[Text, Field(max_length=40), AfterValidator(_telephone)]  # may be empty
Mobile = Annotated[Text, Field(max_length=40), AfterValidator(_mobile)]  # as it is kept; may be empty
Mail = Annotated[Text, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")]  # may be empty


def folded(text: str) -> str:
    """Text as it is searched: compatibility forms folded, letters small."""
    return unicodedata.normalize("NFKC", text).casefold()


def file_name(given: str) -> str:
    """The name of a file that somebody sent: without folders, without what no text may contain, its end kept."""
    own = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in own if not _is_forbidden(char)).strip()[-200:] or "file"
