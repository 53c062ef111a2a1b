"""Inviting people to an organization, and taking an invitation back."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.access.actions import invite, withdraw_invitation
from vestibule.access.invitations import open_invitations, settled_lately
from vestibule.access.members import Membership, visible_membership
from vestibule.access.policy.catalog import BY_ORGANIZATION, END_USER
from vestibule.access.queries import roles_of
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.storage.pages import page_number
from vestibule.web.approvals.door import approving
from vestibule.web.forms import Choice, Field, Form, Kind, show
from vestibule.web.named import id_in
from vestibule.web.visit import Visit

INVITATION = Form(
    (
        Field(
            "email",
            gettext_noop("Email address"),
            Kind.EMAIL,
            hint=gettext_noop("The mail names you, the organization and the role; it grants nothing."),
            autocomplete="off",
            most=320,
        ),
        Field("role", gettext_noop("Role"), Kind.SELECT),
    )
)


@approving
@require_http_methods(["GET", "POST"])
def invitations(request: Visit, organization_id: UUID) -> HttpResponse:
    """List an organization's open invitations, and invite somebody. Source: ROL-12 (APP 0)."""
    mine = visible_membership(organization_id, to=request.actor, at=request.at)
    roles = _roles(mine)
    form = INVITATION.choosing(role=roles).filled(request, {"role": roles[0].value if roles else "", **request.parked})
    if form.ready:
        try:
            sent = invite(organization_id, email=form["email"], role_key=form["role"], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return _back(organization_id, sent)
    told = id_in(request, "told")
    return show(
        request,
        "web/approvals/invitations.html",
        form,
        mine=mine,
        told=settled_lately(told, mine) if told else None,
        page=open_invitations(mine, at=request.at, number=page_number(request.GET.get("page", ""))),
    )


@approving
@require_POST
def withdraw(request: Visit, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back. Source: ROL-12, ORG-7."""
    organization_id = withdraw_invitation(invitation_id, by=request.actor, at=request.at)
    return _back(organization_id, invitation_id)


def _back(organization_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Lead back to the list, which says what became of the invitation."""
    return redirect(f"{reverse('invitations', args=[organization_id])}?{urlencode({'told': str(invitation_id)})}")


def _roles(mine: Membership) -> list[Choice]:
    return [
        Choice(role.key, role.name)
        for key in sorted(mine.standings)
        for role in roles_of(key)
        if role.kind == END_USER and role.requestable and role.approved_by == BY_ORGANIZATION
        if mine.organization.kind in role.organization_kinds
    ]
