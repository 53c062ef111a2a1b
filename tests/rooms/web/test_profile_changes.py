"""My Profile: name, address, telephone, question, language and size are corrected by who shows a fresh factor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, PASSWORD, a_person
from tests.rooms.signin.people import sign_in
from tests.rooms.signin.sitting import Seated, seated
from vestibule.accounts.models import Person, SecurityAnswer
from vestibule.accounts.passwords import secret_matches
from vestibule.accounts.queries import person_card, profile_of
from vestibule.config.profiles import CMS, NIST
from vestibule.journal.models import Entry
from vestibule.kernel.rulebook import install_rulebook
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db
Travel = Callable[[datetime], Any]

NAME = {
    "first_name": "Ann",
    "middle_name": "",
    "last_name": "Baker-Núñez",
    "suffix": "",
    "birth_date_month": "2",
    "birth_date_day": "29",
    "birth_date_year": "1980",
}
CONTACT = {
    "address_line_1": "12 Palm Court",
    "address_line_2": "",
    "city": "Ponce",
    "state": "PR",
    "zip_code": "00731",
    "telephone": "(787) 555-0143",
}
QUESTION = {"security_question": "first-pet", "security_answer": "Señor Whiskers"}
PAGES = {"/profile/name": NAME, "/profile/contact": CONTACT, "/profile/question": QUESTION}


@pytest.fixture(autouse=True)
def now(travel: Travel) -> None:
    """Let everything begin at one moment."""
    travel(AT)


@pytest.fixture
def ann(now: None) -> UUID:
    return a_person()


@pytest.fixture
def here(ann: UUID) -> Seated:
    return seated(ann)


@pytest.mark.said
def test_a_name_is_corrected_on_record_and_told_without_saying_to_what(here: Seated, ann: UUID):
    """Source: ACC-13, SIG-4 (APP 7), AUD-1."""
    page = here.browser.get("/profile/name").text
    assert 'value="Archer"' in page
    before = consequences()
    assert here.browser.post("/profile/name", NAME)["Location"] == "/profile?changed"

    assert profile_of(ann).personal.last_name == "Baker-Núñez"
    assert "Baker-Núñez" in here.browser.get("/profile?changed").text
    made = consequences() - before
    assert (made.entries, made.mails) == (2, 1)
    parent = Entry.objects.get(fact="signin.profile_changed")
    child = Entry.objects.get(fact="accounts.name_corrected")
    assert child.parent_id == parent.pk
    assert b"Baker" not in bytes(child.canonical) + bytes(parent.canonical)
    mail = Mail.objects.latest("queued_at")
    assert mail.recipient == "ann.archer@example.com"
    assert "Legal name" in str(mail.text)
    assert "Date of birth" not in str(mail.text)
    assert "Baker" not in f"{mail.subject}{mail.text}{mail.html}"


def test_address_and_telephone_are_corrected_and_each_is_told_by_its_name(here: Seated, ann: UUID):
    """Source: ACC-13, SIG-4."""
    here.browser.post("/profile/contact", CONTACT)
    told = profile_of(ann).contact
    assert (told.city, told.state, told.zip_code, told.telephone) == ("Ponce", "PR", "00731", "+17875550143")
    mailed = str(Mail.objects.latest("queued_at").text)
    assert "- Home address" in mailed
    assert "- Telephone number" in mailed

    page = here.browser.get("/profile/contact").text
    assert "787-555-0143" in page
    here.browser.post("/profile/contact", {**CONTACT, "telephone": "787-555-0199"})
    assert "Home address" not in str(Mail.objects.latest("queued_at").text)


@pytest.mark.said
@pytest.mark.parametrize("page", PAGES)
def test_without_a_fresh_factor_nothing_is_shown_or_changed(here: Seated, ann: UUID, page: str, travel: Travel):
    """Source: SIG-4. Ten minutes after the last code one shows a factor first, and comes back to this page."""
    travel(AT + timedelta(minutes=11))
    before = consequences()
    for answer in (here.browser.get(page), here.browser.post(page, PAGES[page])):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/profile/prove?next=%2Fprofile%2F")
    assert consequences() - before == NONE
    assert profile_of(ann).personal.last_name == "Archer"
    assert not SecurityAnswer.objects.exists()


@pytest.mark.said
@pytest.mark.parametrize("page", PAGES)
def test_an_empty_or_an_unchanged_form_changes_nothing(here: Seated, page: str):
    """Source: ACC-13. It says so, and nobody is mailed."""
    here.browser.post(page, PAGES[page])
    before = consequences()
    assert here.browser.post(page, {}).status_code == 422
    if page != "/profile/question":
        again = here.browser.post(page, PAGES[page])
        assert again.status_code == 422
        assert "nothing was changed" in words(again)
        assert consequences() - before == NONE


@pytest.mark.said
def test_what_no_name_may_be_is_refused_beside_its_field(here: Seated, ann: UUID):
    """Source: ACC-1, ACC-13."""
    page = here.browser.post("/profile/name", {**NAME, "last_name": "B4ker", "birth_date_year": "2032"})
    assert page.status_code == 422
    assert "can't be used" in words(page)
    assert "in the future" in words(page)
    assert profile_of(ann).personal.last_name == "Archer"


@pytest.mark.said
def test_nothing_of_anothers_is_reached_by_what_is_sent(here: Seated, ann: UUID):
    """Source: ACC-13. The person is the session's, whatever the form names."""
    bob = a_person("Bob", "Baker")
    here.browser.post("/profile/name", {**NAME, "person_id": str(bob), "id": str(bob), "email": "x@example.com"})
    assert profile_of(bob).personal.last_name == "Baker"
    assert person_card(ann).email != "x@example.com"


