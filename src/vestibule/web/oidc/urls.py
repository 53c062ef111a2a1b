"""The addresses that applications use; discovery names them."""

from django.urls import path

from vestibule.web.oidc import authorize, discovery, end_session, tokens

urlpatterns = [
    path(".well-known/openid-configuration", discovery.configuration, name="oidc-configuration"),
    path("oidc/keys", discovery.keys, name="oidc-keys"),
    path("oidc/authorize", authorize.authorize, name="oidc-authorize"),
    path("oidc/token", tokens.token, name="oidc-token"),
    path("oidc/userinfo", tokens.userinfo, name="oidc-userinfo"),
    path("oidc/end-session", end_session.end_session, name="oidc-end-session"),
    path("oidc/end-session/confirm", end_session.confirm, name="oidc-end-session-confirm"),
]
