"""The end user's request and the approver's decision, from the self-service page to the application's door."""

import re

import pytest

from tests.browsing import hidden, signed_in, words
from tests.people import APPROVER, AT, a_person, an_organization, holds, proofed, the_catalog
from tests.rooms.access.consequences import mail_to
from vestibule.access.queries import admission
from vestibule.journal.models import Entry

pytestmark = pytest.mark.django_db


def _link(text: str | None, begins: str) -> str:
    found = re.search(rf"http://testserver({begins}\S*)", text or "")
    assert found
    return found[1]


def test_an_end_user_asks_an_approver_approves_and_the_door_opens():
    """Source: EU 7-16, ADD 11."""
    the_catalog()
    sunshine = an_organization("Sunshine Medical Group, LLC")
    eve, ann = proofed(a_person("Eve", "Enduser")), a_person("Ann", "Approver")
    holds(ann, APPROVER, sunshine)

    browser = signed_in(eve)
    assert 'href="/role-request/"' in browser.get("/home").content.decode()
    browser.get("/role-request/", follow=True)
    browser.post("/role-request/role", {"application": "spot", "role": "spot-end-user"}, follow=True)
    search = "/role-request/organization?legal_name=sunshine+medical&state=FL"
    assert "Sunshine Medical Group, LLC" in words(browser.get(search))
    review = browser.post(search, {"organization": str(sunshine)}, follow=True)
    sent = {**hidden(review), "reason": "I work on the claims of this office."}
    done = browser.post("/role-request/review", sent, follow=True)
    number = re.search(r"Confirmation number ([\w-]+)", words(done))
    assert number
    assert admission(eve, "spot", at=AT).standing == "submitted"

    waiting = mail_to("ann.approver@example.com", "access/request_waiting")
    approver = signed_in(ann)
    page = approver.get(_link(waiting.text, "/my-approvals"))
    assert "Eve Enduser" in words(page)
    approve = re.search(r'action="(/my-approvals/[^"]+/approve)"', page.content.decode())
    assert approve
    assert "was approved" in words(approver.post(approve[1], follow=True))

    assert number[1] in (mail_to("eve.enduser@example.com", "access/request_approved").text or "")
    assert admission(eve, "spot", at=AT).admitted
    assert "Approved" in words(browser.get("/my-requests"))
    assert "FCSO – SPOT End User, Sunshine Medical Group, LLC" in words(browser.get("/my-roles"))
    assert Entry.objects.filter(person_id=eve, fact__startswith="access.request").count() == 2


@pytest.mark.said
def test_a_wrong_request_is_denied_and_asked_for_anew():
    """Source: ROL-5, ROL-8 (EU 9)."""
    the_catalog()
    sunshine, moonlight = an_organization("Sunshine Medical Group, LLC"), an_organization("Moonlight Clinic")
    eve, ann = proofed(a_person("Eve", "Enduser")), a_person("Ann", "Approver")
    holds(ann, APPROVER, sunshine)
    browser, approver = signed_in(eve), signed_in(ann)

    for name, organization in (("sunshine", sunshine), ("moonlight", moonlight)):
        browser.post("/role-request/role", {"application": "spot", "role": "spot-end-user"})
        search = f"/role-request/organization?legal_name={name}&state=FL"
        review = browser.post(search, {"organization": str(organization)}, follow=True)
        browser.post("/role-request/review", {**hidden(review), "reason": "I work on the claims of this office."})
        waiting = re.search(r'formaction="(/my-approvals/[^"]+/deny)"', approver.get("/my-approvals").content.decode())
        if waiting:
            approver.post(waiting[1], {"denial_reason": "You work for the Moonlight Clinic."})
            assert admission(eve, "spot", at=AT).standing == "denied"

    text = words(browser.get("/my-requests"))
    assert "You work for the Moonlight Clinic." in text
    assert admission(eve, "spot", at=AT).standing == "submitted"
