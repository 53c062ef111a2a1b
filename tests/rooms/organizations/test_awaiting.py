"""Who doesn't find their organization is told when it exists: once, and only of what they meant."""

from datetime import timedelta

import pytest

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import AT, END_USER, REASON, a_person, an_organization, proofed, the_catalog
from tests.rooms.access.affiliating import a_creation, an_accepted_form, submitted
from vestibule.access.actions import by_desk
from vestibule.access.creation import Tried
from vestibule.access.models import RoleRequest
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_role
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.organizations.actions import await_organization, stop_waiting
from vestibule.organizations.awaited import awaited_by
from vestibule.organizations.models import AwaitedOrganization
from vestibule.organizations.policy.awaiting import MOST_AWAITED

pytestmark = pytest.mark.django_db

NAME = "Moonlight Family Clinic"
LATER = AT + timedelta(days=3)


def told(*, kind: str = "organizations/awaited_found") -> list[str]:
    """Return to whom the mail went."""
    return [str(mail.recipient) for mail in Mail.objects.filter(kind=kind)]


@pytest.mark.parametrize(
    ("typed", "state", "is_told"),
    [
        (NAME, "FL", True),
        ("moonlight family clinic LLC", "FL", True),
        ("Clinic Moonlight", "FL", True),
        ("Moonligth Family Clinic", "FL", True),
        ("moonlight", "FL", True),
        ("Sunlight Family Clinic", "FL", False),
        ("Moonlight Dental", "FL", False),
        (NAME, "PR", False),
    ],
)
def test_who_waits_is_told_of_the_organization_that_they_meant(typed, state, is_told):
    """Source: ORG-5."""
    una = a_person("Una", "User")
    await_organization(typed, state, by=person(una), at=AT)

    where = an_organization("Moonlight Family Clinic, LLC")

    assert told() == (["una.user@example.com"] if is_told else [])
    assert bool(awaited_by(una, at=LATER)) is not is_told
    if is_told:
        mail = Mail.objects.get(kind="organizations/awaited_found")
        assert mail.subject == "The organization that you wait for is here: Moonlight Family Clinic, LLC"
        assert "/role-request/" in (mail.text or "")
        assert Entry.objects.get(fact="organizations.awaited_found").organization_id == where


def test_everybody_who_waits_is_told_once_however_often_it_is_loaded():
    """Source: ORG-5, NEW-1."""
    for name in ("Una", "Ulf"):
        by = person(a_person(name, "User"))
        first = await_organization(NAME, "FL", by=by, at=AT)
        assert await_organization(NAME.upper(), "FL", by=by, at=AT) == first
    an_organization(NAME)
    an_organization(f"{NAME} of Ocala")
    assert sorted(told()) == ["ulf.user@example.com", "una.user@example.com"]


def test_an_organization_that_a_request_creates_is_told_of_once_it_is_approved():
    """Source: ORG-3, ORG-5. While it is pending nobody finds it, and nobody is told."""
    the_catalog()
    ann, una = proofed(a_person("Ann", "Approver")), a_person("Una", "User")
    form = an_accepted_form(ann)
    await_organization("sunshine medical group", "FL", by=person(una), at=AT)
    assert a_creation(ann, none_of_these=True) == Tried()
    request_id = submitted(ann)
    assert form
    assert told() == []

    by_desk.approve_request(request_id, by=person(a_person("Stan", "Staff")), at=LATER)
    assert told() == ["una.user@example.com"]


