"""What happens to requests, grants and the catalogue; and, beside this file, to agreements."""

from datetime import date, datetime
from uuid import UUID

from vestibule.access.events.agreements import (
    AgreementAccepted as AgreementAccepted,
)
from vestibule.access.events.agreements import (
    AgreementDeclined as AgreementDeclined,
)
from vestibule.access.events.agreements import (
    AgreementEnded as AgreementEnded,
)
from vestibule.access.events.agreements import (
    AgreementLapsed as AgreementLapsed,
)
from vestibule.access.events.agreements import (
    AgreementLoaded as AgreementLoaded,
)
from vestibule.access.events.agreements import (
    AgreementProposed as AgreementProposed,
)
from vestibule.access.events.agreements import (
    AgreementReviewAsked as AgreementReviewAsked,
)
from vestibule.access.events.agreements import (
    AgreementReviewed as AgreementReviewed,
)
from vestibule.access.events.agreements import (
    AgreementWithdrawn as AgreementWithdrawn,
)
from vestibule.kernel.facts import Code, Fact


class CatalogApplied(Fact, name="access.catalog_applied", rules=("ROL-2",)):
    """The operator put a catalogue of applications and roles in force; what it added and changed."""

    added: tuple[Code, ...]
    changed: tuple[Code, ...]


class ApplicationPlaced(Fact, name="access.application_placed", rules=("ROL-2",)):
    """The operator said at which address people find an application."""

    application_key: Code


class RequestSubmitted(Fact, name="access.request_submitted", rules=("ROL-6",)):
    """Somebody asked for a role."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class RequestCancelled(Fact, name="access.request_cancelled", rules=("ROL-9",)):
    """The requester took a request back before it was decided."""

    request_id: UUID
    person_id: UUID
    organization_id: UUID | None
    was: Code


class RequestApproved(Fact, name="access.request_approved", rules=("ROL-7", "ROL-8")):
    """A request was approved, and the role granted with it."""

    request_id: UUID
    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class RequestDenied(Fact, name="access.request_denied", rules=("ROL-7", "ROL-8")):
    """A request was denied, with a reason that the requester reads."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class RoleGranted(Fact, name="access.role_granted", version=2, rules=("ROL-4", "LIF-3")):
    """The operator gave somebody a role, without a request; its year may have begun in the system before."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    year_began: datetime | None = None


class GrantEnded(Fact, name="access.grant_ended", rules=("ROL-4", "ROL-10")):
    """A role that somebody held has ended."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    why: Code


class GuessesUsedUp(Fact, name="access.guesses_used_up", rules=("ORG-3", "AUD-1")):
    """Somebody failed to match an accepted form as often as is allowed within the hour."""

    person_id: UUID


class RequestCorrected(Fact, name="access.request_corrected", rules=("ROL-5",)):
    """A decider proposed another role or organization instead of denying; nothing changes until it is confirmed."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    proposed_role_key: Code
    proposed_organization_id: UUID | None


class CorrectionConfirmed(Fact, name="access.correction_confirmed", rules=("ROL-5", "ROL-7")):
    """The requester confirmed a correction: the request asks for this now, and waits for whoever decides on that."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    was_role_key: Code
    was_organization_id: UUID | None


class CorrectionWithdrawn(Fact, name="access.correction_withdrawn", rules=("ROL-5",)):
    """A decider took a correction back: the request waits for its decision as it was asked."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class RequestReminded(Fact, name="access.request_reminded", rules=("ROL-9",)):
    """Those whose turn it is were reminded of a request that has waited for so many days."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    days: int


class RequestEscalated(Fact, name="access.request_escalated", rules=("ROL-9", "HLP-1")):
    """A request waited for its organization for too long, and is the help desk's as well from now on."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class RequestExpired(Fact, name="access.request_expired", rules=("ROL-9",)):
    """Nobody decided on a request in time, or confirmed its correction."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class DeciderReplaced(Fact, name="access.decider_replaced", rules=("ORG-6", "LIF-5")):
    """An accepted update form names another in the place of somebody who decides; ``ended`` says that they had left."""

    form_id: UUID
    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID
    ended: bool


class RoleGivenUp(Fact, name="access.role_given_up", rules=("ROL-10", "LIF-5")):
    """Somebody gave up a role of their own."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


class RoleRemoved(Fact, name="access.role_removed", rules=("ROL-12",)):
    """An approver or backup removed a member's role, with a reason that the member reads."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID


class MembersExported(Fact, name="access.members_exported", rules=("ROL-12", "AUD-1")):
    """An approver or backup took away the list of an organization's members, so many roles long."""

    organization_id: UUID
    count: int


class RecordTaken(Fact, name="access.record_taken", rules=("AUD-2", "AUD-1")):
    """An approver or backup took away the organization's part of the record, so many entries with their proofs."""

    organization_id: UUID
    count: int


class PersonInvited(Fact, name="access.person_invited", rules=("ROL-12",)):
    """An approver or backup invited somebody by mail to ask for a role; it grants nothing."""

    invitation_id: UUID
    organization_id: UUID
    role_key: Code


class InvitationWithdrawn(Fact, name="access.invitation_withdrawn", rules=("ROL-12",)):
    """An invitation was taken back before anybody used it."""

    invitation_id: UUID
    organization_id: UUID


class InvitationUsed(Fact, name="access.invitation_used", rules=("ROL-12",)):
    """Somebody filled in their role request by an invitation."""

    invitation_id: UUID
    person_id: UUID
    organization_id: UUID


class SignInReminded(Fact, name="access.sign_in_reminded", rules=("LIF-1",)):
    """Somebody was told, so many days after their last sign-in to an application, when the next one is due."""

    person_id: UUID
    application_key: Code
    days: int


class AccessWentInactive(Fact, name="access.access_went_inactive", rules=("LIF-1", "SPT-3")):
    """Somebody didn't sign in to an application in time, so that their access to it sleeps; their roles stay."""

    person_id: UUID
    application_key: Code


class ContinuityWarned(Fact, name="access.continuity_warned", rules=("ORG-9", "LIF-7")):
    """An organization's people and its official were told that it loses its last active approver: why, and when.

    ``person_id`` is whose role is the last; without a day it has happened.
    """

    warning_id: UUID
    organization_id: UUID
    application_key: Code
    person_id: UUID
    cause: Code
    falls_on: date | None


class AccessWoken(Fact, name="access.access_woken", rules=("LIF-2",)):
    """A new password woke the access to an application, which had been inactive since a day."""

    person_id: UUID
    application_key: Code
    inactive_since: date


class RoleCertified(Fact, name="access.role_certified", rules=("LIF-3", "LIF-4")):
    """A role was certified until that day; whether that restored one that was suspended."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    certify_by: date
    was_suspended: bool


class RoleSuspended(Fact, name="access.role_suspended", rules=("LIF-4",)):
    """Nobody certified a role in time: it counts for nothing; until that day a certification restores it."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
    restored_until: date


class RoleRevoked(Fact, name="access.role_revoked", rules=("LIF-4",)):
    """Nobody certified a role while that could restore it: it has ended for good."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None
