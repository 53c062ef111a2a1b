"""Invitations: prefilled, granting nothing, good once and for a while, withdrawn by whoever looks after the members."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import APPROVER, AT, BACKUP, END_USER, a_draft, a_person, an_organization, holds, proofed, the_catalog
from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, fill_in
from vestibule.access.actions import end_grant, invite, use_invitation, withdraw_invitation
from vestibule.access.models import Invitation, Role
from vestibule.access.policy.inviting import MOST_A_DAY
from vestibule.access.queries import active_grants, draft_of
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db

GUEST = "nora.newcomer@example.com"


@pytest.fixture
def here(travel) -> UUID:
    travel(AT)
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def ann(here) -> UUID:
    who = a_person("Ann", "Approver")
    holds(who, APPROVER, here)
    return who


def invited(ann: UUID, here: UUID, *, email: str = GUEST, at: datetime = AT) -> str:
    """Invite somebody; return the token of the mailed link."""
    before = set(Mail.objects.values_list("pk", flat=True))
    invite(here, email=email, role_key=END_USER, by=person(ann), at=at)
    mail = Mail.objects.exclude(pk__in=before).get()
    assert mail.recipient == email
    return str(mail.text).rpartition("/invitations/")[2].split()[0]


def test_an_approver_invites_through_the_page_and_the_mail_holds_the_link_alone(here, ann):
    """Source: ROL-12. It grants nothing, and the link stands nowhere but in the mail."""
    browser = signed_in(ann)
    page = words(browser.post(f"/my-organizations/{here}/invitations", {"email": GUEST, "role": END_USER}, follow=True))
    assert GUEST in page
    mail = Mail.objects.get(kind="access/invited")
    assert mail.subject == "Invitation to ask for a role at Sunshine Medical Group, LLC"
    assert "Ann Approver of Sunshine Medical Group, LLC invites you" in (mail.text or "")
    token = str(mail.text).rpartition("/invitations/")[2].split()[0]
    assert token not in Invitation.objects.get().token_digest
    assert not any(token.encode() in bytes(each.canonical) for each in Entry.objects.all())
    assert not any(b"nora" in bytes(each.canonical) for each in Entry.objects.all())


def test_who_follows_it_has_the_role_request_filled_in_and_nothing_granted(here, ann):
    """Source: ROL-12. Opening changes nothing; the button does; a second use finds it closed."""
    token, una = invited(ann, here), proofed(a_person("Una", "User"))
    browser, before = signed_in(una), None
    before = consequences()
    page = browser.get(f"/invitations/{token}")
    assert "Ann Approver invites you" in words(page)
    assert "no-store" in page["Cache-Control"]
    browser.head(f"/invitations/{token}")
    assert consequences() - before == NONE
    assert draft_of(una) is None

    browser.post(f"/invitations/{token}")
    draft = draft_of(una)
    assert draft
    assert draft.organization
    assert (draft.role_key, draft.organization.id) == (END_USER, here)
    assert active_grants(una) == []
    assert "Sunshine Medical Group, LLC" in words(browser.get("/role-request/review"))
    for who in (browser, signed_in(a_person("Ulf", "Other"))):
        closed = who.post(f"/invitations/{token}")
        assert closed.status_code == 404
        assert "This invitation is not open" in words(closed)


def test_a_stranger_registers_by_it_and_finds_it_again_at_home(here, ann):
    """Source: ROL-12, ACC-1. The browser keeps it through registration and the first sign-in."""
    token, stranger = invited(ann, here), Client()
    assert "New User Registration" in words(stranger.get(f"/invitations/{token}"))
    fill_in(stranger, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    browser = signed_in(a_person("Nora", "Newcomer"))
    browser.cookies["vestibule-invitation"] = stranger.cookies["vestibule-invitation"].value
    home = browser.get("/home")
    assert "You opened an invitation to Sunshine Medical Group, LLC" in words(home)
    assert f'href="/invitations/{token}"' in home.content.decode()


def test_who_isnt_signed_in_is_led_there_and_back(here, ann):
    """Source: ROL-12."""
    token = invited(ann, here)
    assert Client().post(f"/invitations/{token}")["Location"] == f"/?next=%2Finvitations%2F{token}"
    assert Invitation.objects.get().status == "open"


def test_a_draft_that_is_there_is_named_and_changed_only_by_the_button(here, ann):
    """Source: ROL-12, ROL-6."""
    una = a_person("Una", "User")
    a_draft(una, an_organization("Bayside Billing Partners"))
    browser, token = signed_in(una), invited(ann, here)
    assert "You have begun a request" in words(browser.get(f"/invitations/{token}"))
    browser.post(f"/invitations/{token}")
    draft = draft_of(una)
    assert draft
    assert draft.organization
    assert draft.organization.id == here


@pytest.mark.parametrize(("role", "why_not"), [(END_USER, r"request\.already_held"), (BACKUP, r"request\.included")])
def test_who_is_a_member_already_is_told_and_the_invitation_stays_open(here, ann, role, why_not):
    """Source: ROL-12, ROL-4, ROL-11."""
    una = a_person("Una", "User")
    holds(una, role, here)
    token, before = invited(ann, here), consequences()
    before = consequences()
    with pytest.raises(Refused, match=why_not):
        use_invitation(token, by=person(una), at=AT)
    assert consequences() - before == NONE
    assert Invitation.objects.get().status == "open"
    assert draft_of(una) is None


def test_withdrawn_between_mail_and_click_it_is_closed(here, ann):
    """Source: ROL-12, ORG-7. By a backup as well, once."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, here)
    token = invited(ann, here)
    address = f"/my-invitations/{Invitation.objects.get().pk}/withdraw"
    browser = signed_in(bob)
    assert browser.post(address).status_code == 302
    assert browser.post(address).status_code == 409
    assert Client().get(f"/invitations/{token}").status_code == 404


