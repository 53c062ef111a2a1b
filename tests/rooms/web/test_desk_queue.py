"""The help desk's queue and the door before it: who sees it, what it shows, claiming and releasing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.desk.casing import CASES, a_form_case, a_proofing_case, a_request_case, at_browser, leaves, staff
from vestibule.desk.actions import claim_case
from vestibule.desk.models import CaseClaim
from vestibule.desk.policy.cases import (
    CERTIFICATION,
    DUPLICATE,
    FORM,
    KINDS,
    LOSS,
    PROOFING,
    REQUEST,
    SHARING,
    SWEEP,
)
from vestibule.kernel import clock

pytestmark = pytest.mark.django_db

WHOLE = (
    "Ann Archer",
    "Una Known",
    "Lou Lost",
    "@example.com",
    "Ocean Drive",
    "Nowhere Lane",
    "Reason",
    "What happened",
)
FOLDERS = {
    FORM: "forms",
    REQUEST: "requests",
    PROOFING: "proofing",
    LOSS: "lost-devices",
    DUPLICATE: "duplicates",
    SHARING: "sharing",
    SWEEP: "sweeps",
    CERTIFICATION: "certifications",
}


def place(case, deed: str = "") -> str:
    """Return the address of a case, or of a deed below it."""
    return f"/help-desk/{FOLDERS[case.kind]}/{case.id}" + (f"/{deed}" if deed else "")


@pytest.mark.said
def test_the_queue_lists_all_kinds_with_count_age_and_who_has_claimed_what(travel):
    """Source: HLP-1 (APP 13-16)."""
    travel(AT)
    request, _, _ = a_request_case(), a_form_case(), a_proofing_case()
    stan, sue = staff(), staff("Sue", "Second")
    travel(AT + timedelta(days=5))  # Tuesday to Sunday
    claim_case(request.kind, request.id, by=sue, at=clock.now())
    page = words(at_browser(stan).get("/help-desk"))
    assert "Organization forms 1" in page
    assert "Role requests 1" in page
    assert "Identity verification 1" in page
    assert page.count("3 business days") == 3
    assert "Sunshine Medical Group, LLC" in page
    assert "FCSO – Provider Office Approver" in page
    assert "Sue Second" in page
    for hidden_until_claimed in ("Ann Archer", "Una Known", "ann.archer@", "100 Ocean Drive"):
        assert hidden_until_claimed not in page


@pytest.mark.said
def test_an_empty_queue_says_so():
    """Source: HLP-1."""
    page = words(at_browser(staff()).get("/help-desk"))
    assert page.count("Nothing waits here.") == len(KINDS)


@pytest.mark.said
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_claiming_is_one_press_and_shows_the_case(kind):
    """Source: HLP-1, AUD-1. Each button says to readers of screens whose case it is."""
    case, stan = CASES[kind](), staff()
    browser = at_browser(stan)
    queue = browser.get("/help-desk").content.decode()
    assert f'<button class="usa-button" aria-describedby="case-{kind}-1">Claim</button>' in queue
    assert f'id="case-{kind}-1"' in queue
    seen = browser.post(place(case, "claim"), follow=True)
    assert seen.request["PATH_INFO"] == place(case)
    assert "What happened" in words(seen)
    back = browser.post(place(case, "release"), follow=True)
    assert back.request["PATH_INFO"] == "/help-desk"
    assert "What happened" not in words(browser.get(place(case)))


@pytest.mark.said
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_case_that_is_not_claimed_shows_what_the_queue_shows_and_no_more(kind):
    """Source: HLP-1, AUD-1. Nor does a case that a colleague has claimed."""
    case, stan, sue = CASES[kind](), staff(), staff("Sue", "Second")
    browser = at_browser(stan)
    before = consequences()
    first = words(browser.get(place(case)))
    claim_case(case.kind, case.id, by=sue, at=clock.now())
    second = words(browser.get(place(case)))
    assert "Who claims a case sees all of it." in first
    assert "Claimed by Sue Second" in second
    for page in (first, second):
        for whole in (
            "Ann Archer",
            "Una Known",
            "Lou Lost",
            "@example.com",
            "Ocean Drive",
            "Nowhere Lane",
            "Reason",
            "What happened",
        ):
            assert whole not in page
    assert browser.get(f"{place(case)}/document").status_code == 404
    assert consequences() - before - consequences_of_a_claim() == NONE


def consequences_of_a_claim():
    """A claim leaves one entry."""
    return type(NONE)(entries=1)


@pytest.mark.said
def test_who_comes_second_is_told_who_was_first():
    """Source: HLP-1. The page was loaded before the other one claimed."""
    case, stan, sue = a_form_case(), staff(), staff("Sue", "Second")
    browser = at_browser(stan)
    browser.get("/help-desk")
    claim_case(case.kind, case.id, by=sue, at=clock.now())
    before = consequences()
    for deed, sent in (("claim", {}), ("accept", {}), ("ask", {"question": "Which office?"}), ("release", {})):
        answer = browser.post(place(case, deed), sent)
        assert answer.status_code == 422
        assert "Sue Second has claimed this case" in words(answer)
    assert consequences() - before == NONE


@pytest.mark.said
def test_who_may_not_release_a_colleagues_case_is_not_shown_the_button():
    """Source: HLP-1. In the queue and on the case's page."""
    case, stan, sue = a_form_case(), staff(), staff("Sue", "Second")
    browser = at_browser(stan)
    claim_case(case.kind, case.id, by=sue, at=clock.now())
    for address in ("/help-desk", place(case)):
        page = browser.get(address).content.decode()
        assert "Sue Second" in page
        assert ">Release</button>" not in page
        assert ">Claim</button>" not in page


