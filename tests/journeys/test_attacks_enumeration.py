"""Who tries to learn whose email address has an account, by registering under it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.people import AT
from tests.rooms.accounts.registering import FIRST_PAGE, PASSWORD, SECOND_PAGE, THIRD_PAGE, fill_in
from tests.rooms.signin.people import ask_for_code, enter_code
from vestibule.accounts.actions import lapse_unverified
from vestibule.accounts.models import Person
from vestibule.kernel import clock
from vestibule.kernel.actor import SYSTEM
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

VICTIM = FIRST_PAGE["email"]
MALLORY = {**FIRST_PAGE, "first_name": "Mallory", "last_name": "Moor"}


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


@pytest.fixture(params=["taken", "free"])
def whether(request: pytest.FixtureRequest) -> str:
    """Let the victim have an account, or not."""
    if request.param == "taken":
        fill_in(Client(), FIRST_PAGE, SECOND_PAGE, {**THIRD_PAGE, "user_id": "the.victim"})
    return str(request.param)


def registered(user_id: str, email: str, **who: str) -> Client:
    """Register Mallory under an address; return the browser."""
    browser = Client()
    answer = fill_in(browser, {**MALLORY, "email": email, **who}, SECOND_PAGE, {**THIRD_PAGE, "user_id": user_id})
    assert answer["Location"] == "/register/done"
    return browser


def signing_in(browser: Client, user_id: str) -> tuple[int, bool]:
    """Give the password; return the status, and whether the help desk is said to look at the registration."""
    answer = browser.post("/", {"user_id": user_id, "password": PASSWORD, "terms": "yes"})
    return answer.status_code, b"is being looked at" in answer.content


def test_a_second_registration_is_held_whether_its_address_is_taken_or_not(whether: str):
    """Source: ACC-2, SIG-5. Being held or not must not tell whether the address has an account."""
    registered("mallory.one", "mallory@clinic.com")

    probe = registered("mallory.two", VICTIM)

    assert signing_in(probe, "mallory.two") == (422, True)


def test_what_comes_after_a_registration_does_not_tell_whether_its_address_was_taken(whether: str):
    """Source: ACC-2, SIG-5. A shadow is remembered as a likeness, as the real one would be."""
    registered("mallory.one", VICTIM)

    probe = registered("mallory.two", "mallory@clinic.com")

    assert signing_in(probe, "mallory.two") == (422, True)


def test_a_shadow_lapses_although_it_is_held():
    """Source: ACC-2. Nobody at the help desk waits for it, and its User ID comes free again."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, {**THIRD_PAGE, "user_id": "the.victim"})
    registered("mallory.one", "mallory@clinic.com")
    registered("mallory.two", VICTIM)
    Person.objects.filter(state="unverified").update(state="active")

    lapsed = lapse_unverified(by=SYSTEM, at=clock.now() + timedelta(days=8))

    assert lapsed == 1
    assert sorted(Person.objects.values_list("state", flat=True)) == ["active", "active", "lapsed"]


def test_many_registrations_under_one_address_do_not_flood_its_owner(whether: str):
    """Source: SIG-2, ACC-2. Codes to one unproven address are counted together, and its owner's are counted apart."""
    answers = []
    for number in range(3):
        browser = registered(f"mallory.{number}", VICTIM, last_name=f"Moor{'r' * number}")
        signing_in(browser, f"mallory.{number}")
        answers += [browser.post("/sign-in/verify", {"move": "send"}).status_code for _ in range(3)]

    codes = Mail.objects.filter(kind="signin/code").count()
    assert codes == 5
    assert answers == [302] * 5 + [422] * 4
    assert Mail.objects.exclude(kind="signin/code").count() <= 2  # registered, and told of attempts once a day


def test_nobody_is_kept_out_by_a_registration_under_their_address():
    """Source: ACC-2, SIG-2. Who reads the mailbox gets in; who only typed the address does not."""
    registered("mallory.one", VICTIM)
    victim = Client()
    fill_in(victim, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)

    signing_in(victim, THIRD_PAGE["user_id"])
    enter_code(victim, ask_for_code(victim))

    assert victim.get("/home").status_code == 200
    assert sorted(Person.objects.values_list("state", flat=True)) == ["active", "unverified"]
