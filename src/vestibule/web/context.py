"""What every page's template knows."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from vestibule.web.preferences import text_size
from vestibule.web.visit import page_of

LAST_MODIFIED = date(2026, 11, 24)  # of the pages' words: moved on by whoever changes them (NEW-5)


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates what the frame shows: the help desk's contact, the session, the text size. Source: HLP-4, NEW-5.

    The address that one can send on is built from the configured origin, without what stood behind the question mark.
    ``page_path`` is where one comes back to when the language changes: a page shown by an address that takes forms
    only names its own.
    """
    return {
        "help_desk": settings.HELP_DESK,
        "live": getattr(request, "live", None),
        "text_size": text_size(request),
        "page_address": f"{settings.ORIGIN}{request.path}",
        "page_name": gettext("Identity Management"),
        "page_path": page_of(request),
        "last_modified": LAST_MODIFIED,
    }
