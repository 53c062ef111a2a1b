"""The record. Entries and leaves are insert-only; triggers refuse change and deletion on both databases (AUD-2)."""

import uuid

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One fact as it was recorded. ``canonical`` is what will be sealed; the other columns only help to find it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField(db_index=True)
    fact = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    parent_id = models.UUIDField(null=True)
    canonical = models.BinaryField()

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["person_id", "at"], name="journal_of_person"),
            models.Index(fields=["organization_id", "at"], name="journal_of_organization"),
            models.Index(fields=["subject_id", "at"], condition=Q(subject_id__isnull=False), name="journal_of_subject"),
        ]


class EntryTrail(models.Model):
    """Where a deed came from: apart from the entry, with its own retention (AUD-1)."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False)
    address = models.GenericIPAddressField(null=True)
    session_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "journal_trail"


class LogLeaf(models.Model):
    """An entry's place in the Merkle log (RFC 9162), given by the sealer."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "log_leaf"


class OutboundEvent(models.Model):
    """What an application must be told, written with the deed and delivered by a job."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING)
    client_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbound_event"
