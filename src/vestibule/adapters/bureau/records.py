"""Identities as they are sealed, and the blind indexes by which they are found."""

import json
from dataclasses import asdict
from datetime import date

from vestibule.adapters.bureau.policy import Identity, KnownAddress, person_key
from vestibule.kernel.secrets import keyring
from vestibule.proofing.policy.naming import legal_identity


def record_of(identity: Identity) -> str:
    """Return an identity as JSON, to be sealed."""
    return json.dumps(asdict(identity), default=date.isoformat, sort_keys=True)


def identity_of(record: str) -> Identity:
    """Return the identity that was sealed."""
    told = json.loads(record)
    addresses = tuple(KnownAddress(**each) for each in told["addresses"])
    return Identity(**{**told, "birth_date": date.fromisoformat(told["birth_date"]), "addresses": addresses})


def key_index(identity: Identity) -> str:
    """Return by what a person of a file is known again: the Social Security number, or name and date of birth."""
    name = (identity.first_name, identity.middle_name, identity.last_name, identity.suffix)
    text = identity.ssn or legal_identity(*name, identity.birth_date)
    return keyring().index(text, purpose="bureau.identity")


def person_index(last_name: str, born: date | None) -> str:
    """Return the blind index of a last name and a date of birth."""
    return keyring().index(person_key(last_name, born), purpose="bureau.person")


def answer_digest(idempotency_key: str) -> str:
    """Return the digest under which an answer is kept."""
    return keyring().digest(idempotency_key, purpose="bureau.answer")
