"""Many at once on one request: the first counts, and nothing is done or told twice."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.at_once import at_once, spelled
from tests.browsing import signed_in, words
from tests.people import (
    APPROVER,
    AT,
    BACKUP,
    END_USER,
    REASON,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    the_catalog,
)
from tests.racing import more, said_by
from tests.rooms.access.consequences import Consequences, consequences
from vestibule.access.actions import approve_request, cancel_request, deny_request, end_grant, submit_request
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_role
from vestibule.kernel.actor import OPERATOR, person
from vestibule.organizations.actions import load_organization
from vestibule.organizations.models import NameWordKey, Organization

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DECIDERS = 8
ROUNDS = 50


@pytest.fixture
def here(transactional_db) -> UUID:
    the_catalog()
    return an_organization()


def _deciders(here: UUID) -> list[UUID]:
    names = ["Abe", "Bea", "Cid", "Dot", "Eli", "Fay", "Gus", "Hal"][:DECIDERS]
    people = [a_person(name, "Decider") for name in names]
    for number, who in enumerate(people):
        holds(who, APPROVER if number == 0 else BACKUP, here)
    return people


def test_of_eight_deciders_at_once_one_decides_fifty_times(here):
    """Source: ROL-8. Half of them approve and half deny; one decision, one entry, one set of mails each round."""
    people = _deciders(here)
    winners = set()
    for number in range(ROUNDS):
        request_id = a_request(a_person("Una", "User" + "abcdefghij"[number // 10] + "abcdefghij"[number % 10]), here)
        before = consequences()

        def decide(one: int, request_id: UUID = request_id) -> str:
            by = person(people[one])
            if one % 2:
                return said_by(lambda: deny_request(request_id, reason=REASON, by=by, at=AT))
            return said_by(lambda: approve_request(request_id, by=by, at=AT))

        said = at_once(decide, DECIDERS)

        row = RoleRequest.objects.get(pk=request_id)
        _one_decision_stands(before, consequences(), row.state)
        assert said.count("done") == 1
        assert row.settled_by == people[said.index("done")]
        assert set(said) - {"done"} == {f"request.already_{row.state}"}
        winners.add(said.index("done"))
    assert len(winners) > 1, "the same thread won every round: that was no race"


def _one_decision_stands(before: Consequences, after: Consequences, state: str) -> None:
    assert more(before.facts, after.facts) == {f"access.request_{state}": 1}
    assert more(before.mails, after.mails) == {f"access/request_{state}": 1}
    assert after.grants - before.grants == (1 if state == "approved" else 0)


def test_of_two_approvers_who_decide_the_same_bulk_at_once_each_request_is_one_ones(here, travel):
    """Source: ROL-8. One approves from the first on, the other denies from the last on; each is told of the rest."""
    first, second = _deciders(here)[:2]
    browsers = [signed_in(first), signed_in(second)]
    for number in range(3):
        many = [a_request(a_person("Una", f"User{spelled(10 * number + each)}"), here) for each in range(6)]
        before = consequences()
        sent = [
            {"request": many, "move": "approve"},
            {"request": many[::-1], "move": "deny", "denial_reason": REASON},
        ]

        def decide(one: int, sent: Any = sent) -> str:
            return words(browsers[one].post("/my-approvals/decide", sent[one]))

        approving, denying = at_once(decide, 2)

        states = Counter(RoleRequest.objects.filter(pk__in=many).values_list("state", flat=True))
        assert set(states) <= {"approved", "denied"}
        assert approving.count(" approved.") == states["approved"] == denying.count("already approved by Abe Decider")
        assert denying.count(" denied.") == states["denied"] == approving.count("already denied by Bea Decider")
        facts = {f"access.request_{state}": count for state, count in states.items()}
        assert more(before.facts, consequences().facts) == facts
        assert consequences().grants - before.grants == states["approved"]


def test_of_eight_submits_of_one_draft_one_is_a_request(here):
    """Source: ROL-6, ROL-11."""
    eve = a_person("Eve", "Enduser")
    draft = a_draft(eve, here)

    def submit(_: int) -> str:
        return said_by(
            lambda: submit_request(draft, role_key=END_USER, organization_id=here, reason=REASON, by=person(eve), at=AT)
        )

    said = at_once(submit, 8)

    assert sorted(said) == ["done", *["request.already_submitted"] * 7]
    assert consequences().states == {"submitted": 1}
    assert consequences().facts["access.request_submitted"] == 1
    assert consequences().mails == {"access/request_submitted": 1}


def test_a_request_taken_back_while_it_is_approved_is_one_of_the_two(here):
    """Source: ROL-8, ROL-9."""
    ann, eve = a_person("Ann", "Approver"), a_person("Eve", "Enduser")
    holds(ann, APPROVER, here)
    for _ in range(10):
        request_id = a_request(eve, here)
        before = consequences()
        said = at_once(_approve_or_cancel(request_id, ann, eve), 2)
        assert said.count("done") == 1
        state = RoleRequest.objects.get(pk=request_id).state
        assert state == ["approved", "cancelled"][said.index("done")]
        assert more(before.facts, consequences().facts) == {f"access.request_{state}": 1}
        for grant in RoleGrant.objects.filter(person_id=eve, ended_at=None):
            end_grant(grant.pk, why="removed", by=OPERATOR, at=AT)


def _approve_or_cancel(request_id: UUID, approver: UUID, requester: UUID) -> Callable[[int], str]:
    def deed(one: int) -> str:
        if one == 0:
            return said_by(lambda: approve_request(request_id, by=person(approver), at=AT))
        return said_by(lambda: cancel_request(request_id, by=person(requester), at=AT))

    return deed


def test_a_right_that_ends_first_decides_nothing_anymore(here):
    """Source: ROL-7. The approver's role is being taken away, in a transaction that is still open, as they click."""
    ann, eve = a_person("Ann", "Approver"), a_person("Eve", "Enduser")
    grant_id = holds(ann, APPROVER, here)
    request_id = a_request(eve, here)

    def take_away_or_decide(one: int) -> str:
        if one == 0:
            with transaction.atomic():
                RoleGrant.objects.filter(pk=grant_id).update(ended_at=AT, ended_why="left")
                inside.wait()
                _until_somebody_waits()
            return "taken away"
        inside.wait()
        return said_by(lambda: approve_request(request_id, by=person(ann), at=AT))

    inside = Barrier(2)
    assert at_once(take_away_or_decide, 2) == ["taken away", "request.right_ended"]
    assert consequences().states == {"submitted": 1}


