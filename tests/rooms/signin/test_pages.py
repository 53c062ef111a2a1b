"""The pages around signing in: by the words that people see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.people import AT
from tests.rooms.signin.people import a_person, ask_for_code, give_password, sign_in
from vestibule.accounts.models import AttemptCounter, Person
from vestibule.accounts.policy.terms import TERMS_VERSION
from vestibule.kernel import clock
from vestibule.signin.models import Device, OneTimeCode, Session, SignInJourney
from vestibule.signin.upkeep import sweep

pytestmark = pytest.mark.django_db


@pytest.mark.said
def test_the_sign_in_page_has_the_words_of_the_instructions(client):
    """Source: SIG-1, SIG-5 (EU 0)."""
    page = client.get("/").text
    for words in (
        "User ID",
        "Password",
        "Agree to terms and conditions",
        "Sign In",
        "New User Registration",
        "Forgot your Password?",
        "Forgot your User ID?",
        "Unlock your account?",
    ):
        assert words in page


@pytest.mark.parametrize("page", ["forgot-password", "forgot-user-id", "unlock"])
def test_who_can_not_sign_in_is_asked_one_thing_and_told_whom_to_call(client, page, settings):
    """Source: SIG-5, HLP-4."""
    text = client.get(f"/sign-in/{page}").text
    assert f"{settings.HELP_DESK['name']}: {settings.HELP_DESK['telephone']}. Nobody there ever asks" in text
    asked = text.partition("<main")[2].partition("</main>")[0]
    assert asked.count('<input class="usa-input') == 1


def test_the_unlock_page_says_that_a_lock_opens_by_itself(client):
    """Source: SIG-6."""
    text = client.get("/sign-in/unlock").text
    assert "locked for 60 minutes" in text
    assert "unlocks by itself" in text


@pytest.mark.said
def test_home_has_a_tile_for_each_thing_one_can_do(client):
    """Source: ROL-1 (APP 8)."""
    a_person(state="active")
    sign_in(client)
    page = client.get("/home").text
    for name in ("My Profile", "Role Request", "Manage My Roles", "My Requests", "Sign Out"):
        assert name in page
    assert "My Approvals" not in page
    assert "Under way" not in page


@pytest.mark.said
def test_home_says_what_is_under_way_and_who_has_the_next_step(client):
    """Source: ROL-1, ROL-13."""
    people.the_catalog()
    organization_id = people.an_organization()
    approver, asking = people.a_person("Paul", "Prover"), people.a_person("Ulla", "User")
    people.holds(approver, people.APPROVER, organization_id, at=clock.now())
    people.a_request(asking, organization_id)

    sign_in(client, "ulla.user")
    page = client.get("/home").text
    assert "Under way" in page
    assert "Sunshine Medical Group, LLC" in page
    assert "approver" in page
    sign_in(client, "paul.prover", again="yes")
    page = client.get("/home").text
    assert "My Approvals" in page
    assert '<span class="usa-tag page-tile__count">1</span>' in page


@pytest.mark.said
def test_the_profile_shows_what_is_held_about_oneself(client):
    """Source: ACC-13, ACC-11, SIG-7 (APP 7)."""
    a_person()
    sign_in(client)
    page = client.get("/profile").text
    for words in ("Ann Archer", "ann.archer@example.com", f"Version {TERMS_VERSION}", "This browser"):
        assert words in page


@pytest.mark.said
def test_the_address_that_was_proven_is_the_first_device(client):
    """Source: SIG-2, SIG-3 (APP 6-7). Proven once, it is added once."""
    person_id = a_person()
    sign_in(client)
    client.post("/sign-out")
    sign_in(client)
    assert Device.objects.get(person_id=person_id).kind == "email"
    assert "Email" in client.get("/profile").text


@pytest.mark.said
def test_last_seen_is_written_once_a_minute_at_most(client, travel):
    """Source: SIG-7."""
    a_person(state="active")
    travel(AT)
    sign_in(client)
    seen = Session.objects.get().seen_at
    travel(seen + timedelta(seconds=58))
    with CaptureQueriesContext(connection) as queries:
        client.get("/home")
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    travel(seen + timedelta(seconds=60))
    client.get("/home")
    assert Session.objects.get().seen_at > seen


def test_counters_are_swept_only_when_they_no_longer_count(client, travel):
    """Source: SIG-6."""
    travel(AT)
    give_password(client, "nobody.here")
    last = AttemptCounter.objects.get().last_at
    sweep(at=last + timedelta(hours=47))
    assert AttemptCounter.objects.exists()
    sweep(at=last + timedelta(hours=48))
    assert not AttemptCounter.objects.exists()


def test_sign_ins_that_are_long_over_are_swept_with_their_codes(client, travel):
    """Source: SIG-2."""
    a_person(state="active")
    travel(AT)
    give_password(client)
    ask_for_code(client)
    over = SignInJourney.objects.get().expires_at
    sweep(at=over + timedelta(hours=47))
    assert OneTimeCode.objects.exists()
    sweep(at=over + timedelta(hours=48))
    assert not SignInJourney.objects.exists()
    assert not OneTimeCode.objects.exists()


@pytest.mark.said
def test_a_session_is_worth_nothing_from_the_moment_its_account_is_disabled(client):
    """Source: SIG-7, SPT-3. Whoever disables an account ends its sessions too; this holds where that is forgotten."""
    person_id = a_person(state="active")
    sign_in(client)
    assert client.get("/home").status_code == 200
    Person.objects.filter(pk=person_id).update(state="disabled")
    assert client.get("/home").status_code == 302
