"""Numbers that people write down and read out."""

from hypothesis import given
from hypothesis import strategies as st

from vestibule.kernel.references import ALPHABET, read_reference, reference_number


@given(st.text(ALPHABET, min_size=9, max_size=9), st.integers(0, 9), st.sampled_from(ALPHABET))
def test_a_number_with_one_letter_mistyped_is_none(letters, place, other):
    """Source: ROL-6, ORG-1."""
    number = reference_number(letters)
    assert read_reference(number) == number
    plain = number.replace("-", "")
    mistyped = plain[:place] + other + plain[place + 1 :]
    assert (read_reference(mistyped) is None) == (mistyped != plain)


def test_a_number_is_read_as_people_write_it():
    """Source: ROL-6, ORG-1."""
    number = reference_number("01K2QMX9D")
    written = number.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert read_reference(written) == number
    assert read_reference("") is None
    assert read_reference("?????-?????") is None
