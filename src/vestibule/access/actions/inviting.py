"""Inviting people to an organization. Decision 0014: an invitation grants nothing."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.holding import standing_there
from vestibule.access.certifications import require_certified
from vestibule.access.clocks import require_active
from vestibule.access.events import InvitationUsed, InvitationWithdrawn, PersonInvited
from vestibule.access.invitations import invitation_by, open_at, token_digest
from vestibule.access.lifecycle import INVITATION, OPEN
from vestibule.access.models import Invitation, Role
from vestibule.access.places import wish_of
from vestibule.access.policy.asking import organization_faults
from vestibule.access.policy.catalog import BY_ORGANIZATION
from vestibule.access.policy.inviting import DAY, NOT_OPEN, good_until, inviting_faults, sending_faults
from vestibule.access.policy.membership import RIGHT_ENDED, Standing
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.accounts.queries import email_index
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.kernel.secrets import new_token
from vestibule.organizations.lifecycle import ACTIVE
from vestibule.organizations.queries import organization_card
from vestibule.proofing.queries import require_identity
from vestibule.storage.rows import moved, one_at_a_time


@action
def invite(organization_id: UUID, *, email: str, role_key: str, by: Actor, at: datetime) -> UUID:
    """Mail somebody a link that fills in a role request; return the invitation. Source: ROL-12 (APP 0).

    Reading: the mail holds nothing that the inviter writes, or it could be used to deceive.
    """
    role = Role.objects.filter(pk=role_key).first()
    if role is None:
        raise NotFound(f"role {role_key}")
    inviter = _inviter(organization_id, role.application_id, by)
    require_identity(inviter, at=at)
    require_active(inviter, role.application_id, at=at)
    require_certified(inviter, organization_id, role.application_id, at=at)
    require(inviting_faults(email, role_kind=role.kind, requestable=_is_offered(role)))
    if organization_card(organization_id).status != ACTIVE:
        raise NotFound(f"organization {organization_id}")
    require(fault.on("role") for fault in organization_faults(wish_of(role, organization_id)))
    one_at_a_time(f"access.invitations:{organization_id}")
    require(_sending_faults(organization_id, role, email, at))

    token = new_token()
    row = Invitation(
        organization_id=organization_id,
        role=role,
        email=email,
        email_index=email_index(email),
        token_digest=token_digest(token),
        invited_by_id=inviter,
        invited_at=at,
        good_until=good_until(at),
    )
    row.save(force_insert=True)

    record(
        PersonInvited(invitation_id=row.pk, organization_id=organization_id, role_key=Code(role_key)),
        by=by,
        at=at,
        secrets={"token": token},
    )
    return row.pk


@action
def withdraw_invitation(invitation_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Take an invitation back, one's own or another approver's; return the organization. Source: ROL-12, ORG-7."""
    row = Invitation.objects.select_related("role").filter(pk=invitation_id).first()
    if row is None:
        raise NotFound(f"invitation {invitation_id}")
    _inviter(row.organization_id, row.role.application_id, by)
    if not moved(open_at(at).filter(pk=invitation_id), status=INVITATION.after(OPEN, "withdraw")):
        raise Refused(NOT_OPEN())

    record(InvitationWithdrawn(invitation_id=row.pk, organization_id=row.organization_id), by=by, at=at)
    return row.organization_id


@action
def use_invitation(token: str, *, by: Actor, at: datetime) -> None:
    """Fill in one's draft as an invitation says, and use it up; it is asked for as any other. Source: ROL-12.

    Reading: whoever has the link may use it, whatever their address: it grants nothing, and the approver sees who asks.
    Of two at once one does. A draft that is there is changed, as by choosing anew; where the role can't be asked for,
    nothing is changed and the invitation stays open.
    """
    invited = invitation_by(token, at=at)
    if by.person_id is None:
        raise NotFound("invitation")
    used = {"status": INVITATION.after(OPEN, "use"), "used_by_id": by.person_id}
    if not moved(open_at(at).filter(pk=invited.id), **used):
        raise NotFound("invitation")

    choose_role(by.person_id, invited.role_key, application_key=invited.application_key, at=at)
    choose_organization(by.person_id, invited.organization.id)

    record(
        InvitationUsed(invitation_id=invited.id, person_id=by.person_id, organization_id=invited.organization.id),
        by=by,
        at=at,
    )


def _inviter(organization_id: UUID, application_key: str, by: Actor) -> UUID:
    """Return who acts, if they look after an organization's members; the grants that say so are locked."""
    if by.person_id is None:
        raise NotFound(f"organization {organization_id}")
    standing = standing_there(by.person_id, organization_id, application_key)
    if standing is Standing.NONE:
        raise NotFound(f"organization {organization_id}")
    require([RIGHT_ENDED()] if standing is Standing.ENDED else [])
    return by.person_id


def _is_offered(role: Role) -> bool:
    return role.requestable and role.approved_by == BY_ORGANIZATION


def _sending_faults(organization_id: UUID, role: Role, email: str, at: datetime) -> list[Reason]:
    """List why this address isn't invited now; an invitation that is too old makes room for the next."""
    here = Invitation.objects.filter(organization_id=organization_id)
    to_one = here.filter(email_index=email_index(email))
    same = to_one.filter(role=role, status=OPEN)
    same.filter(good_until__lte=at).update(status=INVITATION.after(OPEN, "lapse"))
    return sending_faults(
        is_open=same.exists(),
        sent=here.filter(invited_at__gt=at - DAY).count(),
        sent_to_one=to_one.filter(invited_at__gt=at - DAY).count(),
    )
