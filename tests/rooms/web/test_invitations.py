"""Invitations: prefilled, granting nothing, good once and for a while, withdrawn by whoever looks after the members."""

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.consequences import NONE, consequences
from tests.people import (
    APPROVER,
    AT,
    BACKUP,
    END_USER,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    proofed,
    the_catalog,
)
from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, fill_in
from tests.rooms.signin.people import ask_for_code, enter_code
from vestibule.access.actions import end_grant, invite, use_invitation, withdraw_invitation
from vestibule.access.models import Invitation, Role, RoleRequest
from vestibule.access.policy.inviting import MOST_A_DAY, MOST_TO_ONE_A_DAY
from vestibule.access.queries import active_grants, draft_of
from vestibule.access.upkeep import note_signed_in
from vestibule.accounts.models import Person
from vestibule.accounts.queries import user_id_owner
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db

GUEST = "nora.newcomer@example.com"
HOSTILE = [
    "=HYPERLINK(1)<script>alert(1)</script> Clinic",
    '"><img src=x onerror=alert(1)> Clinic',
    "Clinic\r\nBcc: all@example.com",
    "Clin\u202eic\u200b \u2028Sun",
    "%(organization)s {{ organization }} {% now 'Y' %}",
]


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


def link(page, name: str) -> str:
    """Return where a link of a page leads."""
    found = re.search(rf'href="([^"]*)">{re.escape(name)}<', page.content.decode())
    assert found
    return unescape(found[1])


def invited(ann: UUID, here: UUID, *, email: str = GUEST, at: datetime = AT) -> str:
    """Invite somebody; return the token of the mailed link."""
    before = set(Mail.objects.values_list("pk", flat=True))
    invite(here, email=email, role_key=END_USER, by=person(ann), at=at)
    mail = Mail.objects.exclude(pk__in=before).get()
    assert mail.recipient == email
    return str(mail.text).rpartition("/invitations/")[2].split()[0]


@pytest.mark.said
def test_an_approver_invites_through_the_page_and_the_mail_holds_the_link_alone(here, ann):
    """Source: ROL-12. It grants nothing, and the link stands nowhere but in the mail."""
    browser = signed_in(ann)
    page = words(browser.post(f"/my-organizations/{here}/invitations", {"email": GUEST, "role": END_USER}, follow=True))
    assert f"{GUEST} is invited by email." in page
    mail = Mail.objects.get(kind="access/invited")
    assert mail.subject == "Invitation to ask for a role at Sunshine Medical Group, LLC"
    assert "Ann Approver of Sunshine Medical Group, LLC invites you" in (mail.text or "")
    token = str(mail.text).rpartition("/invitations/")[2].split()[0]
    assert token not in Invitation.objects.get().token_digest
    assert not any(token.encode() in bytes(each.canonical) for each in Entry.objects.all())
    assert not any(b"nora" in bytes(each.canonical) for each in Entry.objects.all())


@pytest.mark.said
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


