"""What the help desk does to accounts: disabling ends everything at once, enabling gives it back, all with a reason."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import at_browser, leaves, staff
from tests.rooms.signin.people import give_password, sign_in
from vestibule.access.queries import active_grants
from vestibule.accounts.queries import person_card
from vestibule.desk.actions import disable_person, enable_person
from vestibule.desk.models import DeskDeed
from vestibule.journal.models import Entry
from vestibule.kernel.actor import Actor, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.signin.models import Session, SignInJourney

pytestmark = pytest.mark.django_db

REASON = "Eve telephoned: somebody else has her laptop."
LOOK = {"reason": "Eve telephoned: she lost her laptop."}


@pytest.fixture
def eve(travel) -> UUID:
    """Somebody with a role, at a moment from which the clock ticks on."""
    travel(AT)
    the_catalog()
    who = a_person("Eve", "Enduser")
    holds(who, END_USER, an_organization())
    return who


def test_who_is_disabled_is_out_at_the_next_request_and_cant_come_back(eve, client):
    """Source: HLP-2, SPT-3, SIG-7. What they hold is kept; a sign-in that was half done is over too."""
    stan, browser = staff(), signed_in(eve)
    give_password(client, "eve.enduser")
    begun = SignInJourney.objects.get(stage="code")

    disable_person(eve, reason=REASON, by=stan, at=AT + timedelta(minutes=5))

    assert browser.get("/home")["Location"].startswith("/?next=")
    begun.refresh_from_db()
    assert begun.stage == "over"
    assert not Session.objects.filter(person_id=eve, state="live").exists()
    assert give_password(client, "eve.enduser").status_code == 422
    assert len(active_grants(eve)) == 1

    enable_person(eve, reason=REASON, by=stan, at=AT + timedelta(minutes=9))
    assert browser.get("/home")["Location"].startswith("/?next=")
    assert sign_in(Client(), "eve.enduser").status_code == 302


def test_a_deed_is_on_record_with_its_reason_sealed_and_its_owner_is_told(eve):
    """Source: HLP-2, AUD-1."""
    stan = staff()
    disable_person(eve, reason=f"  {REASON}\r\nBcc: all@example.com", by=stan, at=AT)

    deed, entry = DeskDeed.objects.get(), Entry.objects.get(fact="desk.person_helped")
    assert (deed.person_id, deed.staff_id, deed.deed) == (eve, stan.person_id, "disable")
    assert (entry.person_id, entry.actor_id) == (eve, stan.person_id)
    assert not any(b"laptop" in bytes(each.canonical) for each in Entry.objects.all())
    mail = Mail.objects.get(kind="accounts/disabled")
    assert mail.subject == "Your account was disabled"
    assert f"{REASON} Bcc: all@example.com" in (mail.text or "")

    enable_person(eve, reason=REASON, by=stan, at=AT)
    assert Mail.objects.filter(kind="accounts/enabled").count() == 1
    assert person_card(eve).state == "active"


def _oneself() -> tuple[Actor, UUID]:
    stan = staff()
    return stan, UUID(str(stan.person_id))


def _a_colleague() -> tuple[Actor, UUID]:
    return staff(), UUID(str(staff("Sue", "Second").person_id))


def _a_supervisor_oneself() -> tuple[Actor, UUID]:
    sue = staff("Sue", "Second", tier="supervisor")
    return sue, UUID(str(sue.person_id))


@pytest.mark.parametrize(
    ("who", "why_not"),
    [
        (_oneself, "person.own_account"),
        (_a_supervisor_oneself, "person.own_account"),
        (_a_colleague, "person.colleague"),
    ],
)
def test_nobody_helps_themself_nor_shuts_a_colleague_out(eve, who, why_not):
    """Source: HLP-2."""
    by, whom = who()
    before = consequences()
    with pytest.raises(Refused, match=why_not):
        disable_person(whom, reason=REASON, by=by, at=AT)
    assert consequences() - before == NONE
    assert person_card(whom).state == "active"
    assert not DeskDeed.objects.exists()


def test_a_supervisor_may_disable_a_colleague(eve):
    """Source: HLP-2."""
    stan, sue = staff(), staff("Sue", "Second", tier="supervisor")
    assert stan.person_id
    disable_person(stan.person_id, reason=REASON, by=sue, at=AT)
    assert person_card(stan.person_id).state == "disabled"


@pytest.mark.parametrize("reason", ["", "short", "\u200b" * 20, "x" * 501])
def test_a_deed_without_a_reason_is_none(eve, reason):
    """Source: HLP-2."""
    stan, before = staff(), consequences()
    with pytest.raises(Refused, match=r"desk\.reason_too"):
        disable_person(eve, reason=reason, by=stan, at=AT)
    assert person_card(eve).state == "active"
    assert (consequences() - before).mails == 0


def test_who_doesnt_work_at_the_help_desk_finds_nobody(eve):
    """Source: HLP-2."""
    stan = staff()
    leaves(stan)
    for by in (person(a_person("Ann", "Other")), stan, visitor()):
        for deed in (disable_person, enable_person):
            with pytest.raises(NotFound):
                deed(eve, reason=REASON, by=by, at=AT)


@pytest.mark.parametrize("state", ["disabled", "lapsed", "held", "unverified", "invited"])
def test_only_an_active_account_can_be_disabled_and_only_a_disabled_one_enabled(eve, state):
    """Source: HLP-2. A second press does nothing twice."""
    stan, who = staff(), a_person("Una", "Other", state=state)
    with pytest.raises(Refused, match=r"account\.not_active"):
        disable_person(who, reason=REASON, by=stan, at=AT)
    if state != "disabled":
        with pytest.raises(Refused, match=r"account\.not_disabled"):
            enable_person(who, reason=REASON, by=stan, at=AT)
    assert person_card(who).state == state


def test_the_page_offers_the_deed_to_who_has_said_why_they_look(eve):
    """Source: HLP-2, AUD-1. Without an open look the address leads to the question why, and does nothing."""
    browser, address = at_browser(staff()), f"/help-desk/people/{eve}"
    assert browser.post(f"{address}/disable", {"reason": REASON})["Location"] == address
    assert person_card(eve).state == "active"

    browser.post(address, LOOK)
    page = browser.get(address)
    assert "Disable account" in words(page)
    assert "Enable account" not in words(page)
    refused = browser.post(f"{address}/disable", {"reason": "short"})
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.content.decode()

    done = words(browser.post(f"{address}/disable", {"reason": REASON}, follow=True))
    assert "The account of Eve Enduser was disabled." in done
    assert "Enable account" in done
    assert "Disable account" not in done
    assert "Enable account" not in words(browser.post(f"{address}/enable", {"reason": REASON}, follow=True))


@pytest.mark.said
@pytest.mark.parametrize("who", ["eve.enduser", "EVE.Enduser", "Eve.Enduser@Example.com", " eve.enduser "])
def test_a_person_is_found_by_user_id_or_address_and_only_led_to(eve, who):
    """Source: HLP-2, AUD-1. Nothing is shown before it is said why."""
    browser = at_browser(staff())
    found = browser.post("/help-desk/people", {"who": who})
    assert found["Location"] == f"/help-desk/people/{eve}"
    assert "Eve" not in words(browser.get(found["Location"]))


@pytest.mark.said
@pytest.mark.parametrize("who", ["", "eve", "enduser@example.com", "%", "eve.enduser\x00", "x" * 5000])
def test_who_isnt_found_is_said_to_be_nobody(eve, who):
    """Source: HLP-2."""
    page = at_browser(staff()).post("/help-desk/people", {"who": who})
    assert page.status_code == 422
    assert 'id="who-error"' in page.content.decode()
