"""Correct instead of deny: proposed by who decides, confirmed by who asked, decided by whom ROL-7 names then."""

from datetime import timedelta
from uuid import UUID

import pytest

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
from tests.rooms.access.consequences import consequences, mail_to
from vestibule.access.actions import (
    approve_request,
    cancel_request,
    confirm_correction,
    correct_request,
    deny_request,
    end_grant,
    submit_request,
    withdraw_correction,
)
from vestibule.access.models import RoleRequest
from vestibule.access.queries import active_grants
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.access.waiting import requests_to_decide
from vestibule.journal.queries import entries_about
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import NotFound, Refused

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=3)


@pytest.fixture(scope="module")
def here(stage) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture(scope="module")
def there(here) -> UUID:
    return an_organization("Moonlight Clinic")


@pytest.fixture(scope="module")
def ann(here) -> UUID:
    return an_approver("Ann", here)


@pytest.fixture(scope="module")
def bob(there) -> UUID:
    return an_approver("Bob", there)


@pytest.fixture(scope="module")
def eve(stage) -> UUID:
    return a_person("Eve", "Enduser")


def an_approver(first_name: str, organization_id: UUID) -> UUID:
    """Return the approver of an organization."""
    who = a_person(first_name, "Approver")
    holds(who, APPROVER, organization_id)
    return who


def corrected(request_id: UUID, by: UUID, organization_id: UUID, *, role: str = END_USER) -> None:
    """Correct a request to a role in an organization."""
    correct_request(request_id, role_key=role, organization_id=organization_id, by=person(by), at=AT)


def confirmed(request_id: UUID, by: UUID, organization_id: UUID, *, role: str = END_USER) -> None:
    """Confirm a correction that one saw."""
    confirm_correction(request_id, role_key=role, organization_id=organization_id, by=person(by), at=LATER)


def test_an_end_user_at_the_wrong_organization_is_corrected_to_the_right_one_whose_approver_approves(
    ann, bob, eve, here, there
):
    """Source: ROL-5, ROL-7. The same request, its number and reason; its age counts for the new decider."""
    asked = a_request(eve, here)
    number = RoleRequest.objects.get(pk=asked).confirmation

    corrected(asked, ann, there)
    row = RoleRequest.objects.get(pk=asked)
    assert (row.state, row.organization_id, row.proposed_organization_id) == ("corrected", here, there)
    assert "Moonlight Clinic" in (mail_to("eve.enduser@example.com", "access/request_corrected").text or "")
    assert requests_to_decide(ann, at=AT).rows == requests_to_decide(bob, at=AT).rows == ()

    confirmed(asked, eve, there)
    row = RoleRequest.objects.get(pk=asked)
    assert (row.state, row.organization_id, row.proposed_organization_id) == ("submitted", there, None)
    assert (row.confirmation, row.reason, row.submitted_at) == (number, REASON, LATER)
    assert mail_to("bob.approver@example.com", "access/request_waiting")
    assert [waiting.id for waiting in requests_to_decide(bob, at=AT).rows] == [asked]
    with pytest.raises(NotFound):
        approve_request(asked, by=person(ann), at=LATER)

    approve_request(asked, by=person(bob), at=LATER)
    assert [grant.organization_id for grant in active_grants(eve)] == [there]


def test_what_happened_is_on_record_with_what_was_asked_and_what_was_proposed(ann, eve, here, there):
    """Source: ROL-5, AUD-1."""
    asked = a_request(eve, here)
    corrected(asked, ann, there)
    confirmed(asked, eve, there)
    corrections = {entry.fact: entry.detail for entry in entries_about(subject_ids=[asked], most=10).entries}
    proposed = corrections["access.request_corrected"]
    assert (proposed["organization_id"], proposed["proposed_organization_id"]) == (str(here), str(there))
    now = corrections["access.correction_confirmed"]
    assert (now["organization_id"], now["was_organization_id"]) == (str(there), str(here))


def test_a_correction_that_its_requester_declines_ends_the_request(ann, eve, here, there):
    """Source: ROL-5, ROL-9. Cancel request is the other button."""
    asked = a_request(eve, here)
    corrected(asked, ann, there)
    cancel_request(asked, by=person(eve), at=AT)
    assert consequences().states == {"cancelled": 1}
    assert mail_to("eve.enduser@example.com", "access/request_cancelled")
    for deed in (lambda: confirmed(asked, eve, there), lambda: corrected(asked, ann, there)):
        before = consequences()
        with pytest.raises(Refused):
            deed()
        assert consequences() == before


