"""The pages' Content-Security-Policy, written out once for each list of applications that forms may lead to."""

from functools import lru_cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """django-csp, without making the same header anew for every answer."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the header; where a page has more of its own than where its forms lead, django-csp makes it."""
        own = {name for name in vars(response) if name.startswith("_csp")}
        if own - {"_csp_update"} or getattr(request, "_csp_nonce", None) is not None:
            return super().process_response(request, response)
        update = getattr(response, "_csp_update", None) or {}
        if update.keys() - {"form-action"}:
            return super().process_response(request, response)
        response.setdefault(HEADER, _written(tuple(update.get("form-action", ()))))
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]  # too late
        return response


@lru_cache(maxsize=32)
def _written(destinations: tuple[str, ...]) -> str:
    return str(build_policy(update={"form-action": list(destinations)} if destinations else None))
