"""Hashes of passwords and answers: what was hashed before is known still, what is no hash matches nothing."""

import pytest
from argon2 import PasswordHasher

from vestibule.accounts.passwords import hash_secret, secret_matches

BY_LIBSODIUM = "$argon2id$v=19$m=19456,t=2,p=1$voS78KoJGeeSq224BCcAeA$kH2qN/C0HFIiWkoMOtJYQvnifdWbE4GjzNwLOXK4Kro"
"""What a release made that hashed by another library (decision 0040)."""


def test_a_hash_of_another_library_is_known_still():
    """Source: ACC-4. To the last byte, and no more than that one."""
    assert secret_matches(BY_LIBSODIUM, "Correct-Horse-7-Battery")
    for wrong in ("Correct-Horse-7-Batter", "Correct-Horse-7-Batteryy", "Correct-Horse-7-Battery\0"):
        assert not secret_matches(BY_LIBSODIUM, wrong)


@pytest.mark.parametrize("other", [{"memory_cost": 128}, {"time_cost": 1}, {"parallelism": 2}])
def test_a_hash_with_other_parameters_is_known_still(other):
    """Source: ACC-4. Whoever raises them locks nobody out."""
    made = PasswordHasher(**{"memory_cost": 64, "time_cost": 2, "parallelism": 1, **other}).hash("of old")
    assert secret_matches(made, "of old")
    assert not secret_matches(made, "of new")


def test_each_hash_has_a_salt_of_its_own():
    """Source: ACC-4."""
    assert hash_secret("the same") != hash_secret("the same")


@pytest.mark.parametrize("wrong", ["", "x", "$argon2id$v=19$m=64,t=2,p=1$", "$argon2id$v=19$m=64,t=2,p=1$AAAA$AAAA"])
def test_what_is_no_hash_matches_nothing(wrong):
    """Source: SIG-6."""
    assert not secret_matches(wrong, "")


def test_what_is_left_of_a_hash_matches_nothing():
    """Source: SIG-6."""
    made = hash_secret("whole")
    assert secret_matches(made, "whole")
    for cut in (made[:-1], made[:-2] + "!!", made.replace("m=19456", "m=19455")):
        assert not secret_matches(cut, "whole")
