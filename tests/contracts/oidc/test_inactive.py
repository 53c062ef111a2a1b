"""Inactive access as people and SPOT meet it: out within the minute, told why, and in again after a new password."""

from datetime import timedelta
from uuid import UUID

import pytest
from authlib.integrations.base_client.errors import OAuthError

from tests.browsing import words
from tests.contracts.oidc.application import answered, code_for, is_out_and_told_once
from tests.people import PASSWORD, hashed
from tests.rooms.signin.recovering import NEW_PASSWORD
from vestibule.access.actions import wake_access
from vestibule.access.jobs import deactivate
from vestibule.access.models import AccessClock
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import Trail, person
from vestibule.kernel.reasons import Refused
from vestibule.signin.actions import change_password
from vestibule.signin.models import Session

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=40)


def runs_out(person_id: UUID) -> None:
    """Let somebody's clock have run out."""
    AccessClock.objects.filter(person_id=person_id).update(started_at=clock.now() - LONG_AGO)


def renews_password(person_id: UUID, new: str = NEW_PASSWORD, old: str = PASSWORD) -> None:
    """Change one's own password in the profile, by a session with a fresh factor."""
    session = Session.objects.get(person_id=person_id, state="live")
    by = person(person_id, Trail(session_id=session.pk))
    Person.objects.filter(pk=person_id).update(password_hash=hashed(old))
    change_password(hashed(new), instead_of=hashed(old), by=by, at=clock.now())


def test_who_is_in_is_out_at_the_next_question_and_by_a_word_to_the_application(spot, browser, ann):
    """Source: LIF-1, SPT-3. Judged at use; the sweep then tells the application, once."""
    is_out_and_told_once(spot, browser, lambda: runs_out(ann), deactivate)


@pytest.mark.said
def test_a_code_of_before_is_worth_nothing_and_wakes_nothing(spot, browser, ann):
    """Source: LIF-1, LIF-2, FED-1. Given out on the last second of the last day."""
    code = code_for(spot, browser)
    runs_out(ann)
    with pytest.raises(OAuthError, match="invalid_grant"):
        spot.redeems(code)
    assert AccessClock.objects.get(person_id=ann).started_at < clock.now() - LONG_AGO + timedelta(minutes=5)


@pytest.mark.said
def test_door_and_roles_say_what_happened_and_what_wakes_it_and_a_new_password_does(spot, browser, ann):
    """Source: LIF-1, LIF-2, ROL-10, ROL-13. A sign-in here alone changes nothing."""
    runs_out(ann)
    door = browser.get(spot.asks())
    assert door.status_code == 403
    assert "is inactive, because you did not sign in to it in time" in words(door)
    assert "Signing in here alone doesn't" in words(door)
    assert "/profile/password" in door.text
    roles = browser.get("/my-roles")
    assert "Your access is inactive since" in words(roles)
    assert "/profile/password" in roles.text

    renews_password(ann)
    assert AccessClock.objects.get(person_id=ann).inactive_at is None
    assert Entry.objects.filter(fact="access.access_woken").count() == 1


def test_who_changed_the_password_today_may_change_it_to_wake_access_and_then_not_again(spot, browser, ann):
    """Source: LIF-2, ACC-7."""
    renews_password(ann)
    with pytest.raises(Refused, match=r"password\.too_soon"):
        renews_password(ann, "Another-Horse-9-Battery", NEW_PASSWORD)
    runs_out(ann)
    renews_password(ann, "Another-Horse-9-Battery", NEW_PASSWORD)
    with pytest.raises(Refused, match=r"password\.too_soon"):
        renews_password(ann, "Further-Horse-5-Battery", "Another-Horse-9-Battery")


def test_a_disabled_account_stays_out_whatever_is_woken(spot, browser, ann):
    """Source: LIF-2, SPT-3."""
    tokens = spot.redeems(code_for(spot, browser))
    runs_out(ann)
    Person.objects.filter(pk=ann).update(state="disabled")
    wake_access(ann, by=person(ann), at=clock.now())
    assert spot.asks_who(tokens).status_code == 401


@pytest.mark.said
def test_a_sign_in_to_spot_moves_the_day_that_spot_is_told(spot, browser, ann):
    """Source: LIF-1, SPT-2."""
    AccessClock.objects.filter(person_id=ann).update(started_at=clock.now() - timedelta(days=29))
    tokens = spot.redeems(code_for(spot, browser))
    due = (clock.now() + timedelta(days=29)).date().isoformat()
    assert spot.asks_who(tokens).json()["sign_in_by"] >= due
    assert answered(browser.get(spot.asks()))["code"]
