"""Reads of the catalogue, of requests and of grants."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vestibule.access import lifecycle
from vestibule.access.certifications import YEAR_BEGAN, in_time, require_certified
from vestibule.access.clocks import ON_RECORD_AS_INACTIVE, is_inactive, require_active
from vestibule.access.models import Application, Role, RoleGrant, RoleRequest
from vestibule.access.policy.catalog import BY_ORGANIZATION, DECIDING_KINDS
from vestibule.access.policy.itinerary import Progress, Proofing
from vestibule.access.policy.next_step import NextStep, next_step
from vestibule.accounts.queries import is_reachable
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.proofing.queries import identity_stands, proofing_state
from vestibule.storage.compiled import compiled
from vestibule.storage.reading import read_once


@dataclass(frozen=True)
class RoleCard:
    """A role of the catalogue."""

    key: str
    application_key: str
    name: str
    description: str
    kind: str
    needs_organization: bool
    organization_kinds: tuple[str, ...]
    needs_proofing: bool
    approved_by: str
    requestable: bool


@dataclass(frozen=True)
class ApplicationCard:
    """An application of the catalogue, with its roles in the order of the pages."""

    key: str
    name: str
    address: str
    roles: tuple[RoleCard, ...]


@dataclass(frozen=True)
class GrantCard:
    """A role that somebody holds."""

    id: UUID
    person_id: UUID
    application_key: str
    role_key: str
    role_name: str
    organization_id: UUID | None
    granted_at: datetime
    role_kind: str
    year_began: datetime  # with the grant, or its last certification (LIF-3)
    suspended_at: datetime | None = None


# A card's columns, in its order.
_GRANT = (
    "pk",
    "person_id",
    "role__application_id",
    "role_id",
    "role__name",
    "organization_id",
    "granted_at",
    "role__kind",
    YEAR_BEGAN,
    "suspended_at",
)


@read_once
def deciding_role_keys() -> list[str]:
    """Return the roles whose holders decide: the database, told them by name, sees beforehand that these are few."""
    return list(Role.objects.filter(kind__in=DECIDING_KINDS).order_by("pk").values_list("pk", flat=True))


def deciding_now() -> "QuerySet[RoleGrant]":
    """Return the grants whose holders can decide at present, wherever it is asked. Source: ROL-7, ORG-7, ORG-9.

    Reading: of an approver or backup whose account is in use, or will be with the enrolment that was mailed, and whose
    access isn't inactive (decision 0026), nor the role suspended (0028). What else is to keep somebody from deciding
    joins here.
    """
    open_still = RoleGrant.objects.filter(is_reachable("person"), ended_at=None, suspended_at=None)
    return open_still.filter(role__kind__in=DECIDING_KINDS).exclude(ON_RECORD_AS_INACTIVE)


# Whether anybody else can decide on a request in its organization, asked in the same query as the request. ORG-7.
HAS_DECIDERS = Exists(
    deciding_now()
    .filter(organization_id=OuterRef("organization_id"), role__application_id=OuterRef("application_id"))
    .exclude(person_id=OuterRef("person_id"))
)


# Whether an approver of the organization proposed a correction; else the help desk did, for a role that it decides or
# an organization in which nobody could. ROL-5, ORG-9.
BY_APPROVER = Exists(
    RoleGrant.objects.filter(
        person_id=OuterRef("corrected_by"),
        organization_id=OuterRef("organization_id"),
        role__application_id=OuterRef("application_id"),
        role__kind__in=DECIDING_KINDS,
    )
)


@dataclass(frozen=True)
class Proposal:
    """What a correction proposes instead of what was asked, by the help desk or by the organization's approvers."""

    role_key: str
    role_name: str
    organization: OrganizationCard | None
    by_desk: bool
    at: datetime | None = None


@dataclass(frozen=True)
class RequestCard:
    """A request as its requester and its deciders see it."""

    id: UUID
    person_id: UUID
    application_key: str | None
    application_name: str
    application_address: str
    role_key: str | None
    role_name: str
    role_kind: str | None
    needs_organization: bool
    needs_proofing: bool
    organization: OrganizationCard | None
    state: str
    reason: str = field(repr=False)
    confirmation: str
    created_at: datetime
    submitted_at: datetime | None
    settled_at: datetime | None
    settled_by: UUID | None
    denial_reason: str = field(repr=False)
    approved_by: str | None
    form_id: UUID | None  # the accepted form from which it creates its organization
    next_step: NextStep
    proposed: Proposal | None  # while it is corrected, and waits for its requester to confirm


@dataclass(frozen=True)
class Admission:
    """Whether somebody may pass an application's door; if not, ``standing`` says where they stand.

    ``active``; or ``inactive``, ``unverified``, ``suspended``, ``corrected``, ``submitted``, ``draft``, ``removed``,
    ``denied``, ``none``.
    ``request`` is the one it rests on.
    """

    admitted: bool
    grants: tuple[GrantCard, ...]
    standing: str
    request: RequestCard | None


