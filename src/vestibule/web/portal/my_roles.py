"""The roles that one holds, and what each role is for."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vestibule.access.queries import ApplicationCard, GrantCard, active_grants, applications
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.web.forms import show
from vestibule.web.visit import Visit, signed_in


@dataclass(frozen=True)
class Held:
    """A role that one holds, with its organization."""

    grant: GrantCard
    organization: OrganizationCard | None


@dataclass(frozen=True)
class HeldHere:
    """An application with the roles that one holds in it."""

    application: ApplicationCard
    held: tuple[Held, ...]


@signed_in
@require_GET
def my_roles(request: Visit) -> HttpResponse:
    """List per application the roles and organizations held; the green plus adds one. Source: ROL-10 (ADD 6-9)."""
    grants = active_grants(request.person_id)
    named = organization_cards(grant.organization_id for grant in grants if grant.organization_id)
    listed = [
        HeldHere(
            application,
            tuple(
                Held(grant, named.get(grant.organization_id) if grant.organization_id else None)
                for grant in grants
                if grant.application_key == application.key
            ),
        )
        for application in applications()
    ]
    return show(request, "web/role_request/my_roles.html", listed=listed)


@require_GET
def role_descriptions(request: Visit) -> HttpResponse:
    """Say what each role is for, to visitors too. Source: ROL-3, NEW-3 (EU 0, EU 9, APP 10)."""
    return show(request, "web/role_request/role_descriptions.html", applications=applications())
