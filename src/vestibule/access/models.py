"""Rows of the catalogue, of requests, of grants and of agreements."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from vestibule.storage.fields import SealedText


class Application(models.Model):
    """An application behind the door; its key stands in facts and claims, its name on the pages."""

    key = models.CharField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    address = models.URLField(max_length=300, default="")

    class Meta:
        db_table = "application"


class Role(models.Model):
    """A role in an application, as the catalogue declares it."""

    key = models.CharField(primary_key=True, max_length=80)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="roles")
    name = models.CharField(max_length=200)
    description = models.TextField()
    kind = models.CharField(max_length=20)  # end_user, approver, backup
    needs_organization = models.BooleanField()
    organization_kinds = models.JSONField(default=list)
    needs_proofing = models.BooleanField()
    approved_by = models.CharField(max_length=20)  # organization, desk
    requestable = models.BooleanField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "role"
        ordering = ("application_id", "position")


class RoleRequest(models.Model):
    """A request for a role, from its draft to its decision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=20)
    reason = SealedText(null=True)
    confirmation = models.CharField(max_length=20, null=True, unique=True)  # noqa: DJ001 - a draft has none yet
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    denial_reason = SealedText(null=True)
    form = models.ForeignKey("organizations.OrganizationForm", on_delete=models.PROTECT, null=True, related_name="+")
    particulars = SealedText(null=True)  # what was typed under Create an Organization, as JSON, until it is submitted
    # What a correction proposes, beside what was asked: nothing of that is lost until its requester confirms.
    proposed_role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    corrected_by = models.UUIDField(null=True)
    corrected_at = models.DateTimeField(null=True)
    told_days = models.PositiveSmallIntegerField(null=True)  # of which deadline those were told whose turn it is
    escalated_at = models.DateTimeField(null=True)  # since when it is the help desk's as well, for it waited too long

    class Meta:
        db_table = "role_request"
        indexes = [
            models.Index(fields=["person", "created_at"], name="role_request_of_person"),
            models.Index(fields=["organization", "state", "submitted_at"], name="role_request_waiting"),
            models.Index(fields=["settled_at"], name="role_request_settled"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="draft"), name="role_request_one_draft"),
            models.UniqueConstraint(
                fields=["person", "role", "organization"],
                condition=Q(state__in=["submitted", "corrected"]),
                name="role_request_one_open",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(state__in=["submitted", "corrected"], organization__isnull=True),
                name="role_request_one_open_anywhere",
            ),
            models.UniqueConstraint(
                fields=["person", "proposed_role", "proposed_organization"],
                condition=Q(state="corrected"),
                name="role_request_one_proposed",
            ),
            models.UniqueConstraint(
                fields=["person", "proposed_role"],
                condition=Q(state="corrected", proposed_organization__isnull=True),
                name="role_request_one_proposed_anywhere",
            ),
            models.CheckConstraint(
                condition=~Q(state="corrected")
                | Q(proposed_role__isnull=False, corrected_by__isnull=False, corrected_at__isnull=False),
                name="role_request_corrected_says_how",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(role__isnull=False, confirmation__isnull=False, submitted_at__isnull=False),
                name="role_request_whole_when_submitted",
            ),
        ]


class ApplicationUse(models.Model):
    """When somebody last signed in to an application itself, one per person and application."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    signed_in_at = models.DateTimeField()

    class Meta:
        db_table = "application_use"
        constraints = [models.UniqueConstraint(fields=["person", "application"], name="application_use_once")]


class AccessClock(models.Model):
    """The clock of LIF-1: since when it runs, what its owner was told, and whether access is on record as inactive.

    One per person and application, from the first grant there on; grants that come or end later leave it alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # The constraint below begins with one of these two, and of applications there are few.
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    told_days = models.PositiveSmallIntegerField(null=True)  # of which deadline they were told last
    inactive_at = models.DateTimeField(null=True)  # when that was put on record; judged at use, it is so before

    class Meta:
        db_table = "access_clock"
        indexes = [
            models.Index(fields=["started_at"], condition=Q(inactive_at=None), name="access_clock_running"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "application"], name="access_clock_once")]


