"""Ids of rows that are there and are another's, or of another kind, sent to every deed that takes one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tests.journeys.everywhere import SENT, Scene, changed, outcome, routes, rows
from tests.people import AT, END_USER, REASON, a_draft, a_person, an_organization
from vestibule.access.actions import correct_request
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.accounts.queries import user_id_owner
from vestibule.kernel.actor import person
from vestibule.organizations.models import OrganizationForm

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # each guard is held on both databases in its room

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


@pytest.mark.parametrize("who", ["staff"], scope="module")
def test_at_the_help_desk_no_id_but_one_of_its_cases_leads_anywhere(
    scene: Scene, who: str, travel: Callable[[datetime], Any]
):
    """Source: HLP-1, HLP-2, ROL-7. A draft, an end user's request, an unsigned form, another kind's id."""
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


@pytest.mark.parametrize("who", ["end user", "approver of A", "approver of B", "staff"], scope="module")
def test_in_the_portal_anothers_id_is_as_one_that_never_was(scene: Scene, who: str, travel: Callable[[datetime], Any]):
    """Source: ROL-7, ROL-9, SIG-7. Only the approver of A decides, and only on the end user's request."""
    ids = everything(scene)
    theirs = {"approver of A": {"an end user's request", "an organization"}, "end user": {"a session", "a device"}}.get(
        who, set()
    )
    before = rows()
    for name in PORTAL:
        travel(AT)  # as above
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


@pytest.mark.parametrize("who", ["end user", "approver of B", "staff"], scope="module")
def test_a_correction_is_nobodys_but_its_organizations_and_its_requesters(scene: Scene, who: str):
    """Source: ROL-5, ROL-7. Not even the approver's of the organization that is proposed, nor a stranger's."""
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


@pytest.mark.parametrize("who", ["end user", "approver of A", "approver of B", "staff"], scope="module")
@pytest.mark.parametrize("reason", [REASON, ""])
def test_a_review_form_that_names_anothers_request_finds_nothing(scene: Scene, who: str, reason: str):
    """Source: ROL-6, ROL-7. The hidden fields are what an attacker writes; also who may see it submits nothing."""
    ids = everything(scene)
    before = rows()
    for what, named in ids.items():
        sent = {"request": named, "role": "spot-end-user", "organization": ids["an organization"], "reason": reason}
        assert outcome(scene.browser.post("/role-request/review", sent)) == "nothing", what
        assert changed(before, rows()) == set(), what
