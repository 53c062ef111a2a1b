"""A role that nobody certified as people and SPOT meet it: out within the minute, told why, in again once it is."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.browsing import words
from tests.contracts.oidc.application import code_for, is_out_and_told_once
from tests.people import END_USER, an_organization, holds
from vestibule.access.models import RoleGrant
from vestibule.journal.models import OutboundEvent
from vestibule.kernel import clock
from vestibule.recertification.jobs import certify

pytestmark = [pytest.mark.django_db, pytest.mark.said]


def late(person_id: UUID, days: int = 366) -> None:
    """Let the year of somebody's roles have begun so long ago."""
    began = clock.now() - timedelta(days=days)
    RoleGrant.objects.filter(person_id=person_id).update(counted_from=began)


def test_who_is_in_is_out_at_the_next_question_and_by_a_word_to_the_application(spot, browser, ann):
    """Source: LIF-4, SPT-3. Judged at use; the sweep then tells the application, once."""
    is_out_and_told_once(spot, browser, lambda: late(ann), certify)


def test_the_door_says_what_happened(spot, browser, ann):
    """Source: LIF-4, ROL-13."""
    late(ann)
    door = browser.get(spot.asks())
    assert door.status_code == 403
    assert "is suspended, because it was not certified in time" in words(door)
    assert "/my-roles" in door.text


def test_who_holds_another_role_stays_in_without_the_late_one(spot, browser, ann):
    """Source: LIF-4, SPT-2. And SPOT is told the day by which each is to be certified."""
    late(ann)
    holds(ann, END_USER, an_organization("Moonlight"), at=clock.now())
    told = spot.asks_who(spot.redeems(code_for(spot, browser))).json()
    certify(at=clock.now())
    assert [role["organization"]["name"] for role in told["roles"]] == ["Moonlight"]
    assert OutboundEvent.objects.filter(kind="logout").count() == 0


def test_certified_again_the_day_that_spot_is_told_is_another(spot, browser, ann):
    """Source: LIF-3, SPT-2."""
    late(ann, days=330)
    tokens = spot.redeems(code_for(spot, browser))
    before = spot.asks_who(tokens).json()["roles"][0]["certify_by"]
    RoleGrant.objects.filter(person_id=ann).update(counted_from=clock.now())
    assert spot.asks_who(tokens).json()["roles"][0]["certify_by"] > before
