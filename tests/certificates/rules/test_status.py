import gzip
from base64 import urlsafe_b64encode
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.rules import status
from certificates.rules.status import SIZE, ListUnreadable, encoded, is_set, place


def test_every_certificate_of_a_list_has_a_place_of_its_own():
    places = {place(n, b"list 1") for n in range(SIZE)}

    assert places == set(range(SIZE))


def test_neighbours_do_not_stand_beside_each_other():
    places = [place(n, b"list 1") for n in range(50)]

    assert min(abs(a - b) for a, b in pairwise(places)) > 1
    assert places != [place(n, b"list 2") for n in range(50)]


def test_a_full_list_takes_no_more():
    with pytest.raises(ValueError, match="full"):
        place(SIZE, b"list 1")


@given(st.sets(st.integers(0, SIZE - 1), max_size=20), st.integers(0, SIZE - 1))
def test_a_bit_is_read_as_it_was_set(revoked, index):
    text = encoded(revoked)

    assert is_set(text, index) is (index in revoked)
    assert all(is_set(text, one) for one in revoked)


def test_the_same_bits_give_the_same_text():
    assert encoded([3, 70000]) == encoded([70000, 3])
    assert len(encoded([1, 2, 3])) < 150


def test_index_zero_is_the_most_significant_bit():
    packed = gzip.compress(b"\x80" + bytes(SIZE // 8 - 1))

    assert is_set("u" + urlsafe_b64encode(packed).decode().rstrip("="), 0)


@pytest.mark.parametrize("text", ["", "z123", "u", "uAAAA", "u!!", "u" + urlsafe_b64encode(b"x" * 50).decode()])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ListUnreadable):
        is_set(text, 0)


def test_a_list_that_unpacks_without_end_is_refused():
    bomb = "u" + urlsafe_b64encode(gzip.compress(bytes(status.SIZE * 64))).decode()

    with pytest.raises(ListUnreadable):
        is_set(bomb, 0)


@pytest.mark.parametrize("which", [0, 1, 2, 99, status.MOST_LISTS - 1])
def test_a_list_is_found_by_its_address(which):
    first = "https://px.example.cn/jiangcheng/status"

    assert status.list_at(first, status.address(first, which)) == which


@pytest.mark.parametrize(
    "path", ["/1", "/0", "/02", "/-1", "/٢", "/", "x", "/2/", f"/{status.MOST_LISTS + 1}", "/9999999"]
)
def test_what_is_no_address_of_a_list_is_none(path):
    first = "https://px.example.cn/jiangcheng/status"

    assert status.list_at(first, first + path) is None
