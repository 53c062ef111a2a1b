"""What is left of free text: one line of visible characters."""

from hypothesis import given
from hypothesis import strategies as some

from vestibule.kernel import texts
from vestibule.kernel.texts import one_line


@given(some.text())
def test_one_line_is_made_of_what_each_letter_is_however_ordinary_the_text_looks(text):
    """Source: NEW-1. Most texts are told at a glance to be harmless; looking at each letter says the same."""
    line = one_line(text)
    assert not any(texts._plays(letter) for letter in line)
    assert line == " ".join(line.split())
    assert line.replace(" ", "") == "".join(
        letter
        for letter in one_line(f"{text}\u202e")
        if letter != " "  # never at a glance
    )
