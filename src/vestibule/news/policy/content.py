"""An announcement as somebody means it: what it is to say, to whom, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vestibule.news.policy.wording import Words


@dataclass(frozen=True)
class Content:
    """What an announcement is to say, to whom, and from when until when."""

    kind: str
    audience: str
    words: Words
    starts_at: datetime
    ends_at: datetime
    by_mail: bool = False  # to those whom it concerns
    by_enews: bool = False  # to who has joined eNews
    line: str = "both"  # of business: of these who have joined

    def stored(self) -> dict[str, Any]:
        """Return all of it by the names of the columns that keep it."""
        return {name: value for name, value in vars(self).items() if name != "words"} | vars(self.words)
