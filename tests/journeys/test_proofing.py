"""Proofing inside the role request, through the pages, another day too: each fork by its name."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.people import (
    AT,
    END_USER,
    a_person,
    an_organization,
    asked_by,
    the_catalog,
)
from tests.rooms.proofing import bureaus
from tests.rooms.proofing.people import account_of, entry_of, known, the_bureau
from tests.rooms.proofing.test_by_desk import EVIDENCE
from tests.rooms.signin.people import sign_in
from vestibule.access.queries import draft_of
from vestibule.accounts.queries import profile_of
from vestibule.cli.page_reader import Form, read_page
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import person
from vestibule.kernel.references import read_reference
from vestibule.notices.models import Mail
from vestibule.proofing.actions import by_desk
from vestibule.proofing.models import AnsweredAttempt, Verification
from vestibule.proofing.queries import is_proofed, manual_waiting

pytestmark = pytest.mark.django_db

TERMS, FORM, OUTCOME, BY_HAND = (f"/role-request/proofing/{name}" for name in ("terms", "form", "outcome", "by-hand"))
FIND = "/role-request/organization"
CALLED = "I have contacted Experian Verification Support Services"
ASK_DESK = "Ask the SPOT Help Desk to verify me"
REASON = "I work on the claims of this office."
Travel = Callable[[datetime], Any]


@pytest.fixture
def here(travel: Travel) -> UUID:
    """Return an organization to ask for, with the shipped bureau and catalogue."""
    travel(AT)
    the_catalog()
    the_bureau()
    return an_organization("Sunshine Medical Group, LLC")


def _begins(first_name: str, /, **told: Any) -> tuple[UUID, Client]:
    """Let one of the shipped people sign in, ask for the end-user role, and agree to the terms."""
    person_id = account_of(first_name, **told)
    browser = signed_in(person_id)
    asked = browser.post("/role-request/role", {"application": "spot", "role": END_USER})
    assert asked.headers["Location"] == TERMS
    assert browser.post(TERMS, {"terms": "yes"}).headers["Location"] == FORM
    return person_id, browser


def _back(user_id: str) -> Client:
    """Return another browser, in which somebody signs in another day."""
    browser = Client()
    sign_in(browser, user_id)
    return browser


def _entry(browser: Client, first_name: str, /, **told: object) -> dict[str, str]:
    """Return what the form would send, filled in by one of the shipped people."""
    entered = entry_of(first_name, **told)
    sent = {name: str(value) for name, value in vars(entered).items() if name != "birth_date"}
    assert entered.birth_date
    born = {part: str(getattr(entered.birth_date, part)) for part in ("month", "day", "year")}
    ticket = hidden(browser.get(FORM)).get("ticket", "")
    return {**sent, **{f"birth_date_{part}": text for part, text in born.items()}, "ticket": ticket}


def _enters(browser: Client, first_name: str, /, **told: object) -> Any:
    return browser.post(FORM, _entry(browser, first_name, **told))


def _calls(browser: Client) -> Any:
    """Tick the box after the call, and go on."""
    page = browser.get(OUTCOME)
    return browser.post(OUTCOME, {**hidden(page), "called": "yes", "move": "next"}, follow=True)


def _finishes(browser: Client, here: UUID) -> Any:
    """Go on from where proofing ended to the confirmation."""
    search = f"{FIND}?legal_name=sunshine+medical&state=FL"
    review = browser.post(search, {"organization": str(here)}, follow=True)
    return browser.post("/role-request/review", {**hidden(review), "reason": REASON}, follow=True)


def _number_on(page: Any) -> str:
    found = re.search(r"Review Reference Number (\w{5}-\w{5})", words(page))
    assert found
    return found[1]


def _names(form: Form) -> set[str]:
    return {control.name for control in form.controls}


@pytest.mark.said
def test_who_is_known_is_verified_and_led_straight_on(here):
    """Source: PRF-1, PRF-2, PRF-3 (APP 11-12, EU 10-11). Prefilled: one agrees, looks, and presses Next twice."""
    owen, browser = _begins("Owen")
    page = browser.get(FORM)
    shown = page.content.decode()
    for value in ("Owen", "Mabry", "301 Cypress Lane", "Saint Augustine", "32084"):
        assert f'value="{value}"' in shown
    for words_beside in ("No nicknames", "enter Mary as first name and Beth", "financial statements", "prior address"):
        assert words_beside in words(page)
    assert "Social Security number" in words(page)

    form = next(form for form in read_page(shown).forms if form.method == "post" and "ticket" in _names(form))
    answer = browser.post(FORM, {control.name: control.value for control in form.controls})

    assert answer.headers["Location"] == FIND
    assert is_proofed(owen)
    assert "Confirmation number" in words(_finishes(browser, here))
    for page_of_proofing in (TERMS, FORM, OUTCOME):
        browser.post("/role-request/role", {"application": "spot", "role": END_USER})
        assert browser.get(page_of_proofing).headers["Location"] == FIND


@pytest.mark.said
def test_who_is_referred_calls_and_goes_on_another_day_with_the_same_request(here, travel):
    """Source: PRF-4 (APP 13-14, EU 12-13). The same draft; nothing is typed again; a box, and Next."""
    carla, browser = _begins("Carla")
    draft = draft_of(carla)
    assert draft
    page = browser.post(FORM, _entry(browser, "Carla", ssn="666-12-0011"), follow=True)
    number = _number_on(page)
    assert read_reference(number) == number
    for shown in (CALLED, ASK_DESK, "1-866-578-5409", "Call Experian Verification Support Services"):
        assert shown in words(page)
    assert number in str(Mail.objects.get(kind="proofing/referred").text)

    travel(AT + timedelta(days=4))
    browser = _back("carla.user")
    page = browser.get("/role-request/", follow=True)
    assert _number_on(page) == number
    for entered in ("Carla Inés Montalvo", "March 17, 1988", "42 Calle Luna, San Germán, Puerto Rico 00683"):
        assert entered in words(page)
    assert "0011" not in page.content.decode()
    answer = _calls(browser)

    assert answer.redirect_chain[-1][0] == FIND
    assert is_proofed(carla)
    assert draft_of(carla) == draft
    assert "Confirmation number" in words(_finishes(browser, here))
    assert asked_by(carla)[0].id == draft.id
    assert Mail.objects.filter(kind="proofing/verified").count() == 1


def test_who_is_still_referred_is_verified_by_two_at_the_help_desk_and_goes_on(here):
    """Source: PRF-5 (APP 14, EU 13)."""
    gordon, browser = _begins("Gordon")
    _enters(browser, "Gordon")
    assert "The service still can't verify you" in words(_calls(browser))

    page = browser.post(BY_HAND, follow=True)
    assert "The SPOT Help Desk verifies you" in words(page)
    assert browser.get(FORM).headers["Location"] == OUTCOME
    assert browser.post(BY_HAND).headers["Location"] == OUTCOME  # pressed again
    (card,) = manual_waiting()
    kim, lee = a_person("Kim", "Ortiz"), a_person("Lee", "Osborne")
    by_desk.enter_evidence(card.id, EVIDENCE, by=person(kim), at=clock.now())
    assert browser.get("/role-request/").headers["Location"] == OUTCOME
    by_desk.confirm_evidence(card.id, by=person(lee), at=clock.now())

    assert browser.get("/role-request/").headers["Location"] == FIND
    assert "Confirmation number" in words(_finishes(browser, here))
    assert Entry.objects.filter(person_id=gordon, fact="proofing.desk_asked").count() == 1


def test_who_is_refused_by_the_help_desk_reads_why_and_keeps_the_draft(here):
    """Source: PRF-5."""
    gordon, browser = _begins("Gordon")
    _enters(browser, "Gordon")
    browser.post(BY_HAND)
    why = "The license was of another <person>."
    by_desk.refuse_verification(manual_waiting()[0].id, reason=why, by=person(a_person("Kim", "Ortiz")), at=clock.now())

    page = browser.get(OUTCOME)

    assert why in words(page)
    assert "<person>" not in page.content.decode()
    assert ASK_DESK in words(page)
    assert draft_of(gordon)


@pytest.mark.said
def test_an_outage_loses_nothing_costs_no_attempt_and_offers_to_try_again(here, settings):
    """Source: PRF-3."""
    owen, browser = _begins("Owen")
    chain, settings.PROOFING_CHAIN = settings.PROOFING_CHAIN, {"away": f"{bureaus.HERE}.AWAY"}
    page = browser.post(FORM, _entry(browser, "Owen"), follow=True)
    assert "can't be reached just now" in words(page)
    assert "Try again" in words(page)
    again = browser.post(OUTCOME, {"move": "again"}, follow=True)
    assert "can't be reached just now" in words(again)
    assert AnsweredAttempt.objects.count() == 0

    settings.PROOFING_CHAIN = chain
    assert browser.post(OUTCOME, {"move": "again"}).headers["Location"] == FIND
    assert is_proofed(owen)


@pytest.mark.said
def test_after_a_crash_the_page_says_so_and_a_second_tab_starts_nothing(here, settings, travel):
    """Source: PRF-3. The power goes between the bureau's answer and our note of it."""
    owen, browser = _begins("Owen")
    sent = _entry(browser, "Owen")
    settings.PROOFING_CHAIN = {"remembering": f"{bureaus.HERE}.REMEMBERING"}
    bureaus.REMEMBERING.asked.clear()
    bureaus.REMEMBERING.loses_power = True
    with pytest.raises(bureaus.Power):
        browser.post(FORM, sent)
    bureaus.REMEMBERING.loses_power = False

    assert "The service is being asked" in words(browser.get("/role-request/", follow=True))
    assert browser.post(FORM, sent).headers["Location"] == OUTCOME  # a second tab
    assert browser.post(OUTCOME, {"move": "again"}).headers["Location"] == OUTCOME
    assert len(bureaus.REMEMBERING.asked) == 1
    travel(AT + timedelta(minutes=2))
    assert "The answer didn't arrive" in words(browser.get(OUTCOME))
    assert browser.post(OUTCOME, {"move": "again"}).headers["Location"] == FIND
    assert is_proofed(owen)
    assert len({key for _, key in bureaus.REMEMBERING.asked}) == 1


