"""How a visitor wants to see the pages: language and text size, kept in two cookies that know nothing else (NEW-5)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

TEXT_SIZE_COOKIE = "vestibule-text-size"
TEXT_SIZES = ("normal", "large", "larger")
A_YEAR = 365 * 24 * 60 * 60


def text_size(request: HttpRequest) -> str:
    """Return the size in which this visitor reads. Source: NEW-5 (APP 0, ADD 0)."""
    wanted = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return wanted if wanted in TEXT_SIZES else TEXT_SIZES[0]


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the language or the text size that was chosen, and go back to the page. Source: NEW-5 (APP 0, ADD 0)."""
    answer = HttpResponseRedirect(_page_before(request))
    if request.POST.get("text_size") in TEXT_SIZES:
        _set(answer, TEXT_SIZE_COOKIE, request.POST["text_size"])
    if request.POST.get("language") in dict(settings.LANGUAGES):
        _set(answer, settings.LANGUAGE_COOKIE_NAME, request.POST["language"])
    return answer


def _page_before(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    own = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if own else "/"


def _set(answer: HttpResponse, name: str, value: str) -> None:
    secure = settings.ENVIRONMENT.secure
    answer.set_cookie(name, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