class RoleGrant(models.Model):
    """A role that somebody holds, or held: it is active while it has no end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # Of these three the indexes below begin with the same column.
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    request = models.OneToOneField(RoleRequest, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=40, default="")
    ended_reason = SealedText(null=True)  # what was written to the one who lost it
    # The year of LIF-3: since when it counts, where not since the grant; and its last certification, if there was one.
    counted_from = models.DateTimeField(null=True)
    certified_at = models.DateTimeField(null=True)
    certified_by = models.UUIDField(null=True)
    suspended_at = models.DateTimeField(null=True)  # since when it is on record that nobody certified it in time

    class Meta:
        db_table = "role_grant"
        indexes = [
            models.Index(
                Coalesce("counted_from", "granted_at"), condition=Q(ended_at=None), name="role_grant_year_began"
            ),
            models.Index(fields=["person", "ended_at"], name="role_grant_of_person"),
            models.Index(fields=["role"], name="role_grant_of_role"),  # a key's own index would be two on PostgreSQL
            models.Index(fields=["organization", "role", "ended_at"], name="role_grant_of_role_there"),
            models.Index(
                "organization",
                Coalesce("counted_from", "granted_at"),
                condition=Q(ended_at=None),
                name="role_grant_year_there",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organization"],
                condition=Q(ended_at__isnull=True),
                name="role_grant_one_active",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ended_at__isnull=True, organization__isnull=True),
                name="role_grant_one_active_anywhere",
            ),
        ]


class Invitation(models.Model):
    """A link that fills in a role request, mailed to somebody by an organization's approver; it grants nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    email = SealedText()
    email_index = models.CharField(max_length=80)
    token_digest = models.CharField(max_length=60, unique=True)
    status = models.CharField(max_length=10, default="open")
    invited_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    good_until = models.DateTimeField()
    used_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "invitation"
        indexes = [models.Index(fields=["organization", "status", "invited_at"], name="invitation_open_there")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "role", "email_index"], condition=Q(status="open"), name="invitation_one_open"
            ),
        ]


class ContinuityWarning(models.Model):
    """That an organization loses its last active approver in an application, as its people were told; open, or over.

    ``falls_on`` is the first day on which nobody decides there, unless something is done; nothing where it is so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")  # whose role is the last
    cause = models.CharField(max_length=10)  # inactive, overdue, disabled, left
    falls_on = models.DateField(null=True)
    warned_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "continuity_warning"
        indexes = [models.Index(fields=["organization", "application"], name="continuity_of_organization")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "application"], condition=Q(over_at=None), name="continuity_one_open"
            ),
            models.UniqueConstraint(
                fields=["organization", "application", "cause", "falls_on"], name="continuity_once_for_each_day"
            ),
        ]


class Agreement(models.Model):
    """That a business office serves a provider organization in an application: proposed, in force, or over (ORG-8).

    It grants by being in force, so that nothing is copied from it. Its year counts from ``counted_from``: the
    acceptance, or the last review.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    # Of these two the indexes below begin with the same column.
    office = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10)
    proposed_side = models.CharField(max_length=10)  # office, provider
    proposed_by = models.UUIDField(null=True)  # nobody where the operator brought it along
    proposed_at = models.DateTimeField()
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    counted_from = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    told_days = models.PositiveSmallIntegerField(null=True)  # of which deadline of its review both sides were told last
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    ended_why = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "agreement"
        indexes = [
            models.Index(fields=["office", "state"], name="agreement_of_office"),
            models.Index(fields=["provider", "state"], name="agreement_of_provider"),
            models.Index(fields=["counted_from"], condition=Q(state="in_force"), name="agreement_year_began"),
            models.Index(fields=["proposed_at"], condition=Q(state="proposed"), name="agreement_unanswered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "office", "provider"],
                condition=Q(state__in=["proposed", "in_force"]),
                name="agreement_one_open",
            ),
            models.CheckConstraint(condition=~Q(office=F("provider")), name="agreement_between_two"),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(accepted_at__isnull=False, counted_from__isnull=False),
                name="agreement_whole_when_in_force",
            ),
        ]
