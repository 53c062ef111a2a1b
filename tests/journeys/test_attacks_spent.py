"""What one had a right to, and has no more: a claim that was released, a case that is decided, a link that is used."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.everywhere import SENT, changed, outcome, rows
from tests.people import AT
from tests.rooms.desk.casing import a_form_case, a_proofing_case, at_browser, leaves, staff
from tests.rooms.organizations.forming import SIGNATURE, VISITOR, a_form, a_signed_form
from vestibule.desk.actions import claim_case, release_case
from vestibule.desk.policy.cases import FORM
from vestibule.organizations.signing import sign

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]  # on one database: each guard is held on both in its room


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


def test_a_claim_that_was_released_or_whose_holder_left_decides_nothing():
    """Source: HLP-1, HLP-2. The deed was on the page that one had; a colleague has the case by now."""
    case, stan, sue = a_form_case(), staff(), staff("Sue", "Second")
    browser = at_browser(stan)
    claim_case(FORM, case.id, by=stan, at=AT)
    release_case(FORM, case.id, by=stan, at=AT)
    claim_case(FORM, case.id, by=sue, at=AT)
    before = rows()
    assert outcome(browser.post(f"/help-desk/forms/{case.id}/accept")) == "refused"
    assert changed(before, rows()) == set()
    leaves(stan)
    before = rows()
    assert outcome(browser.post(f"/help-desk/forms/{case.id}/accept")) == "nothing"
    assert changed(before, rows()) == set()
    assert outcome(at_browser(sue).post(f"/help-desk/forms/{case.id}/accept")) == "elsewhere"


def test_after_a_decision_every_deed_is_refused():
    """Source: HLP-1, ORG-1, PRF-5. The same again, and all others; nothing changes."""
    case, proofing = a_form_case(), a_proofing_case()
    browser = at_browser(staff())
    assert outcome(browser.post(f"/help-desk/forms/{case.id}/accept")) == "elsewhere"
    assert outcome(browser.post(f"/help-desk/proofing/{proofing.id}/refuse", SENT["refuse"])) == "elsewhere"
    before = rows()
    for deed in ("accept", "ask", "reject", "claim", "release"):
        assert outcome(browser.post(f"/help-desk/forms/{case.id}/{deed}", SENT.get(deed, {}))) == "refused", deed
    for deed in ("evidence", "confirm", "refuse", "claim", "release"):
        answer = browser.post(f"/help-desk/proofing/{proofing.id}/{deed}", SENT.get(deed, {}))
        assert outcome(answer) in {"refused", "nothing"}, deed
    assert changed(before, rows()) == set()


def test_a_link_of_a_form_opens_its_own_page_only(client):
    """Source: ORG-1. The official's withdraws nothing, the contact's signs nothing, a used one signs no more."""
    form, signed = a_form(), a_signed_form()
    before = rows()
    signing = {"name": SIGNATURE.name, "title": SIGNATURE.title, "attested": "on", "digest": form.row.digest}
    for address, sent in (
        (reverse("sign-form", args=[form.contact_token]), signing),
        (reverse("answer-form", args=[form.signature_token]), {"answer": "We are."}),
        (reverse("withdraw-form", args=[form.signature_token]), {}),
    ):
        assert outcome(client.post(address, sent)) == "nothing", address
    again = {**signing, "digest": signed.row.digest}
    assert outcome(client.post(reverse("sign-form", args=[signed.signature_token]), again)) != "elsewhere"
    assert changed(before, rows()) == set()
    sign(form.signature_token, SIGNATURE, digest=form.row.digest, by=VISITOR, at=AT)  # and its own does
