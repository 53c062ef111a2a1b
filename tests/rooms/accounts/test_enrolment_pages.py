"""Setting up an account by the link that the operator handed over."""

import pytest
from django.test import Client

from tests.rooms.accounts.registering import (
    FIRST_PAGE,
    PASSWORD,
    SECOND_PAGE,
    THIRD_PAGE,
    consequences,
    fill_in,
    the_person,
)
from vestibule.accounts.actions import invite_person
from vestibule.accounts.models import EnrolmentLink
from vestibule.accounts.passwords import secret_matches
from vestibule.accounts.policy.registration import Personal
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

pytestmark = [pytest.mark.django_db, pytest.mark.said]

BO = Personal(first_name="Bo", last_name="Lindqvist", email="bo@clinic.com")
CHOSEN = {**THIRD_PAGE, "user_id": "bo.at.work"}


def invited(user_id: str = "") -> str:
    """Return the address of an invited person's link."""
    return f"/enrol/{invite_person(personal=BO, user_id=user_id, by=OPERATOR, at=clock.now()).token}"


def test_an_invited_person_chooses_user_id_and_password_and_can_sign_in(client):
    """Source: ACC-3, ACC-4."""
    link = invited()
    page = client.get(link)
    assert "Welcome, Bo." in page.text
    answer = client.post(link, CHOSEN)
    assert answer.url == "/enrolled"
    assert "You can sign in now" in client.get("/enrolled").text
    assert secret_matches(the_person("bo.at.work").password_hash, PASSWORD)
    signing_in = client.post("/", {"user_id": "bo.at.work", "password": PASSWORD, "terms": "yes"})
    assert signing_in.status_code == 302


def test_a_user_id_that_the_operator_gave_is_shown_and_stays(client):
    """Source: ACC-3."""
    link = invited("bo.known.1")
    page = client.get(link)
    assert "bo.known.1" in page.text
    assert 'name="user_id"' not in page.text
    client.post(link, CHOSEN)
    assert the_person("bo.known.1").state == "unverified"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": "Lindqvist7-and-more"}, "this one has “lindqvist”"),
        ({"confirm_password": ""}, "Confirm New Password is required."),
        ({"user_id": "harbor.seal"}, "This User ID belongs to somebody already."),
    ],
)
def test_what_the_rules_refuse_leaves_the_link_open(client, typed, words):
    """Source: ACC-2 to ACC-8."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    link = invited()
    before = consequences()
    answer = client.post(link, {**CHOSEN, **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert consequences() == before
    assert client.get(link).status_code == 200


def test_a_link_works_once_and_a_get_does_not_use_it(client):
    """Source: the house: mail scanners follow links."""
    link = invited()
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert EnrolmentLink.objects.count() == 1
    client.post(link, CHOSEN)
    for answer in (client.get(link), client.post(link, CHOSEN), client.get("/enrol/made-up")):
        assert answer.status_code == 404
        assert "This link is not open" in answer.text


def test_the_page_does_not_pass_its_secret_on(client):
    """Source: ACC-2: the frame's address to send on isn't the link."""
    link = invited()
    sent_on = client.get(link).text.split("page-footer", 1)[1]
    assert link not in sent_on


def test_the_rules_tick_for_the_invited_person(client):
    """Source: ACC-9."""
    link = invited("bo.known.1")
    met = client.post(f"{link}/check", {"password": "Lindqvist7-and-more"}).json()["met"]
    assert met["password"]["password.has_part"] is False
    assert client.post("/enrol/made-up/check", {"password": "x"}).status_code == 404
