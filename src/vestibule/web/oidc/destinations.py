"""Where a form of ours may lead: to ourselves, and by a redirect to the registered applications."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.http import HttpResponse

from vestibule.federation.queries import client_origins
from vestibule.web.visit import Visit

Handler = Callable[[Visit], HttpResponse]


def form_destinations(handle: Handler) -> Handler:
    """Name the applications' origins in the pages' ``form-action``.

    Browsers hold that directive against every redirect that follows a form: without this, whoever signs in on the way
    to an application would be stopped at its door. The list is asked for once a minute in each process.
    """

    def run(request: Visit) -> HttpResponse:
        response = handle(request)
        if response.get("Content-Type", "").startswith("text/html"):
            update = getattr(response, "_csp_update", None) or {}
            response._csp_update = {**update, "form-action": known_origins(_minute(request.at))}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's way
        return response

    return run


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


@lru_cache(maxsize=1)
def known_origins(minute: datetime) -> list[str]:
    """Return the registered applications' origins, as they were when this minute began here."""
    return client_origins()
