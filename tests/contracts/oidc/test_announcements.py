"""What an application is told of announcements: at userinfo, under their own scope, as it concerns the person there."""

import pytest
from django.test import Client as Browser

from tests.contracts.oidc.application import Application, code_for, register, somebody_signed_in
from tests.people import AT
from tests.rooms.desk.casing import staff
from tests.rooms.news.announcing import an_announcement
from vestibule.access.models import Application as ApplicationRow
from vestibule.access.models import Role
from vestibule.desk.actions import withdraw_announcement
from vestibule.kernel.actor import Actor
from vestibule.news.queries import news_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(travel) -> Actor:
    """Return somebody at the help desk, with SPOT registered."""
    travel(AT)
    register()
    return staff("Sam", "Staff")


@pytest.mark.said
def test_it_is_told_at_userinfo_and_not_in_the_id_token(sam: Actor) -> None:
    """Source: SPT-2, NEW-2, FED-1."""
    browser, spot = Browser(), Application()
    somebody_signed_in(browser)
    one = an_announcement(sam, audience="application:spot")
    tokens = spot.redeems(code_for(spot, browser, scope="openid roles announcements"))
    assert "announcements" not in spot.reads(tokens)
    (told,) = spot.asks_who(tokens).json()["announcements"]
    assert (told["id"], told["kind"]) == (str(one), "outage")
    assert told["title"] == {
        "en": "SPOT is down on Saturday night",
        "es": "SPOT no funciona el sábado por la noche",
    }
    withdraw_announcement(one, by=sam, at=AT)
    assert spot.asks_who(tokens).json()["announcements"] == []


@pytest.mark.said
def test_who_does_not_ask_for_it_is_not_told(sam: Actor) -> None:
    """Source: FED-1."""
    browser, spot = Browser(), Application()
    somebody_signed_in(browser)
    an_announcement(sam)
    tokens = spot.redeems(code_for(spot, browser, scope="openid profile"))
    assert "announcements" not in spot.asks_who(tokens).json()


def test_what_is_for_another_application_is_none_of_its_business(sam: Actor) -> None:
    """Source: FED-1, NEW-2. To the person it is shown; to SPOT it isn't told."""
    browser = Browser()
    person_id = somebody_signed_in(browser)
    other = ApplicationRow.objects.create(key="other", name="Other")
    assert Role.objects.filter(application=other).count() == 0
    an_announcement(sam, audience="application:spot")
    assert len(news_of(person_id, at=AT, application_key="spot")) == 1
    assert news_of(person_id, at=AT, application_key="other") == []