@read_once
def applications() -> list[ApplicationCard]:
    """Return the catalogue in force. Source: ROL-2, ROL-3."""
    rows = Application.objects.prefetch_related("roles").order_by("name", "key")
    return [
        ApplicationCard(row.key, row.name, row.address, tuple(_role_card(role) for role in row.roles.all()))
        for row in rows
    ]


@read_once
def role_card(role_key: str) -> RoleCard:
    """Return a role of the catalogue. Raises ``NotFound``."""
    row = Role.objects.filter(pk=role_key).first()
    if row is None:
        raise NotFound(f"role {role_key}")
    return _role_card(row)


def roles_of(application_key: str) -> list[RoleCard]:
    """Return an application's roles in the order of the pages. Source: ROL-3."""
    return [_role_card(row) for row in Role.objects.filter(application_id=application_key)]


def active_grants(person_id: UUID, application_key: str | None = None) -> list[GrantCard]:
    """Return the roles that somebody holds now, in one application or in all. Source: ROL-10."""
    rows = _active().filter(person_id=person_id)
    if application_key is not None:
        rows = rows.filter(role__application_id=application_key)
    return [GrantCard(*values) for values in rows.values_list(*_GRANT)]


def kinds_of_roles(person_id: UUID) -> set[str]:
    """Return of which kinds the roles are that somebody holds now, however many. Source: ROL-1, ROL-10."""
    return {kind for (kind,) in _kinds_held(person_id)}


@compiled
def _kinds_held(person_id: UUID) -> "QuerySet[RoleGrant, tuple[str]]":
    return _active().filter(person_id=person_id).order_by().values_list("role__kind").distinct()


def people_who_decide(organization_id: UUID, application_key: str) -> list[UUID]:
    """Return the approvers and backups of an organization, who was first granted first. Source: ROL-7, ORG-7."""
    rows = _active().filter(
        organization_id=organization_id, role__application_id=application_key, role__kind__in=DECIDING_KINDS
    )
    return list(dict.fromkeys(rows.values_list("person_id", flat=True)))


def admission(person_id: UUID, application_key: str, *, at: datetime) -> Admission:
    """Return whether somebody may pass an application's door, or where they stand.

    Source: FED-1, ROL-13, ACC-13, LIF-1, LIF-4. Reading: whose identity changed and wasn't verified again in time is
    let in by what needs no proofing only; whose access is inactive by nothing; nobody by a role that is late.
    """
    held = _active().filter(person_id=person_id, role__application_id=application_key)
    counting = in_time(held, at)
    opening = counting.filter(identity_stands("person", at=at) | Q(role__needs_proofing=False))
    if grants := [GrantCard(*values) for values in opening.values_list(*_GRANT)]:
        if is_inactive(person_id, application_key, at=at):
            return Admission(False, (), "inactive", None)
        return Admission(True, tuple(grants), "active", None)
    if held.exists():
        return Admission(False, (), "unverified" if counting.exists() else "suspended", None)

    asked = _requests().filter(person_id=person_id, application_id=application_key).order_by("-created_at", "-pk")
    for state in (lifecycle.CORRECTED, lifecycle.SUBMITTED, lifecycle.DRAFT):
        if open_request := asked.filter(state=state).first():
            return Admission(False, (), state, _cards([open_request])[0])

    lost = RoleGrant.objects.filter(person_id=person_id, role__application_id=application_key).order_by("-ended_at")
    removed_at = lost.values_list("ended_at", flat=True).first()
    denied = asked.filter(state=lifecycle.DENIED).order_by("-settled_at").first()
    if denied and denied.settled_at and (removed_at is None or denied.settled_at > removed_at):
        return Admission(False, (), "denied", _cards([denied])[0])
    return Admission(False, (), "removed" if removed_at else "none", None)


def draft_of(person_id: UUID) -> RequestCard | None:
    """Return somebody's draft, if there is one: it resumes wherever it stands. Source: ROL-6.

    Its next step is its writer's, whoever will decide on it: they aren't looked for.
    """
    row = _chosen().filter(person_id=person_id, state=lifecycle.DRAFT).first()
    return _cards([row])[0] if row else None


def progress_of(asked: RequestCard | None) -> Progress:
    """Return how far a request has come, as the order of pages sees it. Source: ROL-6, PRF-1."""
    if asked is None:
        return Progress()
    return Progress(
        application_chosen=asked.application_key is not None,
        role_kind=asked.role_kind,
        needs_proofing=asked.needs_proofing,
        needs_organization=asked.needs_organization,
        proofing=Proofing(proofing_state(asked.person_id)) if asked.needs_proofing else Proofing.NONE,
        organization_chosen=asked.organization is not None or asked.form_id is not None,
        submitted=asked.state != lifecycle.DRAFT,
    )