@pytest.mark.said
def test_a_stranger_registers_by_it_and_arrives_at_the_role_request_with_everything_filled_in(here, ann):
    """Source: ROL-12, ACC-1, SIG-2. One browser, from the mail through registration, code and sign-in, by its links."""
    token, browser = invited(ann, here), Client()
    landing = f"/invitations/{token}"
    assert "New User Registration" in words(browser.get(landing))
    done = fill_in(browser, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    back = link(browser.get(done["Location"]), "Return")
    assert back == f"/?{urlencode({'next': landing})}"

    known = {"user_id": THIRD_PAGE["user_id"], "password": THIRD_PAGE["password"], "terms": "yes"}
    browser.post("/", {**known, **hidden(browser.get(back))})
    setting_up = enter_code(browser, ask_for_code(browser))["Location"]
    assert setting_up == f"/sign-in/set-up?{urlencode({'next': landing})}"
    assert browser.post("/sign-in/set-up", {"move": "skip", "next": landing})["Location"] == landing
    assert "You opened an invitation to Sunshine Medical Group, LLC" in words(browser.get("/home"))

    assert browser.post(landing)["Location"] == "/role-request/"
    assert browser.get("/role-request/")["Location"] == "/role-request/proofing/terms"
    newcomer = user_id_owner(THIRD_PAGE["user_id"])
    assert newcomer
    draft = draft_of(newcomer)
    assert draft
    assert draft.organization
    assert (draft.application_key, draft.role_key, draft.organization.id) == ("spot", END_USER, here)
    proofed(newcomer)
    assert browser.get("/role-request/")["Location"] == "/role-request/review"
    assert active_grants(newcomer) == []
    assert "You opened an invitation" not in words(browser.get("/home"))


@pytest.mark.said
def test_the_browser_forgets_an_invitation_when_its_person_signs_out_and_only_the_one_that_is_over(here, ann):
    """Source: ROL-12, SIG-7. Who sits down next isn't told where somebody was invited."""
    browser, token = signed_in(a_person("Una", "User")), invited(ann, here)
    browser.get(f"/invitations/{token}")
    browser.get("/invitations/an-older-one")
    assert browser.cookies["vestibule-invitation"].value == token
    browser.post("/sign-out")
    assert browser.cookies["vestibule-invitation"].value == ""


@pytest.mark.said
def test_the_cookie_of_an_invitation_is_not_for_scripts_and_leads_nowhere_else(here, ann):
    """Source: ROL-12. One that somebody wrote into it opens nothing."""
    browser = Client()
    browser.get(f"/invitations/{invited(ann, here)}")
    kept = browser.cookies["vestibule-invitation"]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    there = signed_in(a_person("Una", "User"))
    for forged in ("https://evil.example", "//evil.example", "../../evil", "x" * 4000):
        there.cookies["vestibule-invitation"] = forged
        assert "You opened an invitation" not in words(there.get("/home"))


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


@pytest.mark.said
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


@pytest.mark.said
def test_who_has_asked_already_is_told_and_the_request_stays_as_it_is(here, ann):
    """Source: ROL-12, ROL-11."""
    una = a_person("Una", "User")
    request_id, token = a_request(una, here), invited(ann, here)
    answer = signed_in(una).post(f"/invitations/{token}")
    assert answer.status_code == 422
    assert "You have already asked for this role in this organization" in words(answer)
    assert Invitation.objects.get().status == "open"
    assert RoleRequest.objects.get(person_id=una).pk == request_id


def test_an_invitation_follows_no_address_but_who_uses_it_is_on_record(here, ann):
    """Source: ROL-12, AUD-1. It grants nothing, and the approver sees who asks."""
    una = a_person("Una", "User")
    use_invitation(invited(ann, here), by=person(una), at=AT)
    row = Invitation.objects.get()
    assert (row.status, row.used_by_id) == ("used", una)


def test_withdrawn_between_mail_and_click_it_is_closed(here, ann):
    """Source: ROL-12, ORG-7. By a backup as well, once."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, here)
    token = invited(ann, here)
    address = f"/my-invitations/{Invitation.objects.get().pk}/withdraw"
    browser = signed_in(bob)
    told = browser.post(address, follow=True)
    assert f"The invitation to {GUEST} is withdrawn" in words(told)
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


@pytest.mark.said
@pytest.mark.parametrize(
    ("email", "role", "why_not"),
    [
        ("", END_USER, "email"),
        ("nora", END_USER, "email"),
        ("nora@example.com\r\nBcc: all@example.com", END_USER, "email"),
        ("Nora <nora@example.com>", END_USER, "email"),
        ("n" * 320 + "@example.com", END_USER, "email"),
        ("nora@example.com\n", END_USER, "email"),
        ("nora@example.com,all@example.com", END_USER, "email"),
        ("n\u00f3ra@example.com", END_USER, "email"),
        ("nora@ex\u0430mple.com", END_USER, "email"),
        ("nora\u202e@example.com", END_USER, "email"),
        ("nora@example.com\x00", END_USER, "email"),
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
    invite(here, email="one.more@example.com", role_key=END_USER, by=person(ann), at=later + timedelta(days=1))


@pytest.mark.said
def test_one_a_day_for_two_months_is_no_flood(here, ann):
    """Source: ROL-12. What counts is the day that is past, whenever the last one went out."""
    for number in range(MOST_A_DAY + 5):
        at = AT + timedelta(hours=23 * number)
        note_signed_in(ann, "spot", at=at)
        invite(here, email=f"guest.{number}@example.com", role_key=END_USER, by=person(ann), at=at)
    assert Invitation.objects.count() == MOST_A_DAY + 5


def test_withdrawing_makes_no_room_for_a_flood_to_one_address(here, ann):
    """Source: ROL-12. The mail that went out stays in the mailbox."""
    for number in range(MOST_TO_ONE_A_DAY):
        row_id = invite(here, email=GUEST, role_key=END_USER, by=person(ann), at=AT)
        withdraw_invitation(row_id, by=person(ann), at=AT + timedelta(minutes=number + 1))
    with pytest.raises(Refused, match=r"invitation\.too_many_to_one"):
        invite(here, email=GUEST.upper(), role_key=END_USER, by=person(ann), at=AT + timedelta(hours=1))
    assert Mail.objects.filter(kind="access/invited").count() == MOST_TO_ONE_A_DAY


def test_nobody_is_invited_to_a_role_that_isnt_for_organizations_of_this_kind_or_that_the_desk_gives(here, ann):
    """Source: ROL-12, ROL-3, ROL-7. The page doesn't offer it either."""
    browser = signed_in(ann)
    for spoiled in ({"organization_kinds": ["third_party_biller"]}, {"approved_by": "desk"}):
        Role.objects.filter(pk=END_USER).update(organization_kinds=["provider_office"], approved_by="organization")
        Role.objects.filter(pk=END_USER).update(**spoiled)
        with pytest.raises(Refused, match=r"request\.organization_kind_wrong|invitation\.role_not_offered"):
            invite(here, email=GUEST, role_key=END_USER, by=person(ann), at=AT)
        page = browser.get(f"/my-organizations/{here}/invitations")
        assert f'value="{END_USER}"' not in page.content.decode()


@pytest.mark.said
@pytest.mark.parametrize("address", ["has-an-account", "has-none"])
def test_an_invitation_reads_the_same_whether_the_address_has_an_account(here, ann, address):
    """Source: ROL-12, SIG-5. Page and mail."""
    una = a_person("Una", "User")
    holds(una, END_USER, here)
    email = "una.user@example.com" if address == "has-an-account" else GUEST
    browser = signed_in(ann)
    page = words(browser.post(f"/my-organizations/{here}/invitations", {"email": email, "role": END_USER}, follow=True))
    mail = Mail.objects.get(kind="access/invited")
    assert f"{email} is invited by email." in page
    assert "Una User" not in f"{page} {mail.text} {mail.html}"
    assert mail.person_id is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text_in_the_mail_and_on_the_pages(ann, name):
    """Source: ROL-12. Of organizations and of who invites, in headers, markup and the pages of both."""
    there = an_organization(name)
    holds(ann, APPROVER, there)
    row = Person.objects.get(pk=ann)
    row.last_name = name[:60]
    row.save(update_fields=["last_name"])
    token = invited(ann, there)
    mail = Mail.objects.get(kind="access/invited")
    assert not set("\r\n\t") & set(mail.subject)
    pages, here = [str(mail.html)], signed_in(ann)
    for browser in (Client(), here):
        pages += [browser.get(f"/invitations/{token}").content.decode(), browser.get("/home").content.decode()]
    pages.append(here.get(f"/my-organizations/{there}/invitations").content.decode())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
