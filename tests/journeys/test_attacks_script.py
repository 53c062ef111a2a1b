"""Who writes markup where words are asked for: it is shown as it was written, and nowhere runs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.browsing import signed_in
from tests.people import APPROVER, AT, REASON, a_person, a_request, an_organization, holds, the_catalog
from vestibule.notices.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # how a page is drawn says nothing of a database

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


def test_a_form_shows_again_what_was_typed_and_runs_none_of_it():
    """Source: ACC-9."""
    names = ["user_id", "first_name", "last_name", "email", "city", "zip_code", "telephone", "birth_date_year", "next"]
    for address in ("/", "/register/personal", "/register/contact"):
        page = Client().post(address, dict.fromkeys(names, MARKUP), follow=True)
        assert b"<script>alert" not in page.content, address
        assert b"<img src=x" not in page.content, address
    assert SHOWN in Client().post("/", {"user_id": MARKUP}).text


def test_a_reason_is_words_to_its_decider_and_a_denial_is_words_to_its_requester():
    """Source: ROL-6, ROL-8."""
    the_catalog()
    ours = an_organization()
    requester, approver = a_person(), a_person("Bob", "Baker")
    holds(approver, APPROVER, ours)
    request_id = a_request(requester, ours, reason=f"{REASON} {MARKUP}")
    deciding, asking = signed_in(approver), signed_in(requester)

    waiting = deciding.get("/my-approvals")
    deciding.post(f"/my-approvals/{request_id}/deny", {"denial_reason": f"Ask your office. {MARKUP}"})

    denied = asking.get("/my-requests")
    mail = Mail.objects.get(kind="access/request_denied")
    for shown in (waiting.text, denied.text, str(mail.html)):
        assert SHOWN in shown
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert MARKUP in str(mail.text)


def test_a_page_runs_no_script_but_its_own_and_can_not_be_framed():
    """Source: SIG-7. The policy, where something should slip through after all."""
    answer = Client().get("/")
    policy = answer.headers["Content-Security-Policy"]
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))

    assert "unsafe" not in policy
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert {word for word in rules["script-src"].split() if not word.startswith("'nonce-")} == {"'self'"}
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
