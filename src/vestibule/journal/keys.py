"""The key that signs the record's checkpoints: kept sealed as other keys are, the newest signs."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vestibule.journal.models import RecordKey
from vestibule.journal.notes import Verifier


def signing_key() -> tuple[str, Ed25519PrivateKey]:
    """Return the log's name, and the key that signs its checkpoints now."""
    row = RecordKey.objects.get(state="active")
    return row.name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(row.private_key))


def verifiers() -> list[Verifier]:
    """Return the public keys that have ever signed checkpoints, the newest first."""
    rows = RecordKey.objects.order_by("-made_at").values_list("name", "public_key")
    return [Verifier(name, bytes(public)) for name, public in rows]


def new_record_key(name: str, *, at: datetime) -> RecordKey:
    """Make a key for the log of this name; its id is what stands in its signatures."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return RecordKey(
        id=Verifier(name, public).id,
        name=name,
        private_key=base64.b64encode(key.private_bytes_raw()).decode(),
        public_key=public,
        made_at=at,
    )
