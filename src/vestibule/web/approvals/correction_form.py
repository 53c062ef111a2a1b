"""The form by which a request is corrected, on the pages of approvers and of the help desk."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import urlencode

from vestibule.access.policy.asking import ORGANIZATION_MISSING
from vestibule.access.policy.proposing import offered
from vestibule.access.queries import RequestCard, roles_of
from vestibule.accounts.queries import person_card
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.queries import OrganizationCard
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.portal.choosing_organization import organization_choices, searched
from vestibule.web.visit import Visit

CORRECTION = Form(
    (
        Field("role", gettext_noop("Right role"), Kind.SELECT),
        Field("organization", gettext_noop("Right organization"), Kind.RADIOS, required=False, sometimes=True),
    )
)


class Propose(Protocol):
    """The deed of an approver or of the help desk by which a correction is proposed."""

    def __call__(
        self, request_id: UUID, *, role_key: str, organization_id: UUID | None, by: Actor, at: datetime
    ) -> None: ...


@dataclass(frozen=True)
class Correcting:
    """A search for the right organization with what it found, and the form by which a correction is proposed."""

    asked: RequestCard
    search: Filled
    found: list[OrganizationCard] | None
    form: Filled
    address: str
    is_proposed: bool = False

    def page(self, request: Visit, template: str) -> HttpResponse:
        """Answer with the page, or with the form alone to who is typing."""
        typing = request.headers.get("HX-Request") == "true"
        return show(
            request,
            "web/approvals/correction_form.html" if typing else template,
            self.form if self.form.faults else self.search,
            status=200 if typing else None,
            asked=self.asked,
            person=person_card(self.asked.person_id),
            search=self.search,
            found=self.found,
            correction=self.form,
            correction_address=self.address,
        )


def correcting(request: Visit, asked: RequestCard, propose: Propose) -> Correcting:
    """Search as the address says, read what was sent, and propose it if nothing is missing. Source: ROL-5, ORG-5.

    Reading: the organization of the request is offered first, for a wrong role is the commonest correction; the search
    stands in the address, and what is sent is judged by what it is.
    """
    filled = _filled(request, asked)
    form = filled.form
    if not form.ready:
        return filled
    chosen = UUID(form["organization"]) if form["organization"] else None
    try:
        propose(asked.id, role_key=form["role"], organization_id=chosen, by=request.actor, at=request.at)
    except Refused as refused:
        return replace(filled, form=form.refused(refused))
    return replace(filled, is_proposed=True)


def _filled(request: Visit, asked: RequestCard) -> Correcting:
    search, found = searched(request, None)
    known = [asked.organization] if asked.organization else []
    others = [card for card in found or [] if card not in known]
    roles = offered(roles_of(asked.application_key or ""))
    form = CORRECTION.choosing(
        role=[Choice(role.key, role.name) for role in roles],
        organization=organization_choices([*known, *others]),
    )
    query = urlencode({"legal_name": search["legal_name"], "state": search["state"]}) if search.sent else ""
    here = {"role": request.GET.get("role") or asked.role_key, "organization": known[0].id if known else ""}
    filled = form.filled(request, {**here, **request.parked})
    if filled.ready and not filled["organization"] and known:
        filled = filled.faulted(ORGANIZATION_MISSING())
    return Correcting(asked, search, found, filled, f"{request.path}?{query}")
