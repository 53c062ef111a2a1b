"""People who sign in, and what they do in a browser: through the pages, with codes read from the mail."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from tests.people import AT, PASSWORD, hashed
from vestibule.accounts.actions import Hashes, enrol_person, invite_person
from vestibule.accounts.models import Person
from vestibule.accounts.policy.registration import Personal
from vestibule.kernel.actor import OPERATOR
from vestibule.notices.models import Mail


def a_person(user_id: str = "ann.archer", *, state: str = "unverified", at: datetime = AT) -> UUID:
    """Return somebody with a User ID and ``PASSWORD``, in a state."""
    named = Personal(first_name="Ann", last_name="Archer", birth_date=date(1980, 2, 29), email=f"{user_id}@example.com")
    invitation = invite_person(personal=named, user_id=user_id, by=OPERATOR, at=at)
    hashes = Hashes(password=hashed(PASSWORD))
    person_id = enrol_person(invitation.token, user_id=user_id, hashes=hashes, by=OPERATOR, at=at)
    Person.objects.filter(pk=person_id).update(
        state=state, used_at=None
    )  # a test that minds says when it was used last
    return person_id


def give_password(browser: Client, user_id: str = "ann.archer", password: str = PASSWORD, **more: str) -> Any:
    """Fill in the sign-in page and send it."""
    return browser.post("/", {"user_id": user_id, "password": password, "terms": "yes", **more})


def ask_for_code(browser: Client, *, page: str = "/sign-in/verify", **more: str) -> str:
    """Press "Send me an email" and return the code of the mail that came."""
    before = set(Mail.objects.values_list("pk", flat=True))
    browser.post(page, {"move": "send", **more})
    mail = Mail.objects.exclude(pk__in=before).get()
    found = re.search(r"^(\d{6})$", mail.text or "", re.MULTILINE)
    assert found
    return found[1]


def enter_code(browser: Client, code: str, **more: str) -> Any:
    """Type the code and press "Verify"."""
    return browser.post("/sign-in/verify", {"move": "verify", "code": code, **more})


def sign_in(browser: Client, user_id: str = "ann.archer", **more: str) -> Any:
    """Sign in all the way; return the answer to the right code."""
    give_password(browser, user_id, **more)
    return enter_code(browser, ask_for_code(browser))


def is_in(browser: Client) -> bool:
    """Say whether the browser is signed in."""
    return browser.get("/home").status_code == 200
