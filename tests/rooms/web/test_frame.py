"""What stands on every page, whoever looks at it."""

import pytest
import time_machine
from django.conf import settings
from django.test import Client

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ANYWHERE = "/an-address-that-never-was"


@pytest.mark.parametrize(
    "words",
    [
        "Skip to content",
        "Text Size",
        "Send a link to this page",
        "Last Modified",
        "SPOT Help Desk",
        "1-855-416-4199",
        "Monday to Friday, 8 a.m. to 5 p.m. ET",
        "En Español",
    ],
)
def test_every_page_has_the_frame(client: Client, words):
    """Source: NEW-5, HLP-4."""
    assert words in client.get(ANYWHERE).text


def test_the_link_to_send_is_built_from_the_configured_origin(client: Client):
    """Source: NEW-5. What stands behind the question mark stays here: it may say who one is."""
    page = client.get(f"{ANYWHERE}?token=secret").text

    assert "mailto:?subject=Identity%20Management&amp;body=http%3A%2F%2Ftestserver%2Fan-address-that-never-was" in page
    assert "body=http%3A%2F%2Ftestserver%2Fan-address-that-never-was%3F" not in page


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        ("2026-11-30T12:00Z", "en", "Printed on 11/30/2026."),
        ("2026-12-01T04:59Z", "en", "Printed on 11/30/2026."),
        ("2026-12-01T05:01Z", "en", "Printed on 12/01/2026."),
        ("2026-12-01T05:01Z", "es", "Impreso el 01/12/2026."),
    ],
)
def test_a_sheet_says_on_which_day_it_was_printed(client: Client, day, language, words):
    """Source: NEW-5. It is kept for as long as it is true."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with time_machine.travel(day, tick=False):
        assert words in client.get(ANYWHERE).text


def test_the_language_is_switched_and_kept(client: Client):
    """Source: NEW-5."""
    answer = client.post("/preferences", {"language": "es", "next": f"{ANYWHERE}?a=b"})
    page = client.get(ANYWHERE)

    assert (answer.status_code, answer["Location"]) == (302, f"{ANYWHERE}?a=b")
    assert '<html lang="es"' in page.text
    assert "Saltar al contenido" in page.text
    assert 'value="en" lang="en">English' in page.text


def test_the_text_size_is_kept(client: Client):
    """Source: NEW-5."""
    client.post("/preferences", {"text_size": "larger"})

    page = client.get(ANYWHERE).text

    assert 'class="text-larger"' in page
    assert 'value="larger" aria-pressed="true"' in page


def test_a_form_that_was_refused_comes_back_to_its_page_in_the_other_language(client: Client):
    """Source: NEW-5. Signing out takes forms only; the form stood on another page."""
    stood_on = f"{settings.ORIGIN}/register/personal?a=b"
    refused = client.get("/sign-out"), client.post("/an-address-that-takes-nothing", headers={"Referer": stood_on})
    assert [page.status_code for page in refused] == [405, 404]
    assert 'name="next" value="/register/personal?a=b"' in refused[1].text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", ""])
def test_a_preference_never_leads_elsewhere(client: Client, address):
    """Source: NEW-5."""
    assert client.post("/preferences", {"language": "es", "next": address})["Location"] == "/"


def test_an_unknown_preference_is_left_alone(client: Client):
    """Source: NEW-5."""
    answer = client.post("/preferences", {"language": "xx", "text_size": "huge"})

    assert not answer.cookies
    assert client.get("/preferences").status_code == 405
