"""The form by which a request is corrected, on the pages of approvers and of the help desk."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.http import urlencode

from vestibule.access.policy.asking import ORGANIZATION_MISSING
from vestibule.access.policy.proposing import offered
from vestibule.access.queries import RequestCard, roles_of
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.queries import OrganizationCard
from vestibule.web.forms import Choice, Field, Filled, Form, Kind
from vestibule.web.portal.choosing_organization import organization_choices, searched
from vestibule.web.visit import Visit

CORRECTION = Form(
    (
        Field("role", gettext_noop("Right role"), Kind.SELECT),
        Field("organization", gettext_noop("Right organization"), Kind.RADIOS, required=False, sometimes=True),
    )
)


@dataclass(frozen=True)
class Correcting:
    """A search for the right organization with what it found, and the form by which a correction is proposed."""

    search: Filled
    found: list[OrganizationCard] | None
    form: Filled
    address: str

    @property
    def shown(self) -> Filled:
        """The form whose faults the page shows."""
        return self.form if self.form.faults else self.search

    @property
    def organization_id(self) -> UUID | None:
        """The organization that was chosen, if one was."""
        return UUID(self.form["organization"]) if self.form["organization"] else None

    def refused(self, refused: Refused) -> "Correcting":
        """Return the same with the reasons of a refusal."""
        return replace(self, form=self.form.refused(refused))

    def context(self) -> dict[str, object]:
        """Return what the templates need."""
        return {
            "search": self.search,
            "found": self.found,
            "correction": self.form,
            "correction_address": self.address,
        }


def correcting(request: Visit, asked: RequestCard) -> Correcting:
    """Search as the address says, and read what was sent. Source: ROL-5, ORG-5.

    Reading: the organization of the request is offered first, for a wrong role is the commonest correction; the search
    stands in the address, and what is sent is judged by what it is.
    """
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
    return Correcting(search, found, filled, f"{request.path}?{query}")
