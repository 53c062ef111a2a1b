"""Whether a password was used before: compared by its slow hashes, so it is an errand."""

from uuid import UUID

from vestibule.accounts.passwords import hashing_turn, secret_matches
from vestibule.accounts.queries import previous_hashes


def was_used_before(person_id: UUID, password: str) -> bool:
    """Say whether a password is one of the person's previous ones, the current one included. Raises ``Busy``.

    Source: ACC-5 (APP 4).
    """
    hashes = previous_hashes(person_id)
    with hashing_turn():
        return any(secret_matches(each, password) for each in hashes)
