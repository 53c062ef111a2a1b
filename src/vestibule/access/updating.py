"""Who may send an update form for an organization, and whom an update replaces among those who decide there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from vestibule.access.models import RoleGrant
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.powers import powers_of
from vestibule.accounts.queries import PersonCard, person_cards
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.organizations.forms import update_beside
from vestibule.organizations.policy.content import Update
from vestibule.organizations.policy.naming import APPROVER, BACKUP, NamedPerson, is_named
from vestibule.organizations.standing import Standing, standing_of

LEFT_LATELY = timedelta(days=30)  # for so long who has left may still send the form that names another


@dataclass(frozen=True)
class Updater:
    """Somebody who may send an update form for an organization; who decides there now sees what stands.

    ``leaves`` says as what they decided, where they do no longer.
    """

    stands: Standing
    sees: bool
    leaves: str = ""


@dataclass(frozen=True)
class Replaced:
    """Somebody who decides for an organization, and whom an update names no more; ``left`` is what the form says."""

    grant_id: UUID
    person: PersonCard
    role_name: str
    left: bool


def visible_update(organization_id: UUID, to: Actor, *, at: datetime) -> Updater:
    """Return what stands for an organization to whom may send an update of it. Raises ``NotFound`` to all others.

    Source: ORG-6, LIF-5. Reading: its approver and backups, and for a month those who were; what stands is shown to
    those only whose right to decide counts at this moment.
    """
    if to.person_id is None:
        raise NotFound(f"organization {organization_id}")
    lately = Q(ended_at=None) | Q(ended_at__gt=at - LEFT_LATELY)
    grants = RoleGrant.objects.filter(lately, person_id=to.person_id, organization_id=organization_id)
    held = list(
        grants.filter(role__kind__in=DECIDING_KINDS).values_list("role__kind", "ended_at").order_by("-granted_at")
    )
    if not held:
        raise NotFound(f"organization {organization_id}")
    sees = powers_of(to.person_id, at=at).filter(organization_id=organization_id).exists()
    gone = "" if any(ended is None for _, ended in held) else str(held[0][0])
    return Updater(standing_of(organization_id), sees, gone)


def replaced_by(form_id: UUID) -> tuple[Replaced, ...]:
    """Return who decides for an organization and isn't named any more once an update of it is accepted.

    Source: ORG-6, LIF-5, ORG-9. Reading: whom the form in force names; where there is none, whoever holds the
    approver's or a backup's role alone. Nobody else's role is touched.
    """
    beside = update_beside(form_id)
    if beside is None or beside.organization_id is None:
        return ()
    place, update, new = beside.organization_id, beside.content.update or Update(), beside.new
    found: list[Replaced] = []
    if beside.content.approver.says_anything:
        found += _holders(place, APPROVER, beside.stands.approver, new.approver, left=update.approver_left)
    if beside.content.backup or update.no_backup:
        found += _holders(place, BACKUP, beside.stands.backup, new.backup, left=update.backup_left)
    return tuple(found)


def _holders(
    organization_id: UUID, kind: str, old: NamedPerson | None, new: NamedPerson | None, *, left: bool
) -> list[Replaced]:
    grants = RoleGrant.objects.select_related("role").filter(
        organization_id=organization_id, role__kind=kind, ended_at=None
    )
    rows = list(grants.order_by("granted_at", "pk"))
    cards = person_cards({row.person_id for row in rows})
    if old is not None and old.says_anything:
        rows = [row for row in rows if is_named(old, _as_named(cards[row.person_id]))]
    elif len(cards) != 1:
        return []
    return [
        Replaced(row.pk, cards[row.person_id], row.role.name, left)
        for row in rows
        if new is None or not is_named(new, _as_named(cards[row.person_id]))
    ]


def _as_named(card: PersonCard) -> NamedPerson:
    return NamedPerson(card.first_name, card.middle_name, card.last_name, card.suffix, card.email)
