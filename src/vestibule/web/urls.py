"""The pages' addresses, room by room."""

from django.urls import URLPattern, URLResolver, path

from vestibule.web import preferences
from vestibule.web.portal import home, profile, sign_in, verify

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", preferences.keep, name="preferences"),
    path("", sign_in.sign_in, name="sign-in"),
    path("sign-in/verify", verify.verify_email, name="verify-email"),
    path("sign-in/set-up", verify.mfa_setup, name="mfa-setup"),
    path("sign-in/forgot-password", sign_in.cannot_sign_in, {"what": "password"}, name="forgot-password"),
    path("sign-in/forgot-user-id", sign_in.cannot_sign_in, {"what": "user_id"}, name="forgot-user-id"),
    path("sign-in/unlock", sign_in.cannot_sign_in, {"what": "unlock"}, name="unlock-account"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("home", home.home, name="home"),
    path("profile", profile.profile, name="profile"),
    path("profile/sessions/<uuid:session_id>/end", profile.end_other_session, name="end-session"),
]
