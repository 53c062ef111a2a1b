"""Ids of rows that are made by the thousand."""

from datetime import UTC, datetime, timedelta

import pytest

from vestibule.kernel import clock
from vestibule.kernel.ids import ids_in_order


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_each_is_new_and_greater_than_the_one_before(count):
    """RFC 9562: the version, the variant, and the millisecond."""
    before, made, after = clock.now(), ids_in_order(count), clock.now()
    assert made == sorted(made)
    assert len(set(made)) == count
    for each in made:
        assert (each.version, each.variant) == (7, "specified in RFC 4122")
        moment = datetime.fromtimestamp((each.int >> 80) / 1000, UTC)
        assert before - timedelta(milliseconds=1) <= moment <= after


def test_all_of_the_74_bits_are_random():
    """Each is now this and now that, and of two that are made at once no one says what the other is."""
    made = [each.int for each in ids_in_order(400)]
    bits = [bit for bit in range(76) if bit not in (62, 63)]
    for bit in bits:
        assert 100 < sum(one >> bit & 1 for one in made) < 300
