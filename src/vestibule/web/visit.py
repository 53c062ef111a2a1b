"""A request as Vestibule's views see it, and the decorators at their doors."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from vestibule.kernel.actor import Actor, Trail
from vestibule.signin.queries import LiveSession


class Visit(HttpRequest):
    """A request after the middleware: the moment, who acts, from where, and in which session."""

    at: datetime
    trail: Trail
    actor: Actor
    live: LiveSession | None

    @property
    def person_id(self) -> UUID:
        """The signed-in person. Only behind ``@signed_in``."""
        if self.live is None:
            raise RuntimeError("This view needs @signed_in.")
        return self.live.person_id


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Let only signed-in people through; others sign in first and come back to where they were going."""

    @wraps(view)
    def run(request: Visit, *args: object, **kwargs: object) -> HttpResponse:
        if request.live is None:
            return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return run
