"""How a visitor wants to see the pages: language and text size, kept in two cookies that know nothing else (NEW-5)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from vestibule.accounts.policy.particulars import TEXT_SIZES
from vestibule.accounts.queries import Preferences
from vestibule.web.cookies import keep_cookie
from vestibule.web.visit import own_path

TEXT_SIZE_COOKIE = "vestibule-text-size"
KEPT_FOR = timedelta(days=365)


def text_size(request: HttpRequest) -> str:
    """Return the size in which this visitor reads. Source: NEW-5 (APP 0, ADD 0)."""
    wanted = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return wanted if wanted in TEXT_SIZES else TEXT_SIZES[0]


def kept_choice(answer: HttpResponse, *, language: str, text_size: str) -> HttpResponse:
    """Let a browser keep a language and a text size, and return its answer. Source: NEW-5."""
    keep_cookie(answer, TEXT_SIZE_COOKIE, text_size, lasts=KEPT_FOR)
    keep_cookie(answer, settings.LANGUAGE_COOKIE_NAME, language, lasts=KEPT_FOR)
    return answer


def nothing_chosen(request: HttpRequest) -> bool:
    """Say whether language or text size was never chosen in this browser. Source: NEW-5."""
    return not {settings.LANGUAGE_COOKIE_NAME, TEXT_SIZE_COOKIE} <= set(request.COOKIES)


def take_over(request: HttpRequest, answer: HttpResponse, chosen: Preferences) -> None:
    """Let a browser in which nothing was chosen show pages as who signed in wants them. Source: ACC-13, NEW-5."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        keep_cookie(answer, settings.LANGUAGE_COOKIE_NAME, chosen.language, lasts=KEPT_FOR)
    if TEXT_SIZE_COOKIE not in request.COOKIES and chosen.text_size:
        keep_cookie(answer, TEXT_SIZE_COOKIE, chosen.text_size, lasts=KEPT_FOR)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the language or the text size that was chosen, and go back to the page. Source: NEW-5 (APP 0, ADD 0)."""
    answer = HttpResponseRedirect(own_path(request.POST.get("next", "")) or "/")
    if request.POST.get("text_size") in TEXT_SIZES:
        keep_cookie(answer, TEXT_SIZE_COOKIE, request.POST["text_size"], lasts=KEPT_FOR)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        keep_cookie(answer, settings.LANGUAGE_COOKIE_NAME, request.POST["language"], lasts=KEPT_FOR)
    return answer