def requests_by_id(request_ids: Iterable[UUID]) -> list[RequestCard]:
    """Return requests that were looked up before, in the order of their ids, in two queries."""
    wanted = list(request_ids)
    known = {card.id: card for card in _cards(_requests().filter(pk__in=wanted))} if wanted else {}
    return [known[request_id] for request_id in wanted if request_id in known]


def visible_request(request_id: UUID, to: Actor, *, at: datetime) -> RequestCard:
    """Return a request to its requester, or to who decides on it. Raises ``NotFound`` to all others.

    Source: ROL-7. Reading: a draft is its writer's alone. Who would decide, but for a role that counts for nothing at
    this moment, is refused with that reason (LIF-1, LIF-4).
    """
    row = _requests().filter(pk=request_id).first()
    if row is None or to.person_id is None:
        raise NotFound(f"request {request_id}")
    if row.person_id != to.person_id:
        if row.state == lifecycle.DRAFT or not decides_on(row, to.person_id):
            raise NotFound(f"request {request_id}")
        require_active(to.person_id, row.application_id or "", at=at)
        require_certified(to.person_id, row.organization_id, row.application_id or "", at=at)
    return _cards([row])[0]


def told_request(request_id: UUID) -> RequestCard:
    """Return a request for the mails that follow from a fact about it. Raises ``NotFound``."""
    row = _requests().filter(pk=request_id).first()
    if row is None:
        raise NotFound(f"request {request_id}")
    return _cards([row])[0]


def decides_on(row: RoleRequest, person_id: UUID) -> bool:
    """Say whether somebody holds, now, a role that decides on a request. Source: ROL-7, ORG-7."""
    return deciding_grants(row, person_id).filter(ended_at=None).exists()


def deciding_grants(row: RoleRequest, person_id: UUID) -> "QuerySet[RoleGrant]":
    """Return somebody's grants, ended ones too, that decide or decided for the organization of a request."""
    if row.role is None or row.role.approved_by != BY_ORGANIZATION or row.organization_id is None:
        return RoleGrant.objects.none()
    return RoleGrant.objects.filter(
        person_id=person_id,
        organization_id=row.organization_id,
        role__application_id=row.application_id,
        role__kind__in=DECIDING_KINDS,
    )


def _active() -> "QuerySet[RoleGrant]":
    return RoleGrant.objects.filter(ended_at=None).order_by("granted_at", "pk")


def _requests() -> "QuerySet[RoleRequest]":
    return _chosen().annotate(has_deciders=HAS_DECIDERS, by_approver=BY_APPROVER)


def _chosen() -> "QuerySet[RoleRequest]":
    return RoleRequest.objects.select_related("role", "application", "proposed_role")


def _cards(rows: Iterable[RoleRequest]) -> list[RequestCard]:
    known = list(rows)
    named = {place for row in known for place in (row.organization_id, row.proposed_organization_id) if place}
    organizations = organization_cards(named)
    return [_request_card(row, organizations) for row in known]


def _request_card(row: RoleRequest, organizations: dict[UUID, OrganizationCard]) -> RequestCard:
    return RequestCard(
        id=row.pk,
        person_id=row.person_id,
        application_key=row.application_id,
        application_name=row.application.name if row.application else "",
        application_address=row.application.address if row.application else "",
        role_key=row.role_id,
        role_name=row.role.name if row.role else "",
        role_kind=row.role.kind if row.role else None,
        needs_organization=bool(row.role and row.role.needs_organization),
        needs_proofing=bool(row.role and row.role.needs_proofing),
        organization=organizations.get(row.organization_id) if row.organization_id else None,
        state=row.state,
        reason=row.reason or "",
        confirmation=row.confirmation or "",
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        denial_reason=row.denial_reason or "",
        approved_by=row.role.approved_by if row.role else None,
        form_id=row.form_id,
        next_step=next_step(
            row.state,
            approved_by=row.role.approved_by if row.role else None,
            has_deciders=row.state != lifecycle.DRAFT and cast("Any", row).has_deciders,
            escalated=row.escalated_at is not None,
        ),
        proposed=_proposal(row, organizations) if row.state == lifecycle.CORRECTED else None,
    )


def _proposal(row: RoleRequest, organizations: dict[UUID, OrganizationCard]) -> Proposal | None:
    place, by_desk = row.proposed_organization_id, not cast("Any", row).by_approver
    role, where = row.proposed_role, organizations.get(place) if place else None
    return Proposal(role.key, role.name, where, by_desk, row.corrected_at) if role else None


def _role_card(row: Role) -> RoleCard:
    return RoleCard(
        key=row.key,
        application_key=row.application_id,
        name=row.name,
        description=row.description,
        kind=row.kind,
        needs_organization=row.needs_organization,
        organization_kinds=tuple(row.organization_kinds),
        needs_proofing=row.needs_proofing,
        approved_by=row.approved_by,
        requestable=row.requestable,
    )