def test_not_found_then_created_then_mailed_then_asked_for(client, travel):
    """Source: ORG-5 (EU 14-15). The draft waits where it was left."""
    travel(AT)
    the_catalog()
    una = proofed(a_person("Una", "User"))
    choose_role(una, END_USER, application_key="spot", at=AT)
    browser = signed_in(una)
    search = {"legal_name": "Moonlight Famly Clinic", "state": "FL"}
    page = words(browser.get("/role-request/organization", search))
    assert "It has not been created by an approver yet" in page
    assert "Tell me when it exists" in page

    page = words(browser.post("/role-request/organization/await", search, follow=True))
    assert "You will be told when these exist Moonlight Famly Clinic , Florida" in page
    where = an_organization(NAME)
    assert told() == ["una.user@example.com"]

    found = browser.get("/role-request/organization", search)
    assert NAME in words(found)
    assert "You will be told" not in words(found)
    browser.post("/role-request/organization", {"organization": str(where)})
    draft = draft_of(una)
    assert draft
    hidden = {"request": str(draft.id), "role": END_USER, "organization": str(where)}
    browser.post("/role-request/review", {"reason": REASON, **hidden})
    assert RoleRequest.objects.get(person_id=una).state == "submitted"


def test_who_stopped_waits_no_longer(client, travel):
    """Source: ORG-5. Stopping is one's own; a second press says so."""
    travel(AT)
    the_catalog()
    una, other = proofed(a_person("Una", "User")), a_person("Ulf", "Other")
    choose_role(una, END_USER, application_key="spot", at=AT)
    awaited = await_organization(NAME, "FL", by=person(una), at=AT)
    for stranger in (person(other), visitor()):
        with pytest.raises(NotFound):
            stop_waiting(awaited, by=stranger, at=AT)
    browser, address = signed_in(una), f"/role-request/organization/awaited/{awaited}/stop"
    assert "Moonlight" not in words(browser.post(address, follow=True))
    assert browser.post(address).status_code == 422
    an_organization(NAME)
    assert told() == []


@pytest.mark.parametrize("state", ["disabled", "lapsed"])
def test_a_closed_account_is_told_nothing(state):
    """Source: ORG-5."""
    una = a_person("Una", "User")
    await_organization(NAME, "FL", by=person(una), at=AT)
    Person.objects.filter(pk=una).update(state=state)
    an_organization(NAME)
    assert told() == []


def test_waiting_ends_by_itself_after_half_a_year():
    """Source: ORG-5. Judged when an organization comes, not by a cleaner."""
    await_organization(NAME, "FL", by=person(a_person("Una", "User")), at=AT - timedelta(days=180))
    an_organization(NAME)
    assert told() == []


def test_one_waits_for_so_many_and_no_more():
    """Source: ORG-5."""
    by = person(a_person("Una", "User"))
    for number in range(MOST_AWAITED):
        await_organization(f"Clinic Number {number}", "FL", by=by, at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"organization\.too_many_awaited"):
        await_organization("Clinic too many", "FL", by=by, at=AT)
    assert consequences() - before == NONE


@pytest.mark.parametrize(
    ("name", "state", "why_not"),
    [
        ("", "FL", r"organization\.search_too_short"),
        ("x", "FL", r"organization\.search_too_short"),
        (NAME, "XX", r"organization\.search_state_missing"),
    ],
)
def test_nobody_waits_for_anything_at_all(name, state, why_not):
    """Source: ORG-5."""
    by = person(a_person("Una", "User"))
    with pytest.raises(Refused, match=why_not):
        await_organization(name, state, by=by, at=AT)
    assert not AwaitedOrganization.objects.exists()


def test_a_hostile_name_stays_text_on_the_page_and_one_line_in_the_mail(travel):
    """Source: ORG-5. Markup, line breaks and letters that turn the line around."""
    travel(AT)
    the_catalog()
    una = proofed(a_person("Una", "User"))
    choose_role(una, END_USER, application_key="spot", at=AT)
    typed = "Moonlight <script>alert(1)</script>\r\nBcc: all@example.com \u202egnuol"
    await_organization(typed, "FL", by=person(una), at=AT)
    page = signed_in(una).get("/role-request/organization").content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    an_organization("Moonlight Script Alert 1 Script Bcc All Example Com Gnuol")
    mail = Mail.objects.get(kind="organizations/awaited_found")
    assert "\n" not in mail.subject
    assert "<script>" not in (mail.html or "")
    assert "\u202e" not in f"{mail.text}{mail.html}"
