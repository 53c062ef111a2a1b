"""My Profile: all that is held about oneself, to take away."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.consequences import NONE, consequences
from tests.people import AT, END_USER, REASON, a_person, a_request, an_organization, holds, the_catalog
from tests.rooms.desk.casing import staff
from tests.rooms.signin.devices import an_app
from tests.rooms.signin.sitting import Seated, seated
from vestibule.accounts.models import Person
from vestibule.desk.actions import look_at_person
from vestibule.journal.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/profile/data"


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything begin at one moment."""
    travel(AT)


@pytest.fixture
def ann(now: None) -> UUID:
    return a_person()


@pytest.fixture
def here(ann: UUID) -> Seated:
    return seated(ann)


def test_all_that_is_held_about_oneself_is_there(here: Seated, ann: UUID):
    """Source: ACC-13. Every part by its name, as JSON."""
    the_catalog()
    place, other = an_organization(), an_organization("Moonlight Clinic")
    holds(ann, END_USER, place)
    a_request(ann, other)
    assert "All that is held about you" in here.browser.get(PAGE).text
    answer = here.browser.post(PAGE, {"move": "json"})
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer["Cache-Control"]
    held = json.loads(answer.text)
    assert held["account"]["email"] == "ann.archer@example.com"
    assert held["person"]["birth_date"] == "1980-02-29"
    assert [each["organization"] for each in held["roles"]] == ["Sunshine Medical Group, LLC"]
    assert [(each["organization"], each["reason"]) for each in held["requests"]] == [("Moonlight Clinic", REASON)]
    assert [each["state"] for each in held["identity_proofing"]] == ["verified"]
    assert [each["kind"] for each in held["devices"]] == ["email"]
    assert held["sessions"][0]["address"] == "192.0.2.7"
    assert any(each["what"].startswith("Ann Archer") for each in held["history"])
    assert {"terms", "contact", "made_at"} <= set(held)


@pytest.mark.said
def test_no_secret_and_nobody_else_is_in_it(here: Seated, ann: UUID):
    """Source: ACC-13, AUD-1. Neither what a device shares with us, nor a hash, nor who looked at the story."""
    app = an_app(ann, at=AT)
    a_person("Bob", "Baker")
    look_at_person(ann, reason=REASON, by=staff("Kim", "Ortiz"), at=AT)
    for move in ("json", "text"):
        taken = here.browser.post(PAGE, {"move": move}).text
        for private in (app.secret, Person.objects.get(pk=ann).password_hash, "Bob", "Kim", "index", "digest"):
            assert private not in taken


@pytest.mark.said
def test_it_can_be_read_by_people(here: Seated):
    """Source: ACC-13."""
    answer = here.browser.post(PAGE, {"move": "text"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "  email: ann.archer@example.com" in answer.text.splitlines()


@pytest.mark.said
def test_it_asks_for_a_fresh_factor_and_is_on_record(here: Seated, ann: UUID, travel: Callable[[datetime], Any]):
    """Source: SIG-4, ACC-13, AUD-1. Who only looks at the page takes nothing."""
    before = consequences()
    here.browser.get(PAGE)
    assert consequences() - before == NONE
    here.browser.post(PAGE)
    assert Entry.objects.filter(fact="signin.own_data_taken", person_id=ann).count() == 1

    travel(AT + timedelta(minutes=11))
    for answer in (here.browser.get(PAGE), here.browser.post(PAGE)):
        assert answer["Location"].startswith("/profile/prove?next=")
    assert Entry.objects.filter(fact="signin.own_data_taken").count() == 1
