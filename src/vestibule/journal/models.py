"""The record. Entries and leaves are insert-only; triggers refuse change and deletion on both databases (AUD-2)."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedText


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
            models.Index(fields=["actor_id", "at"], condition=Q(actor_id__isnull=False), name="journal_of_actor"),
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


class LogWaiting(models.Model):
    """An entry that isn't in the log yet: put here by the database as the entry is written, so that none is missed.

    An entry whose transaction commits late is seen late, and takes a later place in the log; there are no gaps.
    """

    number = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField()

    class Meta:
        db_table = "log_waiting"


class LogSubtree(models.Model):
    """The hash above ``2**level`` entries that are side by side, kept for every eighth level: roots need few rows."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "log_subtree"
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="log_subtree_place")]


class RecordKey(models.Model):
    """The key that signs checkpoints. Its name is the log's, made of the address at which people reached us first."""

    id = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=255)
    private_key = SealedText()
    public_key = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default="active")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record_key"
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="one_active_record_key"),
            models.CheckConstraint(
                condition=Q(state="active", retired_at=None) | Q(state="retired", retired_at__isnull=False),
                name="record_key_state",
            ),
        ]


class LogCheckpoint(models.Model):
    """What the log was at one size, signed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "log_checkpoint"


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
