"""New User Registration through its pages, as a browser without JavaScript sees it."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.rooms.accounts.registering import (
    FIRST_PAGE,
    PASSWORD,
    SECOND_PAGE,
    THIRD_PAGE,
    consequences,
    fill_in,
    the_person,
)
from vestibule.accounts.models import Person, RegistrationDraft, SecurityAnswer
from vestibule.accounts.passwords import Busy, secret_matches
from vestibule.accounts.queries import TOLD_TAKEN_AT_MOST
from vestibule.config.profiles import NIST
from vestibule.kernel.rulebook import install_rulebook, rulebook
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

NONE = {"Person": 0, "SecurityAnswer": 0, "TermsAcceptance": 0, "Entry": 0, "Mail": 0, "Job": 0}
ONE_OF_EACH = {"Person": 1, "SecurityAnswer": 1, "TermsAcceptance": 1, "Entry": 2, "Mail": 1, "Job": 1}


def labels(page) -> list[str]:
    """Return the labels of a page's own form, in their order."""
    form = page.text.split("page-form", 1)[1]
    return [re.sub(r"\s*<.*", "", label) for label in re.findall(r"<(?:label|legend)[^>]*>([^<]*(?:<|$))", form)]


@pytest.mark.said
def test_three_pages_make_an_account_and_a_message_confirms(client):
    """Source: ACC-1 (APP 1-4, EU 1-4)."""
    assert fill_in(client, FIRST_PAGE).url == "/register/contact"
    assert fill_in(client, FIRST_PAGE, SECOND_PAGE).url == "/register/credentials"
    assert consequences() == NONE
    answer = fill_in(client, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    assert answer.url == "/register/done"

    message = client.get("/register/done")
    assert "Your registration was received." in message.text
    assert '<a class="usa-button" href="/">Return</a>' in message.text
    assert consequences() == ONE_OF_EACH
    person = the_person()
    assert (person.zip_code, person.telephone, person.birth_date) == ("32202-1234", "+19045550123", "1980-02-29")
    assert secret_matches(person.password_hash, PASSWORD)
    assert secret_matches(SecurityAnswer.objects.get().answer_hash, "rexthesecond")


@pytest.mark.said
def test_the_words_on_the_pages_are_those_of_the_contracts(client):
    """Source: ACC-1 (APP 2-4)."""
    page = client.get("/register/personal")
    assert "terms-2026" not in page.text
    assert "The account is yours alone." in page.text
    assert labels(page)[:5] == ["First name", "Middle name", "Last name", "Suffix", "Date of birth"]
    assert labels(page)[5:10] == ["Month", "Day", "Year", "Email address", "I agree to the terms and conditions"]

    page = client.get(fill_in(client, FIRST_PAGE).url)
    assert labels(page)[:3] == ["Home address line 1", "Home address line 2", "City"]
    assert labels(page)[3:6] == ["State/territory", "ZIP code", "Primary contact telephone number"]

    page = client.get(fill_in(client, FIRST_PAGE, SECOND_PAGE).url)
    assert labels(page)[:5] == ["User ID", "Password", "Confirm New Password", "Security question", "Security answer"]
    assert "<h2>Select Question and Answer</h2>" in page.text
    assert re.findall(r'name="move" value="\w+">(\w+)', page.text) == ["Submit", "Back"]


@pytest.mark.said
def test_every_rule_stands_beside_its_field(client):
    """Source: ACC-9."""
    page = client.get(fill_in(client, FIRST_PAGE, SECOND_PAGE).url)
    assert re.findall(r'data-checks-for="(\w+)"', page.text) == ["user_id", "password"]
    for words in ("6 to 74 characters", "15 to 60 characters", "at least one digit", "no part of your User ID"):
        assert words in page.text
    assert 'aria-describedby="password-checks"' in page.text


@pytest.mark.parametrize(
    ("page", "typed", "words", "kept"),
    [
        ("personal", {"first_name": "Ann3"}, "First name: the character ‘3’ (Digit three) can&#x27;t be used.", "Ann3"),
        ("personal", {"last_name": ""}, "Last name is required.", "Q."),
        ("personal", {"last_name": "O\x07Brien"}, "Last name has an invisible or damaged character in it.", "Q."),
        ("personal", {"birth_date_month": "2", "birth_date_day": "30"}, "is not a date in the calendar", "30"),
        ("personal", {"birth_date_year": "2996"}, "A date of birth can&#x27;t be in the future.", "2996"),
        ("personal", {"birth_date_day": ""}, "Date of birth needs a month, a day and a year.", "1980"),
        ("personal", {"email": "ann@clinic"}, "Enter an email address such as", "ann@clinic"),
        ("personal", {"terms": ""}, "I agree to the terms and conditions", "Q."),
        ("contact", {"state": "ZZ"}, "Choose a state or territory of the list.", "Jacksonville"),
        ("contact", {"zip_code": "322"}, "A ZIP code has five digits", "322"),
        ("contact", {"telephone": "+44 20 7946 0958"}, "Enter a telephone number", "+44 20 7946 0958"),
        ("credentials", {"user_id": "séal.1"}, "(Latin small letter e with acute)", "séal.1"),
        ("credentials", {"user_id": "se\u200bal.one"}, "‘U+200B’ (Zero width space)", "seal.one"),
        ("credentials", {"password": "Correct7Horse\tBattery"}, "‘U+0009’ (control character", "harbor.seal"),
        ("credentials", {"user_id": "other@clinic.com"}, "must be your own", "other@clinic.com"),
        ("credentials", {"password": "Harbor7Clinic-Tide-Pool"}, "this one has “harbor”", "harbor.seal"),
        ("credentials", {"confirm_password": "x"}, "The two passwords are not the same.", "harbor.seal"),
        ("credentials", {"security_question": "made-up"}, "Choose one of the security questions", "Rex the Second"),
        ("credentials", {"password": "Password1234567!"}, "This password is a common one", "harbor.seal"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_on_top_and_nothing_typed_is_lost(client, page, typed, words, kept):
    """Source: ACC-1, ACC-9."""
    pages = {"personal": FIRST_PAGE, "contact": SECOND_PAGE, "credentials": THIRD_PAGE}
    so_far = list(pages.values())[: list(pages).index(page)]
    answer = fill_in(client, *so_far, {**pages[page], **typed})

    assert answer.status_code == 422
    summary, _, form = answer.text.partition('<form class="usa-form page-form"')
    assert "There is a problem" in summary
    field = next(iter(typed)).removesuffix("_month").removesuffix("_day").removesuffix("_year")
    assert f'href="#{field}' in summary
    assert words in summary
    assert words in form
    assert kept in form
    assert PASSWORD not in answer.text
    assert consequences() == NONE


@pytest.mark.said
@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("personal", "first_name"),
        ("personal", "email"),
        ("personal", "birth_date_day"),
        ("contact", "city"),
        ("contact", "state"),
        ("contact", "telephone"),
        ("credentials", "user_id"),
        ("credentials", "password"),
        ("credentials", "security_answer"),
    ],
)
def test_a_field_of_a_megabyte_gets_a_sentence_and_no_hash(client, monkeypatch, page, field):
    """Source: ACC-4: refused before hashing."""
    pages = {"personal": FIRST_PAGE, "contact": SECOND_PAGE, "credentials": THIRD_PAGE}
    so_far = list(pages.values())[: list(pages).index(page)]
    fill_in(client, *so_far)
    monkeypatch.setattr("vestibule.accounts.submission.hash_secret", lambda _: pytest.fail("hashed"))
    answer = client.post(f"/register/{page}", {**pages[page], field: "é" * 500_000, "move": "next"})

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert consequences() == NONE


@pytest.mark.parametrize(
    ("asked_for", "led_to"),
    [
        ([], {"contact": "/register/personal", "credentials": "/register/personal", "done": "/register/personal"}),
        ([FIRST_PAGE], {"credentials": "/register/contact", "done": "/register/contact"}),
        ([FIRST_PAGE, SECOND_PAGE], {"done": "/register/credentials"}),
    ],
)
def test_pages_out_of_order_lead_to_the_first_unfinished(client, asked_for, led_to):
    """Source: ACC-1."""
    fill_in(client, *asked_for)
    for page, address in led_to.items():
        assert client.get(f"/register/{page}").url == address


@pytest.mark.said
@pytest.mark.parametrize("page", ["contact", "credentials"])
@pytest.mark.parametrize("move", ["next", "back", ""])
def test_an_empty_post_skips_nothing(client, page, move):
    """Source: ACC-1."""
    assert client.post(f"/register/{page}", {"move": move}).url == "/register/personal"
    assert client.post("/register/personal", {"move": move}).status_code == 422
    assert consequences() == NONE


@pytest.mark.said
def test_back_loses_nothing_of_any_page_but_passwords_and_answers(client):
    """Source: ACC-1."""
    fill_in(client, FIRST_PAGE, SECOND_PAGE)
    assert client.post("/register/credentials", {**THIRD_PAGE, "move": "back"}).url == "/register/contact"
    half = {**SECOND_PAGE, "city": "Ponce", "zip_code": "not yet"}
    assert client.post("/register/contact", {**half, "move": "back"}).url == "/register/personal"

    page = client.get("/register/personal")
    assert 'value="O&#x27;Brien"' in page.text
    assert re.search(r'name="terms"[^>]*checked|checked[^>]*name="terms"', page.text)
    page = client.get(fill_in(client, FIRST_PAGE).url)
    assert 'value="Ponce"' in page.text
    assert 'value="not yet"' in page.text
    assert client.get("/register/credentials").url == "/register/contact"
    page = client.get(fill_in(client, FIRST_PAGE, SECOND_PAGE).url)
    assert 'value="harbor.seal"' in page.text
    assert re.search(r'value="first-pet" selected', page.text)
    assert "Rex the Second" not in page.text


@pytest.mark.said
def test_no_password_and_no_answer_is_ever_kept_in_a_draft(client):
    """Source: ACC-1, ACC-10."""
    fill_in(client, FIRST_PAGE, SECOND_PAGE, {**THIRD_PAGE, "confirm_password": "different"})
    client.post("/register/credentials", {**THIRD_PAGE, "move": "back"})
    kept = RegistrationDraft.objects.get().pages or ""
    assert "harbor.seal" in kept
    assert PASSWORD not in kept
    assert "Rex" not in kept
    stored = RegistrationDraft.objects.values_list("pages", flat=True).get()
    assert b"O'Brien" not in bytes(stored or b"")


@pytest.mark.said
def test_the_draft_is_found_by_a_cookie_that_scripts_cannot_read(client):
    """Source: ACC-1."""
    cookie = fill_in(client, FIRST_PAGE).cookies[settings.REGISTRATION_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie.value not in str(RegistrationDraft.objects.values().get())


@pytest.mark.said
def test_the_same_form_sent_twice_or_in_two_tabs_registers_once_and_says_the_same(client):
    """Source: ACC-1."""
    fill_in(client, FIRST_PAGE, SECOND_PAGE)
    first = client.post("/register/credentials", {**THIRD_PAGE, "move": "next"})
    again = client.post("/register/credentials", {**THIRD_PAGE, "user_id": "harbor.seal.2", "move": "next"})
    other_tab = client.post("/register/contact", {**SECOND_PAGE, "move": "next"})

    assert first.url == again.url == other_tab.url == "/register/done"
    assert client.get("/register/credentials").url == "/register/done"
    assert client.get("/register/done").status_code == client.get("/register/done").status_code == 200
    assert consequences() == ONE_OF_EACH


@pytest.mark.said
def test_after_a_registration_the_next_one_begins_with_an_empty_page(client):
    """Source: ACC-1: on a shared computer nobody sees who registered before."""
    fill_in(client, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    assert "O&#x27;Brien" not in client.get("/register/personal").text
    second = {**FIRST_PAGE, "first_name": "Bo", "email": "bo@clinic.com"}
    fill_in(client, second, SECOND_PAGE, {**THIRD_PAGE, "user_id": "bo.second"})
    assert Person.objects.count() == 2


def test_a_draft_that_is_too_old_begins_anew_and_keeps_what_is_just_typed(client, travel, at):
    """Source: ACC-1; expiry is judged when it is used."""
    travel(at)
    fill_in(client, FIRST_PAGE, SECOND_PAGE)
    travel(at + timedelta(hours=24, minutes=1))
    assert "O&#x27;Brien" not in client.get("/register/personal").text
    assert client.post("/register/contact", {**SECOND_PAGE, "move": "next"}).url == "/register/personal"
    assert 'value="Jacksonville"' in client.get(fill_in(client, FIRST_PAGE).url).text


@pytest.mark.said
def test_a_get_changes_nothing(client):
    """Source: the house: mail scanners and prefetching browsers follow links."""
    fill_in(client, FIRST_PAGE, SECOND_PAGE)
    before = list(RegistrationDraft.objects.values())
    for page in ("personal", "contact", "credentials", "done"):
        client.get(f"/register/{page}", {**FIRST_PAGE, **SECOND_PAGE, **THIRD_PAGE, "move": "next"})
    assert list(RegistrationDraft.objects.values()) == before
    assert consequences() == NONE
    assert Client().get("/register/personal").cookies.keys() <= {settings.CSRF_COOKIE_NAME}
    assert client.get("/register/check").status_code == 405


def test_a_form_without_the_pages_own_token_is_refused():
    """Source: SIG-5; another site can't register anybody."""
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/register/personal", FIRST_PAGE).status_code == 403
    assert stranger.post("/register/check", {"password": PASSWORD}).status_code == 403


@pytest.mark.said
def test_a_taken_user_id_is_said_at_submit_and_the_page_kept(client):
    """Source: ACC-2 (APP 4)."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    other = {**FIRST_PAGE, "first_name": "Bo", "email": "bo@clinic.com"}
    answer = fill_in(client, other, SECOND_PAGE, {**THIRD_PAGE, "user_id": "Harbor.SEAL"})
    assert answer.status_code == 422
    assert "This User ID belongs to somebody already." in answer.text
    assert 'value="Harbor.SEAL"' in answer.text
    assert client.post("/register/credentials", {**THIRD_PAGE, "user_id": "bo.other"}).url == "/register/done"


@pytest.mark.said
def test_who_tries_user_ids_in_a_row_is_told_no_more(client, monkeypatch):
    """Source: ACC-2 (rate-limited)."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    monkeypatch.setattr("vestibule.accounts.submission.hash_secret", lambda _: "hash")
    fill_in(client, {**FIRST_PAGE, "first_name": "Bo", "email": "bo@clinic.com"}, SECOND_PAGE)
    for _ in range(TOLD_TAKEN_AT_MOST):
        assert "belongs to somebody" in client.post("/register/credentials", THIRD_PAGE).text
    assert "Try again in an hour." in client.post("/register/credentials", THIRD_PAGE).text
    free = client.post("/register/credentials", {**THIRD_PAGE, "user_id": "free.for.all"})
    assert "Try again in an hour." in free.text


@pytest.mark.said
def test_a_crowd_is_asked_to_submit_again_and_nothing_is_lost(client, monkeypatch):
    """Source: ACC-1; a flood is turned away before anything is written."""

    def busy(_: str) -> str:
        raise Busy

    fill_in(client, FIRST_PAGE, SECOND_PAGE)
    monkeypatch.setattr("vestibule.accounts.submission.hash_secret", busy)
    answer = client.post("/register/credentials", THIRD_PAGE)
    assert answer.status_code == 503
    assert "Nothing was stored: please submit again." in answer.text
    assert 'value="harbor.seal"' in answer.text
    assert consequences() == NONE


@pytest.mark.said
def test_the_rules_tick_by_what_the_server_says(client):
    """Source: ACC-9; whether a User ID is taken isn't said, and nothing is hashed."""
    fill_in(Client(), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    fill_in(client, {**FIRST_PAGE, "last_name": "Li"}, SECOND_PAGE)
    answer = client.post("/register/check", {"user_id": "harbor.seal", "password": "Ann7-goes-Home"})
    met = answer.json()["met"]
    assert set(met["user_id"].values()) == {True}
    assert {code for code, kept in met["password"].items() if not kept} == {
        "password.too_short",
        "password.has_part",
    }
    assert answer.json()["words"] == {"user_id": "6 of 6 rules are kept", "password": "5 of 7 rules are kept"}
    assert answer["Cache-Control"].endswith("private")


def test_under_the_other_profile_no_question_is_asked_and_any_letters_do(client):
    """Source: the profile nist-800-63-4."""
    before = rulebook()
    install_rulebook(NIST)
    try:
        page = client.get(fill_in(client, FIRST_PAGE, SECOND_PAGE).url)
        assert labels(page)[:3] == ["User ID", "Password", "Confirm New Password"]
        assert "Select Question and Answer" not in page.text
        assert "15 to 128 characters" in page.text
        words = "äpfel und birnen im korb"
        answer = client.post(
            "/register/credentials", {"user_id": "harbor.seal", "password": words, "confirm_password": words}
        )
    finally:
        install_rulebook(before)
    assert answer.url == "/register/done"
    assert secret_matches(the_person().password_hash, "äpfel und birnen im korb")
    assert SecurityAnswer.objects.count() == 0


@pytest.mark.said
def test_who_registers_in_spanish_is_written_to_in_spanish(client):
    """Source: NEW-1, NEW-5."""
    client.post("/preferences", {"language": "es", "next": "/register/personal"})
    fill_in(client, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    assert the_person().language == "es"
    assert Mail.objects.get().language == "es"


def test_people_with_names_of_two_letters_register(client):
    """Source: ACC-6, the readings."""
    names = {**FIRST_PAGE, "first_name": "Ng", "middle_name": "", "last_name": "Li"}
    assert fill_in(client, names, SECOND_PAGE, {**THIRD_PAGE, "user_id": "ng.li.77"}).url == "/register/done"
    assert Mail.objects.get().text is not None
