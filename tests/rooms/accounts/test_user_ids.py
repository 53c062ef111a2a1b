"""What a User ID may be, at the borders of its rules."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vestibule.accounts.policy.user_ids import SPECIALS, user_id_faults

PLAIN = string.ascii_letters + string.digits.replace("9", "")
letters = some.sampled_from(string.ascii_letters)


def codes(user_id: str, own_email: str | None = None) -> set[str]:
    return {fault.code.removeprefix("user_id.") for fault in user_id_faults(user_id, own_email=own_email)}


@pytest.mark.parametrize(
    ("length", "why_not"), [(5, {"too_short"}), (6, set()), (7, set()), (73, set()), (74, set()), (75, {"too_long"})]
)
def test_a_user_id_has_six_to_seventy_four_characters(length, why_not):
    """Source: ACC-3 (APP 4)."""
    assert codes("a" * length) == why_not


@given(some.text(letters, min_size=6, max_size=74))
def test_letters_alone_always_do(user_id):
    """Source: ACC-3 (APP 4)."""
    assert codes(user_id) == set()


@given(some.text(letters, min_size=5, max_size=30), some.sampled_from(" \t\n"), some.integers(0, 3))
def test_white_space_around_is_trimmed_before_it_counts(user_id, space, times):
    """Source: ACC-3, the readings."""
    assert codes(space * times + user_id + space * times) == codes(user_id)


@pytest.mark.parametrize("special", sorted(SPECIALS - {"@"}))
def test_a_special_stands_inside_and_alone(special):
    """Source: ACC-3 (APP 4)."""
    assert codes(f"ann{special}archer") == set()
    assert codes(f"{special}annarcher") == {"special_at_edge"}
    assert codes(f"annarcher{special}") == {"special_at_edge"}
    assert codes(f"ann{special}.archer") == {"specials_in_a_row"}


@given(some.sampled_from(sorted(SPECIALS)), some.sampled_from(sorted(SPECIALS)), letters)
def test_any_two_specials_side_by_side_are_refused(one, other, letter):
    """Source: ACC-3 (APP 4)."""
    assert "specials_in_a_row" in codes(f"{letter}nn{one}{other}archer")


@pytest.mark.parametrize(
    "user_id",
    [
        "123456789",
        "123-45-6789",
        "x1.2_3-4'5.6_7-8'9x",
        "a123456789b",
        "1234567890",
        "ann.123.456.789",
        "123456789@x.com",
    ],
)
def test_nine_digits_are_caught_however_they_are_parted(user_id):
    """Source: ACC-3 (APP 4)."""
    assert "nine_digits" in codes(user_id)


@pytest.mark.parametrize("user_id", ["12345678", "1234a56789", "12345678a9", "1234567.8"])
def test_eight_digits_or_digits_parted_by_a_letter_are_allowed(user_id):
    """Source: ACC-3, the readings (User IDs of digits only are allowed)."""
    assert codes(user_id) == set()


@given(some.lists(some.sampled_from(string.digits), min_size=9, max_size=9), some.data())
def test_no_way_of_writing_a_social_security_number_passes(digits, data):
    """Source: ACC-3 (APP 4)."""
    between = some.sampled_from(["", *sorted(SPECIALS)])
    written = digits[0] + "".join(data.draw(between) + digit for digit in digits[1:])
    assert "nine_digits" in codes(f"a{written}z")


@pytest.mark.parametrize(
    ("user_id", "own", "why_not"),
    [
        ("j.doe@clinic.com", "j.doe@clinic.com", set()),
        ("J.Doe@Clinic.COM", "j.doe@clinic.com", set()),
        ("j.doe@clinic.com", "jane@clinic.com", {"not_your_address"}),
        ("j.doe@clinic", "j.doe@clinic.com", {"not_an_email"}),
        ("j@doe@clinic.com", "j.doe@clinic.com", {"not_an_email"}),
        ("j.doe@clinic.c", "j.doe@clinic.com", {"not_an_email"}),
        ("j.doe@10.0.0.1", "j.doe@clinic.com", {"not_an_email"}),
        ("o'brien@clinic.com.pr", "o'brien@clinic.com.pr", set()),
        ("john.doe", "j.doe@clinic.com", set()),
    ],
)
def test_an_at_sign_stands_only_in_ones_own_address(user_id, own, why_not):
    """Source: ACC-3, ACC-2 (APP 4)."""
    assert codes(user_id, own_email=own) == why_not


def test_a_local_part_of_sixty_five_characters_is_no_address():
    """Source: ACC-3, the readings."""
    assert codes("a" * 64 + "@clinic.co") == set()
    assert codes("a" * 65 + "@clin.co") == {"not_an_email"}


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("é", "‘é’ (Latin small letter e with acute)"),
        ("ø", "‘ø’ (Latin small letter o with stroke)"),
        ("а", "‘а’ (Cyrillic small letter a)"),
        ("+", "‘+’ (Plus sign)"),
        (" ", "‘U+0020’ (Space)"),
        ("\u200b", "‘U+200B’ (Zero width space)"),
        ("\x00", "‘U+0000’ (control character U+0000)"),
        ("٣", "‘٣’ (Arabic-indic digit three)"),
        ("\u212a", "‘\u212a’ (Kelvin sign)"),
    ],
)
def test_any_other_character_is_refused_by_name(letter, name):
    """Source: ACC-3, the readings (look-alikes aren't folded first)."""
    faults = [str(fault) for fault in user_id_faults(f"ann{letter}archer")]
    assert faults == [f"In a User ID the character {name} can't be used."]


@given(some.text(min_size=6, max_size=74).filter(lambda text: text == text.strip()))
def test_what_passes_is_made_of_allowed_characters_only(user_id):
    """Source: ACC-3 (APP 4)."""
    if not user_id_faults(user_id):
        assert set(user_id) <= set(string.ascii_letters + string.digits) | SPECIALS
    else:
        assert all(fault.rule in {"ACC-3", "ACC-2"} and fault.field == "user_id" for fault in user_id_faults(user_id))


def test_a_megabyte_is_refused_for_its_length_alone():
    """Source: ACC-3; what is far too long isn't looked through."""
    assert codes("é" * 1_000_000) == {"too_long"}
