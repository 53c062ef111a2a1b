"""How fresh a sign-in must be, and who must be signed in: ``prompt``, ``max_age``, ``id_token_hint``."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client as Browser

from tests.contracts.oidc.application import Application, answered, code_for, register, somebody_signed_in
from tests.rooms.signin.people import a_person, sign_in
from vestibule.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.said]


@pytest.fixture
def spot() -> Application:
    """Return SPOT, registered."""
    register()
    return Application()


def signs_in_for(browser: Browser, response: Any) -> Any:
    """Sign in where a redirect to the sign-in page leads, and return the answer at the way's end."""
    asked = dict(parse_qsl(urlsplit(response["Location"]).query))
    onward = sign_in(browser, **asked)
    return browser.get(onward["Location"])


def test_without_a_session_and_without_a_prompt_the_application_is_told(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    assert answered(client.get(spot.asks(prompt="none")))["error"] == "login_required"


def test_with_a_session_no_prompt_is_needed(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(client)
    assert "code" in answered(client.get(spot.asks(prompt="none")))


def test_without_a_prompt_whoever_isnt_admitted_is_a_denial(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(client, admitted=False)
    assert answered(client.get(spot.asks(prompt="none")))["error"] == "access_denied"


def test_prompt_login_means_signing_in_again_once(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(client)
    sent_away = client.get(spot.asks(prompt="login"))
    assert sent_away["Location"].startswith("/?next=")
    assert client.get(sent_away["Location"]).status_code == 200  # it asks, although somebody is signed in

    assert "code" in answered(signs_in_for(client, sent_away))


def test_prompt_login_without_a_session_isnt_asked_twice(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(Browser())
    assert "code" in answered(signs_in_for(client, client.get(spot.asks(prompt="login"))))


def test_the_mark_of_one_request_is_no_good_for_another(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(client)
    sent_away = client.get(spot.asks(prompt="login"))
    back = dict(parse_qsl(urlsplit(sent_away["Location"]).query))["next"]
    mark = dict(parse_qsl(urlsplit(back).query))["fresh"]
    client.get(sent_away["Location"])
    signs_in_for(client, sent_away)

    moved_over = client.get(f"{spot.asks(prompt='login')}&fresh={mark}")
    assert moved_over["Location"].startswith("/?next=")


def test_a_session_older_than_max_age_isnt_enough(
    client: Browser, spot: Application, travel: Callable[[datetime], Any], at: datetime
) -> None:
    """Source: FED-1."""
    travel(at)
    somebody_signed_in(client)
    travel(at + timedelta(seconds=100))
    assert "code" in answered(client.get(spot.asks(max_age="120")))

    travel(at + timedelta(seconds=130))
    sent_away = client.get(spot.asks(max_age="120"))
    assert sent_away["Location"].startswith("/?next=")
    travel(at + timedelta(seconds=180))
    tokens = spot.redeems(answered(signs_in_for(client, sent_away))["code"])
    assert spot.reads(tokens)["auth_time"] >= int((at + timedelta(seconds=180)).timestamp())


def test_max_age_without_a_prompt_is_an_error(
    client: Browser, spot: Application, travel: Callable[[datetime], Any], at: datetime
) -> None:
    """Source: FED-1."""
    travel(at)
    somebody_signed_in(client)
    travel(at + timedelta(seconds=30))
    assert answered(client.get(spot.asks(max_age="10", prompt="none")))["error"] == "login_required"


def test_a_hint_of_the_same_person_passes_and_of_another_doesnt(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(client)
    hint = spot.redeems(code_for(spot, client))["id_token"]
    assert "code" in answered(client.get(spot.asks(id_token_hint=hint)))

    other = Browser()
    a_person("bob.baker", at=clock.now())
    sign_in(other, "bob.baker")
    assert answered(other.get(spot.asks(id_token_hint=hint)))["error"] == "login_required"
    assert answered(client.get(spot.asks(id_token_hint="e30.e30.e30")))["error"] == "login_required"
