"""Who is told of annual certifications: reviewers of what waits and of what was late, members of what they lost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from vestibule.access.events import RoleRevoked, RoleSuspended
from vestibule.access.policy.catalog import BY_ORGANIZATION
from vestibule.access.queries import role_card
from vestibule.access.reviewing import reviewers_of
from vestibule.accounts.lifecycle import REACHABLE
from vestibule.accounts.queries import person_card
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells, tells_sets, to_owner
from vestibule.organizations.queries import organization_card, organization_cards
from vestibule.recertification.events import HolderReminded, ReviewerReminded, RoleReviewed
from vestibule.recertification.policy import REMOVED

F = TypeVar("F", RoleSuspended, RoleRevoked)


@tells_sets(ReviewerReminded)
def certifications_due(facts: Sequence[ReviewerReminded]) -> Iterator[Notice]:
    """Tell each reviewer how many roles wait for their certification, and by when the first. Source: LIF-3 (APP 0)."""
    for fact in facts:
        values = {"count": fact.count, "first_due": fact.first_due}
        yield to_owner("recertification/certifications_due", fact.person_id, values)


@tells_sets(HolderReminded)
def certification_by_desk(facts: Sequence[HolderReminded]) -> Iterator[Notice]:
    """Tell an approver by when the help desk must certify their role, and what else becomes of it.

    Source: LIF-3, ORG-9.
    """
    places = organization_cards(fact.organization_id for fact in facts if fact.organization_id)
    for fact in facts:
        where = places.get(fact.organization_id) if fact.organization_id else None
        values = {
            "role": role_card(fact.role_key).name,
            "organization": one_line(where.legal_name) if where else "",
            "certify_by": fact.certify_by,
        }
        yield to_owner("recertification/certification_by_desk", fact.person_id, values)


@tells_sets(RoleSuspended)
def roles_suspended(facts: Sequence[RoleSuspended]) -> Iterator[Notice]:
    """Tell reviewers how many roles were suspended because they were not certified. Source: LIF-4, NEW-1."""
    for person_id, late in _of_reviewers(facts):
        values = {"count": len(late), "restored_until": min(fact.restored_until for fact in late)}
        yield to_owner("recertification/roles_suspended", person_id, values)


@tells_sets(RoleRevoked)
def roles_revoked(facts: Sequence[RoleRevoked]) -> Iterator[Notice]:
    """Tell reviewers how many roles have ended because they were not certified. Source: LIF-4, NEW-1."""
    for person_id, late in _of_reviewers(facts):
        yield to_owner("recertification/roles_revoked", person_id, {"count": len(late)})


@tells(RoleReviewed)
def not_kept(fact: RoleReviewed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell a member whose role was not kept why, by whom, and what to do next. Source: LIF-3, NEW-1.

    Reading: who works at the help desk isn't named; who is disabled can't do anything about it and isn't told.
    """
    to = person_card(fact.person_id)
    if fact.outcome != REMOVED or to.state not in REACHABLE:
        return []
    by = secrets["removed_by"]
    values = {
        "name": one_line(to.full_name),
        "role": role_card(fact.role_key).name,
        "organization": one_line(organization_card(fact.organization_id).legal_name) if fact.organization_id else "",
        "removal_reason": one_line(secrets["removal_reason"]),
        "removed_by": one_line(person_card(by).full_name) if by else "",
    }
    return [Notice("recertification/role_not_kept", to.email, values, to.language, to.id)]


def _of_reviewers(facts: Sequence[F]) -> Iterator[tuple[UUID, list[F]]]:
    """Return each reviewer with the facts about roles that are theirs to certify: no approver's, and not their own."""
    decided = {key: role_card(key).approved_by == BY_ORGANIZATION for key in {str(fact.role_key) for fact in facts}}
    there: dict[tuple[UUID, str], list[F]] = {}
    for fact in facts:
        if fact.organization_id and decided[fact.role_key]:
            there.setdefault((fact.organization_id, str(fact.application_key)), []).append(fact)
    theirs: dict[UUID, list[F]] = {}
    for place, reviewers in reviewers_of(there.keys()).items():
        for person_id in reviewers:
            theirs.setdefault(person_id, []).extend(fact for fact in there[place] if fact.person_id != person_id)
    for person_id, late in theirs.items():
        if late:
            yield person_id, late
