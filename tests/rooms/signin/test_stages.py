"""A sign-in belongs to its browser. That no step can be skipped, ``tests/journeys/test_steps.py`` shows."""

import pytest
from django.test import Client

from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password

pytestmark = [pytest.mark.django_db, pytest.mark.said]


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
