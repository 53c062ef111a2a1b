"""What happens to every request before a view sees it: scheme, moment and address, reading only, the session."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from vestibule.journal.spine import reading_only
from vestibule.kernel import clock
from vestibule.kernel.actor import Trail, person, visitor
from vestibule.signin.queries import live_session
from vestibule.signin.upkeep import note_seen
from vestibule.web.visit import Visit

Handler = Callable[[Visit], HttpResponse]

SAFE = {"GET", "HEAD", "OPTIONS"}
QUIET = "/session/"  # the page and what is below it: asking how long one has is no use of the session


def scheme(handle: Handler) -> Handler:
    """Let the request know how people reach us: by the configured origin, for TLS ends at a proxy in front.

    What hangs on it: that browsers come back over TLS only, and that forms come from our own pages.
    """
    by_origin = urlsplit(settings.ORIGIN).scheme

    def run(request: Visit) -> HttpResponse:
        request.environ["wsgi.url_scheme"] = by_origin
        return handle(request)

    return run


def trail(handle: Handler) -> Handler:
    """Give the request its moment and the address it came from.

    A forwarded address counts only from a proxy that the operator named: else anybody could write any address.
    """
    proxies = [ip_network(part) for part in settings.ENVIRONMENT.proxies]

    def run(request: Visit) -> HttpResponse:
        request.at = clock.now()
        address = request.META.get("REMOTE_ADDR") or None
        for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not address or not _is_in(address, proxies):
                break
            address = hop.strip() if _is_address(hop.strip()) else address
        request.trail = Trail(address=address if address and _is_address(address) else None)
        request.actor = visitor(request.trail)
        request.live = None
        return handle(request)

    return run


def reading(handle: Handler) -> Handler:
    """Let no action run while a safe request is answered."""

    def run(request: Visit) -> HttpResponse:
        if request.method not in SAFE:
            return handle(request)
        with reading_only():
            return handle(request)

    return run


def session(handle: Handler) -> Handler:
    """Find the live session that the cookie names; ended, idle or too old is none.

    Source: SIG-7. Reading: every page that is opened counts as use, but for the question how long one has.
    """

    def run(request: Visit) -> HttpResponse:
        token = request.COOKIES.get(settings.SESSION_COOKIE, "")
        request.live = live_session(token, at=request.at) if token else None
        if request.live is not None:
            request.trail = Trail(request.trail.address, request.live.id)
            request.actor = person(request.live.person_id, request.trail)
            if not f"{request.path_info}/".startswith(QUIET):
                request.live = note_seen(request.live, at=request.at)
        response = handle(request)
        if request.live is not None:
            response.setdefault("Cache-Control", "no-store")  # "Back" after Sign Out shows nothing
        return response

    return run


def _is_address(text: str) -> bool:
    """Say whether a text is an address; one with a zone (``fe80::1%eth0``) means something on its own machine only."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _is_in(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    return bool(networks) and _is_address(address) and any(ip_address(address) in network for network in networks)
