"""Pages for what went wrong: plain words, a reference for our log, never a trace."""

import secrets
from collections.abc import Callable

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vestibule.accounts.passwords import Busy
from vestibule.kernel.reasons import NotFound, Refused

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]


class Outcomes:
    """The middleware that turns what an action says into a page, wherever a view did not do it better."""

    def __init__(self, handle: Handler) -> None:
        """Stand before the view."""
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through; who asks for a page where only a form may be sent gets a page that says so."""
        answer = self._handle(request)
        if answer.status_code == 405 and "text/html" in request.headers.get("Accept", ""):
            return not_like_this(request, allowed=answer["Allow"])
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal, what isn't there, and an overload; everything else is a mistake of ours."""
        if isinstance(exception, NotFound):
            return not_found(request)
        if isinstance(exception, Busy):
            return busy(request)
        if isinstance(exception, Refused):
            return refused(request, exception)
        return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what can't be understood, and what is far too large to be read."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return render(request, "web/errors/400.html", {"too_large": too_large}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what isn't allowed."""
    return render(request, "web/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what doesn't exist, or doesn't for this visitor: the two look the same."""
    return render(request, "web/errors/404.html", status=404)


def not_like_this(request: HttpRequest, *, allowed: str) -> HttpResponse:
    """Answer who opens an address that only takes forms, or sends a form to one that takes none."""
    answer = render(request, "web/errors/405.html", status=405)
    answer["Allow"] = allowed
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was too old, or that another site sent."""
    return render(request, "web/errors/csrf.html", status=403)


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """Answer a deed that the rules don't allow, where no form stands on the page to say it beside a field."""
    return render(request, "web/errors/refused.html", {"reasons": exception.reasons}, status=409)


def busy(request: HttpRequest) -> HttpResponse:
    """Answer when more people sign in than the machine can check passwords for."""
    answer = render(request, "web/errors/busy.html", status=503)
    answer["Retry-After"] = "5"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a mistake of ours, with a reference that stands in the log as well."""
    reference = secrets.token_hex(4)
    log.error("server_error", reference=reference, path_name=request.path, exc_info=True)
    return render(request, "web/errors/500.html", {"reference": reference}, status=500)