def test_a_correction_taken_back_by_a_colleague_leaves_the_request_as_it_was(ann, eve, here, there):
    """Source: ROL-5, ORG-7. It waits since it was asked, and its requester is told."""
    asked = a_request(eve, here)
    backup = a_person("Bea", "Backup")
    holds(backup, BACKUP, here)
    was = RoleRequest.objects.get(pk=asked)
    corrected(asked, ann, there)
    withdraw_correction(asked, by=person(backup), at=LATER)
    row = RoleRequest.objects.get(pk=asked)
    assert (row.state, row.submitted_at, row.organization_id) == ("submitted", was.submitted_at, here)
    assert (row.proposed_role_id, row.proposed_organization_id, row.corrected_by, row.corrected_at) == (None,) * 4
    assert mail_to("eve.enduser@example.com", "access/correction_withdrawn")
    before = consequences()
    for deed in (
        lambda: withdraw_correction(asked, by=person(ann), at=LATER),
        lambda: confirmed(asked, eve, there),
    ):
        with pytest.raises(Refused, match=r"correction\.not_open"):
            deed()
    assert consequences() == before
    approve_request(asked, by=person(backup), at=LATER)


def test_while_corrected_nobody_decides_and_who_tries_is_told_who_was_first(ann, eve, here, there):
    """Source: ROL-5, ROL-8."""
    asked = a_request(eve, here)
    backup = a_person("Bea", "Backup")
    holds(backup, BACKUP, here)
    corrected(asked, ann, there)
    before = consequences()
    for deed in (
        lambda: approve_request(asked, by=person(backup), at=AT),
        lambda: deny_request(asked, reason=REASON, by=person(backup), at=AT),
        lambda: corrected(asked, backup, there),
    ):
        with pytest.raises(Refused, match=r"request\.already_corrected.*Ann Approver"):
            deed()
    assert consequences() == before


def test_what_is_confirmed_is_what_the_requester_saw(ann, eve, here, there):
    """Source: ROL-5. The correction was taken back and made anew, to another place, while the page was open."""
    asked, elsewhere = a_request(eve, here), an_organization("Bayside Clinic")
    corrected(asked, ann, there)
    withdraw_correction(asked, by=person(ann), at=AT)
    corrected(asked, ann, elsewhere)
    before = consequences()
    with pytest.raises(Refused, match=r"correction\.changed"):
        confirmed(asked, eve, there)
    with pytest.raises(Refused, match=r"correction\.changed"):
        confirmed(asked, eve, elsewhere, role=BACKUP)
    assert consequences() == before
    confirmed(asked, eve, elsewhere)


@pytest.mark.parametrize("who", ["bob", "eve", "stranger", "end user here"])
def test_nobody_but_its_deciders_corrects_a_request_or_takes_that_back(who, ann, bob, eve, here, there):
    """Source: ROL-5, ROL-7. To others it does not exist; to its requester it is their own."""
    asked = a_request(eve, here)
    other = {"bob": bob, "eve": eve}.get(who) or a_person("Oda", "Other")
    if who == "end user here":
        holds(other, END_USER, here)
    expected: tuple[type[Exception], str] = (
        (Refused, r"request\.own_decision") if who == "eve" else (NotFound, str(asked))
    )
    before = consequences()
    with pytest.raises(expected[0], match=expected[1]):
        corrected(asked, other, there)
    assert consequences() == before
    corrected(asked, ann, there)
    before = consequences()
    with pytest.raises(expected[0], match=expected[1]):
        withdraw_correction(asked, by=person(other), at=AT)
    if who != "eve":
        with pytest.raises(NotFound):
            confirmed(asked, other, there)
    assert consequences() == before


def test_a_draft_is_its_writers_alone(ann, eve, here, there):
    """Source: ROL-6."""
    with pytest.raises(NotFound):
        corrected(a_draft(eve, here), ann, there)


