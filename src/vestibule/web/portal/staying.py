"""How long one stays signed in: a page that says so and keeps one in, and what the dialog of every page asks."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vestibule.kernel.rulebook import rulebook
from vestibule.signin.queries import lapse_of
from vestibule.signin.upkeep import stay
from vestibule.web.forms import show
from vestibule.web.visit import Visit, keep_typed, own_path, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def session(request: Visit) -> HttpResponse:
    """Say until when one is signed in, and let one stay by a button. Source: SIG-7.

    Reading: to look here is no use of the session, so that what it says is true also for who only looks.
    """
    asked = request.POST if request.method == "POST" else request.GET
    back = own_path(asked.get("next", ""))
    if request.method == "POST" and request.live is not None:
        stay(request.live, at=request.at)
        return _kept(back)
    return show(request, "web/sign_in/session.html", next=back, rules=rulebook().sign_in)


@never_cache
@require_safe
def left(request: Visit) -> HttpResponse:
    """Tell a page that is open how many seconds its session has; the question is no use of it. Source: SIG-7."""
    if request.live is None:
        return JsonResponse({"signed_in": False})
    until = request.live.lasting
    return JsonResponse(
        {
            "signed_in": True,
            "warned_in": until.warned_in(request.at),
            "ends_in": until.ends_in(request.at),
            "is_final": until.is_final,
        }
    )


@require_POST
def over(request: Visit) -> HttpResponse:
    """Take what was being typed on a page when its session ran out, and lead to sign-in and back to that page.

    Source: SIG-7. It is kept, never sent for anybody: a page hands its form in here instead of where it would act.
    """
    page = own_path(request.GET.get("page", "")) or reverse("home")
    if request.live is not None:
        response = HttpResponseRedirect(page)
        keep_typed(request, response, request.live.person_id, page)
        return response
    response = HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': page})}")
    lapsed = lapse_of(request.COOKIES.get(settings.SESSION_COOKIE, ""), at=request.at)
    if lapsed is not None:
        keep_typed(request, response, lapsed.person_id, page)
    return response


def _kept(back: str) -> HttpResponse:
    """Go back to the page that says how long one has, which says as well that one stays."""
    said = {"kept": "yes", "next": back} if back else {"kept": "yes"}
    return HttpResponseRedirect(f"{reverse('session')}?{urlencode(said)}")
