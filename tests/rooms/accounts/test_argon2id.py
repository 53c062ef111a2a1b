"""Two libraries, one hash: what either has made the other knows."""

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from hypothesis import given, settings
from hypothesis import strategies as st

from vestibule.accounts.argon2id import Hasher

LITTLE = {"memory_cost": 64, "time_cost": 2, "parallelism": 1}


def _of(kind, **other):
    return kind(**{**LITTLE, **other})


OURS, REFERENCE = _of(Hasher), _of(PasswordHasher)


@given(secret=st.binary(max_size=512), salt=st.binary(min_size=16, max_size=16))
@settings(max_examples=50, deadline=None)
def test_both_make_the_same_hash(secret, salt):
    """Source: ACC-4."""
    assert OURS.hash(secret, salt=salt) == REFERENCE.hash(secret, salt=salt)


@pytest.mark.parametrize("secret", [b"", b"Correct-Horse-7-Battery", "ñandú".encode() * 128, b"x" * 4096])
def test_each_knows_what_the_other_has_made(secret):
    """Source: ACC-4, SIG-6. To the last byte, and no more than that one."""
    for made in (OURS.hash(secret), REFERENCE.hash(secret)):
        assert OURS.verify(made, secret)
        assert REFERENCE.verify(made, secret)
        for wrong in (secret + b"x", secret[:-1] + b"\0"):
            with pytest.raises(VerifyMismatchError):
                OURS.verify(made, wrong)
            with pytest.raises(VerifyMismatchError):
                REFERENCE.verify(made, wrong)


@pytest.mark.parametrize("other", [{"memory_cost": 128}, {"time_cost": 1}, {"parallelism": 2}])
def test_a_hash_with_other_parameters_is_known_still(other):
    """Source: ACC-4. Whoever raises them locks nobody out."""
    made = _of(PasswordHasher, **other).hash(b"of old")
    assert OURS.verify(made, b"of old")
    assert _of(Hasher, **other).verify(made, b"of old")
    with pytest.raises(VerifyMismatchError):
        OURS.verify(made, b"of new")


def test_each_hash_has_a_salt_of_its_own():
    assert OURS.hash(b"the same") != OURS.hash(b"the same")


@pytest.mark.parametrize("wrong", ["", "x", "$argon2id$v=19$m=64,t=2,p=1$", "$argon2id$v=19$m=64,t=2,p=1$AAAA$AAAA"])
def test_what_is_no_hash_matches_nothing(wrong):
    """Source: SIG-6."""
    with pytest.raises(InvalidHashError):
        OURS.verify(wrong, b"")
    made = OURS.hash(b"whole")
    with pytest.raises(InvalidHashError):
        OURS.verify(made[:-1], b"whole")
    with pytest.raises(InvalidHashError):
        OURS.verify(made[:-2] + "!!", b"whole")
