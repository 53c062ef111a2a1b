"""Signing a form by the link that was mailed to the official."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.kernel.secrets import keyring, same
from vestibule.kernel.texts import one_line
from vestibule.organizations import lifecycle
from vestibule.organizations.forms import FormToSign, form_document, form_to_sign
from vestibule.organizations.policy.forms import LONGEST_TITLE
from vestibule.organizations.policy.signing import ATTESTATION, Signature, signature_faults
from vestibule.organizations.signing import sign
from vestibule.web.cookies import keep_cookie
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.portal.registration_forms import judged
from vestibule.web.visit import Visit

SIGNER_SEES_IT_FOR = timedelta(hours=1)

SIGN = Form(
    (
        Field(
            "signed_name",
            gettext_noop("Full legal name"),
            hint=gettext_noop("As it stands above, under the authorized or delegated official"),
            autocomplete="name",
        ),
        Field("signed_title", gettext_noop("Title"), autocomplete="organization-title", most=LONGEST_TITLE),
        Field("attested", gettext_noop("I have read all of this, and I sign it"), Kind.CHECKBOX),
        Field("digest", "", Kind.HIDDEN, required=False),
    )
)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_form(request: Visit, token: str) -> HttpResponse:
    """Show all that is to be signed, and take the signature. Source: ORG-1 (APP 0).

    Reading: a link whose form is signed or over says that, and no more than the reference number would.
    """
    try:
        asked = form_to_sign(token, at=request.at)
    except NotFound:
        return show(request, "web/organization_form/link_unknown.html", status=404, page_address=settings.ORIGIN)
    if asked.status.status != lifecycle.AWAITING_SIGNATURE:
        return _closed(request, token, asked)

    form = SIGN.filled(request, {"digest": asked.digest})
    if form.sent:
        form = judged(form, signature_faults(_signature(request, form), asked.content.official))
    if form.ready:
        try:
            sign(token, _signature(request, form), digest=form["digest"], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            response = redirect("sign-form", token)
            keep_cookie(response, settings.SIGNED_FORM_COOKIE, _proof(asked, request.at), lasts=SIGNER_SEES_IT_FOR)
            return response
    return show(
        request,
        "web/organization_form/sign.html",
        replace(form, values={**form.values, "digest": asked.digest}),
        asked=asked,
        attestation=ATTESTATION,
        page_address=settings.ORIGIN,
    )


@never_cache
@require_GET
def document(request: Visit, token: str) -> HttpResponse:
    """Give the signed document to who has just signed it, in the browser in which they did. Source: ORG-1, PRF-7."""
    asked = form_to_sign(token, at=request.at)
    if not _has_signed_here(request, asked):
        raise NotFound("the document is shown to its signer only")
    return HttpResponse(
        form_document(asked.id),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="form-{asked.status.reference}.pdf"'},
    )


def _closed(request: Visit, token: str, asked: FormToSign) -> HttpResponse:
    """Say what has happened to the form; a signature that came too late is refused, and says so too."""
    return show(
        request,
        "web/organization_form/closed.html",
        status=409 if request.method == "POST" else 200,
        form_status=asked.status,
        document_token=token if _has_signed_here(request, asked) else "",
        page_address=settings.ORIGIN,
    )


def _signature(request: Visit, form: Filled) -> Signature:
    return Signature(
        name=one_line(form["signed_name"]),
        title=one_line(form["signed_title"]),
        attested=form.ticked("attested"),
        address=request.trail.address or "",
    )


def _proof(asked: FormToSign, at: datetime) -> str:
    """Return what the signer's browser keeps: until when it may fetch the document of this form, and nothing else."""
    until = int((at + SIGNER_SEES_IT_FOR).timestamp())
    return f"{until}.{_mark(asked, until)}"


def _has_signed_here(request: Visit, asked: FormToSign) -> bool:
    until, _, mark = request.COOKIES.get(settings.SIGNED_FORM_COOKIE, "").partition(".")
    if not (until.isascii() and until.isdigit() and len(until) <= 12) or not same(mark, _mark(asked, int(until))):
        return False
    return datetime.fromtimestamp(int(until), UTC) > request.at


def _mark(asked: FormToSign, until: int) -> str:
    return keyring().digest(f"{asked.id}:{until}", purpose="organization-form.signed-here")