@pytest.mark.parametrize("spoil", ["late", "organization", "role", "unknown", "long"])
def test_what_is_no_longer_good_looks_the_same(here, ann, spoil):
    """Source: ROL-12."""
    token = invited(ann, here, at=AT - timedelta(days=14) if spoil == "late" else AT)
    if spoil == "organization":
        Organization.objects.filter(pk=here).update(status="dropped")
    if spoil == "role":
        Role.objects.filter(pk=END_USER).update(requestable=False)
    shown = {"unknown": "x" * 43, "long": "x" * 5000}.get(spoil, token)
    una = a_person("Una", "User")
    with pytest.raises(NotFound):
        use_invitation(shown, by=person(una), at=AT)
    page = Client().get(f"/invitations/{shown}")
    assert page.status_code == 404
    assert "This invitation is not open" in words(page)


def test_whose_right_ended_invites_and_withdraws_no_more(here, ann):
    """Source: ROL-12."""
    invited(ann, here)
    row = Invitation.objects.get()
    end_grant(active_grants(ann)[0].id, why="removed", by=OPERATOR, at=AT)
    with pytest.raises(Refused, match=r"membership\.right_ended"):
        invite(here, email="other@example.com", role_key=END_USER, by=person(ann), at=AT)
    with pytest.raises(Refused, match=r"membership\.right_ended"):
        withdraw_invitation(row.pk, by=person(ann), at=AT)


def test_nobody_else_invites_or_withdraws(here, ann):
    """Source: ROL-12. An approver elsewhere, an end user, a visitor: for them there is nothing."""
    invited(ann, here)
    row = Invitation.objects.get()
    bea, eve = a_person("Bea", "Elsewhere"), a_person("Eve", "Enduser")
    holds(bea, APPROVER, an_organization("Bayside Billing Partners"))
    holds(eve, END_USER, here)
    before = consequences()
    for by in (person(bea), person(eve), person(uuid4()), visitor(), OPERATOR):
        with pytest.raises(NotFound):
            invite(here, email="other@example.com", role_key=END_USER, by=by, at=AT)
        with pytest.raises(NotFound):
            withdraw_invitation(row.pk, by=by, at=AT)
    assert consequences() - before == NONE


@pytest.mark.parametrize(
    ("email", "role", "why_not"),
    [
        ("", END_USER, "email"),
        ("nora", END_USER, "email"),
        ("nora@example.com\r\nBcc: all@example.com", END_USER, "email"),
        ("Nora <nora@example.com>", END_USER, "email"),
        ("n" * 320 + "@example.com", END_USER, "email"),
        (GUEST, APPROVER, r"invitation\.role_not_offered"),
        (GUEST, BACKUP, r"invitation\.role_not_offered"),
    ],
)
def test_who_cant_be_invited_gets_no_mail(here, ann, email, role, why_not):
    """Source: ROL-12, ORG-4."""
    before = consequences()
    with pytest.raises(Refused, match=why_not):
        invite(here, email=email, role_key=role, by=person(ann), at=AT)
    assert consequences() - before == NONE


def test_an_address_is_invited_once_while_it_is_open_and_no_flood_goes_out(here, ann):
    """Source: ROL-12. The answer is the same whether the address has an account or none."""
    invited(ann, here)
    with pytest.raises(Refused, match=r"invitation\.already_open"):
        invite(here, email=GUEST.upper(), role_key=END_USER, by=person(ann), at=AT)
    invited(ann, here, at=AT + timedelta(days=15))
    assert Invitation.objects.filter(status="lapsed").count() == 1
    later = AT + timedelta(days=20)
    for number in range(MOST_A_DAY):
        invite(here, email=f"guest.{number}@example.com", role_key=END_USER, by=person(ann), at=later)
    with pytest.raises(Refused, match=r"invitation\.too_many"):
        invite(here, email="one.more@example.com", role_key=END_USER, by=person(ann), at=later)


def test_a_hostile_name_of_an_organization_stays_text_in_the_mail(ann):
    """Source: ROL-12."""
    there = an_organization("=HYPERLINK(1)<b>Bold</b> Clinic")
    holds(ann, APPROVER, there)
    invited(ann, there)
    mail = Mail.objects.get(kind="access/invited")
    assert "<b>" not in (mail.html or "")
    assert "\n" not in mail.subject
