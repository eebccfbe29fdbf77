"""Which link of the navigation is where somebody is: the tabs of the center's own house are one place."""

import pytest

from training.access import Actor, ActorKind, Role
from training.navigation import entries

pytestmark = pytest.mark.alike


def here(role, path):
    actor = Actor(kind=ActorKind.ACCOUNT, center=1, account=1, roles=frozenset({role}))
    return [entry.href for entry in entries(actor, None, path) if entry.current]


@pytest.mark.parametrize("path", ["/accounts/3", "/center", "/agencies", "/agencies/3", "/outbox", "/audit"])
def test_every_tab_of_the_house_is_one_place_for_the_director(path):
    assert here(Role.DIRECTOR, path) == ["/accounts"]


def test_the_operator_is_at_his_centers_when_he_reads_the_audit_log():
    assert here(Role.OPERATOR, "/audit") == ["/operator"]


def test_who_has_no_house_is_nowhere_in_the_navigation_at_the_agencies():
    assert here(Role.DESIGNER, "/agencies") == []


def test_other_pages_are_where_their_address_says():
    assert here(Role.DIRECTOR, "/cohorts/3/roster") == ["/cohorts"]