def test_an_approver_who_was_removed_after_correcting_leaves_the_correction(ann, eve, here, there):
    """Source: ROL-5. It grants nothing; whoever ROL-7 names decides. Taking it back is no longer theirs."""
    asked = a_request(eve, here)
    corrected(asked, ann, there)
    (grant,) = active_grants(ann)
    end_grant(grant.id, why="removed", by=OPERATOR, at=AT)
    with pytest.raises(Refused, match=r"request\.right_ended"):
        withdraw_correction(asked, by=person(ann), at=AT)
    confirmed(asked, eve, there)
    assert RoleRequest.objects.get(pk=asked).state == "submitted"


def test_corrected_to_the_very_same_is_refused(ann, eve, here):
    """Source: ROL-5."""
    asked, before = a_request(eve, here), consequences()
    with pytest.raises(Refused, match=r"correction\.same"):
        corrected(asked, ann, here)
    assert consequences() == before


def _holds_there(eve: UUID, there: UUID) -> None:
    holds(eve, END_USER, there)


def _is_backup_there(eve: UUID, there: UUID) -> None:
    holds(eve, BACKUP, there)


def _has_asked_there(eve: UUID, there: UUID) -> None:
    a_request(eve, there)


@pytest.mark.parametrize("already", [_holds_there, _is_backup_there, _has_asked_there])
def test_what_the_requester_has_elsewhere_is_impossible_and_no_more_is_said(already, ann, eve, here, there):
    """Source: ROL-5, ROL-11."""
    already(eve, there)
    asked = a_request(eve, here)
    before = consequences()
    with pytest.raises(Refused) as refused:
        corrected(asked, ann, there)
    assert [reason.code for reason in refused.value.reasons] == ["correction.not_possible"]
    assert consequences() == before


def test_an_approvers_role_that_no_form_gives_is_said_here_and_not_elsewhere(ann, eve, here, there):
    """Source: ROL-5, ORG-3. Whom another organization's form names is theirs to know."""
    asked = a_request(eve, here)
    with pytest.raises(Refused, match=r"request\.not_named_there"):
        corrected(asked, ann, here, role=BACKUP)
    with pytest.raises(Refused, match=r"correction\.not_possible"):
        corrected(asked, ann, there, role=BACKUP)


@pytest.mark.parametrize("role", ["", "no-such-role", "x" * 500, "spot-end-user\x00"])
def test_a_role_that_is_not_there_is_no_correction(role, ann, eve, here, there):
    """Source: ROL-2, ROL-5."""
    asked = a_request(eve, here)
    with pytest.raises(Refused, match=r"request\.role_missing"):
        corrected(asked, ann, there, role=role)


def test_a_corrected_request_is_open_for_what_was_asked_and_for_what_is_proposed(ann, eve, here, there):
    """Source: ROL-11. A second request for either is refused, on the organization's page and at its submission."""
    asked = a_request(eve, here)
    proofed_draft(eve)
    corrected(asked, ann, there)
    for place in (here, there):
        with pytest.raises(Refused, match=r"request\.already_open"):
            choose_organization(eve, place)


def proofed_draft(who: UUID) -> None:
    """Begin a draft for the end-user role."""
    choose_role(who, END_USER, application_key="spot", at=AT)


def test_a_draft_written_before_the_correction_is_refused_at_its_submission(ann, eve, here, there):
    """Source: ROL-11."""
    asked = a_request(eve, here)
    draft = a_draft(eve, there)
    corrected(asked, ann, there)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.already_open"):
        submit_request(draft, role_key=END_USER, organization_id=there, reason=REASON, by=person(eve), at=AT)
    assert consequences() == before


def test_two_requests_are_not_corrected_to_the_same(ann, bob, eve, here, there):
    """Source: ROL-11."""
    first, second, third = a_request(eve, here), a_request(eve, there), an_organization("Bayside Clinic")
    corrected(first, ann, third)
    before = consequences()
    with pytest.raises(Refused, match=r"correction\.not_possible"):
        corrected(second, bob, third)
    with pytest.raises(Refused, match=r"correction\.not_possible"):
        corrected(second, bob, here)
    assert consequences() == before


def test_what_came_to_be_held_meanwhile_can_not_be_confirmed(ann, eve, here, there):
    """Source: ROL-4, ROL-11. All rules of asking are judged anew, and nothing of the original is lost."""
    asked = a_request(eve, here)
    corrected(asked, ann, there)
    holds(eve, APPROVER, there)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.included"):
        confirmed(asked, eve, there)
    assert consequences() == before
    row = RoleRequest.objects.get(pk=asked)
    assert (row.organization_id, row.proposed_organization_id) == (here, there)
