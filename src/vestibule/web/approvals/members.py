"""The members of an organization that one decides for: who holds what, and a role's removal."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.access.actions import remove_role
from vestibule.access.continuity import warnings_of
from vestibule.access.members import (
    Membership,
    members,
    members_known_as,
    organizations_looked_after,
    removed_lately,
    visible_member,
    visible_membership,
)
from vestibule.access.queries import roles_of
from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop
from vestibule.storage.pages import Page, page_number
from vestibule.web.approvals.door import approving
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.named import id_in
from vestibule.web.visit import Visit

NAMED = Form((Field("organization", gettext_noop("Organization's name"), required=False),))
BY_ROLE = Form((Field("role", gettext_noop("Role"), Kind.SELECT, required=False),))
BY_PERSON = Form(
    (
        Field(
            "who",
            gettext_noop("Email address or User ID"),
            hint=gettext_noop("Whole, as the person entered it; capital letters don't count."),
        ),
    )
)
REMOVAL = Form(
    (
        Field(
            "removal_reason",
            gettext_noop("Reason for removal"),
            Kind.AREA,
            hint=gettext_noop("The person reads it, in a mail that names you."),
            most=4000,
        ),
    )
)
NOBODY_HERE = declare_reason(
    "membership.nobody_here",
    gettext_noop("Nobody with this email address or User ID holds a role in this organization. It has to be whole."),
    rule="ROL-12",
    field="who",
)


@approving
@require_GET
def my_organizations(request: Visit) -> HttpResponse:
    """List the organizations that one decides for; a single one is opened at once. Source: ROL-12, ORG-7."""
    form = NAMED.read(request.GET)
    named = form["organization"] if form.ready else ""
    page = organizations_looked_after(request.person_id, name=named, number=page_number(request.GET.get("page", "")))
    if page.count == 1 and not named:
        return redirect("members", page.rows[0].organization.id)
    return show(
        request,
        "web/approvals/my_organizations.html",
        page=page,
        query=f"{urlencode({'organization': named})}&" if named else "",
        search=form if named or page.last > 1 or form.faults else None,
    )


@approving
@require_http_methods(["GET", "POST"])
def members_page(request: Visit, organization_id: UUID) -> HttpResponse:
    """List who holds which role in an organization, or look for one person by an exact address or User ID.

    Source: ROL-12. Reading: what is typed is personal data, so that it is sent and never stands in an address.
    """
    mine = visible_membership(organization_id, to=request.actor, at=request.at)
    choosing = BY_ROLE.choosing(role=_roles(mine.standings.keys()))
    if request.method == "POST":
        return _found(request, mine, choosing.blank())
    by_role = choosing.read(request.GET)
    role_key = by_role["role"] if by_role.ready else ""
    gone = id_in(request, "removed")
    return show(
        request,
        "web/approvals/members.html",
        mine=mine,
        page=members(mine, role_key=role_key, number=page_number(request.GET.get("page", ""))),
        warnings=warnings_of([organization_id], request.at),
        by_role=by_role if by_role.ready else choosing.blank(),
        by_person=BY_PERSON.blank(request.parked),
        query=f"{urlencode({'role': role_key})}&" if role_key else "",
        removed=removed_lately(gone, mine) if gone else None,
    )


@approving
@require_http_methods(["GET", "POST"])
def remove(request: Visit, grant_id: UUID) -> HttpResponse:
    """Say what ends with a member's role, and end it with a reason. Source: ROL-12, SPT-3."""
    mine, member = visible_member(grant_id, to=request.actor, at=request.at)
    form = REMOVAL.filled(request, request.parked)
    if form.ready:
        try:
            remove_role(grant_id, reason=form["removal_reason"], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            gone = urlencode({"removed": str(grant_id)})
            return redirect(f"{reverse('members', args=[mine.organization.id])}?{gone}")
    return show(request, "web/approvals/remove_role.html", form, mine=mine, member=member)


def _found(request: Visit, mine: Membership, by_role: Filled) -> HttpResponse:
    form = BY_PERSON.read(request.POST)
    found = members_known_as(mine, form["who"]) if form.ready else []
    if form.ready and not found:
        form = form.faulted(NOBODY_HERE())
    return show(
        request,
        "web/approvals/members.html",
        form,
        mine=mine,
        page=Page(tuple(found), 1, len(found), 1),
        by_role=by_role,
        by_person=form,
        is_search=True,
    )


def _roles(application_keys: Iterable[str]) -> list[Choice]:
    return [Choice(role.key, role.name) for key in application_keys for role in roles_of(key)]
