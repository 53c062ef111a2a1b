"""Rows of certifications: what was decided, on which evidence, and when reviewers were asked last."""

import uuid

from django.db import models

from vestibule.storage.fields import SealedText


class Review(models.Model):
    """A decision on a role at its annual certification, with the evidence that stood beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    grant = models.ForeignKey("access.RoleGrant", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=10)  # kept, removed
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField()
    by_desk = models.BooleanField()
    looked_at = models.BooleanField()  # whether the reviewer says that they looked at the evidence
    last_signed_in = models.DateTimeField(null=True)  # to the application, as it was shown
    certified_before = models.DateTimeField(null=True)
    was_due = models.DateField()
    reason = SealedText(null=True)  # of a removal

    class Meta:
        db_table = "role_review"
        indexes = [
            models.Index(fields=["organization", "decided_at"], name="role_review_of_organization"),
            models.Index(fields=["grant", "decided_at"], name="role_review_of_grant"),
        ]


class DeskReview(models.Model):
    """A role that waits for the help desk's certification, since when; it is gone when that is decided."""

    grant = models.OneToOneField("access.RoleGrant", on_delete=models.PROTECT, primary_key=True, related_name="+")
    opened_at = models.DateTimeField()
    told_days = models.PositiveSmallIntegerField(null=True)  # of which deadline its holder was told last

    class Meta:
        db_table = "role_review_at_desk"


class ReviewerTold(models.Model):
    """Until when a reviewer was told of all that is due: what is due by an earlier deadline isn't told again."""

    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, primary_key=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reviewer_told"
