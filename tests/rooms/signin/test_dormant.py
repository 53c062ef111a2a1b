"""An account that was unused for sixty days opens with a new password only; a stranger hears nothing of it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.people import AT, PASSWORD, hashed
from tests.rooms.signin import people
from tests.rooms.signin.people import ask_for_code, enter_code, give_password, sign_in
from vestibule.accounts.actions import set_password
from vestibule.accounts.models import AttemptCounter, Person
from vestibule.accounts.queries import credential_by_person
from vestibule.accounts.unused import note_used
from vestibule.jobs.models import Job
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM
from vestibule.signin.models import SignInJourney

pytestmark = [pytest.mark.django_db, pytest.mark.said]

WRONG = "Wrong-Horse-7-Battery"
NEEDED = "it needs a new password first"


def a_person(*, state: str) -> UUID:
    """Return somebody whose account was used last at ``AT``."""
    person_id = people.a_person(state=state)
    note_used(person_id, at=AT)
    return person_id


def last_used(person_id: UUID) -> datetime:
    """Return when an account was used last."""
    used_at = Person.objects.get(pk=person_id).used_at
    assert used_at
    return used_at


def test_a_session_that_begins_is_use_and_a_password_alone_is_none(client, travel):
    """Source: LIF-6."""
    person_id = a_person(state="active")
    travel(AT + timedelta(days=20))
    give_password(client)
    assert last_used(person_id) == AT
    enter_code(client, ask_for_code(client))
    assert last_used(person_id) - AT >= timedelta(days=20)


def test_after_sixty_days_the_right_password_leads_to_a_new_one(client, travel):
    """Source: LIF-6, SIG-5. The page says so in words, and has the link; a sign-in doesn't begin."""
    a_person(state="active")
    travel(AT + timedelta(days=60) - timedelta(minutes=1))
    assert give_password(client).status_code == 302
    SignInJourney.objects.all().delete()
    travel(AT + timedelta(days=60))
    page = give_password(Client())
    assert page.status_code == 422
    assert NEEDED in page.text
    assert "/sign-in/forgot-password" in page.text
    assert not SignInJourney.objects.exists()


def test_a_stranger_learns_nothing_of_it(client, travel):
    """Source: SIG-5, LIF-6. Wrong, unknown and unused are the same page."""
    a_person(state="active")
    travel(AT + timedelta(days=90))
    for user_id in ("ann.archer", "nobody.here"):
        page = give_password(Client(), user_id, WRONG)
        assert NEEDED not in page.text
        assert "don&#x27;t open an account" in page.text


def test_the_right_password_never_locks_its_owner_out(client, travel):
    """Source: SIG-6, LIF-6. Five right ones take no try of the wrong ones, and nobody is told of a lock."""
    a_person(state="active")
    travel(AT + timedelta(days=90))
    give_password(client, password=WRONG)
    for _ in range(5):
        assert NEEDED in give_password(client).text
    assert AttemptCounter.objects.get().tries == 1
    assert not Job.objects.filter(kind="signin.tell_of_lock").exists()
    assert Entry.objects.filter(fact="signin.failed").count() == 6


def test_a_right_password_is_no_way_to_guess_on(client, travel):
    """Source: SIG-6. Wrong ones still lock after three, whatever is given in between."""
    a_person(state="active")
    travel(AT + timedelta(days=90))
    for _ in range(3):
        give_password(client, password=WRONG)
        give_password(client)
    assert NEEDED not in give_password(client).text


def test_a_new_password_opens_it_again(client, travel):
    """Source: LIF-6."""
    person_id = a_person(state="active")
    later = AT + timedelta(days=90)
    travel(later)
    new = "Another-Horse-8-Battery"
    instead_of = credential_by_person(person_id).password_hash
    set_password(person_id, hashed(new), instead_of=instead_of, occasion="recovery", by=SYSTEM, at=later)
    assert give_password(client, password=PASSWORD).status_code == 422
    assert give_password(client, password=new).status_code == 302


def test_who_has_not_proven_the_address_yet_signs_in_as_ever(client, travel):
    """Source: LIF-6, SIG-2. Somebody who was invited, enrolled, and comes months later."""
    a_person(state="unverified")
    travel(AT + timedelta(days=200))
    assert sign_in(client).status_code == 302


def test_a_closed_account_is_nobodys(client):
    """Source: LIF-6, SIG-5."""
    a_person(state="closed")
    assert "don&#x27;t open an account" in give_password(client).text
