"""Forms that another site sends in somebody's name, and pages that it makes in our name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.journeys.everywhere import Scene, changed, routes, rows
from tests.people import AT
from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, fill_in
from vestibule.notices.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # how a request is read says nothing of a database

# Applications have no cookies; what they send is judged by their secret, or only turned into the same GET.
PROTOCOL = {"oidc-authorize", "oidc-token", "oidc-userinfo", "oidc-end-session"}
# Mail programs have none either: the token in the address is all, and ends mail, nothing else (RFC 8058).
ONE_CLICK = {"stop-enews", "stop-news-mail"}
FORGED = [
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "444"},
    {"Forwarded": "host=evil.example;proto=https", "X-Original-URL": "/evil.example", "X-Rewrite-URL": "/evil.example"},
]


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


@pytest.mark.parametrize("who", ["visitor", "approver of A"], scope="module")
def test_no_form_is_taken_from_another_site(scene: Scene, who: str):
    """Source: ROL-7, SIG-1. Not at sign-in and sign-out either; only the protocol's doors have no forms."""
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = scene.browser.cookies
    before = rows()
    taken = set()

    for name in set(routes()) - ONE_CLICK:
        if stranger.post(scene.address(name)).status_code != 403:
            taken.add(name)

    assert taken == PROTOCOL
    assert changed(before, rows()) == set()


@pytest.mark.parametrize("who", ["approver of A"], scope="module")
def test_a_method_written_into_a_form_or_a_header_is_not_believed(scene: Scene, who: str):
    """Source: ROL-7. A GET stays a GET, whatever it claims to be."""
    before = rows()

    answer = scene.browser.get(
        scene.address("approve-request"), {"_method": "POST"}, headers={"X-HTTP-Method-Override": "POST"}
    )

    assert answer.status_code == 405
    assert changed(before, rows()) == set()


@pytest.mark.parametrize("who", ["visitor", "end user"], scope="module")
@pytest.mark.parametrize("forged", FORGED, ids=["x-forwarded", "forwarded"])
def test_no_page_repeats_a_host_that_a_request_made_up(scene: Scene, who: str, forged: dict[str, str]):
    """Source: NEW-1 (links are built from the configured origin)."""
    for name in routes():
        answer = scene.browser.get(scene.address(name), headers=forged)
        assert b"evil.example" not in answer.content, name
        assert "evil.example" not in str(answer.headers), name


def test_another_host_name_is_answered_with_nothing():
    """Source: NEW-1. Neither the page nor a redirect is made for a name that isn't ours."""
    for name in ("/", "/home", "/register/personal", "/oidc/keys"):
        answer = Client().get(name, headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert b"evil.example" not in answer.content


def test_mails_lead_to_the_configured_origin_whoever_asked_for_them():
    """Source: ACC-1, NEW-1."""
    browser, before = Client(headers=FORGED[0]), set(Mail.objects.values_list("pk", flat=True))
    fill_in(browser, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)

    mail = Mail.objects.exclude(pk__in=before).get()
    assert "evil.example" not in f"{mail.subject}{mail.text}{mail.html}"
    assert f'href="{settings.ORIGIN}' in str(mail.html)


@pytest.mark.parametrize("who", ["end user"], scope="module")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\r\nLocation: https://evil.example/",
        "javascript:alert(1)//evil.example",
        " //evil.example/",
        "///evil.example/",
        "https:evil.example",
        "/%2f/..//evil.example@",
    ],
)
def test_nobody_is_sent_elsewhere_by_an_address_that_came_with_the_request(scene: Scene, who: str, elsewhere: str):
    """Source: SIG-1 (sign in, and go on where one was going: here)."""
    followed = [
        scene.browser.get("/", {"next": elsewhere}),
        scene.browser.post("/sign-in/set-up", {"next": elsewhere}),
        scene.browser.post("/preferences", {"next": elsewhere, "language": "es"}),
    ]
    for answer in followed:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/")
        assert answer["Location"][:2] not in {"//", "/\\"}
        assert not set("\r\n\t") & set(answer["Location"])
