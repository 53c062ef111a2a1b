"""What people do in a browser, by the pages: signing in with the code from the mail, reading what stands there."""

import re
from html import unescape
from uuid import UUID

from django.conf import settings
from django.test import Client

from tests.people import PASSWORD
from tests.rooms.access.consequences import mail_to
from vestibule.access.upkeep import begin_clocks
from vestibule.accounts.queries import person_card
from vestibule.kernel import clock


def signed_in(person_id: UUID) -> Client:
    """Return a browser in which somebody has signed in, through the pages and with the code from the mail.

    Their roles may be of long ago, as tests count: they have used them of late.
    """
    begin_clocks(person_id, at=clock.now())
    card = person_card(person_id)
    browser = Client()
    browser.post("/", {"user_id": card.user_id, "password": PASSWORD, "terms": "yes"})
    browser.post("/sign-in/verify", {"move": "send"})
    mail = mail_to(card.email, "signin/code")
    code = re.search(r"^(\d{6})$", mail.text or "", re.MULTILINE)
    assert code
    browser.post("/sign-in/verify", {"move": "verify", "code": code[1]})
    assert browser.cookies[settings.SESSION_COOKIE].value
    return browser


def words(page) -> str:
    """Return what a page says, without its markup."""
    text = re.sub(r"<(script|style)[\s\S]*?</\1>", " ", page.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def hidden(page) -> dict[str, str]:
    """Return the hidden fields of a page's forms, as its form would send them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}
