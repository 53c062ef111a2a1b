"""The pages of cases: deeds by their buttons, reasons beside their fields, the document, two people for an identity."""

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.desk.casing import REASON, ACase, a_form_case, a_proofing_case, a_request_case, at_browser, staff
from tests.rooms.web.test_desk_queue import place
from vestibule.access.models import RoleGrant
from vestibule.desk.models import CaseClaim
from vestibule.organizations.forms import told_form
from vestibule.proofing.queries import is_proofed

pytestmark = pytest.mark.django_db

SEEN = {"seen_on_month": "3", "seen_on_day": "10", "seen_on_year": "2026"}
PASSPORT = {"kind_1": "passport", "last_digits_1": "4321", **SEEN}


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything happen at one moment, from which the clock ticks on."""
    travel(AT)


@pytest.fixture
def stan() -> Client:
    """Somebody of the help desk at a browser."""
    return at_browser(staff())


@pytest.fixture
def sue(stan) -> Client:
    """A colleague."""
    return at_browser(staff("Sue", "Second"))


def claimed(browser: Client, case: ACase) -> str:
    """Claim a case; return what its page says."""
    return words(browser.post(place(case, "claim"), follow=True))


@pytest.mark.said
def test_a_form_shows_all_that_it_says_and_the_tin_but_for_its_end_never(stan):
    """Source: ORG-1 (APP 0), PRF-7."""
    case = a_form_case(tin="65-7654321")
    page = claimed(stan, case)
    for shown in ("Ann Archer", "ann.archer@example.com", "Bob Baker", "Olga Official", "100 Ocean Drive", "4321"):
        assert shown in page
    assert "7654321" not in page
    assert "65-7" not in page


@pytest.mark.said
def test_accepting_a_form_says_so_and_takes_it_out_of_the_queue(stan):
    """Source: ORG-2 (APP 0)."""
    case = a_form_case()
    claimed(stan, case)
    done = stan.post(place(case, "accept"), follow=True)
    assert "The form was accepted." in words(done)
    assert "Nothing waits here." in words(done)
    assert told_form(case.id).submitter_id
    assert stan.get(place(case)).status_code == 404


@pytest.mark.said
def test_asking_for_more_and_rejecting_need_words_beside_their_field(stan):
    """Source: ORG-1 (APP 0). What was typed is kept, and the other field stays as it was."""
    case = a_form_case()
    claimed(stan, case)
    for deed, field in (("ask", "question"), ("reject", "reason")):
        for sent in ("", "no", "\u202e hidden words \u202e"):
            page = stan.post(place(case, deed), {field: sent})
            assert page.status_code == 422
            assert page.content.decode().count("usa-form-group--error") == 1
    typed = stan.post(place(case, "reject"), {"reason": "x" * 4001})
    assert "x" * 4001 in typed.content.decode()
    done = stan.post(place(case, "ask"), {"question": "Which office is meant?"}, follow=True)
    assert "The form's contact was asked for more." in words(done)
    assert "The contact was asked for more." in words(done)
    assert [message.words for message in told_form(case.id).messages] == ["Which office is meant?"]


def test_the_signed_document_is_handed_to_who_has_claimed_the_form(stan, sue):
    """Source: ORG-1 (APP 0), AUD-1. It is kept by the browser, never shown as a page of ours."""
    case, other = a_form_case(), a_form_case()
    claimed(stan, case)
    document = stan.get(place(case, "document"))
    assert document.content.startswith(b"%PDF")
    assert document["Content-Type"] == "application/pdf"
    assert document["Content-Disposition"].startswith('attachment; filename="form-')
    assert document["X-Content-Type-Options"] == "nosniff"
    assert document["Cache-Control"] == "no-store"
    assert stan.get(place(other, "document")).status_code == 404
    assert sue.get(place(case, "document")).status_code == 404
    stan.post(place(case, "release"))
    assert stan.get(place(case, "document")).status_code == 404


@pytest.mark.said
def test_a_request_stands_beside_what_the_accepted_form_says(stan):
    """Source: ROL-7 (APP 16), ORG-3."""
    page = claimed(stan, a_request_case())
    for shown in ("Ann Archer", "ann.archer@example.com", "What the accepted form says", "Designated approver"):
        assert shown in page


@pytest.mark.said
def test_approving_a_request_is_one_press_and_says_so(stan):
    """Source: ROL-7, ROL-8 (APP 16)."""
    case = a_request_case()
    claimed(stan, case)
    assert "The request was approved." in words(stan.post(place(case, "approve"), follow=True))
    assert case.person_id
    assert RoleGrant.objects.filter(person_id=case.person_id, ended_at=None).count() == 1
    before = consequences()
    assert "already approved by Stan Staff" in words(stan.post(place(case, "approve")))
    assert consequences() - before == NONE


@pytest.mark.said
def test_denying_needs_a_reason_beside_its_field(stan):
    """Source: ROL-8."""
    case = a_request_case()
    claimed(stan, case)
    for sent in ({}, {"denial_reason": "no"}, {"denial_reason": "x" * 501}):
        page = stan.post(place(case, "deny"), sent)
        assert page.status_code == 422
        assert page.content.decode().count("usa-form-group--error") == 1
        assert "What the accepted form says" in words(page)
    assert "The request was denied." in words(stan.post(place(case, "deny"), {"denial_reason": REASON}, follow=True))


@pytest.mark.said
def test_an_identity_is_verified_by_two_people_each_by_one_button(stan, sue):
    """Source: PRF-5 (APP 14; two people: decided)."""
    case = a_proofing_case()
    assert case.person_id
    page = claimed(stan, case)
    assert "1 Nowhere Lane" in page
    assert "Verify identity" in page
    done = stan.post(place(case, "evidence"), PASSPORT, follow=True)
    assert "A colleague confirms it." in words(done)
    refused = stan.post(place(case, "claim"))
    assert "You entered the evidence yourself" in words(refused)
    assert "You entered this evidence yourself" in words(stan.post(place(case, "confirm")))
    second = claimed(sue, case)
    assert "Entered by Stan Staff" in second
    assert "Passport ends in 4321" in second
    assert "The person is verified." in words(sue.post(place(case, "confirm"), follow=True))
    assert is_proofed(case.person_id)


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "kind_1"),
        ({**PASSPORT, "kind_1": "library_card"}, "kind_1"),
        ({**PASSPORT, "last_digits_1": "123456789"}, "last_digits_1"),
        ({**PASSPORT, "last_digits_1": ""}, "last_digits_1"),
        ({**PASSPORT, "kind_2": "utility_bill", "last_digits_2": "a whole n"}, "last_digits_2"),
        ({**PASSPORT, "last_digits_2": "12"}, None),
        ({**PASSPORT, "kind_1": "utility_bill"}, None),
        ({**PASSPORT, "kind_2": "passport", "last_digits_2": "9999"}, None),
        ({**PASSPORT, "seen_on_day": "11"}, "seen_on"),
        ({**PASSPORT, "seen_on_year": "2025"}, "seen_on"),
        (
            {**PASSPORT, "valid_until_1_month": "1", "valid_until_1_day": "31", "valid_until_1_year": "2020"},
            "valid_until_1",
        ),
        ({**PASSPORT, "valid_until_1_month": "2"}, "valid_until_1"),
    ],
)
def test_evidence_that_does_not_do_is_said_beside_its_field_and_kept(stan, sent, field):
    """Source: PRF-5. Never a whole number; at least one document with a photo; seen of late."""
    case = a_proofing_case()
    claimed(stan, case)
    before = consequences()
    page = stan.post(place(case, "evidence"), sent)
    assert page.status_code == 422
    text = page.content.decode()
    if field:
        assert f'id="{field}-error"' in text
    else:
        assert "page-errors" in text
    if sent:
        assert 'value="10"' in text or 'value="11"' in text
    assert consequences() - before == NONE
    assert CaseClaim.objects.count() == 1


@pytest.mark.said
def test_a_verification_is_refused_with_a_reason_that_the_person_reads(stan):
    """Source: PRF-5 (APP 14)."""
    case = a_proofing_case()
    assert case.person_id
    claimed(stan, case)
    assert stan.post(place(case, "refuse"), {"reason": "no"}).status_code == 422
    done = stan.post(place(case, "refuse"), {"reason": "The documents show another date of birth."}, follow=True)
    assert "The verification was refused." in words(done)
    assert not is_proofed(case.person_id)


@pytest.mark.said
def test_words_of_others_are_shown_as_words(stan):
    """Source: ORG-1. What a form says is its writer's, and never markup of ours."""
    case = a_form_case(legal_name="<script>alert(1)</script> Clinic, LLC", official_title="<b>Boss</b>")
    page = stan.post(place(case, "claim"), follow=True).content.decode()
    assert "<script>alert" not in page
    assert "<b>Boss" not in page


@pytest.mark.said
def test_the_banner_tells_only_who_did_it(stan, sue):
    """Source: HLP-1. An address that names a case says nothing to who has done nothing about it."""
    case = a_form_case()
    done = stan.post(place(case, "accept"))
    assert "was accepted" in words(stan.get(done.headers["Location"]))
    assert "was accepted" not in words(sue.get(done.headers["Location"]))
