"""What several ask while nothing changes is read once."""

import pytest

from vestibule.storage.reading import nothing_changes, read_once


def test_what_is_asked_again_while_nothing_changes_is_not_read_again():
    """Each with its own arguments; before and afterwards it is read each time."""
    read = []

    @read_once
    def twice(number: int, *, of: str = "") -> int:
        read.append((number, of))
        return 2 * number

    assert [twice(1), twice(1)] == [2, 2]
    with nothing_changes():
        assert [twice(1), twice(1), twice(2), twice(2, of="a"), twice(2, of="a")] == [2, 2, 4, 4, 4]
    with nothing_changes():
        twice(1)
    twice(1)

    assert read == [(1, ""), (1, ""), (1, ""), (2, ""), (2, "a"), (1, ""), (1, "")]


def test_what_could_not_be_read_is_asked_again():
    tries = []

    @read_once
    def fails() -> None:
        tries.append(1)
        raise LookupError

    with nothing_changes():
        for _ in range(2):
            with pytest.raises(LookupError):
                fails()
    assert len(tries) == 2
