"""Mail at the help desk: what could not be delivered, and what every notice says."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from vestibule.kernel.reasons import NotFound
from vestibule.notices.queries import undelivered
from vestibule.notices.samples import Sample, notice_kinds, sample_notice
from vestibule.storage.pages import page_number
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import show

LANGUAGES = [code for code, _ in settings.LANGUAGES]


@dataclass(frozen=True)
class Row:
    """A notice as the list shows it: its room and name, and its subject in the visitor's language."""

    room: str
    name: str
    subject: str
    has_html: bool


@staff_only
@require_GET
def mail(request: AtDesk) -> HttpResponse:
    """List what could not be delivered, the newest first. Source: NEW-1.

    Reading: a mail that is dead is wiped, so that whom it missed is found through their story, for a reason on record.
    """
    number = page_number(request.GET.get("page", ""))
    return show(request, "web/desk/mail.html", None, dead=undelivered(number), page_path=reverse("desk-mail"))


@staff_only
@require_GET
def notices(request: AtDesk) -> HttpResponse:
    """List every notice that people can get, each with its words in every language. Source: NEW-1."""
    rows = [_row(sample_notice(kind, get_language() or LANGUAGES[0])) for kind in notice_kinds()]
    return show(
        request,
        "web/desk/notices.html",
        None,
        rows=rows,
        languages=settings.LANGUAGES,
        page_path=reverse("desk-notices"),
    )


@staff_only
@require_GET
def notice(request: AtDesk, room: str, name: str, language: str, form: str) -> HttpResponse:
    """Show one notice as it would arrive, filled with invented values. Source: NEW-1."""
    kind = f"{room}/{name}"
    if language not in LANGUAGES:
        raise NotFound(f"notice {kind} in {language}")
    sample = sample_notice(kind, language)
    if form == "html" and sample.html:
        return HttpResponse(sample.html)
    if form == "text":
        return HttpResponse(f"{sample.subject}\n\n{sample.text}".lstrip(), content_type="text/plain; charset=utf-8")
    raise NotFound(f"notice {kind} as {form}")


def _row(sample: Sample) -> Row:
    room, _, name = sample.kind.partition("/")
    return Row(room, name, sample.subject or sample.text.partition("\n")[0], bool(sample.html))
