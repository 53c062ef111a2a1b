"""Reads of invitations: those that an organization's people have open, and the one that a mailed link is for."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.lifecycle import OPEN
from vestibule.access.members import Membership
from vestibule.access.models import Invitation
from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.secrets import keyring
from vestibule.organizations.lifecycle import ACTIVE
from vestibule.organizations.queries import OrganizationCard, organization_card
from vestibule.storage.pages import Page, page_of

MOST_LETTERS = 100


@dataclass(frozen=True)
class InvitationCard:
    """An invitation that is open: to which role in which organization, and who invites."""

    id: UUID
    organization: OrganizationCard
    application_key: str
    role_key: str
    role_name: str
    invited_by: str = field(repr=False)


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation as the organization's people see it."""

    id: UUID
    email: str = field(repr=False)
    role_name: str
    invited_at: datetime
    good_until: datetime


@dataclass(frozen=True)
class Invited:
    """Who was invited, and how the invitation stands."""

    email: str = field(repr=False)
    status: str


def token_digest(token: str) -> str:
    """Return what stands in the database in place of a mailed link's token."""
    return keyring().digest(token[:MOST_LETTERS], purpose="invitation")


def invitation_by(token: str, *, at: datetime) -> InvitationCard:
    """Return the invitation of a mailed link while it is open. Raises ``NotFound`` for every other. Source: ROL-12.

    Reading: used, withdrawn, too old, of an organization or a role that is offered no more: all look the same.
    """
    rows = open_at(at).select_related("role").filter(token_digest=token_digest(token), role__requestable=True)
    row = rows.first() if token else None
    organization = organization_card(row.organization_id) if row else None
    if row is None or organization is None or organization.status != ACTIVE:
        raise NotFound("invitation")
    inviter = person_card(row.invited_by_id).full_name
    return InvitationCard(row.pk, organization, row.role.application_id, row.role_id, row.role.name, inviter)


def open_invitations(mine: Membership, *, at: datetime, number: int = 1) -> Page[OpenInvitation]:
    """Return a page of an organization's open invitations, the newest first. Source: ROL-12."""
    rows = open_at(at).select_related("role").filter(organization_id=mine.organization.id)
    rows = rows.filter(role__application_id__in=list(mine.standings)).order_by("-invited_at", "pk")
    return page_of(rows, number).of(
        lambda found: [
            OpenInvitation(row.pk, row.email, row.role.name, row.invited_at, row.good_until) for row in found
        ]
    )


def settled_lately(invitation_id: UUID, mine: Membership) -> Invited | None:
    """Return whom an invitation of one's organization was for and how it stands, for the banner."""
    rows = Invitation.objects.filter(pk=invitation_id, organization_id=mine.organization.id)
    row = rows.filter(role__application_id__in=list(mine.standings)).first()
    return Invited(row.email, row.status) if row else None


def open_at(at: datetime) -> "QuerySet[Invitation]":
    """Return the invitations that are open at a moment: judged when it is asked. Source: ROL-12."""
    return Invitation.objects.filter(status=OPEN, good_until__gt=at)


def told_invitation(invitation_id: UUID) -> Invitation:
    """Return an invitation for the mail that follows from the fact of it."""
    return Invitation.objects.select_related("role__application").get(pk=invitation_id)
