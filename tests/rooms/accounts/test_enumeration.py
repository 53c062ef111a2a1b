"""Registration tells a stranger neither in words nor in time whether an email address has an account."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from tests.rooms.accounts.registering import FIRST_PAGE, PASSWORD, SECOND_PAGE, THIRD_PAGE, fill_in
from tests.timing import MORE, Stopwatch
from vestibule.accounts.models import Person
from vestibule.accounts.queries import email_owner

pytestmark = pytest.mark.django_db


def register(number: int, *, email: str) -> Client:
    """Register somebody new with an address; return the browser."""
    browser = on_the_last_page(number, email=email)
    submit(browser, number)
    return browser


def on_the_last_page(number: int, *, email: str) -> Client:
    """Return a browser in which somebody new with an address has come to the last page."""
    browser = Client()
    who = {**FIRST_PAGE, "first_name": "Mallory", "last_name": in_letters(number), "email": email}
    fill_in(browser, who, SECOND_PAGE)
    return browser


def in_letters(number: int) -> str:
    """Return a number as a name: nobody is like anybody else."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize() + "son"


def submit(browser: Client, number: int) -> None:
    """Fill in the last page and send it."""
    answer = browser.post("/register/credentials", {**THIRD_PAGE, "user_id": f"stranger.{number}", "move": "next"})
    assert answer.status_code == 302


def what_a_stranger_sees(browser: Client) -> list[object]:
    """Return every answer after Submit, without what differs from visit to visit."""
    answers = [
        browser.get("/register/done"),
        browser.get("/register/credentials"),
        browser.post("/", {"user_id": "stranger.1", "password": PASSWORD, "terms": "yes"}),
        browser.get("/sign-in/verify"),
        browser.post("/sign-in/verify", {"move": "send"}),
        browser.get("/sign-in/verify"),
    ]
    return [
        (
            answer.status_code,
            sorted(answer.headers),
            sorted(answer.cookies),
            answer.get("Location"),
            re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', "", answer.text),
        )
        for answer in answers
    ]


def test_a_taken_and_a_free_email_look_the_same_up_to_the_code(at, travel):
    """Source: ACC-2, SIG-5. Up to where only the address's owner can go on, who tried it sees no difference."""
    travel(at)
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    taken = register(1, email=FIRST_PAGE["email"].upper())
    seen_with_taken = what_a_stranger_sees(taken)

    Person.objects.update(email_index=None, user_id_index=None, likeness_index=None)
    assert email_owner(FIRST_PAGE["email"]) is None
    free = register(1, email=FIRST_PAGE["email"].upper())
    assert what_a_stranger_sees(free) == seen_with_taken


def test_the_user_id_of_a_registration_with_a_taken_email_is_taken_too(client):
    """Source: ACC-2, SIG-5: else trying the same User ID again would tell."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    register(1, email=FIRST_PAGE["email"])
    other = {**FIRST_PAGE, "first_name": "Bo", "email": "bo@clinic.com"}
    again = fill_in(client, other, SECOND_PAGE, {**THIRD_PAGE, "user_id": "stranger.1"})
    assert "This User ID belongs to somebody already." in again.text


@pytest.mark.timed
@pytest.mark.parametrize("state", ["unverified", "active"])
def test_a_taken_and_a_free_email_take_the_same_time(monkeypatch, state):
    """Source: SIG-5. Interleaved pairs; the hashes are always made, and a mail is always written."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    Person.objects.update(state=state)

    def with_email(email: str, number: int) -> Callable[[], None]:
        return partial(submit, on_the_last_page(number, email=email), number)

    gap = Stopwatch(monkeypatch).gap(
        lambda number: with_email(FIRST_PAGE["email"], 2 * number),
        lambda number: with_email(f"free.{number}@clinic.com", 2 * number + 1),
        pairs=MORE or 12,
    )
    assert gap < 0.002