@pytest.mark.said
def test_three_attempts_a_day_and_the_page_says_when_the_next_is_possible(here, travel):
    """Source: PRF-3."""
    _, browser = _begins("Gordon")
    for left in (2, 1):
        page = browser.post(FORM, _entry(browser, "Gordon", address_line_1=f"{left} Elsewhere"), follow=True)
        assert f"You have {left} attempt" in words(page)
    page = browser.post(FORM, _entry(browser, "Gordon"), follow=True)
    assert "today's attempts are used up" in words(page)

    refused = _enters(browser, "Gordon")
    assert refused.status_code == 422
    assert "You have tried 3 times within 24 hours" in words(refused)
    assert "The next is possible from March 11, 2026, 10 a.m. on." in words(refused)
    assert _number_on(browser.get(OUTCOME))
    travel(AT + timedelta(hours=24, minutes=1))
    browser = _back("gordon.user")
    assert _enters(browser, "Gordon").headers["Location"] == OUTCOME


@pytest.mark.said
def test_a_replayed_page_costs_nothing(here):
    """Source: PRF-3. The form again, by "back" or by hand; the outcome again, when it is over."""
    carla, browser = _begins("Carla")
    sent = _entry(browser, "Carla")
    for _ in range(3):
        assert browser.post(FORM, sent).headers["Location"] == OUTCOME
    assert AnsweredAttempt.objects.count() == 1
    page = browser.get(OUTCOME)
    called = {**hidden(page), "called": "yes"}
    for _ in range(3):
        assert browser.post(OUTCOME, called).headers["Location"] == FIND
    assert AnsweredAttempt.objects.count() == 2
    assert Entry.objects.filter(person_id=carla, fact="proofing.person_verified").count() == 1


