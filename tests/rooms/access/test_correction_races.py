"""Corrections at the same moment as other deeds: one of them counts."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once, spelled
from tests.people import APPROVER, AT, BACKUP, END_USER, REASON, a_draft, a_person, a_request, an_organization, holds
from tests.racing import more, said_by
from tests.rooms.access.affiliating import the_open_catalog
from tests.rooms.access.consequences import consequences
from vestibule.access.actions import (
    approve_request,
    cancel_request,
    confirm_correction,
    correct_request,
    submit_request,
    withdraw_correction,
)
from vestibule.access.models import RoleRequest
from vestibule.kernel.actor import person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Deed = Callable[[], object]


@pytest.fixture
def here(transactional_db) -> UUID:
    the_open_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def there(here) -> UUID:
    return an_organization("Moonlight Clinic")


@pytest.fixture
def ann(here) -> UUID:
    return decider("Ann", here, APPROVER)


def decider(first_name: str, place: UUID, role: str) -> UUID:
    """Return somebody who decides for an organization."""
    who = a_person(first_name, "Decider")
    holds(who, role, place)
    return who


def asking(number: int, place: UUID) -> tuple[UUID, UUID]:
    """Return somebody new, and their request."""
    who = a_person("Una", f"User{spelled(number)}")
    return who, a_request(who, place)


def corrects(request_id: UUID, by: UUID, place: UUID) -> Deed:
    """Return the deed of correcting a request to another organization."""
    return lambda: correct_request(request_id, role_key=END_USER, organization_id=place, by=person(by), at=AT)


def one_of(deeds: list[Deed]) -> list[str]:
    """Do several deeds at the same moment; return what came of each."""
    return at_once(lambda number: said_by(deeds[number]), len(deeds))


def test_of_two_correctors_at_once_one_is_first(ann, here, there):
    """Source: ROL-5, ROL-8. One proposal, one mail."""
    bea, elsewhere = decider("Bea", here, BACKUP), an_organization("Bayside Clinic")
    for number in range(ROUNDS):
        _, asked = asking(number, here)
        before = consequences()
        said = one_of([corrects(asked, ann, there), corrects(asked, bea, elsewhere)])
        assert sorted(said) == ["done", "request.already_corrected"]
        row = RoleRequest.objects.get(pk=asked)
        assert row.proposed_organization_id == [there, elsewhere][said.index("done")]
        assert more(before.mails, consequences().mails) == {"access/request_corrected": 1}


def test_a_correction_and_a_cancel_at_once_end_cancelled_and_a_correction_and_an_approval_are_one_of_the_two(
    ann, here, there
):
    """Source: ROL-5, ROL-8, ROL-9. What is corrected first can still be cancelled, and not approved."""
    bea = decider("Bea", here, BACKUP)
    for number in range(ROUNDS):
        una, asked = asking(number, here)
        said = one_of(
            [corrects(asked, ann, there), lambda a=asked, u=una: cancel_request(a, by=person(u), at=AT)]  # type: ignore[misc]
        )
        assert said[1] == "done"
        assert said[0] in {"done", "request.already_cancelled"}
        assert RoleRequest.objects.get(pk=asked).state == "cancelled"

        again = a_request(una, here)
        said = one_of(
            [corrects(again, ann, there), lambda a=again: approve_request(a, by=person(bea), at=AT)]  # type: ignore[misc]
        )
        assert said.count("done") == 1
        assert RoleRequest.objects.get(pk=again).state == ["corrected", "approved"][said.index("done")]


def test_confirmed_and_taken_back_at_once_is_one_of_the_two(ann, here, there):
    """Source: ROL-5."""
    for number in range(ROUNDS):
        una, asked = asking(number, here)
        corrects(asked, ann, there)()
        said = one_of(
            [
                lambda a=asked, u=una: confirm_correction(  # type: ignore[misc]
                    a, role_key=END_USER, organization_id=there, by=person(u), at=AT
                ),
                lambda a=asked: withdraw_correction(a, by=person(ann), at=AT),  # type: ignore[misc]
            ]
        )
        assert said.count("done") == 1
        row = RoleRequest.objects.get(pk=asked)
        assert (row.state, row.organization_id) == ("submitted", [there, here][said.index("done")])


def test_what_is_proposed_and_what_is_asked_at_once_are_not_both_open(ann, here, there):
    """Source: ROL-11. A draft for the same place is submitted, or another request is corrected to it, meanwhile."""
    bob, third = decider("Bob", there, APPROVER), an_organization("Bayside Clinic")
    for number in range(ROUNDS):
        una, asked = asking(number, here)
        draft = a_draft(una, third)
        said = one_of(
            [
                corrects(asked, ann, third),
                lambda d=draft, u=una: submit_request(  # type: ignore[misc]
                    d, role_key=END_USER, organization_id=third, reason=REASON, by=person(u), at=AT
                ),
            ]
        )
        assert sorted(said) in (["correction.not_possible", "done"], ["done", "request.already_open"])

        other = a_person("Uwe", f"User{spelled(number)}")
        first, second = a_request(other, here), a_request(other, there)
        said = one_of([corrects(first, ann, third), corrects(second, bob, third)])
        assert sorted(said) == ["correction.not_possible", "done"]
