"""What notices need from outside: somebody who carries a letter. The settings name who does (``MAIL_CARRIER``)."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """A mail ready to be carried. Its message id stays the same however often it is tried."""

    message_id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    language: str


class NotCarried(Exception):  # noqa: N818 - the house's word
    """A letter that wasn't taken, this time; ``code`` says why, and names nobody."""

    def __init__(self, code: str) -> None:
        """Carry the code."""
        super().__init__(code)
        self.code = code


class Carrier(Protocol):
    """An errand that hands a letter over."""

    def __call__(self, letter: Letter) -> None:
        """Return when the letter was taken. Raises ``NotCarried``, and may then be asked again."""
