"""Stories at the help desk: opened with a reason, on record, for an hour."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import APPROVER, AT, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import at_browser, leaves, staff
from tests.rooms.signin.people import sign_in
from vestibule.desk.actions import look_at_organization, look_at_person
from vestibule.desk.models import DeskLook
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person, visitor
from vestibule.kernel.reasons import NotFound, Refused

pytestmark = pytest.mark.django_db

REASON = {"reason": "Eve telephoned: she can't sign in."}


@pytest.fixture
def here(travel):
    """An organization, at a moment from which the clock ticks on."""
    travel(AT)
    the_catalog()
    return an_organization("Moonlight Clinic")


@pytest.fixture
def eve(here):
    """Somebody with a role there."""
    who = a_person("Eve", "Enduser")
    holds(who, APPROVER, here)
    return who


@pytest.mark.said
def test_a_story_is_shown_once_it_is_said_why_and_that_is_on_record(here, eve):
    """Source: HLP-2, AUD-1. The reason is sealed; the fact names who looked at whom."""
    stan = staff()
    browser = at_browser(stan)
    asked = words(browser.get(f"/help-desk/people/{eve}"))
    assert "Why do you look at this person's story?" in asked
    assert "Eve" not in asked
    seen = words(browser.post(f"/help-desk/people/{eve}", REASON, follow=True))
    assert "Eve Enduser" in seen
    assert "eve.enduser@example.com" in seen
    assert "Moonlight Clinic" in seen
    assert "The story of Eve Enduser was opened, with a reason." in seen
    assert "Stan Staff, help desk" in seen
    entry = Entry.objects.get(fact="desk.person_looked_at")
    assert (entry.person_id, entry.actor_id) == (eve, stan.person_id)
    look = DeskLook.objects.get()
    assert look.reason == REASON["reason"]
    assert b"telephoned" not in bytes(entry.canonical)


@pytest.mark.said
def test_an_organizations_story_likewise(here, eve):
    """Source: HLP-2, AUD-1. A look at one thing opens no other."""
    browser = at_browser(staff())
    browser.post(f"/help-desk/people/{eve}", REASON)
    address = f"/help-desk/organizations/{here}"
    assert "Moonlight" not in words(browser.get(address))
    seen = words(browser.post(address, REASON, follow=True))
    assert "Moonlight Clinic" in seen
    assert "Moonlight Clinic was loaded by the operator." in seen
    assert Entry.objects.get(fact="desk.organization_looked_at").organization_id == here


@pytest.mark.said
def test_a_look_without_a_reason_is_none(here, eve):
    """Source: HLP-2."""
    browser = at_browser(staff())
    before = consequences()
    for reason in (
        "",
        "   ",
        "short",
        "x" * 501,
        "x" * 4001,
        "\u200b" * 20,
        " \u2060 \u2060 \u2060 \u2060 \u2060 \u2060",
    ):
        for address in (f"/help-desk/people/{eve}", f"/help-desk/organizations/{here}"):
            page = browser.post(address, {"reason": reason})
            assert page.status_code == 422
            assert 'id="reason-error"' in page.content.decode()
    assert consequences() - before == NONE
    assert not DeskLook.objects.exists()


@pytest.mark.said
def test_a_look_is_over_after_an_hour_and_is_somebodys_own(here, eve, travel):
    """Source: AUD-1. Judged when it is used."""
    stan, sue = staff(), staff("Sue", "Second")
    browser, other = at_browser(stan), at_browser(sue)
    address = f"/help-desk/people/{eve}"
    browser.post(address, REASON)
    assert "Eve Enduser" in words(browser.get(address))
    assert "Eve Enduser" not in words(other.get(address))
    looked_at = DeskLook.objects.get().looked_at
    travel(looked_at + timedelta(minutes=25))
    browser.get("/home")
    travel(looked_at + timedelta(minutes=50))
    assert "Eve Enduser" in words(browser.get(address))
    travel(looked_at + timedelta(hours=1))
    assert "Why do you look" in words(browser.get(address))
    assert "Eve" not in words(browser.get(f"{address}?page=2"))


@pytest.mark.said
def test_a_look_is_worth_nothing_when_the_appointment_has_ended(here, eve):
    """Source: HLP-2."""
    gone = staff("Gus", "Gone")
    browser = at_browser(gone)
    browser.post(f"/help-desk/people/{eve}", REASON)
    leaves(gone)
    assert browser.get(f"/help-desk/people/{eve}").status_code == 404
    assert browser.post(f"/help-desk/people/{eve}", REASON).status_code == 404


def test_a_reason_that_was_being_typed_when_the_session_ran_out_is_brought_back(here, eve, travel):
    """Source: SIG-7, HLP-2. It is not sent for its writer."""
    browser, address = at_browser(staff()), f"/help-desk/people/{eve}"
    travel(AT + timedelta(hours=1))
    assert browser.post(address, REASON)["Location"].startswith("/?next=")
    sign_in(browser, "stan.staff")
    assert "Eve telephoned" in words(browser.get(address))
    assert not DeskLook.objects.exists()


@pytest.mark.said
def test_nobody_looks_at_their_own_story(here):
    """Source: HLP-2."""
    stan = staff()
    browser = at_browser(stan)
    page = browser.post(f"/help-desk/people/{stan.person_id}", REASON)
    assert page.status_code == 422
    assert "Nobody looks at their own story here" in words(page)
    assert not DeskLook.objects.exists()


@pytest.mark.said
def test_to_who_does_not_work_there_there_are_no_stories(here, eve):
    """Source: HLP-2. Whether there is such a person or not."""
    nobody = a_person("No", "Body")
    browser = signed_in(nobody)
    before = consequences()
    for subject in (eve, here, nobody, uuid4()):
        for kind in ("people", "organizations"):
            assert browser.get(f"/help-desk/{kind}/{subject}").status_code == 404
            assert browser.post(f"/help-desk/{kind}/{subject}", REASON).status_code == 404
    for by in (person(nobody), visitor(), OPERATOR):
        with pytest.raises(NotFound):
            look_at_person(eve, reason=REASON["reason"], by=by, at=AT)
        with pytest.raises(NotFound):
            look_at_organization(here, reason=REASON["reason"], by=by, at=AT)
    assert consequences() - before == NONE


@pytest.mark.said
def test_who_does_not_exist_cannot_be_looked_at(here, eve):
    """Source: HLP-2. A person's id is no organization's."""
    stan = staff()
    browser = at_browser(stan)
    for address in (f"people/{uuid4()}", f"people/{here}", f"organizations/{eve}", f"organizations/{uuid4()}"):
        assert browser.get(f"/help-desk/{address}").status_code == 404
        assert browser.post(f"/help-desk/{address}", REASON).status_code == 404
    with pytest.raises(Refused, match=r"desk\.reason_too_short"):
        look_at_person(eve, reason="hm", by=stan, at=AT)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999", "100000", "٣", "1e3", "2.0", " 2", "%00"])
def test_a_page_of_a_story_that_is_none_is_still_a_page(here, eve, page):
    """Source: HLP-2."""
    stan = staff()
    look_at_person(eve, reason=REASON["reason"], by=stan, at=clock.now())
    browser = at_browser(stan)
    assert browser.get(f"/help-desk/people/{eve}", {"page": page}).status_code == 200
