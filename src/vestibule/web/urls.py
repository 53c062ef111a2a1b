"""The pages' addresses, room by room."""

from django.urls import URLPattern, URLResolver, path

from vestibule.web import preferences, status
from vestibule.web.approvals import my_approvals
from vestibule.web.portal import (
    create_or_associate,
    enrolment,
    find_organization,
    home,
    my_requests,
    my_roles,
    profile,
    registration,
    role_request,
    sign_in,
    verify,
    which_role,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", status.alive, name="alive"),
    path("readyz", status.ready, name="ready"),
    path("metrics", status.figures, name="figures"),
    path("preferences", preferences.keep, name="preferences"),
    path("", sign_in.sign_in, name="sign-in"),
    path("sign-in/verify", verify.verify_email, name="verify-email"),
    path("sign-in/set-up", verify.mfa_setup, name="mfa-setup"),
    path("sign-in/forgot-password", sign_in.cannot_sign_in, {"what": "password"}, name="forgot-password"),
    path("sign-in/forgot-user-id", sign_in.cannot_sign_in, {"what": "user_id"}, name="forgot-user-id"),
    path("sign-in/unlock", sign_in.cannot_sign_in, {"what": "unlock"}, name="unlock-account"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("register/personal", registration.personal, name="register"),
    path("register/contact", registration.contact, name="register-contact"),
    path("register/credentials", registration.credentials, name="register-credentials"),
    path("register/done", registration.done, name="register-done"),
    path("register/check", registration.check, name="register-check"),
    path("enrolled", enrolment.enrolled, name="enrolled"),
    path("enrol/<str:token>", enrolment.enrol, name="enrol"),
    path("enrol/<str:token>/check", enrolment.check, name="enrol-check"),
    path("home", home.home, name="home"),
    path("profile", profile.profile, name="profile"),
    path("profile/sessions/<uuid:session_id>/end", profile.end_other_session, name="end-session"),
    path("role-request/", role_request.start, name="role-request"),
    path("role-request/role", role_request.choose, name="role-request-role"),
    path("role-request/which-role", which_role.which_role, name="role-helper"),
    path("role-request/create-or-associate", create_or_associate.create_or_associate, name="create-or-associate"),
    path("role-request/organization", find_organization.find_organization, name="role-request-organization"),
    path("role-request/review", role_request.review, name="role-request-review"),
    path("role-request/<uuid:request_id>/submitted", role_request.submitted, name="role-request-submitted"),
    path("my-requests", my_requests.my_requests, name="my-requests"),
    path("my-requests/<uuid:request_id>/cancel", my_requests.cancel, name="cancel-request"),
    path("my-roles", my_roles.my_roles, name="my-roles"),
    path("roles", my_roles.role_descriptions, name="role-descriptions"),
    path("my-approvals", my_approvals.my_approvals, name="my-approvals"),
    path("my-approvals/<uuid:request_id>/approve", my_approvals.approve, name="approve-request"),
    path("my-approvals/<uuid:request_id>/deny", my_approvals.deny, name="deny-request"),
]
