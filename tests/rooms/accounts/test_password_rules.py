"""What a password may be, at the borders of its rules, under both profiles."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vestibule.accounts.common_passwords import is_common, known_passwords
from vestibule.accounts.policy.common import is_common_password
from vestibule.accounts.policy.passwords import (
    Owner,
    age_faults,
    confirmation_faults,
    history_faults,
    parts_of,
    password_faults,
)
from vestibule.config.environment import Environment, environment_faults
from vestibule.config.profiles import CMS, NIST

GOOD = "Correct7Horse-Battery"
CHANGED = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)


def codes(password: str, owner: Owner = Owner(), rules=CMS.password) -> set[str]:
    return {fault.code.removeprefix("password.") for fault in password_faults(password, owner, rules)}


@pytest.mark.parametrize(
    ("length", "why_not"), [(14, {"too_short"}), (15, set()), (16, set()), (59, set()), (60, set()), (61, {"too_long"})]
)
def test_a_password_has_fifteen_to_sixty_characters(length, why_not):
    """Source: ACC-4 (APP 4)."""
    assert codes("aB3" + "x" * (length - 3)) == why_not


@pytest.mark.parametrize(
    ("password", "why_not"),
    [
        ("correct-Horse-battery", {"no_digit"}),
        ("CORRECT7HORSE-BATTERY", {"no_lower"}),
        ("correct7horse-battery", {"no_upper"}),
        ("-----------------", {"no_digit", "no_lower", "no_upper"}),
        (GOOD, set()),
    ],
)
def test_a_password_has_a_digit_a_lower_and_an_upper_case_letter(password, why_not):
    """Source: ACC-4 (APP 4)."""
    assert codes(password) == why_not


@pytest.mark.parametrize("special", list(string.punctuation))
def test_every_special_of_the_source_may_be_used(special):
    """Source: ACC-4 (APP 4)."""
    assert codes(f"Correct7Horse{special}Battery") == set()


def test_specials_are_optional():
    """Source: ACC-4 (APP 4)."""
    assert codes("Correct7HorseBattery") == set()


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        (" ", "‘U+0020’ (Space)"),
        ("é", "‘é’ (Latin small letter e with acute)"),
        ("“", "‘“’ (Left double quotation mark)"),
        ("\t", "‘U+0009’ (control character U+0009)"),
        ("\uff21", "‘\uff21’ (Fullwidth latin capital letter a)"),
    ],
)
def test_any_other_character_is_refused_by_name(letter, name):
    """Source: ACC-4."""
    faults = [str(fault) for fault in password_faults(f"Correct7Horse{letter}Battery")]
    assert faults == [f"In a password the character {name} can't be used."]


def test_letters_and_digits_of_other_scripts_count_for_no_class():
    """Source: ACC-4, the readings."""
    assert {"no_digit", "no_upper"} <= codes("correct٣horseÉbattery")


@given(some.text(min_size=1, max_size=70))
def test_what_passes_keeps_every_rule_of_composition(password):
    """Source: ACC-4 (APP 4)."""
    passes = not password_faults(password)
    kept = (
        15 <= len(password) <= 60
        and any(letter in string.digits for letter in password)
        and any(letter in string.ascii_lowercase for letter in password)
        and any(letter in string.ascii_uppercase for letter in password)
        and set(password) <= set(string.ascii_letters + string.digits + string.punctuation)
    )
    assert passes == kept


@pytest.mark.parametrize(
    ("owner", "parts"),
    [
        (Owner("j.doe@clinic.com"), ["doe", "clinic"]),
        (Owner("j.doe@clinic.com.pr"), ["doe", "clinic"]),
        (Owner("ann@mail.health.pr"), ["ann", "mail", "health"]),
        (Owner("ann@com.pr"), ["ann", "com"]),
        (Owner("clinic.com"), ["clinic", "com"]),
        (Owner(first_name="Mary Jo", last_name="O'Brien"), ["mary", "brien"]),
        (Owner(first_name="Søren", last_name="Łukasz-Strauß"), ["soren", "lukasz", "strauss"]),
        (Owner(first_name="José", last_name="Muñoz"), ["jose", "munoz"]),
        (Owner(first_name="Jose\u0301", last_name="Li"), ["jose"]),
        (Owner("ng.li", first_name="Ng", last_name="Li"), []),
        (Owner("smith-2024", first_name="Smith"), ["smith", "2024"]),
        (Owner(" Ann_Archer "), ["ann", "archer"]),
    ],
)
def test_a_part_is_a_whole_token_of_three_or_more(owner, parts):
    """Source: ACC-6, the readings (the com of a domain is no part)."""
    assert parts_of(owner) == parts


@pytest.mark.parametrize(
    ("password", "owner", "caught"),
    [
        ("My7DOEnutsAreTasty", Owner("j.doe@clinic.com"), True),
        ("Dot7comIsAnAgeAgo", Owner("j.doe@clinic.com"), False),
        ("xxJose7xxxxxxxxxxx", Owner(first_name="José"), True),
        ("xxSTRAUSS7xxxxxxxxx", Owner(last_name="Strauß"), True),
        ("xxsoren7Xxxxxxxxxxx", Owner(first_name="Søren"), True),
        ("The7OakBrientalShop", Owner(last_name="O'Brien"), True),
        ("Linguini7OnThePlate", Owner("ng.li.01", "Ng", "Li"), False),
        ("Sm-ith7-is-not-whole", Owner(last_name="Smith"), False),
    ],
)
def test_parts_are_found_anywhere_without_case_and_accents(password, owner, caught):
    """Source: ACC-6 (APP 4). Names of two letters must not keep anybody out."""
    assert ("has_part" in codes(password, owner)) is caught


@given(some.text(some.sampled_from(string.ascii_letters), min_size=3, max_size=12), some.integers(0, 10))
def test_no_place_in_a_password_hides_a_name(name, where):
    """Source: ACC-6 (APP 4)."""
    around = "7Qz-7Qz-7Qz-"
    assert "has_part" in codes(around[:where] + name.swapcase() + around[where:], Owner(last_name=name))


@pytest.mark.parametrize(
    ("password", "common"),
    [
        ("1234567890qwertyuiop", True),
        ("1234567890QWERTYuiop", True),
        ("Password1234567!", True),
        ("PasswordPassword1", True),
        ("Sunshine1Sunshine1", True),
        ("AAAAAAAAAAAAAAAAAAAA", True),
        ("Ab1Ab1Ab1Ab1Ab1", True),
        ("Kx7qKx7qKx7qKx7q", False),
        (GOOD, False),
        ("Sunshine-Harbor-7-Kettle", False),
        ("abc7XwQ-zzKlm2-Rtbv", False),
    ],
)
def test_common_passwords_are_refused_padded_and_repeated_ones_too(password, common):
    """Source: ACC-8."""
    assert is_common(password) is common


def test_the_shipped_list_is_djangos_and_the_operators_is_added(tmp_path):
    """Source: ACC-8."""
    own = tmp_path / "own.txt"
    own.write_text("Our-Clinic-Rocks-2026\n\nzweite zeile\n", encoding="utf-8")
    with_own = known_passwords(own)
    assert len(known_passwords(None)) > 19_000
    assert with_own - known_passwords(None) == {"our-clinic-rocks-2026", "zweite zeile"}
    assert is_common_password("OUR-clinic-rocks-2026", with_own)


def test_a_list_that_isnt_there_stops_the_start(tmp_path):
    """Source: ACC-8, the contracts: missing values stop the start with a sentence."""
    named = Environment(common_passwords=tmp_path / "nowhere.txt")
    (fault,) = [each for each in environment_faults(named) if "COMMON_PASSWORDS" in each]
    assert fault.endswith("nowhere.txt, which is not a file.")


def test_a_common_password_is_refused_with_its_reason():
    """Source: ACC-8."""
    faults = password_faults("Password1234567!", is_common=is_common)
    assert [fault.code for fault in faults] == ["password.common"]


@pytest.mark.parametrize(("used", "why_not"), [(True, ["password.used_before"]), (False, [])])
def test_a_previous_password_does_not_come_back(used, why_not):
    """Source: ACC-5 (APP 4)."""
    assert [fault.code for fault in history_faults(used, CMS.password)] == why_not
    assert history_faults(used, NIST.password) == []


@pytest.mark.parametrize(
    ("since", "occasion", "refused"),
    [
        (timedelta(hours=24) - timedelta(microseconds=1), "change", True),
        (timedelta(hours=24), "change", False),
        (timedelta(0), "recovery", False),
        (timedelta(0), "demanded", False),
    ],
)
def test_the_owner_changes_a_password_once_in_twenty_four_hours(since, occasion, refused):
    """Source: ACC-7 (APP 4)."""
    faults = age_faults(CHANGED, at=CHANGED + since, occasion=occasion, rules=CMS.password)
    assert bool(faults) is refused


def test_registration_starts_no_clock():
    """Source: ACC-7, the readings."""
    assert age_faults(None, at=CHANGED, occasion="change", rules=CMS.password) == []


def test_the_second_typing_must_be_the_same_to_the_last_character():
    """Source: ACC-1 (APP 4)."""
    assert confirmation_faults(GOOD, GOOD) == []
    assert [fault.field for fault in confirmation_faults(GOOD, f"{GOOD} ")] == ["confirm_password"]


@pytest.mark.parametrize(
    ("password", "why_not"),
    [
        ("x" * 14, {"too_short"}),
        ("x" * 15, set()),
        ("x" * 128, set()),
        ("x" * 129, {"too_long"}),
        ("correct horse battery staple", set()),
        (" sieben und zwanzig Äpfel ", set()),
        ("日本語のとても長いパスフレーズです", set()),
        ("ﬁ" * 8, set()),  # two letters each in the form NFKC
        ("tab\tin the middle of it", {"character"}),
        ("hidden\u200bin the middle of it", {"character"}),
    ],
)
def test_the_other_profile_asks_for_length_alone(password, why_not):
    """Source: the profile nist-800-63-4."""
    assert codes(password, rules=NIST.password) == why_not


@given(some.text(max_size=200))
def test_under_the_other_profile_length_counts_in_the_composed_form(password):
    """Source: the profile nist-800-63-4."""
    found = codes(password, rules=NIST.password)
    assert not {"no_digit", "no_lower", "no_upper"} & found


def test_a_user_id_of_a_megabyte_is_not_taken_apart():
    """Source: ACC-6; it is refused for its length, and its parts are nobody's."""
    assert len(parts_of(Owner("abc-" * 250_000 + "zzz"))) == 1


def test_a_megabyte_is_refused_for_its_length_alone():
    """Source: ACC-4; what is far too long isn't looked through."""
    assert codes("é" * 1_000_000) == {"too_long"}
    assert codes("é" * 1_000_000, rules=NIST.password) == {"too_long"}
