"""Reads of the record."""

import json

from vestibule.journal.events import PolicyCameIntoForce
from vestibule.journal.models import Entry


def policy_on_record() -> str | None:
    """Return the digest of the rulebook that was last put on record."""
    last = Entry.objects.filter(fact=PolicyCameIntoForce.name).order_by("-at").first()
    if last is None:
        return None
    digest: str = json.loads(bytes(last.canonical))["detail"]["digest"]
    return digest
