"""The door of the help desk's pages."""

from functools import wraps
from typing import cast

from django.http.response import HttpResponseBase

from vestibule.desk.queries import tier_of
from vestibule.kernel.reasons import NotFound
from vestibule.web.visit import View, Visit, signed_in


class AtDesk(Visit):
    """A request of somebody who works at the help desk; ``tier`` is set behind ``@staff_only``."""

    tier: str


def staff_only(view: View) -> View:
    """Let only people through who work at the help desk at this moment; to all others the address doesn't exist.

    Source: HLP-2. Reading: judged first, so that not even a wrong method tells that there is a page; each deed judges
    it again.
    """

    @signed_in
    @wraps(view)
    def run(request: Visit, *args: object, **kwargs: object) -> HttpResponseBase:
        tier = tier_of(request.person_id)
        if tier is None:
            raise NotFound("help desk")
        cast("AtDesk", request).tier = tier
        return view(request, *args, **kwargs)

    return run
