"""The help desk corrects an approver's request instead of denying it."""

import pytest
from django.urls import reverse

from tests.browsing import signed_in, words
from tests.consequences import consequences
from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, a_request, an_organization, holds
from tests.rooms.access.affiliating import an_update, the_open_catalog
from tests.rooms.access.consequences import mail_to
from tests.rooms.desk.casing import ACase, a_request_case, at_browser, staff
from vestibule.access.actions import confirm_correction
from vestibule.access.models import RoleRequest
from vestibule.access.queries import active_grants
from vestibule.accounts.models import Person
from vestibule.desk.actions import approve_request, claim_case, correct_request, deny_request
from vestibule.desk.cases import queue
from vestibule.desk.policy.cases import REQUEST
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def stan(db) -> Actor:
    return staff()


@pytest.fixture
def case(db) -> ACase:
    return a_request_case()


def the_row(case: ACase) -> RoleRequest:
    """Return the request of a case as it stands."""
    return RoleRequest.objects.get(pk=case.id)


def confirm(case: ACase) -> None:
    """Let the requester confirm what is proposed."""
    row = the_row(case)
    assert case.person_id
    assert row.proposed_role_id
    confirm_correction(
        case.id,
        role_key=row.proposed_role_id,
        organization_id=row.proposed_organization_id,
        by=person(case.person_id),
        at=AT,
    )


def test_a_wrong_approver_role_is_corrected_by_the_desk_and_granted_after_it_is_confirmed(case, stan):
    """Source: ROL-5, ROL-7, ORG-3. An update names her backup by now; her organization stays pending with her request.

    Who claimed the case is done with it; it comes back into the queue when it is confirmed.
    """
    form, bob = the_row(case).form_id, a_person("Bob", "Boss")
    assert form
    an_update(form, approver=bob, backup=case.person_id)
    pending = the_row(case).organization_id
    claim_case(REQUEST, case.id, by=stan, at=AT)
    with pytest.raises(Refused, match=r"request\.named_otherwise"):
        approve_request(case.id, by=stan, at=AT)

    correct_request(case.id, role_key=BACKUP, organization_id=pending, by=stan, at=AT)
    assert queue() == []
    for deed in (
        lambda: approve_request(case.id, by=stan, at=AT),
        lambda: deny_request(case.id, reason="They telephoned about it.", by=stan, at=AT),
    ):
        with pytest.raises(Refused, match=r"request\.already_corrected.*Stan Staff"):
            deed()

    confirm(case)
    assert [queued.case.id for queued in queue()] == [case.id]
    assert the_row(case).form_id == form
    assert Organization.objects.get(pk=str(pending)).status == "pending"
    approve_request(case.id, by=stan, at=AT)
    assert case.person_id
    assert [(grant.role_key, grant.organization_id) for grant in active_grants(case.person_id)] == [(BACKUP, pending)]
    assert Organization.objects.get(pk=str(pending)).status == "active"


def test_a_pending_organization_that_the_corrected_request_no_longer_creates_is_dropped_when_it_is_confirmed(
    case, stan
):
    """Source: ROL-5, ORG-3. Not before: nothing of the original is lost until then. Another's approver decides."""
    pending, there = the_row(case).organization_id, an_organization("Moonlight Clinic")
    ann = a_person("Ada", "Approver")
    holds(ann, APPROVER, there)
    correct_request(case.id, role_key=END_USER, organization_id=there, by=stan, at=AT)
    assert Organization.objects.get(pk=str(pending)).status == "pending"
    confirm(case)
    assert Organization.objects.get(pk=str(pending)).status == "dropped"
    assert (the_row(case).organization_id, the_row(case).form_id) == (there, None)
    assert queue() == []
    assert "Archer" in words(signed_in(ann).get("/my-approvals"))


def test_an_end_users_role_in_a_pending_organization_is_no_correction(case, stan):
    """Source: ROL-5, ORG-3. Nobody could decide there."""
    before = consequences()
    with pytest.raises(Refused, match=r"request\.organization_missing"):
        correct_request(case.id, role_key=END_USER, organization_id=the_row(case).organization_id, by=stan, at=AT)
    assert consequences() == before


def test_where_nobody_at_the_organization_can_decide_the_desk_corrects_and_is_named_as_who_proposes(stan):
    """Source: ROL-5, ORG-9. An end user asked at an organization without an approver; the right one has one."""
    the_open_catalog()
    here, there, eve = an_organization("Sunset Clinic"), an_organization("Moonlight Clinic"), a_person("Eve", "Enduser")
    asked = a_request(eve, here)
    correct_request(asked, role_key=END_USER, organization_id=there, by=stan, at=AT)
    browser = signed_in(eve)
    said = "The help desk proposes: role FCSO – SPOT End User at Moonlight Clinic instead"
    for page in ("/my-requests", "/home"):
        assert said in words(browser.get(page))
    assert "The help desk proposes instead:" in (
        mail_to("eve.enduser@example.com", "access/request_corrected").text or ""
    )


def test_the_desk_corrects_what_it_decides_and_nobodys_own(case, stan):
    """Source: ROL-7, HLP-2. An end user's request is its organization's; the requester works at the desk."""
    there = an_organization("Moonlight Clinic")
    holds(a_person("Ada", "Approver"), APPROVER, there)
    end_users = a_request(a_person("Eve", "Enduser"), there)
    before = consequences()
    for request_id, by, refused in (
        (end_users, stan, NotFound),
        (case.id, person(a_person("Oda", "Other")), NotFound),
    ):
        with pytest.raises(refused):
            correct_request(request_id, role_key=END_USER, organization_id=there, by=by, at=AT)
    claimer = staff("Sue", "Second")
    claim_case(REQUEST, case.id, by=claimer, at=AT)
    with pytest.raises(Refused, match=r"case\.claimed"):
        correct_request(case.id, role_key=END_USER, organization_id=there, by=stan, at=AT)
    assert the_row(case).state == "submitted"
    assert before.mails <= consequences().mails


@pytest.mark.said
def test_the_case_leads_to_the_correction_and_the_queue_says_that_it_was_proposed(case, stan, travel):
    """Source: ROL-5, HLP-1. Who hasn't claimed the case doesn't see the page."""
    travel(AT)
    there, browser = an_organization("Moonlight Clinic"), at_browser(stan)
    page = reverse("desk-request-correct", args=[case.id])
    assert browser.get(page).status_code == 404
    browser.post(reverse("desk-request-claim", args=[case.id]))
    assert page in browser.get(reverse("desk-request", args=[case.id])).text
    asking = browser.get(page, {"legal_name": "Moonlight", "state": "FL"})
    assert "Moonlight Clinic" in words(asking)
    wrong = browser.post(f"{page}?legal_name=Moonlight&state=FL", {"role": BACKUP, "organization": str(there)})
    assert wrong.status_code == 422
    assert "No accepted form of this organization names the requester" in words(wrong)
    sent = {"role": END_USER, "organization": str(there)}
    done = browser.post(f"{page}?legal_name=Moonlight&state=FL", sent, follow=True)
    assert "The correction was proposed." in words(done)
    assert the_row(case).proposed_organization_id == there
    assert Person.objects.get(pk=case.person_id).state == "active"
