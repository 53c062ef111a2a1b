"""Finding an organization by name and state."""

from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.people import an_organization
from vestibule.kernel.reasons import Refused
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.policy.search import compared_name, name_words, ranked

NAMES = [
    "Sunshine Medical Group, LLC",
    "Peña & Ørsted Cardiology, P.A.",
    "A.B.C. Pediatrics Inc.",
    "Sunrise Medical Center",
    "The Heart Institute of Florida",
    "O'Brien Family Practice",
]


def _found(name: str, state: str = "FL") -> list[str]:
    return [card.legal_name for card in find_organizations(name, state)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Sunshine Medical Group, LLC", NAMES[0]),
        ("sunshine medical group", NAMES[0]),
        ("SUNSHINE MEDICAL GROUP INC.", NAMES[0]),
        ("medical sunshine", NAMES[0]),
        ("sunsh", NAMES[0]),
        ("sunshin medcal grup", NAMES[0]),
        ("Sunshime", NAMES[0]),
        ("pena orsted", NAMES[1]),
        ("Pena and Orsted Cardiology PA", NAMES[1]),
        ("ABC pediatrics", NAMES[2]),
        ("a b c", NAMES[2]),
        ("heart institute", NAMES[4]),
        ("Heart Institute Florida", NAMES[4]),
        ("obrien", NAMES[5]),
        ("O’Brien family", NAMES[5]),
        ("unshine", NAMES[0]),
        ("susnhine mediacl", NAMES[0]),
        ("sun shine medical", NAMES[0]),
        ("sunshinemedical", NAMES[0]),
        ("sunshine med grp", NAMES[0]),
        ("sunrise med ctr", NAMES[3]),
        ("centre medical sunrise", NAMES[3]),
        ("Pediatrix ABC", NAMES[2]),
        ("hart institute", NAMES[4]),
    ],
)
@pytest.mark.django_db
def test_a_name_finds_its_organization_however_it_is_typed(typed, meant):
    """Source: ORG-5 (EU 14)."""
    for name in NAMES:
        an_organization(name)
    assert _found(typed)[0] == meant


@pytest.mark.django_db
def test_another_name_finds_nothing():
    """Source: ORG-5."""
    for name in NAMES:
        an_organization(name)
    assert _found("Zzyzx Radiology") == []
    assert _found("Xylophone") == []


@pytest.mark.django_db
def test_the_likeliest_comes_first_and_both_are_shown():
    """Source: ORG-5."""
    for name in NAMES:
        an_organization(name)
    assert _found("Sunrise Medical")[0] == "Sunrise Medical Center"
    assert "Sunshine Medical Group, LLC" in _found("Sunrise Medical")


@pytest.mark.django_db
def test_an_organization_is_found_in_its_own_state_only():
    """Source: ORG-5."""
    an_organization("Clínica Ponce", state="PR", city="Ponce", zip_code="00716")
    assert _found("Clinica Ponce") == []
    assert _found("clinica ponce", "PR") == ["Clínica Ponce"]


@pytest.mark.django_db
def test_of_many_alike_the_exact_name_stands_first():
    """Source: ORG-5."""
    for number in range(40):
        an_organization(f"Medical Center {number:03d}")
    an_organization("Medical Center")
    assert _found("medical center")[0] == "Medical Center"
    assert len(_found("medical center")) == 20


@pytest.mark.parametrize(
    ("name", "state", "why_not"),
    [
        ("x", "FL", "organization.search_too_short"),
        (" .,- ", "FL", "organization.search_too_short"),
        ("sunshine", "", "organization.search_state_missing"),
        ("sunshine", "fl", "organization.search_state_missing"),
    ],
)
@pytest.mark.django_db
def test_a_search_that_can_mean_anything_is_refused(name, state, why_not):
    """Source: ORG-5."""
    with pytest.raises(Refused, match=why_not):
        find_organizations(name, state)


@pytest.mark.parametrize("typed", ["a_b", "100%", "'; drop table", "\\ab", "x" * 100_000])
@pytest.mark.django_db
def test_what_a_database_could_misunderstand_is_only_text(typed):
    """Source: ORG-5."""
    an_organization()
    assert _found(typed) == []


@given(st.text(max_size=300))
@example("A de B")
def test_a_compared_name_is_stable_and_fits_its_column(name):
    """Source: ORG-3, ORG-5. Letters that a filler held apart (``A de B``) become one word, and nothing else changes."""
    once = compared_name(name)
    assert len(once) <= 200
    runs = groupby(once.split(), key=lambda word: len(word) == 1 and word.isalpha())
    words = [word for alone, run in runs for word in (["".join(run)] if alone else run)]
    assert all(word in words for word in name_words(once)) or not once


@given(st.lists(st.sampled_from(["heart", "lung", "family", "practice", "sunshine", "ponce"]), min_size=1, unique=True))
def test_the_order_of_words_does_not_matter(words):
    """Source: ORG-5."""
    name = " ".join(words)
    assert ranked(" ".join(reversed(words)), [name])[name] == pytest.approx(100)
