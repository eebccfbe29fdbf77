"""What a roster must be: its columns found whatever their order, every fault named by row, nothing corrected in silence.

Pure: what the center knows already of these people is an argument.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from pydantic_core import PydanticCustomError

from enrollment.model import Crowd, Known, Listed, Remark, RosterCheck, RosterRow
from training.errors import Fault, Invalid
from training.model import Gender, IdType
from training.rules import people
from training.text import clean

MOST_ROWS = 2000
HEAD_WITHIN = 20
MOST_NAMES = 20
"""As many of those who are too many are named."""
FIELDS = tuple(field.name for field in fields(RosterRow) if field.name != "line")
LONGEST = {"name": 60, "gender": 10, "ethnic": 20, "level": 40, "id_type": 40, "id_number": 40, "mobile": 40}
_LONGEST = 200
_HEADS = {
    "name": "姓名 学员姓名 参训人员姓名 参训人员 name fullname",
    "gender": "性别 gender sex",
    "ethnic": "民族 ethnic ethnicgroup",
    "unit_post": "单位及职务 工作单位及职务 单位职务 单位和职务 单位职务职称 单位及职务职称 unitandpost",
    "unit": "单位 工作单位 所在单位 单位名称 选派单位 部门 unit",
    "post": "职务 现任职务 岗位 职务职称 post",
    "level": "职务层次 职级 职务级别 级别 level",
    "id_type": "证件类型 证件种类 证件名称 idtype",
    "id_number": "证件号码 证件号 身份证号 身份证号码 居民身份证号 居民身份证号码 公民身份号码 身份证 idnumber",
    "mobile": "手机号码 手机号 手机 移动电话 联系电话 电话 联系方式 电话号码 mobile phone",
    "note": "备注 说明 note remarks",
}
_FIELD_OF = {word: field for field, words in _HEADS.items() for word in words.split()}
_GENDERS = {
    "男": Gender.MALE,
    "男性": Gender.MALE,
    "male": Gender.MALE,
    "m": Gender.MALE,
    "女": Gender.FEMALE,
    "女性": Gender.FEMALE,
    "female": Gender.FEMALE,
    "f": Gender.FEMALE,
}
_ID_TYPES = {
    "居民身份证": IdType.RESIDENT,
    "身份证": IdType.RESIDENT,
    "二代身份证": IdType.RESIDENT,
    "军人身份证件": IdType.MILITARY,
    "军官证": IdType.MILITARY,
    "士兵证": IdType.MILITARY,
    "军人证": IdType.MILITARY,
    "港澳居民来往内地通行证": IdType.HK_MACAU_PERMIT,
    "港澳通行证": IdType.HK_MACAU_PERMIT,
    "回乡证": IdType.HK_MACAU_PERMIT,
    "台湾居民来往大陆通行证": IdType.TAIWAN_PERMIT,
    "台胞证": IdType.TAIWAN_PERMIT,
    "港澳台居民居住证": IdType.HMT_RESIDENCE,
    "外国人永久居留身份证": IdType.FOREIGN_RESIDENT,
    "护照": IdType.PASSPORT,
    **{kind.value: kind for kind in IdType},
}


def rows(sheet: Sequence[Sequence[str]]) -> list[RosterRow]:
    """The rows of a sheet under its heads. Titles above and blank or signature lines below are no rows.

    Raises Invalid where no row names at least 姓名 and one more column, or where there are too many people.
    """
    at, columns = _head(sheet)
    found = [_row(line, cells, columns) for line, cells in enumerate(sheet[at + 1 :], start=at + 2)]
    people_rows = [row for row in found if row.name or row.id_number or row.mobile]
    if not people_rows:
        raise Invalid("roster.empty")
    if len(people_rows) > MOST_ROWS:
        raise Invalid("roster.too-many-rows", {"most": MOST_ROWS})
    return people_rows


def _head(sheet: Sequence[Sequence[str]]) -> tuple[int, dict[int, str]]:
    for at, cells in enumerate(sheet[:HEAD_WITHIN]):
        columns = {place: field for place, cell in enumerate(cells) if (field := _FIELD_OF.get(_plain(cell)))}
        if "name" in columns.values() and len(set(columns.values())) > 1:
            return at, columns
    raise Invalid("roster.no-head")


def _plain(cell: str) -> str:
    """A column head without spaces, stars, brackets and what stands in them."""
    text = re.sub(r"[（(].*?[）)]", "", unicodedata.normalize("NFKC", cell))
    return re.sub(r"[\s*_:：/、.·-]", "", text).casefold()


def _row(line: int, cells: Sequence[str], columns: Mapping[int, str]) -> RosterRow:
    values: dict[str, str] = defaultdict(str)
    for place, field in columns.items():
        if place < len(cells) and cells[place].strip() and not values[field]:
            values[field] = cells[place].strip()
    unit, post = values.pop("unit", ""), values.pop("post", "")
    values["unit_post"] = values["unit_post"] or f"{unit}{post}"
    return RosterRow(line, **values)


def check(
    given: Sequence[RosterRow],
    known: Mapping[str, Known] | None = None,
    seats: int | None = None,
    seated: frozenset[int] = frozenset(),
) -> RosterCheck:
    """Judge a whole roster. `known` is by ID number as `number_of` gives it; `seats` is the agreed headcount, `seated`
    are the trainees who have a place: they keep it whether they are on this roster or not."""
    listed: list[Listed] = []
    remarks: list[Remark] = []
    for row in given:
        person, said = _read(row)
        remarks += said
        if person:
            listed.append(person)
    remarks += _twice(listed)
    remarks += _namesakes(listed)
    for person in listed:
        remarks += _of_known(person, (known or {}).get(person.id_number))
    names = [row.name for row in given if _trainee(row, known or {}) not in seated]
    beyond = crowd(names, kept=len(seated), seats=seats)
    if beyond:
        remarks.append(Remark(0, "", Fault("roster.over-seats", beyond.said), is_note=True))
    return RosterCheck(tuple(listed), tuple(sorted(remarks, key=lambda remark: remark.line)), beyond)


def crowd(new: Sequence[str], *, kept: int, seats: int | None) -> Crowd | None:
    """What is too much of a class when these people join those who have a place; nobody new is never too much."""
    if not new or seats is None or kept + len(new) <= seats:
        return None
    over = kept + len(new) - seats
    return Crowd(seats, kept, len(new), tuple(new[-over:][:MOST_NAMES]))


def _trainee(row: RosterRow, known: Mapping[str, Known]) -> int | None:
    found = known.get(number_of(row))
    return found.trainee if found else None


def number_of(row: RosterRow) -> str:
    """The ID number of a row as it is compared, "" where it has none worth comparing."""
    kind = _id_type(row)
    if kind is None or not row.id_number or people.id_fault(row.id_number, kind):
        return ""
    return people.id_number(row.id_number, kind)


def _id_type(row: RosterRow) -> IdType | None:
    """The kind of document; a roster that does not say means resident cards."""
    return _ID_TYPES.get(row.id_type.strip()) if row.id_type.strip() else IdType.RESIDENT


def _read(row: RosterRow) -> tuple[Listed | None, list[Remark]]:
    """One row by itself: the person, or what is wrong with it; notes go with a person."""
    faults = {**_unfit(row)}
    kind, number = _id_type(row), number_of(row)
    if kind is None:
        faults.setdefault("id_type", Fault("roster.id-type"))
    elif fault := _number_fault(row, kind):
        faults.setdefault("id_number", fault)
    if not row.name:
        faults.setdefault("name", Fault("roster.name-missing"))
    gender, fault = _gender(row, people.gender_of(number, kind) if kind and number else None)
    if fault:
        faults.setdefault("gender", fault)
    mobile = people.mobile(row.mobile)
    if row.mobile and not mobile:
        faults.setdefault("mobile", Fault("roster.mobile"))
    remarks = [Remark(row.line, field, _placed(fault, row.line)) for field, fault in faults.items()]
    if faults or kind is None or gender is None:
        return None, remarks
    if not mobile:
        remarks.append(Remark(row.line, "mobile", Fault("roster.mobile-missing", {"row": row.line}), is_note=True))
    return _person(row, gender, kind, number, mobile), remarks


def _person(row: RosterRow, gender: Gender, kind: IdType, number: str, mobile: str) -> Listed:
    ethnic = f"{row.ethnic}族" if re.fullmatch(r"[一-鿿]{1,3}", row.ethnic) and row.ethnic[-1] != "族" else row.ethnic
    return Listed(
        line=row.line,
        name=people.name(row.name),
        name_as_given=row.name,
        gender=gender,
        ethnic=ethnic,
        unit_post=row.unit_post,
        level=row.level,
        id_type=kind,
        id_number=number,
        mobile=mobile,
        note=row.note,
    )


def _placed(fault: Fault, line: int) -> Fault:
    return Fault(fault.code, {**fault.params, "row": line})


def _unfit(row: RosterRow) -> dict[str, Fault]:
    """Cells that no field of the product takes: too long, or with characters that cannot be printed."""
    found: dict[str, Fault] = {}
    for field in FIELDS:
        value, most = getattr(row, field), LONGEST.get(field, _LONGEST)
        try:
            clean(value)
        except PydanticCustomError:
            found[field] = Fault("roster.characters")
        if len(value) > most:
            found[field] = Fault("roster.too-long", {"most": most})
        elif "\n" in value or "\t" in value:
            found[field] = Fault("roster.characters")
    return found


def _number_fault(row: RosterRow, kind: IdType) -> Fault | None:
    return people.id_fault(row.id_number, kind) if row.id_number else Fault("roster.id-missing")


def _gender(row: RosterRow, by_number: Gender | None) -> tuple[Gender | None, Fault | None]:
    """The gender as written, checked against the number; where nothing is written, what the number says."""
    if not row.gender:
        return by_number, None if by_number else Fault("roster.gender-missing")
    written = _GENDERS.get(row.gender.strip().casefold())
    if written is None:
        return None, Fault("roster.gender-unknown")
    if by_number and by_number != written:
        return None, Fault("roster.gender-differs")
    return written, None


def _twice(listed: Iterable[Listed]) -> list[Remark]:
    first: dict[str, int] = {}
    found = []
    for person in listed:
        if earlier := first.get(person.id_number):
            fault = Fault("roster.same-person", {"a": earlier, "b": person.line})
            found.append(Remark(person.line, "id_number", fault))
        first.setdefault(person.id_number, person.line)
    return found


def _namesakes(listed: Iterable[Listed]) -> list[Remark]:
    """Two people of one name are two people; it is said, so that nobody takes them for one."""
    by_name: dict[str, dict[str, Listed]] = defaultdict(dict)
    for person in listed:
        by_name[person.name].setdefault(person.id_number, person)
    found = []
    for name, same in by_name.items():
        if len(same) > 1:
            units = tuple(person.unit_post or "—" for person in same.values())
            fault = Fault("roster.same-name", {"n": len(same), "name": name, "units": units})
            found += [Remark(person.line, "name", fault, is_note=True) for person in same.values()]
    return found


def _of_known(person: Listed, known: Known | None) -> list[Remark]:
    """What the center knows of him already: another class on these days stops, another name or mobile is said."""
    if known is None:
        return []
    found = [_overlap(person, overlap.cohort, overlap.starts_on, overlap.ends_on) for overlap in known.overlaps]
    if known.is_ours and known.name != person.name:
        fault = Fault("roster.known-name", {"row": person.line, "known": known.name, "name": person.name})
        found.append(Remark(person.line, "name", fault, is_note=True))
    if not known.is_ours and known.mobile and person.mobile and known.mobile != person.mobile:
        fault = Fault("roster.mobile-kept", {"row": person.line})
        found.append(Remark(person.line, "mobile", fault, is_note=True))
    return found


def _overlap(person: Listed, cohort: str, starts: object, ends: object) -> Remark:
    params = {"row": person.line, "name": person.name, "starts": starts, "ends": ends}
    if cohort:
        return Remark(person.line, "name", Fault("roster.overlap", {**params, "cohort": cohort}))
    return Remark(person.line, "name", Fault("roster.overlap-elsewhere", params))
