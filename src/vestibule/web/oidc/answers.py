"""How applications are answered: the errors of OAuth, in JSON or by a redirect, and never stored on the way."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict

from vestibule.federation.policy.authorization import OAUTH_ERRORS
from vestibule.kernel.reasons import Reason

NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def token_error(error: str, description: str, status: int = 400) -> HttpResponse:
    """Answer at the token endpoint that it didn't work (RFC 6749 5.2)."""
    return JsonResponse({"error": error, "error_description": description}, status=status, headers=NOT_STORED)


def bearer_error(error: str, description: str, status: int = 401) -> HttpResponse:
    """Answer at ``userinfo`` that the token is worth nothing (RFC 6750 3)."""
    challenge = f'Bearer realm="userinfo", error="{error}", error_description="{description}"'
    return JsonResponse(
        {"error": error, "error_description": description},
        status=status,
        headers={**NOT_STORED, "WWW-Authenticate": challenge},
    )


def returned(address: str, state: str, answer: Mapping[str, str]) -> HttpResponse:
    """Send the person back to a registered address, with what the application asked to be told.

    The answer names the issuer (RFC 9207), so that an application with several providers can't be misled.
    """
    told = {**answer, **({"state": state} if state else {}), "iss": settings.ORIGIN}
    response = HttpResponseRedirect(with_query(address, told))
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def returned_error(address: str, state: str, reason: Reason) -> HttpResponse:
    """Send the person back with the error that a reason amounts to."""
    return returned(address, state, {"error": OAUTH_ERRORS[reason.code], "error_description": str(reason)})


def as_get(request: HttpRequest) -> HttpResponse:
    """Answer a POST with the same request as a GET (303, RFC 9110 15.4.4)."""
    answer = HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}")
    answer.status_code = 303
    return answer


def with_query(address: str, parameters: Mapping[str, str]) -> str:
    """Return an address with parameters behind it, after those that it has."""
    if not parameters:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def repeated(sent: QueryDict) -> set[str]:
    """Return the parameters that came more than once, which OAuth forbids (RFC 6749 3.1)."""
    return {name for name in sent if len(sent.getlist(name)) > 1}
