"""The page of news, open to all, and the banners that people put away."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from vestibule.news.joining import gets_mail
from vestibule.news.queries import news_of, public_news
from vestibule.news.upkeep import dismiss
from vestibule.web.forms import show
from vestibule.web.visit import Visit, own_path, signed_in


@require_safe
def news(request: Visit) -> HttpResponse:
    """List what is announced to everybody; to who is signed in what concerns them. Source: NEW-2, NEW-3."""
    live = request.live
    cards = news_of(live.person_id, at=request.at) if live else public_news(at=request.at)
    language = get_language() or "en"
    by_mail = live is not None and gets_mail(live.person_id)
    return show(request, "web/site/news.html", rows=[card.in_language(language) for card in cards], by_mail=by_mail)


@signed_in
@require_POST
def put_away(request: Visit, announcement_id: UUID) -> HttpResponse:
    """Put a banner away, for oneself, and go back to the page. Source: NEW-2."""
    dismiss(announcement_id, by=request.actor, at=request.at)
    return HttpResponseRedirect(own_path(request.POST.get("next", "")) or "/home")
