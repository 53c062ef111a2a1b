"""What the pages of a registration may hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.rooms.accounts.registering import ANN, HOME
from vestibule.accounts.policy.checklist import password_lines, ticks, user_id_lines
from vestibule.accounts.policy.emails import is_email
from vestibule.accounts.policy.likeness import likeness
from vestibule.accounts.policy.passwords import password_faults
from vestibule.accounts.policy.questions import QUESTIONS, folded_answer, question_faults
from vestibule.accounts.policy.registration import (
    Contact,
    Personal,
    contact_faults,
    invitation_faults,
    personal_faults,
)
from vestibule.accounts.policy.user_ids import user_id_faults
from vestibule.config.profiles import CMS, NIST
from vestibule.kernel.addresses import STATES

TODAY = date(2026, 3, 10)


def personal(**changed) -> set[str]:
    return {fault.code for fault in personal_faults(replace(ANN, **changed), today=TODAY)}


def contact(**changed) -> set[str]:
    return {fault.code for fault in contact_faults(replace(HOME, **changed))}


@pytest.mark.parametrize(
    "named",
    [
        ("Li", "Ng"),
        ("Mary Jo", "O’Brien"),
        ("José", "Núñez-Ørsted"),
        ("Nguyễn", "Võ"),
        ("J.", "St. John"),
        ("李", "明"),
    ],
)
def test_peoples_names_are_taken_as_they_are(named):
    """Source: ACC-1 (APP 2)."""
    assert personal(first_name=named[0], last_name=named[1]) == set()


@pytest.mark.parametrize(
    ("changed", "why_not"),
    [
        ({"first_name": ""}, "registration.required"),
        ({"last_name": "   "}, "registration.required"),
        ({"first_name": "Ann3"}, "registration.character"),
        ({"last_name": "<script>"}, "registration.character"),
        ({"suffix": "J\x00r"}, "registration.character"),
        ({"first_name": "-"}, "registration.no_letter"),
        ({"middle_name": "x" * 61}, "registration.too_long"),
        ({"email": "ann@clinic"}, "email.invalid"),
        ({"email": "änn@clinic.com"}, "email.invalid"),
        ({"email": ""}, "email.invalid"),
        ({"birth_date": None}, "birth_date.missing"),
        ({"birth_date": date(2026, 3, 11)}, "birth_date.future"),
        ({"birth_date": date(1895, 1, 1)}, "birth_date.too_long_ago"),
        ({"terms_version": ""}, "terms.not_accepted"),
        ({"terms_version": "1999-01"}, "terms.not_accepted"),
    ],
)
def test_the_first_page_says_what_is_wrong(changed, why_not):
    """Source: ACC-1, ACC-11 (APP 2)."""
    assert personal(**changed) == {why_not}


def test_a_fault_stands_beside_its_field_and_names_character_and_field():
    """Source: ACC-1."""
    (fault,) = personal_faults(replace(ANN, last_name="O@Brien"), today=TODAY)
    assert (fault.field, str(fault)) == ("last_name", "Last name: the character ‘@’ (Commercial at) can't be used.")


@pytest.mark.parametrize("born", [TODAY, date(1896, 1, 1), date(1980, 2, 29)])
def test_dates_of_birth_up_to_today_are_taken(born):
    """Source: ACC-1 (APP 2)."""
    assert personal(birth_date=born) == set()


@pytest.mark.parametrize(
    ("changed", "why_not"),
    [
        ({"address_line_1": ""}, "registration.required"),
        ({"city": "x" * 101}, "registration.too_long"),
        ({"address_line_2": "behind\x07"}, "registration.character"),
        ({"state": "ZZ"}, "address.unknown_state"),
        ({"state": "Florida"}, "address.unknown_state"),
        ({"zip_code": "3220"}, "address.no_zip_code"),
        ({"zip_code": "32202-12"}, "address.no_zip_code"),
        ({"zip_code": "٣٢٢٠٢"}, "address.no_zip_code"),
        ({"telephone": "+44 20 7946 0958"}, "telephone.invalid"),
        ({"telephone": "416-555-0123"}, "telephone.invalid"),
        ({"telephone": "555-0123"}, "telephone.invalid"),
        ({"telephone": "904-555-0123 ext. 5"}, "telephone.invalid"),
        ({"telephone": "9" * 1_000_000}, "telephone.invalid"),
    ],
)
def test_the_second_page_says_what_is_wrong(changed, why_not):
    """Source: ACC-1 (APP 3)."""
    assert contact(**changed) == {why_not}


@pytest.mark.parametrize("state", ["PR", "VI", "GU", "AS", "MP", "DC", "FL"])
def test_territories_are_states_too(state):
    """Source: ACC-1 (APP 3)."""
    assert state in STATES
    assert contact(state=state) == set()


@pytest.mark.parametrize(
    "email", ["a@b.co", "o'brien+spot@mail.health.com.pr", "x" * 64 + "@clinic.com", "A.B@C-D.ORG"]
)
def test_addresses_of_every_kind_are_addresses(email):
    """Source: ACC-3, the readings."""
    assert is_email(email)


@pytest.mark.parametrize(
    "email",
    [
        "x" * 65 + "@clinic.com",
        "a@b.c",
        "a@b",
        "a b@c.de",
        ".a@b.co",
        "a.@b.co",
        "a..b@c.de",
        "a@-b.co",
        "a@b.c0",
        "@b.co",
        "a@b.co\n",
    ],
)
def test_what_only_looks_like_an_address_is_none(email):
    """Source: ACC-3, the readings."""
    assert not is_email(email)


@given(some.emails())
def test_an_address_that_passes_has_an_ascii_local_part_and_a_dotted_domain(email):
    """Source: ACC-3, the readings."""
    if is_email(email):
        local, _, domain = email.rpartition("@")
        assert local.isascii()
        assert 1 <= len(local) <= 64
        assert "." in domain


def test_an_invitation_may_leave_out_what_isnt_known_yet_but_not_lie():
    """Source: ACC-2, ACC-3."""

    def faults(who: Personal, where: Contact = Contact(), user_id: str = "") -> set[str]:
        return {fault.code for fault in invitation_faults(who, where, user_id, rules=CMS.user_id, today=TODAY)}

    known = Personal(first_name="Ann", last_name="Li", email="ann@x.org")
    assert faults(known) == set()
    assert faults(replace(known, birth_date=date(2030, 1, 1))) == {"birth_date.future"}
    assert faults(known, Contact(city="Ponce")) >= {"registration.required", "address.unknown_state"}
    assert faults(known, user_id="ann") == {"user_id.too_short"}


def test_two_spellings_of_one_person_look_alike():
    """Source: ACC-2."""
    born = date(1980, 2, 29)
    assert likeness("José", "O'Brien", born, "32202-1234") == likeness(" jose ", "OBRIEN", born, "32202")
    assert likeness("José", "O'Brien", born, "32202") != likeness("José", "O'Brien", born, "32203")


def test_there_are_twenty_security_questions_or_more_each_its_own():
    """Source: ACC-10 (APP 4)."""
    assert len(QUESTIONS) >= 20
    assert len(set(QUESTIONS.values())) == len(QUESTIONS)


@pytest.mark.parametrize(
    ("question", "answer", "why_not"),
    [
        ("first-pet", "Rex", set()),
        ("first-pet", "Bo", set()),
        ("first-pet", " B ", {"answer.too_short"}),
        ("first-pet", "", {"answer.too_short"}),
        ("first-pet", "x" * 101, {"answer.too_long"}),
        ("first-pet", "correct7 horse-BATTERY", {"answer.is_password"}),
        ("mothers-maiden-name", "Rex", {"question.unknown"}),
        ("", "", {"question.unknown", "answer.too_short"}),
    ],
)
def test_a_question_of_the_list_and_an_answer_of_ones_own(question, answer, why_not):
    """Source: ACC-10 (APP 4)."""
    found = question_faults(question, answer, password="Correct7Horse-Battery")
    assert {fault.code for fault in found} == why_not


@pytest.mark.parametrize("again", ["New York", "new york", " NEW  YORK ", "newyork", "New\u00a0York"])
def test_answers_are_compared_without_case_and_spaces(again):
    """Source: ACC-10."""
    assert folded_answer(again) == "newyork"


def test_the_list_ticks_what_is_kept_and_nothing_while_nothing_is_typed():
    """Source: ACC-9."""
    lines = user_id_lines(CMS.user_id)
    assert set(ticks(lines, "", user_id_faults("")).values()) == {False}
    assert set(ticks(lines, "harbor.seal", user_id_faults("harbor.seal")).values()) == {True}
    short = ticks(lines, "ab", user_id_faults("ab"))
    assert [code for code, met in short.items() if not met] == ["user_id.too_short"]
    assert set(ticks(lines, "a" * 75, user_id_faults("a" * 75)).values()) == {False}


@pytest.mark.parametrize("profile", [CMS, NIST])
def test_every_fault_of_a_password_unticks_a_line(profile):
    """Source: ACC-9 (the server's rules are the ones that tick)."""
    shown = {code for line in password_lines(profile.password) for code in line.broken_by}
    for password in ("a", "é" * 20, "\t" * 20, "x" * 200):
        assert {fault.code for fault in password_faults(password, rules=profile.password)} <= shown


def test_the_other_profile_shows_no_rules_of_composition():
    """Source: the profile nist-800-63-4."""
    shown = {line.code for line in password_lines(NIST.password)}
    assert shown == {"password.too_short", "password.character", "password.has_part", "password.common"}
