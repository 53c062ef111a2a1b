"""Our cookies: for this host only, never read by scripts, never sent along by other sites' forms."""

from datetime import timedelta

from django.conf import settings
from django.http.response import HttpResponseBase


def keep_cookie(response: HttpResponseBase, name: str, value: str, *, lasts: timedelta | None = None) -> None:
    """Set a cookie; without ``lasts`` it goes when the browser is closed."""
    response.set_cookie(
        name, value, max_age=lasts, path="/", secure=settings.ENVIRONMENT.secure, httponly=True, samesite="Lax"
    )


def drop_cookie(response: HttpResponseBase, name: str) -> None:
    """Remove a cookie, with the attributes that its name may demand."""
    keep_cookie(response, name, "", lasts=timedelta())
