"""Pages for what went wrong: plain words, a reference for our log, never a trace."""

import secrets

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = structlog.get_logger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what can't be understood."""
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what isn't allowed."""
    return render(request, "web/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what doesn't exist, or doesn't for this visitor."""
    return render(request, "web/errors/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was too old, or that another site sent."""
    return render(request, "web/errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a mistake of ours, with a reference that stands in the log as well."""
    reference = secrets.token_hex(4)
    log.error("server_error", reference=reference, path_name=request.path, exc_info=True)
    return render(request, "web/errors/500.html", {"reference": reference}, status=500)
