"""Joining eNews and leaving it, and ending announcements by mail: by links that mail programs may follow themselves."""

from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.news.actions.choosing import stop_mail, stop_mail_by_link, want_mail
from vestibule.news.actions.enews import ask_to_join, join, leave
from vestibule.news.joining import is_joined, link_gets_mail, visible_ask
from vestibule.news.policy.publishing import ASKED_OFTEN, LINES, LOCATIONS
from vestibule.web.forms import Choice, Field, Form, Kind, show
from vestibule.web.visit import Visit, signed_in

JOIN = Form(
    (
        Field("email", gettext_noop("Email address"), Kind.EMAIL, autocomplete="email", most=254),
        Field("location", gettext_noop("Where you are"), Kind.RADIOS),
        Field("line", gettext_noop("Line of business"), Kind.RADIOS),
    )
)


@never_cache
@require_http_methods(["GET", "POST"])
def join_enews(request: Visit) -> HttpResponse:
    """Ask for an address to write to; whether it has joined already shows nowhere. Source: NEW-2 (APP 0)."""
    form = JOIN.choosing(location=_choices(LOCATIONS), line=_choices(LINES)).filled(request)
    if form.ready:
        chosen = {"language": get_language() or "en", "location": form["location"], "line": form["line"]}
        try:
            ask_to_join(form["email"], **chosen, by=request.actor, at=request.at)
            return redirect("enews-asked")
        except Refused as refused:
            too_many = any(reason.code == ASKED_OFTEN.code for reason in refused.reasons)
            return show(request, "web/site/join_enews.html", form.refused(refused), status=429 if too_many else None)
    return show(request, "web/site/join_enews.html", form)


@require_GET
def asked(request: Visit) -> HttpResponse:
    """Say that a mail is on its way, in the same words for every address. Source: NEW-2."""
    return show(request, "web/site/enews_asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Visit, token: str) -> HttpResponse:
    """Say what the mailed link is for, and join by the button: opening it changes nothing. Source: NEW-2."""
    address = settings.ORIGIN  # the frame's address to send on leads elsewhere: the link is a secret
    try:
        visible_ask(token, at=request.at)
        if request.method == "POST":
            join(token, by=request.actor, at=request.at)
            return show(request, "web/site/enews_joined.html", page_address=address)
    except NotFound:
        return show(request, "web/site/enews_over.html", status=404, page_address=address)
    return show(request, "web/site/confirm_enews.html", page_address=address)


@csrf_exempt  # mail programs have no cookies; the token is what counts (RFC 8058), and it only ever ends mail
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_enews(request: Visit, token: str) -> HttpResponse:
    """Leave eNews by a POST that a mail program sends, or by the page's button. Source: NEW-2.

    Reading: a second time says the same; a link that we never made opens nothing.
    """
    stands = is_joined(token)
    if request.method == "POST" and stands:
        with suppress(NotFound):  # another was first
            leave(token, by=request.actor, at=request.at)
        stands = False
    return show(request, "web/site/stop_enews.html", stands=stands, page_address=settings.ORIGIN)


@csrf_exempt  # mail programs have no cookies, as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_news_mail(request: Visit, token: str) -> HttpResponse:
    """End announcements by mail for whom the mail went to, as a mail program or by the button. Source: NEW-2."""
    stands = link_gets_mail(token)
    if request.method == "POST" and stands:
        with suppress(Refused):  # another was first
            stop_mail_by_link(token, by=request.actor, at=request.at)
        stands = False
    return show(request, "web/site/stop_news_mail.html", stands=stands, page_address=settings.ORIGIN)


@signed_in
@require_POST
def choose_mail(request: Visit) -> HttpResponse:
    """Want announcements by mail, or want none. Source: NEW-2."""
    choose = stop_mail if request.POST.get("move") == "stop" else want_mail
    with suppress(Refused):  # it is so already
        choose(by=request.actor, at=request.at)
    return redirect("news")


def _choices(names: Mapping[str, str]) -> list[Choice]:
    return [Choice(code, gettext(name)) for code, name in names.items()]
