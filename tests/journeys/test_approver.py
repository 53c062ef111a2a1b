"""The approver's journey from a form to SPOT, through the pages and the mail, over days; each fork by its name."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.browsing import hidden, words
from tests.contracts.oidc.application import Application, code_for, register
from tests.people import APPROVER, AT, PASSWORD
from tests.rooms.accounts.registering import THIRD_PAGE, fill_in
from tests.rooms.desk.casing import at_browser, leaves, staff
from tests.rooms.organizations.forming import typed
from tests.rooms.proofing.people import known, the_bureau
from tests.rooms.signin.people import sign_in
from vestibule.access.queries import admission
from vestibule.accounts.models import Person
from vestibule.cli.page_reader import read_page
from vestibule.journal.models import Entry
from vestibule.notices.models import Mail
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.models import Organization, OrganizationForm

pytestmark = [pytest.mark.django_db, pytest.mark.said]

Travel = Callable[[datetime], Any]
CREATE, REVIEW = "/role-request/create-or-associate", "/role-request/review"
REASON = "I approve the end users of this office."
SIGNATURE = {"signed_name": "Olga Official", "signed_title": "Practice Administrator", "attested": "yes"}


@pytest.fixture(autouse=True)
def ground(travel: Travel) -> None:
    """Put SPOT with its shipped catalogue and the shipped bureau in place, on the first day."""
    travel(AT)
    register()
    the_bureau()


def _mailed(kind: str, to: str) -> str:
    """Return the newest mail of a kind to an address."""
    mails = [mail for mail in Mail.objects.filter(kind=kind).order_by("-queued_at") if mail.recipient == to]
    assert mails, f"no mail {kind} to {to}"
    return str(mails[0].text)


def _link(text: str, begins: str) -> str:
    found = re.search(rf"http://testserver({begins}\S*)", text)
    assert found, text
    return found[1]


def _form_for(first_name: str, **told: str) -> dict[str, str]:
    """Return what a page of a form says that designates one of the shipped people."""
    named = known(first_name)
    approver = {"first_name": named["first_name"], "last_name": named["last_name"], "email": _email(first_name)}
    return typed(**{**{f"approver_{part}": text for part, text in approver.items()}, **told})


def _email(first_name: str) -> str:
    return f"{first_name.lower()}.user@example.com"


def _signed(page: dict[str, str]) -> str:
    """Send a form and sign it by the mailed link; return its reference number."""
    visitor = Client()
    sent = visitor.post("/organizations/new-form", {**page, **hidden(visitor.get("/organizations/new-form"))})
    reference = sent.headers["Location"].split("/")[3]
    link = _link(_mailed("organizations/form_to_sign", page["official_email"]), "/organizations/forms/sign/")
    visitor.post(link, {**SIGNATURE, **hidden(visitor.get(link))})
    return reference


def _at_case(desk: Client, kind: str, which: Any, deed: str, **sent: str) -> Any:
    """Claim a case and do something about it."""
    desk.post(f"/help-desk/{kind}/{which}/claim")
    return desk.post(f"/help-desk/{kind}/{which}/{deed}", sent, follow=True)


def _accepted(page: dict[str, str], desk: Client) -> str:
    """Have a form signed and accepted; return the submitter ID of the approval communication."""
    form = OrganizationForm.objects.get(reference=_signed(page))
    _at_case(desk, "forms", form.pk, "accept")
    found = re.search(r"Submitter ID: (\w+)", _mailed("organizations/approval_approver", page["approver_email"]))
    assert found
    return found[1]


def _proofed(browser: Client, role: str = APPROVER) -> None:
    """Ask for a role, and be verified with what the profile says."""
    browser.post("/role-request/role", {"application": "spot", "role": role})
    browser.post("/role-request/proofing/terms", {"terms": "yes"})
    form = browser.get("/role-request/proofing/form")
    browser.post("/role-request/proofing/form", {**_as_shown(form), **hidden(form)})


def _as_shown(page: Any) -> dict[str, str]:
    """Return the values that the fields of the page show, as a browser would send them."""
    forms = read_page(page.content.decode()).forms
    return {
        control.name: control.value for form in forms for control in form.controls if control.kind not in {"checkbox"}
    }


def _creation(page: dict[str, str], issued: str, /, **told: str) -> dict[str, str]:
    """Return what is typed under Create an Organization, as the form says it."""
    names = ("tin", "legal_name", "address", "telephone", "city", "state", "zip_code")
    typed_in = {name: page[name] for name in names}
    return {"shown": "create", "way": "create", **typed_in, "submitter_id": issued, **told}


def _submitted(browser: Client) -> str:
    """Review and submit; return the confirmation number."""
    done = browser.post(REVIEW, {**hidden(browser.get(REVIEW)), "reason": REASON}, follow=True)
    found = re.search(r"Confirmation number ([\w-]+)", words(done))
    assert found, words(done)
    return found[1]


def _registers(first_name: str) -> Client:
    """Register in three pages as one of the shipped people, and sign in with the mailed code."""
    row, browser = known(first_name), Client()
    year, month, day = row["birth_date"].split("-")
    born = {"birth_date_year": year, "birth_date_month": str(int(month)), "birth_date_day": str(int(day))}
    names = {name: row[name] for name in ("first_name", "middle_name", "last_name", "suffix")}
    home = {name: row[name] for name in ("address_line_1", "address_line_2", "city", "state", "zip_code")}
    fill_in(
        browser,
        {**names, **born, "email": _email(first_name), "terms": "yes"},
        {**home, "telephone": "904-555-0143"},
        {**THIRD_PAGE, "user_id": f"{first_name.lower()}.user", "password": PASSWORD, "confirm_password": PASSWORD},
    )
    sign_in(browser, f"{first_name.lower()}.user")
    return browser


def _enters_spot(user_id: str) -> dict[str, Any]:
    """Sign in to SPOT in a new browser; return what SPOT is told."""
    spot, browser = Application(), Client()
    sign_in(browser, user_id)
    return spot.reads(spot.redeems(code_for(spot, browser)))


def test_from_a_form_to_spot_within_a_week(travel: Travel):
    """Source: APP 0-17, ORG-1 to ORG-4, PRF-1 to PRF-3, ROL-1 to ROL-8, SPT-1, SPT-2, HLP-1."""
    page, desk = _form_for("Nora"), at_browser(staff())
    reference = _signed(page)
    form = OrganizationForm.objects.get(reference=reference)

    travel(AT + timedelta(days=1))
    desk = at_browser(staff("Sue", "Second"))
    _at_case(desk, "forms", form.pk, "ask", question="Which suite is the office in?")
    answer = _link(_mailed("organizations/form_answer_needed", page["contact_email"]), "/organizations/forms/answer/")
    Client().post(answer, {"answer": "Suite 210, on the second floor."})
    _at_case(desk, "forms", form.pk, "accept")
    approval = _mailed("organizations/approval_approver", _email("Nora"))
    submitter_id = re.search(r"Submitter ID: (\w+)", approval)
    assert submitter_id

    travel(AT + timedelta(days=2))
    nora = _registers("Nora")
    _proofed(nora)
    travel(AT + timedelta(days=3))  # the session is over; the request stands where it stood
    nora = Client()
    sign_in(nora, "nora.user")
    assert nora.get("/role-request/").headers["Location"] == CREATE
    nora.post(CREATE, _creation(page, submitter_id[1]))
    number = _submitted(nora)
    (organization,) = Organization.objects.all()
    assert (organization.status, find_organizations("sunshine medical", "FL")) == ("pending", [])

    travel(AT + timedelta(days=6))
    desk = at_browser(staff("Tom", "Third"))
    request_id = Entry.objects.get(fact="access.request_submitted").subject_id
    _at_case(desk, "requests", request_id, "approve")
    assert number in _mailed("access/request_approved", _email("Nora"))
    assert [card.legal_name for card in find_organizations("sunshine medical", "FL")] == [page["legal_name"]]

    claims = _enters_spot("nora.user")
    (role,) = claims["roles"]
    assert (role["role"], role["organization"]["name"]) == (APPROVER, page["legal_name"])
    assert claims["sign_in_by"] == "2026-04-15"  # thirty days from the sign-in of March 16
    assert role["certify_by"] == "2027-03-16"


def _named(issued: str, page: dict[str, str], /, **told: str) -> tuple[Client, Any]:
    """Let Nora, registered and proofed, try to create the organization; return her browser and what comes."""
    nora = _registers("Nora")
    _proofed(nora)
    return nora, nora.post(CREATE, _creation(page, issued, **told), follow=True)


@pytest.mark.alike
@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"tin": "65-9999999"}, "No accepted form"),
        ({"submitter_id": "FC00000000"}, "No accepted form"),
        ({"legal_name": "Moonlight Clinic"}, "Legal business name"),
        ({"zip_code": "33101"}, "ZIP code"),
        ({"telephone": "904-555-0199"}, "Company telephone"),
        ({"tin": "12-34"}, "nine digits"),
        ({"zip_code": "3310"}, "ZIP code"),
        ({"submitter_id": "?"}, "3 to 20 letters and digits"),
    ],
)
def test_what_does_not_match_the_accepted_form_is_named_and_its_right_value_never(told, says):
    """Source: ORG-3 (APP 15)."""
    page = _form_for("Nora", zip_code="32244")
    submitter_id = _accepted(page, at_browser(staff()))

    _, answer = _named(submitter_id, page, **told)

    assert answer.status_code == 422
    assert says in words(answer)
    for name in told:
        assert page.get(name, submitter_id) not in words(answer)
    assert not Organization.objects.exists()


def test_a_business_office_role_for_a_provider_office_is_refused_with_the_way_to_the_right_one():
    """Source: ROL-5, ORG-3 (APP 10)."""
    page = _form_for("Nora")
    submitter_id = _accepted(page, at_browser(staff()))
    nora = _registers("Nora")
    _proofed(nora, "spot-business-office-approver")

    answer = nora.post(CREATE, _creation(page, submitter_id), follow=True)

    assert answer.status_code == 422
    assert "FCSO – Provider Office Approver" in words(answer)
    assert not Organization.objects.exists()


def test_who_is_not_named_by_the_form_does_not_create_its_organization():
    """Source: ORG-3."""
    page = typed()
    desk = at_browser(staff())
    form = OrganizationForm.objects.get(reference=_signed(page))
    _at_case(desk, "forms", form.pk, "accept")
    form.refresh_from_db()

    _, answer = _named(str(form.submitter_id), page)

    assert answer.status_code == 422
    assert page["approver_last_name"] not in words(answer)
    assert not Organization.objects.exists()


def test_a_denied_creation_is_dropped_and_asked_for_anew():
    """Source: ROL-5, ROL-8, ORG-3."""
    page, desk = _form_for("Nora"), at_browser(staff())
    submitter_id = _accepted(page, desk)
    nora, _ = _named(submitter_id, page)
    _submitted(nora)
    first = Entry.objects.get(fact="access.request_submitted").subject_id

    _at_case(desk, "requests", first, "deny", denial_reason="Please telephone us before you ask.")

    assert "Please telephone us" in _mailed("access/request_denied", _email("Nora"))
    nora.post("/role-request/role", {"application": "spot", "role": APPROVER})
    nora.post(CREATE, _creation(page, submitter_id))
    _submitted(nora)
    assert sorted(Organization.objects.values_list("status", flat=True)) == ["dropped", "pending"]


def test_a_legal_name_that_changed_after_submission_is_said_at_the_decision():
    """Source: ROL-7, ORG-3, ACC-13. Proofing is void, and the form names somebody else."""
    page, desk = _form_for("Nora"), at_browser(staff())
    nora, _ = _named(_accepted(page, desk), page)
    _submitted(nora)
    asked = Entry.objects.get(fact="access.request_submitted")
    assert asked.person_id
    somebody = Person.objects.get(pk=asked.person_id)
    somebody.last_name = "Married"
    somebody.save()

    answer = _at_case(desk, "requests", asked.subject_id, "approve")

    assert answer.status_code == 422
    assert "has changed since the request was submitted" in words(answer)
    assert admission(somebody.pk, "spot", at=AT).standing == "submitted"


def test_a_decision_after_the_appointment_ended_is_none():
    """Source: ROL-7, HLP-2. It ended between the page and the click."""
    page, desk_person = _form_for("Nora"), staff()
    desk = at_browser(desk_person)
    nora, _ = _named(_accepted(page, desk), page)
    _submitted(nora)
    asked = Entry.objects.get(fact="access.request_submitted")
    desk.post(f"/help-desk/requests/{asked.subject_id}/claim")
    leaves(desk_person)

    answer = desk.post(f"/help-desk/requests/{asked.subject_id}/approve")

    assert answer.status_code == 404
    assert asked.person_id
    assert admission(asked.person_id, "spot", at=AT).standing == "submitted"
