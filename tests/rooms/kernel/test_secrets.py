"""Sealing, indexes and one-time values."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vestibule.kernel.secrets import CannotOpen, Key, KeyRing, new_code, new_token, same

MATERIAL = f"{'A' * 43}="
OLD, NEW = Key.generate(), Key.generate()
RING = KeyRing([NEW, OLD])


@given(some.binary(max_size=300), some.text(max_size=60))
def test_what_was_sealed_for_a_place_opens_there(plain, place):
    """Source: AUD-1."""
    assert RING.open(RING.seal(plain, bound_to=place), bound_to=place) == plain


@given(some.binary(max_size=100), some.text(max_size=20), some.text(max_size=20))
def test_elsewhere_it_does_not_open(plain, place, other):
    """Source: AUD-1."""
    sealed = RING.seal(plain, bound_to=place)

    if place != other:
        with pytest.raises(CannotOpen):
            RING.open(sealed, bound_to=other)


@given(some.lists(some.binary(max_size=40), max_size=8))
def test_what_was_sealed_with_others_opens_in_its_own_place_alone(plains):
    """Source: AUD-1. As if each had been sealed by itself; no more than were named, for each has a number used once."""
    seal = RING.sealing(len(plains))
    sealed = [seal(plain, f"place:{number}") for number, plain in enumerate(plains)]
    assert [RING.open(each, bound_to=f"place:{number}") for number, each in enumerate(sealed)] == plains
    assert len({each[: 2 + each[1] + 12] for each in sealed}) == len(plains)
    with pytest.raises(StopIteration):
        seal(b"x", "place")
    if plains:
        with pytest.raises(CannotOpen):
            RING.open(sealed[0], bound_to="place:1")


@given(
    some.binary(max_size=60),
    some.sampled_from(["a", "b"]),
    some.sampled_from([RING, KeyRing([OLD])]),
    some.none() | some.tuples(some.integers(0, 40), some.integers(1, 255)),
    some.none() | some.integers(0, 40),
)
def test_of_many_each_opens_as_it_would_by_itself(plain, place, ring, change, length):
    """Source: AUD-1. Under an old key, elsewhere, cut short or changed: what comes is the same."""
    sealed = bytearray(ring.seal(plain, bound_to="a"))
    if change and change[0] < len(sealed):
        sealed[change[0]] ^= change[1]
    each = bytes(sealed[:length])
    try:
        alone: object = RING.open(each, bound_to=place)
    except CannotOpen as refused:
        alone = str(refused)
    try:
        among: object = RING.opening()(each, place)
    except CannotOpen as refused:
        among = str(refused)
    assert among == alone


@given(some.binary(max_size=80))
def test_what_nobody_sealed_does_not_open(noise):
    """Never with another error than the one that is expected."""
    with pytest.raises(CannotOpen):
        RING.open(noise, bound_to="a")


@given(some.integers(0, 60))
def test_no_part_of_a_ciphertext_may_be_missing(length):
    """Source: AUD-1."""
    sealed = RING.seal(b"x" * 30, bound_to="a")

    with pytest.raises(CannotOpen):
        RING.open(sealed[:length], bound_to="a")


def test_the_newest_key_seals_and_an_old_ring_opens_its_own():
    """Source: AUD-1."""
    before = KeyRing([OLD]).seal(b"x", bound_to="a")

    assert RING.open(before, bound_to="a") == b"x"
    with pytest.raises(CannotOpen):
        KeyRing([OLD]).open(RING.seal(b"x", bound_to="a"), bound_to="a")


def test_no_two_purposes_share_an_index():
    """Nobody learns that somebody's User ID is somebody's email address. Source: ACC-2."""
    seen = {RING.index("a", purpose="email"), RING.index("a", purpose="user-id"), RING.digest("a", purpose="email")}

    assert len(seen) == 3
    assert RING.index("a", purpose="email") == RING.index("a", purpose="email")
    assert KeyRing([NEW]).index("a", purpose="email") not in seen


@pytest.mark.parametrize("text", ["", "xyz", "xyz:", ":AAAA", "xyz:AAAA", f"x y:{MATERIAL}", f"{'x' * 17}:{MATERIAL}"])
def test_a_key_that_cannot_be_read_is_named_in_plain_words(text):
    """What the operator wrote isn't repeated: it may be half a key."""
    with pytest.raises(ValueError, match="written as id:base64") as fault:
        Key.parse(text)

    assert not text or text not in str(fault.value)


def test_a_key_is_read_as_it_is_written_and_never_shown():
    """Nor does it reach a log by its representation."""
    assert Key.parse(str(OLD)) == OLD
    assert str(OLD).split(":")[1] not in repr(OLD)


def test_a_ring_has_keys_with_ids_of_their_own():
    """Else a ciphertext would not know its key."""
    for keys in ([], [OLD, OLD]):
        with pytest.raises(ValueError, match="needs at least one key"):
            KeyRing(keys)


def test_codes_have_all_their_digits_and_tokens_do_not_repeat():
    """Source: SIG-2 (APP 6). Reading: leading zeros are digits too."""
    codes = {new_code(6) for _ in range(3000)}

    assert {len(code) for code in codes} == {6}
    assert all(code.isdecimal() for code in codes)
    assert any(code.startswith("0") for code in codes)
    assert len({new_token() for _ in range(100)}) == 100


def test_secrets_are_the_same_or_not():
    """Source: SIG-2."""
    assert same("ø1", "ø1")
    assert not same("ø1", "o1")
