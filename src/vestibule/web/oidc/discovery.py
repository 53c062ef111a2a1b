"""What an application finds out by itself: the addresses, what is offered, and the keys."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from vestibule.federation.keys import ALGORITHM, key_set
from vestibule.federation.policy.authorization import SCOPES
from vestibule.federation.policy.claims import ONE_FACTOR, TWO_FACTORS
from vestibule.web.visit import Visit

_CLAIMS = (
    *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid", "acr", "amr", "at_hash"),
    *("name", "email", "email_verified", "roles", "announcements"),
)
_CACHED = {"Cache-Control": "public, max-age=300"}


@require_safe
def configuration(request: Visit) -> HttpResponse:
    """Answer OpenID Connect Discovery: nothing is named that isn't done. Source: FED-1."""
    offered = {
        "issuer": settings.ORIGIN,
        "authorization_endpoint": settings.ORIGIN + reverse("oidc-authorize"),
        "token_endpoint": settings.ORIGIN + reverse("oidc-token"),
        "userinfo_endpoint": settings.ORIGIN + reverse("oidc-userinfo"),
        "jwks_uri": settings.ORIGIN + reverse("oidc-keys"),
        "end_session_endpoint": settings.ORIGIN + reverse("oidc-end-session"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": _CLAIMS,
        "acr_values_supported": [ONE_FACTOR, TWO_FACTORS],
        "prompt_values_supported": ["none", "login"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    return JsonResponse(offered, headers=_CACHED)


@require_safe
def keys(request: Visit) -> HttpResponse:
    """Answer the public keys that sign what we say, those lately retired too. Source: FED-1."""
    return JsonResponse(key_set(at=request.at), headers=_CACHED)