@pytest.mark.said
def test_the_box_alone_is_no_call(here):
    """Source: PRF-4. Without the box nothing is asked; with it and no call the service still says no."""
    _, browser = _begins("Victor")
    _enters(browser, "Victor")
    page = browser.post(OUTCOME, {**hidden(browser.get(OUTCOME)), "move": "next"})
    assert page.status_code == 422
    assert f"tick the box “{CALLED}”" in words(page)
    assert AnsweredAttempt.objects.count() == 1
    page = _calls(browser)
    assert "The service still can't verify you" in words(page)
    assert page.redirect_chain[-1][0].startswith(OUTCOME)


@pytest.mark.said
def test_a_prior_address_verifies_and_the_profile_keeps_the_present_one(here):
    """Source: PRF-2 (APP 12)."""
    owen, browser = _begins("Owen")
    before = profile_of(owen)
    prior = {name: known("Owen")[f"prior_{name}"] for name in ("address_line_1", "address_line_2", "city", "zip_code")}
    assert _enters(browser, "Owen", **prior).headers["Location"] == FIND
    assert profile_of(owen) == before


@pytest.mark.said
def test_a_two_part_first_name_goes_on_in_the_middle_name(here):
    """Source: PRF-2 (APP 12)."""
    mary, browser = _begins("Mary", first_name="Mary Beth", middle_name="")
    assert _enters(browser, "Mary", first_name="Mary", middle_name="Beth").headers["Location"] == FIND
    assert is_proofed(mary)


