"""Grants, and where somebody stands at an application's door."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.people import (
    APPROVER,
    AT,
    BACKUP,
    END_USER,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    the_catalog,
)
from vestibule.access.actions import cancel_request, deny_request, end_grant
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.queries import active_grants, admission, kinds_of_roles, people_who_decide
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import NotFound, Refused

pytestmark = pytest.mark.django_db
REASON = "This is the wrong organization."


@pytest.fixture
def here(db) -> UUID:
    the_catalog()
    return an_organization()


@pytest.fixture
def ann(here) -> UUID:
    approver = a_person("Ann", "Approver")
    holds(approver, APPROVER, here)
    return approver


@pytest.fixture
def eve(db) -> UUID:
    return a_person("Eve", "Enduser")


def _standing(person_id: UUID) -> str:
    known = admission(person_id, "spot", at=AT)
    assert known.admitted == (known.standing == "active") == bool(known.grants)
    return known.standing


def test_the_door_says_where_somebody_stands(here, ann, eve, at):
    """Source: FED-1, ROL-13."""
    assert _standing(eve) == "none"
    request_id = a_draft(eve, here)
    assert _standing(eve) == "draft"
    cancel_request(request_id, by=person(eve), at=at)
    assert _standing(eve) == "none"
    request_id = a_request(eve, here)
    assert _standing(eve) == "submitted"
    deny_request(request_id, reason=REASON, by=person(ann), at=at)
    assert _standing(eve) == "denied"
    denied = admission(eve, "spot", at=AT).request
    assert denied
    assert denied.denial_reason == REASON
    grant_id = holds(eve, END_USER, here, at=at)
    assert _standing(eve) == "active"
    end_grant(grant_id, why="removed", by=OPERATOR, at=at + timedelta(days=1))
    assert _standing(eve) == "removed"


def test_a_denial_after_a_removal_is_the_newer_word(here, ann, eve, at):
    """Source: FED-1."""
    end_grant(holds(eve, END_USER, here, at=at), why="removed", by=OPERATOR, at=at)
    request_id = a_request(eve, here)
    deny_request(request_id, reason=REASON, by=person(ann), at=at + timedelta(days=1))
    assert _standing(eve) == "denied"


def test_another_applications_door_knows_nothing_of_it(here, eve):
    """Source: FED-1."""
    holds(eve, END_USER, here)
    assert not admission(eve, "other", at=AT).admitted
    assert active_grants(eve, "other") == []
    assert [grant.role_name for grant in active_grants(eve)] == ["FCSO – SPOT End User"]


def test_loading_a_grant_twice_is_loading_it_once(here, eve):
    """Source: ROL-11."""
    assert holds(eve, END_USER, here) == holds(eve, END_USER, here)
    assert Entry.objects.filter(fact="access.role_granted").count() == 1


def test_an_end_user_made_approver_keeps_the_higher_role_only(here, eve):
    """Source: ROL-4."""
    holds(eve, END_USER, here)
    holds(eve, BACKUP, here)
    holds(eve, APPROVER, here)
    assert [grant.role_key for grant in active_grants(eve)] == [APPROVER]
    ended = Entry.objects.filter(fact="access.grant_ended")
    assert ended.count() == 2
    assert all(entry.parent_id for entry in ended)


@pytest.mark.parametrize("lower", [END_USER, BACKUP])
def test_a_lower_role_is_not_loaded_where_the_higher_is_held(here, ann, lower):
    """Source: ROL-4."""
    with pytest.raises(Refused, match=r"request\.included"):
        holds(ann, lower, here)


def test_a_role_is_loaded_only_where_it_belongs(here, eve):
    """Source: ROL-3."""
    biller = an_organization("Billing Partners Inc.", kind="third_party_biller")
    for role, where, why_not in [
        (APPROVER, biller, r"request\.organization_kind_wrong"),
        (APPROVER, uuid4(), r"request\.organization_missing"),
        ("spot-king", here, r"request\.role_missing"),
    ]:
        with pytest.raises(Refused, match=why_not):
            holds(eve, role, where)
    assert active_grants(eve) == []


def test_a_grant_ends_once(here, ann, at):
    """Source: ROL-10."""
    grant_id = active_grants(ann)[0].id
    end_grant(grant_id, why="left", by=OPERATOR, at=at)
    with pytest.raises(Refused, match=r"grant\.ended"):
        end_grant(grant_id, why="left", by=OPERATOR, at=at)
    with pytest.raises(NotFound):
        end_grant(uuid4(), why="left", by=OPERATOR, at=at)


def test_approvers_and_backups_decide_while_they_hold_their_role(here, ann, eve, at):
    """Source: ROL-7, ORG-7."""
    bob = a_person("Bob", "Backup")
    grant_id = holds(bob, BACKUP, here, at=at + timedelta(minutes=1))
    holds(eve, END_USER, here)
    assert people_who_decide(here, "spot") == [ann, bob]
    assert [bool(kinds_of_roles(who).intersection(DECIDING_KINDS)) for who in (ann, bob, eve)] == [True, True, False]
    end_grant(grant_id, why="left", by=OPERATOR, at=at + timedelta(days=1))
    assert people_who_decide(here, "spot") == [ann]
    assert kinds_of_roles(bob) == set()
