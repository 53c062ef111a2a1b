"""A page of the tests' own with a form, as others have: it keeps what is written, and shows what comes back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.http import require_POST

from vestibule.web.forms import Field, Form, Kind, show
from vestibule.web.visit import Visit, signed_in

FORM = Form(
    (Field("words", "Words", Kind.AREA), Field("zip_code", "ZIP"), Field("password", "Password", Kind.PASSWORD))
)
written: list[str] = []


@signed_in
def diary(request: Visit) -> HttpResponse:
    """Ask for words, and keep them."""
    form = FORM.filled(request, initial=request.parked)
    if form.ready:
        written.append(form["words"])
        return redirect("diary")
    return show(request, "web/sign_in/sign_in.html", form, terms="accounts/terms/2026-11.html")


@signed_in
@require_POST
def entry(request: Visit) -> HttpResponse:
    """Take what the diary's second form sends, at an address that has no page."""
    written.append(request.POST["words"])
    return redirect("diary")


urlpatterns = [path("diary", diary, name="diary"), path("diary/entry", entry), path("", include("vestibule.web.urls"))]

handler400 = "vestibule.web.errors.bad_request"
handler404 = "vestibule.web.errors.not_found"
handler500 = "vestibule.web.errors.server_error"
