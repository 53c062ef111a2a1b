"""The door of the approvers' pages: they open nothing to whose identity wasn't verified again in time."""

from functools import wraps

from django.http.response import HttpResponseBase

from vestibule.proofing.queries import verify_again
from vestibule.web.forms import show
from vestibule.web.visit import View, Visit, signed_in


def approving(view: View) -> View:
    """Let who is signed in through, unless their roles open nothing until they are verified. Source: ACC-13, ROL-7."""

    @signed_in
    @wraps(view)
    def run(request: Visit, *args: object, **kwargs: object) -> HttpResponseBase:
        again = verify_again(request.person_id, at=request.at)
        if again is not None and again.overdue:
            return show(request, "web/profile/verify_again.html", status=403, again=again)
        return view(request, *args, **kwargs)

    return run
