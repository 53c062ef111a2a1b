"""What the provider announces to somebody, as it tells it: words, never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST = 5
LONGEST = 5000  # letters of one text; the provider's are shorter
KINDS = {"outage": "Outage", "enhancement": "Enhancement", "change": "Change"}


@dataclass(frozen=True)
class Announcement:
    """An announcement in English, in which SPOT speaks."""

    kind: str
    title: str
    body: str
    since: datetime | None

    @property
    def kind_name(self) -> str:
        """What people read."""
        return KINDS.get(self.kind, "Announcement")


def told(claims: dict[str, Any]) -> list[list[str]]:
    """Return announcements as they are kept between two visits; what isn't as agreed is passed over. Source: SPT-2."""
    listed = claims.get("announcements")
    known = [_told(each) for each in listed[:MOST] if isinstance(each, dict)] if isinstance(listed, list) else []
    return [each for each in known if each[1]]


def announced(kept: Sequence[Sequence[str]]) -> tuple[Announcement, ...]:
    """Return announcements from what was kept of them."""
    return tuple(Announcement(kind, title, body, _moment(since)) for kind, title, body, since in kept)


def _told(each: dict[str, Any]) -> list[str]:
    return [str(each.get("kind", ""))[:20], _english(each, "title"), _english(each, "body"), str(each.get("since", ""))]


def _english(each: dict[str, Any], name: str) -> str:
    words = each.get(name)
    said = words.get("en") if isinstance(words, dict) else ""
    return said[:LONGEST] if isinstance(said, str) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
