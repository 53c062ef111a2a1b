"""Ids of rows that are there and are another's, or of another kind, sent to every deed that takes one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tests.journeys.everywhere import Scene, a_scene, changed, outcome, routes, rows
from tests.people import AT, END_USER, REASON, a_draft, a_person, an_organization
from tests.rooms.desk.casing import a_form_case, a_proofing_case, at_browser, leaves, staff
from tests.rooms.organizations.forming import SIGNATURE, VISITOR, a_form, a_signed_form
from vestibule.access.actions import correct_request
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.accounts.queries import user_id_owner
from vestibule.desk.actions import claim_case, release_case
from vestibule.desk.policy.cases import FORM
from vestibule.kernel.actor import person
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.signing import sign

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]  # on one database: each guard is held on both in its room

# What each deed of the help desk is sent with, so that nothing but the id stands in its way.
SENT: dict[str, dict[str, str]] = {
    "ask": {"question": "Which office?"},
    "reject": {"reason": REASON},
    "deny": {"denial_reason": REASON},
    "correct": {"role": END_USER, "organization": ""},
    "refuse": {"reason": REASON},
    "remove": {"removal_reason": REASON},
    "decide": {"finding": "same", "decision": "disable", "reason": REASON},
    "email": {"new_email": "new@example.com", "reason": REASON},
    "evidence": {
        "kind_1": "passport",
        "last_digits_1": "4321",
        "seen_on_month": "3",
        "seen_on_day": "10",
        "seen_on_year": "2026",
    },
}
AT_DESK = [name for name, parts in routes().items() if name.startswith("desk-") and len(parts) == 1]
PORTAL = [
    *("cancel-request", "approve-request", "deny-request", "role-request-submitted", "end-session", "not-me"),
    *("correct-request", "withdraw-correction", "confirm-correction", "ask-anew"),
    *("remove-device", "prove-with", "give-up-role", "remove-role", "members", "members-csv", "organization-record"),
    *("keep-role", "remove-certified-role", "certification-evidence"),
    *("stop-waiting", "invitations", "withdraw-invitation"),
]

# Which of the ids that are there an address of the help desk is for.
RIGHT = {
    "form_id": "a form",
    "request_id": "an approver's request",
    "verification_id": "a verification",
    "loss_id": "a lost device",
    "registration_id": "a held registration",
    "case_id": "a suspicion of sharing",
    "stop_id": "a stopped sweep",
    "look_id": "a look",
    "grant_id": "an approver's role that is due",
    "announcement_id": "an announcement",
    "person_id": "a person",
    "organization_id": "an organization",
}


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


def everything(scene: Scene) -> Mapping[str, UUID]:
    """Return ids of all kinds of rows that are there, a draft and what isn't signed among them."""
    return {
        "a draft": a_draft(a_person("Dora", "Draft"), an_organization("Draft Partners")),
        "an end user's request": scene.ids["request_id"],
        "an unsigned form": OrganizationForm.objects.get(reference=scene.reference).pk,
        "a form": scene.at_desk["form_id"],
        "an approver's request": scene.at_desk["request_id"],
        "a verification": scene.at_desk["verification_id"],
        "a lost device": scene.at_desk["loss_id"],
        "a suspicion of sharing": scene.at_desk["case_id"],
        "a stopped sweep": scene.at_desk["stop_id"],
        "a look": scene.at_desk["look_id"],
        "an approver's role that is due": scene.at_desk["grant_id"],
        "an announcement": scene.ids["announcement_id"],
        "a session": scene.ids["session_id"],
        "a device": scene.ids["device_id"],
        "a person": scene.at_desk["person_id"],
        "an organization": scene.at_desk["organization_id"],
    }


def test_at_the_help_desk_no_id_but_one_of_its_cases_leads_anywhere(travel: Callable[[datetime], Any]):
    """Source: HLP-1, HLP-2, ROL-7. A draft, an end user's request, an unsigned form, another kind's id."""
    scene = a_scene("staff")
    ids = everything(scene)
    before = rows()
    for name in AT_DESK:
        travel(AT)  # on a busy machine it takes minutes, and the session would be seen again
        (part,) = routes()[name]
        for what in set(ids) - {RIGHT[part]}:
            address = reverse(name, kwargs={part: ids[what]})
            sent = SENT.get(name.rsplit("-", 1)[1], {"reason": REASON})
            answers = (scene.browser.get(address), scene.browser.post(address, sent))
            assert {outcome(answer) for answer in answers} <= {"nothing", "not this way"}, (name, what)
            assert changed(before, rows()) == set(), (name, what)


@pytest.mark.parametrize("who", ["end user", "approver of A", "approver of B", "staff"])
def test_in_the_portal_anothers_id_is_as_one_that_never_was(who: str):
    """Source: ROL-7, ROL-9, SIG-7. Only the approver of A decides, and only on the end user's request."""
    scene = a_scene(who)
    ids = everything(scene)
    theirs = {"approver of A": {"an end user's request", "an organization"}, "end user": {"a session", "a device"}}.get(
        who, set()
    )
    before = rows()
    for name in PORTAL:
        (part,) = routes()[name]
        for what in set(ids) - theirs:
            address = reverse(name, kwargs={part: ids[what]})
            sent: tuple[dict[str, str], ...] = (
                {"denial_reason": REASON, "removal_reason": REASON},
                {},
            )  # without a reason a page is shown again
            answers = (scene.browser.get(address), *(scene.browser.post(address, each) for each in sent))
            assert {outcome(answer) for answer in answers} <= {"nothing", "not this way"}, (name, what)
            assert changed(before, rows()) == set(), (name, what)


@pytest.mark.parametrize("who", ["end user", "approver of B", "staff"])
def test_a_correction_is_nobodys_but_its_organizations_and_its_requesters(who: str):
    """Source: ROL-5, ROL-7. Not even the approver's of the organization that is proposed, nor a stranger's."""
    scene = a_scene(who)
    row = RoleRequest.objects.get(pk=scene.ids["request_id"])
    theirs = RoleGrant.objects.get(person_id=str(user_id_owner("bob.approver"))).organization_id
    ours = RoleGrant.objects.get(person_id=str(user_id_owner("ada.approver")))
    correct_request(row.pk, role_key=END_USER, organization_id=theirs, by=person(ours.person_id), at=AT)
    sent = {"role": END_USER, "organization": str(theirs)}
    before = rows()
    for name in ("confirm-correction", "withdraw-correction", "correct-request", "cancel-request", "approve-request"):
        address = reverse(name, kwargs={"request_id": row.pk})
        answers = (scene.browser.get(address), scene.browser.post(address, sent))
        assert {outcome(answer) for answer in answers} <= {"nothing", "not this way"}, name
    assert "alma" not in scene.browser.get("/my-approvals").text.casefold()
    assert changed(before, rows()) == set()


@pytest.mark.parametrize("who", ["end user", "approver of A", "approver of B", "staff"])
@pytest.mark.parametrize("reason", [REASON, ""])
def test_a_review_form_that_names_anothers_request_finds_nothing(who: str, reason: str):
    """Source: ROL-6, ROL-7. The hidden fields are what an attacker writes; also who may see it submits nothing."""
    scene = a_scene(who)
    ids = everything(scene)
    before = rows()
    for what, named in ids.items():
        sent = {"request": named, "role": "spot-end-user", "organization": ids["an organization"], "reason": reason}
        assert outcome(scene.browser.post("/role-request/review", sent)) == "nothing", what
        assert changed(before, rows()) == set(), what


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
