"""The folder of caught mails: one JSON file each, readable by its owner only, so that a demo's next run finds them."""

import json
import os
from dataclasses import asdict, dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import uuid4

from vestibule.kernel import clock


@dataclass(frozen=True)
class Caught:
    """One mail as it arrived, once for each recipient."""

    id: str
    to: str = field(repr=False)
    sender: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    received_at: str
    message_id: str

    def public(self) -> dict[str, str]:
        """Return the mail with the names that scripts know."""
        known = asdict(self)
        known["from"] = known.pop("sender")
        return known


@dataclass(frozen=True)
class Folder:
    """Where mails are kept."""

    place: Path

    def keep(self, recipients: list[str], content: bytes) -> None:
        """Store a mail; it is on the disk when this returns."""
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        message = message_from_bytes(content, _class=EmailMessage, policy=default)
        for recipient in recipients:
            caught = _read(message, recipient)
            unfinished = self.place / f"{caught.id}.part"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                json.dump(asdict(caught), out)
                out.flush()
                os.fsync(out.fileno())
            unfinished.rename(self.place / f"{caught.id}.json")

    def mails(self, to: str = "") -> list[Caught]:
        """Return the mails, newest first; those to one address if it is given."""
        mails = map(_kept, self._newest_first())
        return [mail for mail in mails if not to or mail.to.casefold() == to.casefold()]

    def mail(self, mail_id: str) -> Caught | None:
        """Return one mail."""
        return next((_kept(file) for file in self._newest_first() if file.stem == mail_id), None)

    def _newest_first(self) -> list[Path]:
        return sorted(self.place.glob("*.json"), reverse=True)


def _kept(file: Path) -> Caught:
    return Caught(**json.loads(file.read_text()))


def _read(message: EmailMessage, recipient: str) -> Caught:
    at = clock.now()
    return Caught(
        id=f"{at:%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}",
        to=recipient,
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        received_at=at.isoformat(),
        message_id=str(message["Message-ID"] or "").strip(),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