@pytest.mark.said
def test_a_security_question_is_chosen_anew_and_its_answer_stands_as_a_hash(here: Seated, ann: UUID):
    """Source: ACC-10, ACC-13."""
    here.browser.post("/profile/question", QUESTION)
    kept = SecurityAnswer.objects.get(pk=ann)
    assert kept.question == "first-pet"
    assert secret_matches(kept.answer_hash, "señorwhiskers")
    assert "What was the name of your first pet?" in here.browser.get("/profile").text
    assert "Whiskers" not in f"{Mail.objects.latest('queued_at').text}"


def test_an_answer_is_no_uncounted_try_at_the_password(here: Seated):
    """Source: SIG-6, ACC-10. What is the password and what isn't are taken alike."""
    received = [
        here.browser.post("/profile/question", {**QUESTION, "security_answer": answer}).status_code
        for answer in (PASSWORD, PASSWORD.swapcase())
    ]
    assert received == [302, 302]


@pytest.mark.said
def test_a_profile_without_questions_has_no_such_page(here: Seated):
    """Source: ACC-10 (nist-800-63-4)."""
    install_rulebook(replace(CMS, registration=NIST.registration))
    try:
        assert here.browser.get("/profile/question").status_code == 404
        assert here.browser.post("/profile/question", QUESTION).status_code == 404
        assert "Security question" not in here.browser.get("/profile").text
    finally:
        install_rulebook(CMS)


def test_language_and_size_hold_here_at_once_and_elsewhere_from_the_next_sign_in(here: Seated, ann: UUID):
    """Source: ACC-13, NEW-5 (APP 0, ADD 0). No code is asked for, and no mail is sent."""
    before = consequences()
    here.browser.post("/profile/preferences", {"language": "es", "text_size": "larger"})
    assert (consequences() - before).mails == 0
    assert 'lang="es"' in here.browser.get("/profile").text
    assert Person.objects.get(pk=ann).language == "es"

    elsewhere = Client()
    sign_in(elsewhere)
    page = elsewhere.get("/profile").text
    assert 'lang="es"' in page
    assert 'value="larger" aria-pressed="true"' in page


@pytest.mark.said
def test_what_was_chosen_in_a_browser_stays_as_it_is_at_sign_in(here: Seated):
    """Source: NEW-5. Who presses "English" on the sign-in page means it."""
    here.browser.post("/profile/preferences", {"language": "es", "text_size": "large"})
    elsewhere = Client()
    elsewhere.post("/preferences", {"language": "en", "next": "/"})
    sign_in(elsewhere)
    page = elsewhere.get("/profile").text
    assert 'lang="en"' in page
    assert 'value="large" aria-pressed="true"' in page


@pytest.mark.said
@pytest.mark.parametrize("sent", [{}, {"language": "fr", "text_size": "large"}, {"language": "es", "text_size": "9"}])
def test_only_what_is_offered_can_be_preferred(here: Seated, sent: dict[str, str]):
    """Source: NEW-5, ACC-13."""
    before = consequences()
    assert here.browser.post("/profile/preferences", sent).status_code == 422
    assert consequences() - before == NONE
