"""The addresses of everything."""

from django.urls import include, path

urlpatterns = [
    path("", include("vestibule.web.urls")),
    path("", include("vestibule.web.oidc.urls")),
]

handler400 = "vestibule.web.errors.bad_request"
handler403 = "vestibule.web.errors.forbidden"
handler404 = "vestibule.web.errors.not_found"
handler500 = "vestibule.web.errors.server_error"
