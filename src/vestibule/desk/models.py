"""Rows of the help desk."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedText


class StaffAppointment(models.Model):
    """A person's time at the help desk, in one tier; open until it is ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT)
    tier = models.CharField(max_length=20)
    appointed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_appointment"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="staff_one_open_appointment"),
        ]


class CaseClaim(models.Model):
    """That somebody at the help desk has a case before them; what waits is known by the rooms below, never here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)  # form, request, proofing, loss
    subject_id = models.UUIDField()
    claimed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        db_table = "case_claim"
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="case_claimed_once")]


class DeskLook(models.Model):
    """A look at a person's or an organization's story, with its reason: judged at use, open for an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    staff = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # person, organization
    subject_id = models.UUIDField()
    reason = SealedText()
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "desk_look"
        indexes = [models.Index(fields=["staff", "subject_id", "looked_at"], name="desk_look_open")]


class RecordLook(models.Model):
    """A look through the record, with what was searched for and its reason: open for an hour, like a story."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    staff = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    room = models.CharField(max_length=30, default="")
    person_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    reason = SealedText()
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "record_look"


class DeskDeed(models.Model):
    """What somebody at the help desk did to a person's account, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    staff = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=20)  # disable, enable, replace_device, correct_email
    reason = SealedText()
    done_at = models.DateTimeField()

    class Meta:
        db_table = "desk_deed"
