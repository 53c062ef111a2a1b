"""Telephone numbers, however they are written."""

import pytest

from vestibule.kernel.telephones import shown_telephone, telephone_number


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("904-555-0123", "+19045550123"),
        ("(904) 555-0123", "+19045550123"),
        ("+1 904 555 0123", "+19045550123"),
        ("1.904.555.0123", "+19045550123"),
        ("787-555-0100", "+17875550100"),
        ("+1 340 555 0123", "+13405550123"),
    ],
)
def test_a_number_of_a_state_or_territory_is_read_however_it_is_written(typed, stored):
    """Source: ACC-1 (APP 3), ORG-1."""
    assert telephone_number(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "+44 20 7946 0018",
        "416-555-0123",
        "876-555-0123",
        "555-0123",
        "904-555-0143 x12",
        "not a number",
        "9" * 5000,
        "",
    ],
)
def test_another_countrys_number_or_an_extension_is_none(typed):
    """Source: ACC-1, ORG-1. Toronto and Jamaica share +1."""
    assert telephone_number(typed) is None


def test_a_stored_number_is_shown_as_people_write_it():
    """Source: ACC-1, PRF-2."""
    assert shown_telephone("+19045550123") == "904-555-0123"
    assert shown_telephone("") == ""
