"""When what somebody entered is what the bureau knows: folded, abbreviated, and no further."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.rooms.proofing.people import entry_of
from vestibule.adapters.bureau.addresses import folded_address
from vestibule.adapters.bureau.policy import (
    VERIFIED_AFTER_CALL,
    Identity,
    KnownAddress,
    is_named,
    lives_there,
    verifies_at_once,
    whom_it_names,
)
from vestibule.proofing.policy.naming import given_names, given_names_agree, legal_identity, surname
from vestibule.proofing.ports import Applicant

HOME = KnownAddress("1420 North Laura Street", "Apartment 5B", "Saint Augustine", "FL", "32084")
MARY = Identity(
    first_name="Mary",
    middle_name="Beth",
    last_name="De la Peña-O'Brien",
    suffix="Jr.",
    birth_date=date(1982, 4, 19),
    ssn="666120002",
    phone="",
    addresses=(HOME, KnownAddress("77 Calle Luna", "", "Ponce", "PR", "00716")),
    outcome="verified",
)
ENTERED = Applicant(
    first_name="Mary",
    middle_name="Beth",
    last_name="De la Peña-O'Brien",
    suffix="Jr.",
    birth_date=date(1982, 4, 19),
    address_line_1="1420 North Laura Street",
    address_line_2="Apartment 5B",
    city="Saint Augustine",
    state="FL",
    zip_code="32084",
)
WORDS = some.sampled_from(
    ["Street", "st.", "AVENUE", "Ave", "Apt", "Apartment", "#", "N.", "North", "Calle", "Urb.", "Suite", "STE", "P.O."]
)
LINES = some.lists(some.one_of(WORDS, some.text(max_size=8), some.integers(0, 9999).map(str)), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1420 North Laura Street Apartment 5B", "1420 n. laura st #5b"),
        ("1420 N Laura St., Unit 5B", "1420 NORTH LAURA STREET APT. 5B"),
        ("12 Avenida Ponce de León", "12 Ave. Ponce de Leon"),
        ("Urbanización Las Lomas 15 Calle Flamboyán", "URB LAS LOMAS 15 CALLE FLAMBOYAN"),
        ("P.O. Box 12", "PO Box 12"),
        ("Apartado 12", "P. O. Box 12"),
        ("6600 S.W. 57th Avenue", "6600 Southwest 57th Ave"),
        ("9 Suite 210", "9 Ste. 210"),
        ("9 Apt # 4", "9 Apt 4"),
        ("St. Thomas", "Saint Thomas"),
        ("Carretera 2 Km 3", "Carr. 2, km 3"),
    ],
)
def test_two_ways_of_writing_one_address_meet(one, other):
    """Source: PRF-2 (APP 12)."""
    assert folded_address(one) == folded_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1420 North Laura Street", "1420 South Laura Street"),
        ("1420 Laura Street", "1421 Laura Street"),
        ("1420 Laura Street Apt 5", "1420 Laura Street Apt 6"),
        ("1420 Laura Street", "1420 Laura Avenue"),
        ("1 23rd Street", "12 3rd Street"),
        ("", "1 Laura Street"),
    ],
)
def test_two_places_never_meet(one, other):
    """Source: PRF-2."""
    assert folded_address(one) != folded_address(other)


@given(LINES, LINES)
def test_folding_is_settled_and_knows_no_lines_nor_capitals(one, other):
    """Source: PRF-2. Folded once is folded for good; the second line is the end of the first; case says nothing."""
    folded = folded_address(one, other)
    assert folded_address(folded) == folded
    assert folded_address(f"{one} {other}") == folded
    assert folded_address(one.upper(), other.upper()) == folded_address(one.upper().lower(), other.upper().lower())


@given(some.text(min_size=1, max_size=12), some.text(max_size=12), some.text(min_size=1, max_size=12))
def test_everybody_agrees_with_themself(first, middle, last):
    """Source: PRF-2. Whatever a name is written with; one without any letter names nobody."""
    mine = given_names(first, middle)
    assert given_names_agree(mine, mine) == bool(mine)
    assert given_names(f"{first} {middle}", "") == mine
    assert surname(last) == surname(surname(last))
    born = date(1980, 2, 29)
    assert legal_identity(first, middle, last, "", born) == legal_identity(f"{first} {middle}", "", last, "", born)


@given(some.lists(some.sampled_from(["mary", "beth", "b", "ann", "a", "m"]), max_size=4), some.data())
def test_agreeing_knows_no_order_of_the_two(one, drawn):
    """Source: PRF-2."""
    other = drawn.draw(some.lists(some.sampled_from(["mary", "beth", "b", "ann", "a", "m"]), max_size=4))
    assert given_names_agree(one, other) == given_names_agree(other, one)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"first_name": "mary beth", "middle_name": ""},
        {"first_name": "Marybeth", "middle_name": ""},
        {"middle_name": ""},
        {"middle_name": "B."},
        {"middle_name": "Beth Ann"},
        {"last_name": "DE LA PENA O’BRIEN"},
        {"suffix": ""},
        {"suffix": "Junior"},
        {"ssn": "666120002"},
        {"zip_code": "32084-1234"},
        {"city": "st. augustine", "address_line_1": "1420 N Laura St", "address_line_2": "#5B"},
        {"address_line_1": "77 calle luna", "address_line_2": "", "city": "PONCE", "state": "PR", "zip_code": "00716"},
    ],
)
def test_what_means_the_same_is_verified(told):
    """Source: PRF-2 (APP 12)."""
    assert verifies_at_once([MARY], replace(ENTERED, **told))


@pytest.mark.parametrize(
    "told",
    [
        {"first_name": "Maria"},
        {"first_name": "M"},
        {"first_name": "Beth", "middle_name": "Mary"},
        {"middle_name": "Ann"},
        {"middle_name": "A."},
        {"last_name": "O'Brien"},
        {"suffix": "Sr."},
        {"birth_date": date(1982, 9, 14)},
        {"birth_date": None},
        {"ssn": "666120003"},
        {"state": "PR"},
        {"zip_code": "32085"},
        {"address_line_2": ""},
        {"city": "Ponce"},
    ],
)
def test_what_means_another_is_not(told):
    """Source: PRF-2, PRF-3."""
    assert not verifies_at_once([MARY], replace(ENTERED, **told))


def test_parts_of_two_addresses_make_no_third():
    """Source: PRF-2."""
    mixed = replace(ENTERED, address_line_1="77 Calle Luna", address_line_2="")
    assert is_named(MARY, mixed)
    assert not lives_there(MARY, mixed)


def test_of_two_who_are_named_the_one_at_home_is_meant_and_of_equals_nobody():
    """Source: PRF-4. A number leads to one person or to none."""
    twin = replace(MARY, middle_name="", addresses=(replace(HOME, line_1="9 Elm Court"),), outcome=VERIFIED_AFTER_CALL)
    assert whom_it_names([twin, MARY], ENTERED) == 1
    assert whom_it_names([twin, MARY], replace(ENTERED, address_line_1="1 Nowhere")) is None
    assert whom_it_names([twin], replace(ENTERED, address_line_1="1 Nowhere")) == 0
    assert whom_it_names([], ENTERED) is None


def test_an_identity_shows_nothing_when_it_is_printed():
    """Source: PRF-7."""
    for value in (MARY, HOME, ENTERED, entry_of("Owen", ssn="666120001")):
        said = repr(value)
        assert not any(word in said for word in ("Mary", "Peña", "Laura", "666", "1982", "Owen", "Cypress"))
