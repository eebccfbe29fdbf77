"""ID documents, names and mobile numbers as people write them."""

import pytest

from training.errors import Fault
from training.model import Gender, IdType
from training.rules import people

PUBLISHED = ["11010519491231002X", "440524188001010014", "34052419800101001X"]


@pytest.mark.parametrize("number", PUBLISHED)
def test_the_published_examples_of_the_standard_are_right(number):
    assert people.id_fault(number, IdType.RESIDENT) is None


def test_full_width_digits_spaces_and_a_small_x_are_the_same_number():
    written = "１１０１０５ 19491231 002x"

    assert people.id_fault(written, IdType.RESIDENT) is None
    assert people.id_number(written, IdType.RESIDENT) == "11010519491231002X"


@pytest.mark.parametrize("last", "0123456789")
def test_every_other_check_digit_is_refused(last):
    assert people.id_fault(f"11010519491231002{last}", IdType.RESIDENT) == Fault("person.id-check-digit")


@pytest.mark.parametrize("damaged", ["3.60120196601012E+17", "1.1e17", "4E+17"])
def test_a_number_that_a_spreadsheet_rounded_is_told_from_a_wrong_one(damaged):
    assert people.id_fault(damaged, IdType.RESIDENT) == Fault("person.id-scientific")


def test_a_number_too_short_says_how_many_characters_it_has():
    assert people.id_fault("1101051949123100", IdType.RESIDENT) == Fault("person.id-length", {"count": 16})


def test_a_birthday_that_never_was_is_refused():
    number = "110105199002300013"
    fixed = number[:17] + people.ric.calc_check_digit(number)

    assert people.id_fault(fixed, IdType.RESIDENT) == Fault("person.id-birthday")


def test_an_old_number_of_fifteen_digits_becomes_the_one_of_eighteen():
    assert people.id_number("110105491231002", IdType.RESIDENT) == "11010519491231002X"
    assert people.id_fault("110105491231002", IdType.RESIDENT) is None


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdType.MILITARY, "军字第0000001号"),
        (IdType.HK_MACAU_PERMIT, "H12345678"),
        (IdType.HK_MACAU_PERMIT, "m1234567890"),
        (IdType.TAIWAN_PERMIT, "12345678"),
        (IdType.FOREIGN_RESIDENT, "FRA110099010101"),
        (IdType.PASSPORT, "E12345678"),
    ],
)
def test_other_documents_are_taken_by_their_own_shape(kind, number):
    assert people.id_fault(number, kind) is None
    assert people.id_fault("-", kind) == Fault("person.id-shape")


def test_the_number_says_the_gender_where_it_says_anything():
    assert people.gender_of("11010519491231002X", IdType.RESIDENT) == Gender.FEMALE
    assert people.gender_of("440524188001010014", IdType.RESIDENT) == Gender.MALE
    assert people.gender_of("E12345678", IdType.PASSPORT) is None


@pytest.mark.parametrize(
    "written", ["13800001111", "138 0000 1111", "+86 138-0000-1111", "8613800001111", "１３８００００１１１１"]
)
def test_a_mobile_is_read_however_it_is_written(written):
    assert people.mobile(written) == "13800001111"


@pytest.mark.parametrize("written", ["", "1380000111", "027-55500100", "1.38E+10", "861380000111"])
def test_what_is_no_mobile_is_none(written):
    assert people.mobile(written) == ""


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("张 伟", "张伟"),
        ("  张\u3000伟 ", "张伟"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("Anna  Maria Q. Li", "Anna Maria Q. Li"),
        ("王𬘭䶮", "王𬘭䶮"),
    ],
)
def test_a_name_is_printed_as_its_bearer_writes_it(given, printed):
    assert people.name(given) == printed


def test_masks_keep_what_the_bearer_recognizes():
    assert people.masked_id("11010519491231002X") == "1101**********002X"
    assert people.masked_id("E12345678") == "E1*****78"
    assert people.masked_mobile("13800001111") == "138****1111"
    assert [people.masked_name(name) for name in ("张伟", "欧阳淑华", "田")] == ["张*", "欧**华", "田*"]
