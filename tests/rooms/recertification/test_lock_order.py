"""One approver in two windows: whatever they do there at the same moment, the one waits for the other and both end."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once
from tests.made_once import shipped_catalog
from tests.people import END_USER, REASON
from tests.racing import said_by
from tests.rooms.recertification.years import Office, an_office, awake, day, grant
from vestibule.access import actions as access
from vestibule.access.actions import apply_catalog, approve_request, submit_request
from vestibule.access.policy.catalog import Catalog
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.kernel.actor import OPERATOR, person
from vestibule.recertification.actions import keep_role

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = day(330)
READER = "spot-reader"


@pytest.fixture
def office(transactional_db) -> Office:
    office = an_office(members=ROUNDS)
    awake([office.approver, office.backup], NOW)
    return office


def test_a_role_is_kept_in_one_window_and_removed_in_another(office):
    """Source: LIF-3, ROL-12. Kept first it is removed afterwards; removed first there is nothing to keep."""
    by = person(office.approver)
    for role in office.roles:

        def decide(one: int, role: UUID = role) -> str:
            if one:
                return said_by(lambda: keep_role(role, looked_at=True, by=by, at=NOW))
            return said_by(lambda: access.remove_role(role, reason=REASON, by=by, at=NOW))

        removed, kept = at_once(decide, 2)

        assert removed == "done"
        assert kept in {"done", "grant.ended"}
        assert grant(role).ended_why == "removed"


def test_a_role_is_kept_in_one_window_and_another_of_the_same_person_granted_in_another(office):
    """Source: LIF-3, ROL-8. Both touch the member's clock, and the approver's own role that gives the right."""
    _a_second_role()
    by = person(office.approver)
    for who, role in zip(office.members, office.roles, strict=True):
        asked = _asks_to_read(who, office.id)

        def decide(one: int, role: UUID = role, asked: UUID = asked) -> str:
            if one:
                return said_by(lambda: keep_role(role, looked_at=True, by=by, at=NOW))
            return said_by(lambda: approve_request(asked, by=by, at=NOW))

        granted, kept = at_once(decide, 2)

        assert granted == "done"
        assert kept in {"done", "grant.ended"}


def _a_second_role() -> None:
    """Let the application have a second role for end users, for which nobody is proofed."""
    (spot,) = shipped_catalog().applications
    known = next(role for role in spot.roles if role.key == END_USER)
    reader = replace(known, key=READER, name="Reader", needs_proofing=False)
    apply_catalog(Catalog((replace(spot, roles=(*spot.roles, reader)),)), by=OPERATOR, at=NOW)


def _asks_to_read(who: UUID, place: UUID) -> UUID:
    choose_role(who, READER, application_key="spot", at=NOW)
    choose_organization(who, place)
    draft = draft_of(who)
    assert draft
    submit_request(draft.id, role_key=READER, organization_id=place, reason=REASON, by=person(who), at=NOW)
    return draft.id
