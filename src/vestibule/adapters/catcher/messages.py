"""The folder of caught text messages and calls: one JSON file each, readable by its owner only, once per reference."""

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from vestibule.kernel import clock

LONGEST = 20_000  # bytes of a request
CHANNELS = {"sms": "Text message", "voice": "Call"}
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}")
_TOLD = ("to", "channel", "text", "language", "reference")


@dataclass(frozen=True)
class Said:
    """One text message or call as it arrived."""

    to: str = field(repr=False)
    channel: str
    text: str = field(repr=False)
    language: str
    reference: str
    received_at: str


@dataclass(frozen=True)
class Messages:
    """Where messages are kept."""

    place: Path

    def keep(self, body: bytes) -> bool:
        """Store a message as the gateway's contract has it, and say whether it was one; the same again is kept once."""
        told = _read(body)
        if told is None:
            return False
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(self.place.glob(f"*_{told['reference']}.json")):
            return True
        at = clock.now()
        unfinished = self.place / f"{uuid4()}.part"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(asdict(Said(**told, received_at=at.isoformat())), out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(self.place / f"{at:%Y%m%dT%H%M%S%f}_{told['reference']}.json")
        return True

    def all(self, to: str = "") -> list[Said]:
        """Return the messages, newest first; those to one number if it is given."""
        kept = (Said(**json.loads(file.read_text())) for file in sorted(self.place.glob("*.json"), reverse=True))
        return [each for each in kept if not to or each.to == to]


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in _TOLD):
        return None
    is_one = told["channel"] in CHANNELS and _REFERENCE.fullmatch(told["reference"])
    return {name: told[name] for name in _TOLD} if is_one else None
