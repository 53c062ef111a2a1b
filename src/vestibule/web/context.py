"""What every page's template knows."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from vestibule.news.queries import Shown, banners
from vestibule.signin.queries import LiveSession
from vestibule.web.preferences import text_size
from vestibule.web.visit import Visit, page_of

LAST_MODIFIED = date(2026, 12, 1)  # of the pages' words: moved on by whoever changes them (NEW-5)


def page(request: Visit) -> dict[str, Any]:
    """Give templates what the frame shows: the help desk's contact, the session, the text size. Source: HLP-4, NEW-5.

    The address that one can send on is built from the configured origin, without what stood behind the question mark.
    ``page_path`` is where one comes back to when the language changes: a page shown by an address that takes forms
    only names its own.
    """
    live = getattr(request, "live", None)
    return {
        "banners": _banners(live, request.at) if live else None,
        "help_desk": settings.HELP_DESK,
        "live": live,
        "own_session": _session(live, request.at) if live else None,
        "text_size": text_size(request),
        "page_address": f"{settings.ORIGIN}{request.path}",
        "page_name": gettext("Identity Management"),
        "page_path": page_of(request),
        "last_modified": LAST_MODIFIED,
        "printed_on": _printed_on(localdate(getattr(request, "at", None)), get_language()),
    }


@lru_cache(maxsize=4)
def _printed_on(day: date, language: str | None) -> str:
    """Say what a printed page says of its day: the same on all pages, and made once. Source: NEW-5."""
    shown = date_format(day, "SHORT_DATE_FORMAT")
    return gettext("Printed on %(day)s. Pages change: what is shown on the site counts.") % {"day": shown}


def _session(live: LiveSession, at: datetime) -> dict[str, Any]:
    """Say until when one is signed in, and how many seconds these are. Source: SIG-7."""
    until = live.lasting
    return {"lasting": until, "warned_in": until.warned_in(at), "ends_in": until.ends_in(at)}


def _banners(live: LiveSession, at: datetime) -> Callable[[], list[Shown]]:
    """Return what asks for the announcements that concern who is signed in; only a whole page does so. NEW-2."""
    return lambda: [card.in_language(get_language() or "en") for card in banners(live.person_id, at=at)]
