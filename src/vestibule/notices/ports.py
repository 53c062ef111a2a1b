"""What notices need from outside: somebody who carries a letter, and somebody who sends a text message or calls.

The settings name who does (``MAIL_CARRIER``, ``MESSAGE_CARRIER``).
"""

from dataclasses import dataclass, field
from typing import Protocol

# How a notice reaches somebody.
MAIL, SMS, VOICE = "email", "sms", "voice"


@dataclass(frozen=True)
class Letter:
    """A mail ready to be carried. Its message id stays the same however often it is tried."""

    message_id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    language: str
    unsubscribe: str = field(default="", repr=False)  # one click, or rather one POST, ends such mail (RFC 8058)


@dataclass(frozen=True)
class Message:
    """A text message or a call (``channel``) ready to go out. Its reference stays the same at each try."""

    reference: str
    channel: str
    to: str = field(repr=False)  # +19045550123
    text: str = field(repr=False)
    language: str


class NotCarried(Exception):  # noqa: N818 - the house's word
    """A letter or message that wasn't taken, this time or ``for_good``; ``code`` says why, and names nobody."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        """Carry the code."""
        super().__init__(code)
        self.code = code
        self.for_good = for_good


class Carrier(Protocol):
    """An errand that hands a letter over."""

    def __call__(self, letter: Letter) -> None:
        """Return when the letter was taken. Raises ``NotCarried``, and may then be asked again."""


class Gateway(Protocol):
    """An errand that hands a message over to whoever sends text messages and calls."""

    def __call__(self, message: Message) -> None:
        """Return when the message was taken. Raises ``NotCarried``; unless it is for good, it may be asked again."""
