"""Rows of verifications."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedText


class Verification(models.Model):
    """One case of finding out whether a person is who they say: at most one that is open for each.

    ``applicant`` is what was entered, as JSON, while it is needed; ``ssn`` only while the service is asked, unless the
    profile keeps it. ``asked_digest`` is the identity of the account when the service was asked or the evidence was
    entered: what is verified in the end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    terms_version = models.CharField(max_length=20)
    terms_accepted_at = models.DateTimeField()
    terms_address = models.GenericIPAddressField(null=True)

    applicant = SealedText(null=True)
    ssn = SealedText(null=True)
    bureau = models.CharField(max_length=40, default="")  # who gave the reference
    reference = models.CharField(max_length=60, default="")
    asked_as = models.UUIDField(null=True)  # the idempotency key of the asking that is open, or was last
    asked_by_reference = models.BooleanField(default=False)
    asked_digest = models.CharField(max_length=60, default="")
    asked_until = models.DateTimeField(null=True)  # until then it is on its way, and nobody else asks
    unavailable_at = models.DateTimeField(null=True)

    desk_asked_at = models.DateTimeField(null=True)
    evidence = SealedText(null=True)
    evidence_by = models.UUIDField(null=True)
    evidence_at = models.DateTimeField(null=True)
    refusal_reason = SealedText(null=True)

    verified_digest = models.CharField(max_length=60, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        db_table = "verification"
        indexes = [
            models.Index(fields=["person", "state"], name="verification_of_person"),
            models.Index(fields=["state", "asked_until"], name="verification_asking"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=~Q(state="verified"), name="verification_one_open"),
            models.CheckConstraint(
                condition=~Q(state="verified") | ~Q(verified_digest=""), name="verification_knows_what_it_verified"
            ),
            models.CheckConstraint(
                condition=~Q(state="asking") | Q(asked_as__isnull=False), name="verification_asking_has_a_key"
            ),
        ]


class AnsweredAttempt(models.Model):
    """An answer that a bureau gave about a person: what the attempts of a day are counted by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    by_reference = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "answered_attempt"
        indexes = [models.Index(fields=["person", "answered_at"], name="attempts_of_person")]
