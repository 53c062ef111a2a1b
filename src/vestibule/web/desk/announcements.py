"""Announcements at the help desk: written in both languages, looked at as they will be shown, published, withdrawn."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vestibule.accounts.queries import person_card
from vestibule.desk import actions
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.news.joining import readers_of
from vestibule.news.lifecycle import DRAFT, PUBLISHED
from vestibule.news.policy.publishing import BOTH
from vestibule.news.queries import AnnouncementCard, correction_of, reach, told_announcement, written
from vestibule.storage.pages import page_number
from vestibule.web.desk.announcing import PREVIEWED, announcement_form, audience_name, content_of, known_content
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import Filled, Form, show

NOTHING = Form(())


@staff_only
@require_GET
def announcements(request: AtDesk) -> HttpResponse:
    """List what was announced, and what is still a draft. Source: NEW-2."""
    found = written(page_number(request.GET.get("page", "")))
    rows = [(card, card.phase(request.at), audience_name(card.audience)) for card in found.rows]
    place = reverse("desk-announcements")
    return show(request, "web/desk/announcements.html", None, found=found, rows=rows, page_path=place)


@staff_only
@require_http_methods(["GET", "POST"])
def write(request: AtDesk) -> HttpResponse:
    """Draft an announcement. Source: NEW-2."""
    return _written(request, None, {})


@staff_only
@require_http_methods(["GET", "POST"])
def correct(request: AtDesk, announcement_id: UUID) -> HttpResponse:
    """Draft the correction of a published announcement; until it is published the old one stays. Source: NEW-2."""
    card = told_announcement(announcement_id)
    if card.state != PUBLISHED:
        raise NotFound(f"published announcement {announcement_id}")
    if draft := correction_of(announcement_id):
        return redirect("desk-announcement", draft)
    return _written(request, announcement_id, known_content(card))


@staff_only
@require_http_methods(["GET", "POST"])
def rewrite(request: AtDesk, announcement_id: UUID) -> HttpResponse:
    """Change a draft. Source: NEW-2."""
    card = told_announcement(announcement_id)
    if card.state != DRAFT:
        raise NotFound(f"draft {announcement_id}")
    form = announcement_form().filled(request, request.parked or known_content(card))
    content, form = content_of(form)
    if content:
        try:
            actions.rewrite_announcement(announcement_id, content, by=request.actor, at=request.at)
            return redirect("desk-announcement", announcement_id)
        except Refused as refused:
            form = form.refused(refused)
    return _form_page(request, form)


@staff_only
@require_GET
def announcement(request: AtDesk, announcement_id: UUID) -> HttpResponse:
    """Show an announcement as it is or will be shown, and how many people it concerns. Source: NEW-2."""
    return _page(request, told_announcement(announcement_id))


@staff_only
@require_POST
def publish(request: AtDesk, announcement_id: UUID) -> HttpResponse:
    """Publish what was looked at. Source: NEW-2."""
    card = told_announcement(announcement_id)
    form = PREVIEWED.read(request.POST)
    if not form.ready:
        return _page(request, card, form)
    seen, number = form["seen"], form["reach"]
    try:
        reach_seen = int(number) if number.isascii() and number.isdecimal() else 0
        actions.publish_announcement(announcement_id, seen=seen, reach_seen=reach_seen, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, card, NOTHING.blank().refused(refused))
    return redirect("desk-announcement", announcement_id)


@staff_only
@require_POST
def discard(request: AtDesk, announcement_id: UUID) -> HttpResponse:
    """Throw a draft away. Source: NEW-2."""
    card = told_announcement(announcement_id)
    try:
        actions.discard_announcement(announcement_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, card, NOTHING.blank().refused(refused))
    return redirect("desk-announcements")


@staff_only
@require_POST
def withdraw(request: AtDesk, announcement_id: UUID) -> HttpResponse:
    """Show a published announcement to nobody any more. Source: NEW-2."""
    card = told_announcement(announcement_id)
    try:
        actions.withdraw_announcement(announcement_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, card, NOTHING.blank().refused(refused))
    return redirect("desk-announcement", announcement_id)


def _written(request: AtDesk, corrects: UUID | None, known: dict[str, object]) -> HttpResponse:
    form = announcement_form().filled(request, request.parked or known or _now(request.at))
    content, form = content_of(form)
    if content:
        try:
            made = actions.write_announcement(content, corrects=corrects, by=request.actor, at=request.at)
            return redirect("desk-announcement", made)
        except Refused as refused:
            form = form.refused(refused)
    return _form_page(request, form, is_correction=corrects is not None)


def _now(at: datetime) -> dict[str, object]:
    here = at.astimezone(get_default_timezone())
    return {"from_day": here.date().isoformat(), "from_time": here.strftime("%H:%M"), "line": BOTH}


def _form_page(request: AtDesk, form: Filled, *, is_correction: bool = False) -> HttpResponse:
    return show(request, "web/desk/announcement_form.html", form, zone=_zone(request.at), is_correction=is_correction)


def _page(request: AtDesk, card: AnnouncementCard, form: Filled | None = None) -> HttpResponse:
    """Show an announcement; of a draft, the form that publishes it carries what was shown."""
    number = reach(card.audience) if card.state == DRAFT else None
    known = {"seen": card.fingerprint, "reach": number}
    return show(
        request,
        "web/desk/announcement.html",
        form,
        card=card,
        phase=card.phase(request.at),
        audience=audience_name(card.audience),
        shown=[(code, card.in_language(code)) for code in ("en", "es")],
        reach=number,
        previewed=PREVIEWED.blank(known),
        readers=readers_of(card.audience, card.line).count() if card.by_enews else 0,
        writer=person_card(card.written_by).full_name,
        correction=correction_of(card.id),
        zone=_zone(request.at),
        page_path=reverse("desk-announcement", args=[card.id]),
    )


def _zone(at: datetime) -> str:
    return at.astimezone(get_default_timezone()).tzname() or ""
