"""How names are compared."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from vestibule.kernel.names import folded, folded_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Øystein", "oystein"),
        ("Łukasz", "LUKASZ"),
        ("Groß", "gross"),
        ("Núñez", "nunez"),
        ("İpek", "ipek"),
        ("Işık", "isik"),
        ("Þór", "thor"),
        ("Æsir", "aesir"),
        ("Đặng", "dang"),
        ("ﬁn", "fin"),
        ("ℌill", "hill"),
    ],
)
def test_letters_meet_those_that_people_type_for_them(one, other):
    """Source: ACC-6, ACC-2. Reading: folding includes ø, ł, ß."""
    assert folded(one) == folded(other) == other.lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "obrien"),
        ("O’Brien", "OBrien"),
        ("Smith-Jones", "smith  jones"),
        ("  St. Mary's Clinic, Inc. ", "st marys clinic inc"),
    ],
)
def test_spellings_of_one_name_meet(one, other):
    """Source: ACC-2, ORG-3."""
    assert folded_name(one) == folded_name(other)


def test_different_names_do_not_meet():
    """Folding is no guessing. Source: ACC-2."""
    assert len({folded_name(name) for name in ("Li", "Lee", "Ng", "Smith Jones", "SmithJones", "李")}) == 6


@example("ℌ")
@settings(max_examples=1000)
@given(some.text())
def test_folding_twice_is_folding_once(text):
    """Else what was stored folded would not meet what is typed. Source: ACC-2."""
    assert folded(folded(text)) == folded(text)
    assert folded_name(folded_name(text)) == folded_name(text)
