"""Rows of the queue."""

import uuid

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A piece of work: waiting, leased by a worker, or dead after its last attempt. Done ones are deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - no key is not an empty key
    state = models.CharField(max_length=10, default="waiting")  # waiting, leased, dead
    can_wait = models.BooleanField(default=False, db_default=False)  # until nothing else is due
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_id = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "job"
        indexes = [
            models.Index(fields=["state", "can_wait", "run_at"], name="job_due_in_turn"),
            # Of those that wait, which may be very many, these three have nothing to hold.
            models.Index(
                fields=["leased_until"], condition=Q(leased_until__isnull=False), name="job_lease_ended_first"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lease_id"], condition=Q(lease_id__isnull=False), name="job_one_per_lease"),
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state="waiting", unique_key__isnull=False),
                name="job_one_waiting_for_a_key",
            ),
            models.CheckConstraint(
                condition=Q(state="leased", lease_id__isnull=False, leased_until__isnull=False)
                | (Q(state__in=["waiting", "dead"]) & Q(lease_id__isnull=True, leased_until__isnull=True)),
                name="job_leased_has_a_lease",
            ),
        ]


class Schedule(models.Model):
    """When each entry of the calendar is due next; one row per entry, moved on by whoever enqueues it."""

    name = models.CharField(primary_key=True, max_length=80)
    due_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, default="", db_default="")  # of the last appointment, if it failed

    class Meta:
        db_table = "schedule"


class WorkerSeen(models.Model):
    """The last sign of life of each worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "worker_seen"
