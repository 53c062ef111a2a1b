"""How a visitor wants to see the pages: language and text size, kept in two cookies that know nothing else (NEW-5)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from vestibule.web.cookies import keep_cookie
from vestibule.web.visit import own_path

TEXT_SIZE_COOKIE = "vestibule-text-size"
TEXT_SIZES = ("normal", "large", "larger")
KEPT_FOR = timedelta(days=365)


def text_size(request: HttpRequest) -> str:
    """Return the size in which this visitor reads. Source: NEW-5 (APP 0, ADD 0)."""
    wanted = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return wanted if wanted in TEXT_SIZES else TEXT_SIZES[0]


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the language or the text size that was chosen, and go back to the page. Source: NEW-5 (APP 0, ADD 0)."""
    answer = HttpResponseRedirect(own_path(request.POST.get("next", "")) or "/")
    if request.POST.get("text_size") in TEXT_SIZES:
        keep_cookie(answer, TEXT_SIZE_COOKIE, request.POST["text_size"], lasts=KEPT_FOR)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        keep_cookie(answer, settings.LANGUAGE_COOKIE_NAME, request.POST["language"], lasts=KEPT_FOR)
    return answer