@pytest.mark.said
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"last_name": "Calloway"}, "This isn't the legal name in your profile"),
        ({"first_name": ""}, "First name is required."),
        ({"first_name": "Ow3n"}, "can't be used"),
        ({"ssn": "12345678"}, "A Social Security number has nine digits"),
        ({"ssn": "x" * 300}, "Social Security number"),
        ({"zip_code": "3208"}, "A ZIP code has five digits"),
        ({"state": "ZZ"}, "Choose"),
        ({"telephone": "12"}, "Enter a telephone number"),
        ({"address_line_1": "\x00"}, "Home address line 1"),
    ],
)
def test_what_can_not_be_asked_is_said_beside_its_field_and_costs_nothing(told, said, here):
    """Source: PRF-2. What was typed stays; a Social Security number never comes back."""
    _, browser = _begins("Owen")
    page = browser.post(FORM, {**_entry(browser, "Owen"), "ssn": "666120001", **told})
    assert page.status_code == 422
    assert said in words(page)
    assert 'value="301 Cypress Lane"' in page.content.decode() or "address_line_1" in told
    assert "666120001" not in page.content.decode()
    assert Verification.objects.get().state == "terms_accepted"


@pytest.mark.said
def test_the_vendor_is_whom_the_settings_name(here, settings):
    """Source: PRF-4. Name, telephone and hours: on the page, at the box, in the mail."""
    settings.PROOFING_VENDOR = {"name": "Acme Identity", "telephone": "1-800-555-0100", "hours": "at night"}
    _, browser = _begins("Gordon")
    page = words(browser.post(FORM, _entry(browser, "Gordon"), follow=True))
    mail = str(Mail.objects.get(kind="proofing/referred").text)
    for said in ("Acme Identity", "1-800-555-0100", "at night"):
        assert said in page
        assert said in mail
    assert "I have contacted Acme Identity" in page
    assert "Experian" not in page + mail


@pytest.mark.said
def test_terms_not_ticked_lead_nowhere_and_no_page_is_skipped(here):
    """Source: PRF-2 (APP 11)."""
    browser = signed_in(account_of("Owen"))
    browser.post("/role-request/role", {"application": "spot", "role": END_USER})
    assert browser.post(TERMS, {}).status_code == 422
    for page in (FORM, OUTCOME, FIND, "/role-request/review"):
        assert browser.get(page).headers["Location"] == TERMS
        assert browser.post(page, {"called": "yes", "terms": "yes"}).headers["Location"] == TERMS
    assert browser.post(BY_HAND).headers["Location"] == TERMS
    assert not Verification.objects.exists()


@pytest.mark.said
def test_another_persons_case_can_not_be_seen(here):
    """Source: PRF-4, ROL-7. There is no address that names a case; one's own pages show one's own."""
    _, theirs = _begins("Carla")
    number = _number_on(theirs.post(FORM, _entry(theirs, "Carla"), follow=True))
    _, browser = _begins("Gordon")
    own = browser.post(FORM, _entry(browser, "Gordon"), follow=True)

    assert _number_on(own) != number
    assert "Carla" not in words(own)
    page = browser.post(OUTCOME, {"called": "yes", "reference": number})
    assert page.status_code == 422
    assert not is_proofed(Verification.objects.get(reference=number).person_id)
    assert _number_on(browser.get(f"{OUTCOME}?reference={number}")) == _number_on(own)
    assert browser.get(f"{OUTCOME}/{number}").status_code == 404
    assert hidden(page)["reference"] == _number_on(own)


def test_no_page_of_proofing_shows_or_logs_a_social_security_number(here, capfd):
    """Source: PRF-7. Not in pages, mails, or the record."""
    _, browser = _begins("Gordon")
    pages = [browser.post(FORM, _entry(browser, "Gordon", ssn="666-12-0012"), follow=True), browser.get(FORM)]
    said = "".join(page.content.decode() for page in pages)
    said += "".join(f"{mail.subject}{mail.text}{mail.html}" for mail in Mail.objects.all())
    said += "".join(bytes(entry.canonical).decode() for entry in Entry.objects.all())
    said += "".join(capfd.readouterr())
    assert not re.search(r"666\D?12\D?0012|\b0012\b", _without_ids(said))


def _without_ids(said: str) -> str:
    """Return what was said without ids, digests and tokens, in which any four digits may stand by chance."""
    return re.sub(r"[0-9A-Za-z_-]{20,}", "", said)
