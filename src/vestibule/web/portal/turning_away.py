"""Turning away a flood of sign-ins for next to nothing, so that pages of who is signed in come first.

While every place at the hashes is taken, a sign-in would be turned away by its view as well, after most of a page's
work. Here it is answered before that, by the same page: drawn once a day for each language and text size, with holes
for what is the sender's own. Nothing is asked of the database, counted or written.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from prometheus_client import Counter

from vestibule.accounts.passwords import hashing_is_full
from vestibule.web.portal.sign_in import SIGN_IN, busy_page
from vestibule.web.stencil import TOKEN, Frame, Stencil, a_hole, cut, frame_of, nobody
from vestibule.web.visit import Visit, own_path

Handler = Callable[[Visit], HttpResponse]

TURNED_AWAY = Counter(
    "vestibule_sign_ins_turned_away", "Sign-ins that were told to try again, for all hashes were busy."
)

_USER_ID, _NEXT = a_hole(), a_hole("/")
_IS_TOKEN = re.compile("[A-Za-z0-9]{32,64}")


def turning_away(handle: Handler) -> Handler:
    """Answer a sign-in that would find all hashes busy. Source: SIG-6.

    The token of the page goes back to who sent it, unjudged: nothing is done here that it would have to prove.
    """

    def run(request: Visit) -> HttpResponse:
        if request.method != "POST" or not hashing_is_full() or request.path_info != reverse("sign-in"):
            return handle(request)
        if not _IS_TOKEN.fullmatch(request.POST.get("csrfmiddlewaretoken", "")):
            return handle(request)
        return _turned_away(request)

    return run


def _turned_away(request: Visit) -> HttpResponse:
    form, next_path = SIGN_IN.read(request.POST), own_path(request.POST.get("next", ""))
    page = _page(
        frame_of(request),
        ticked=form.ticked("terms"),
        going_on=bool(next_path),
        again="again" in request.POST,
    )
    own = {TOKEN: request.POST["csrfmiddlewaretoken"], _USER_ID: form["user_id"], _NEXT: next_path}
    answer = HttpResponse(page.filled(own), status=503)
    answer["Retry-After"] = "5"
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's mark: a flood fills no log
    TURNED_AWAY.inc()
    return answer


@lru_cache(maxsize=64)
def _page(frame: Frame, *, ticked: bool, going_on: bool, again: bool) -> Stencil:
    asked = {**({"next": _NEXT} if going_on else {}), **({"again": "yes"} if again else {})}
    form = SIGN_IN.read({"user_id": _USER_ID, "password": "-", "terms": "yes" if ticked else ""})
    answer = busy_page(nobody(reverse("sign-in"), frame, asked=urlencode(asked)), form)
    return cut(answer.content, _USER_ID, _NEXT)