def _until_somebody_waits() -> None:
    for _ in range(500):
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT count(*), pg_sleep(0.01) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited for the lock")


def test_a_draft_begun_in_eight_tabs_is_one_draft(here):
    """Source: ROL-11."""
    eve = a_person("Eve", "Enduser")
    at_once(lambda _: choose_role(eve, END_USER, application_key="spot", at=AT), 8)
    assert consequences().states == {"draft": 1}
    draft = draft_of(eve)
    assert draft
    assert draft.role_key == END_USER


def test_an_organization_loaded_eight_times_at_once_is_there_once(transactional_db):
    """Source: ORG-4."""
    told = {
        "legal_name": "Sunshine Medical Group",
        "kind": "provider_office",
        "tin": "59-1234567",
        "submitter_id": "FL000999",
        "address": "100 Ocean Drive",
        "city": "Jacksonville",
        "state": "FL",
        "zip_code": "32202",
        "telephone": "904-555-0143",
    }
    said = at_once(lambda _: said_by(lambda: load_organization(**told, by=OPERATOR, at=AT)), 8)
    assert set(said) <= {"done", "organization.taken"}
    assert "done" in said
    assert Organization.objects.count() == 1
    assert NameWordKey.objects.count() == len({(part.word_id, part.key) for part in NameWordKey.objects.all()})