@pytest.mark.said
def test_a_supervisor_releases_a_colleagues_case_by_the_queue():
    """Source: HLP-1."""
    case, sue, sam = a_form_case(), staff("Sue", "Second"), staff("Sam", "Super", tier="supervisor")
    claim_case(case.kind, case.id, by=sue, at=clock.now())
    browser = at_browser(sam)
    assert "Release" in words(browser.get("/help-desk"))
    browser.post(place(case, "release"))
    assert not CaseClaim.objects.exists()


def test_who_does_not_work_there_finds_nothing_whatever_they_send():
    """Source: HLP-2. The same page as for an address that never was, also for a wrong method."""
    cases = [CASES[kind]() for kind in sorted(KINDS)]
    nobody = signed_in(a_person("No", "Body"))
    never = nobody.get("/no-such-page")
    before = consequences()
    for address in ("/help-desk", *map(place, cases), *(place(case, "claim") for case in cases)):
        for answer in (nobody.get(address), nobody.post(address), nobody.put(address), nobody.head(address)):
            assert answer.status_code == 404
        assert words(nobody.get(address)).replace(address, "/no-such-page") == words(never)
    assert "Help Desk" not in words(nobody.get("/home")).replace("SPOT Help Desk", "")
    assert consequences() - before == NONE


def test_an_appointment_that_ends_closes_the_door_at_once():
    """Source: HLP-2. Between page and click; a case that was claimed is out of sight too."""
    case, gone = a_form_case(), staff("Gus", "Gone")
    browser = at_browser(gone)
    browser.post(place(case, "claim"))
    assert "What happened" in words(browser.get(place(case)))
    leaves(gone)
    before = consequences()
    for address in ("/help-desk", place(case), place(case, "document")):
        assert browser.get(address).status_code == 404
    assert browser.post(place(case, "accept")).status_code == 404
    assert consequences() - before == NONE


@pytest.mark.said
def test_nobody_sees_their_own_case_there():
    """Source: HLP-1, HLP-2."""
    case = a_form_case(approver_first_name="Stan", approver_last_name="Staff", approver_email="stan.staff@example.com")
    browser = at_browser(staff())
    refused = browser.post(place(case, "claim"))
    assert refused.status_code == 422
    assert "Nobody works on their own case" in words(refused)
    page = words(browser.get(place(case)))
    assert "This is your own case: a colleague takes it." in page
    assert "Olga Official" not in page


@pytest.mark.said
def test_a_visitor_signs_in_first_and_a_form_from_another_site_claims_nothing():
    """Source: HLP-1."""
    case, stan = a_form_case(), staff()
    for address in ("/help-desk", place(case), place(case, "claim")):
        assert Client().post(address).headers["Location"].startswith("/?next=")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = at_browser(stan).cookies
    assert strict.post(place(case, "claim")).status_code == 403
    assert not CaseClaim.objects.exists()


def test_looking_changes_nothing():
    """Source: HLP-1, AUD-1. Mail scanners follow links."""
    case, browser = a_form_case(), at_browser(staff())
    before = consequences()
    for address in ("/help-desk", "/help-desk?done=x", f"/help-desk?done={case.id}", place(case)):
        assert browser.get(address).status_code == 200
    for deed in ("claim", "release", "accept", "ask", "reject"):
        assert browser.get(place(case, deed)).status_code == 405
    for kind in FOLDERS.values():
        assert browser.get(f"/help-desk/{kind}/{uuid4()}").status_code == 404
        assert browser.post(f"/help-desk/{kind}/{uuid4()}/claim").status_code == 404
    assert consequences() - before == NONE


@pytest.mark.said
def test_after_a_refusal_the_other_language_is_shown_on_the_page_of_the_case():
    """Source: NEW-5. The address that a deed is sent to shows no page."""
    case, browser = a_form_case(), at_browser(staff())
    browser.post(place(case, "claim"))
    sent_to = place(case, "reject")
    refused = browser.post(sent_to, {}, headers={"Referer": f"{settings.ORIGIN}{sent_to}"})
    assert refused.status_code == 422
    switched = browser.post("/preferences", {"language": "es", "next": hidden(refused)["next"]}, follow=True)
    assert (switched.status_code, switched.request["PATH_INFO"]) == (200, place(case))


def test_the_tile_counts_what_waits():
    """Source: ROL-1, HLP-1. For who works there, and for nobody else."""
    a_form_case()
    a_proofing_case()
    assert "Help Desk 2 " in words(at_browser(staff()).get("/home"))
