"""No stage can be skipped: whatever is asked for or sent, in whatever order, there is no session without a code."""

from itertools import product
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver

from tests.people import PASSWORD
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password
from vestibule.web.urls import urlpatterns

pytestmark = pytest.mark.django_db

EXAMPLES = {"uuid": str(UUID(int=7)), "str": "anything", "slug": "anything", "int": "7", "path": "any/thing"}


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    """Return an example address of every page."""
    found: list[str] = []
    for each in patterns:
        route = before + str(each.pattern)
        for kind, example in EXAMPLES.items():
            for name in each.pattern.converters:
                route = route.replace(f"<{kind}:{name}>", example).replace(f"<{name}>", "anything")
        found += routes(each.url_patterns, route) if isinstance(each, URLResolver) else [route]
    return found


PAGES = routes(urlpatterns)
FORMS: list[dict[str, str]] = [
    {},
    {"move": "send"},
    {"move": "verify", "code": "123456"},
    {"move": "verify", "code": ""},
    {"move": "skip", "next": "/home"},
    {"user_id": "ann.archer", "password": "", "terms": "yes"},
    {"user_id": "ann.archer", "password": PASSWORD},
]


def nothing(browser: Client) -> None:
    """Have done nothing at all."""


def only_the_password(browser: Client) -> None:
    """Have given the right password."""
    give_password(browser)


def a_made_up_cookie(browser: Client) -> None:
    """Have cookies that we never gave out."""
    for name in (settings.SIGN_IN_COOKIE, settings.SESSION_COOKIE, settings.PARKED_COOKIE, settings.BROWSER_COOKIE):
        browser.cookies[name] = "made-up"


def the_sign_in_cookie_as_a_session(browser: Client) -> None:
    """Hand one stage's token in for the next one's."""
    give_password(browser)
    browser.cookies[settings.SESSION_COOKIE] = browser.cookies[settings.SIGN_IN_COOKIE].value


def a_sign_in_that_is_over(browser: Client) -> None:
    """Replay in another browser what a whole sign-in left behind, after Sign Out."""
    owner = Client()
    give_password(owner)
    browser.cookies[settings.SIGN_IN_COOKIE] = owner.cookies[settings.SIGN_IN_COOKIE].value
    enter_code(owner, ask_for_code(owner))
    browser.cookies[settings.SESSION_COOKIE] = owner.cookies[settings.SESSION_COOKIE].value
    owner.post("/sign-out")


SITUATIONS = [
    nothing,
    only_the_password,
    a_made_up_cookie,
    the_sign_in_cookie_as_a_session,
    a_sign_in_that_is_over,
]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.__name__)
def test_no_page_and_no_form_leads_past_the_code(client, situation):
    """Source: SIG-1, SIG-2. Over every address there is, by GET and by POST."""
    a_person(state="active")
    situation(client)
    kept = {name: cookie.value for name, cookie in client.cookies.items()}

    for page, form in product(PAGES, FORMS):
        for send in (client.get, client.post):
            for name, value in kept.items():
                client.cookies[name] = value
            answer = send(page, form)
            given = answer.cookies.get(settings.SESSION_COOKIE)
            assert given is None or not given.value, (page, form)
            assert answer.status_code != 500, (page, form)
            assert "Ann Archer" not in answer.text if not answer.streaming else True


def test_the_right_code_in_another_browser_leads_nowhere(client):
    """Source: SIG-1, SIG-2."""
    a_person(state="active")
    give_password(client)
    code = ask_for_code(client)
    stranger = Client()
    assert enter_code(stranger, code).url == "/"
    give_password(stranger, password="Wrong-Horse-7-Battery")
    assert enter_code(stranger, code).url == "/"
    assert enter_code(client, code).url == "/home"
