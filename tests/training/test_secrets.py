"""Sealed fields open only where they belong; the blind index finds without telling."""

import pytest

from training import secrets

ID = "11010519491231002X"


def test_a_sealed_field_opens_for_its_own_row():
    assert secrets.unseal(secrets.seal(ID, row="trainee:1:id"), row="trainee:1:id") == ID


def test_a_sealed_field_moved_to_another_row_does_not_open():
    with pytest.raises(secrets.Unreadable):
        secrets.unseal(secrets.seal(ID, row="trainee:1:id"), row="trainee:2:id")


def test_one_changed_byte_is_noticed():
    sealed = secrets.seal(ID, row="trainee:1:id")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]

    with pytest.raises(secrets.Unreadable):
        secrets.unseal(changed, row="trainee:1:id")


def test_ten_thousand_seals_are_all_different():
    assert len({secrets.seal(ID, row="trainee:1:id") for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    "written", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_the_same_number_written_differently_has_the_same_index(written):
    assert secrets.blind_index(written, center=1, kind="id") == secrets.blind_index(ID, center=1, kind="id")


def test_another_center_has_another_index():
    assert secrets.blind_index(ID, center=1, kind="id") != secrets.blind_index(ID, center=2, kind="id")
