"""Rows of sweeps."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedText


class SweepStop(models.Model):
    """That a sweep stopped before it touched too many; the help desk lets it go on, or it passes by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sweep = models.CharField(max_length=80)  # the kind of its job
    state = models.CharField(max_length=10, default="stopped")
    due = models.PositiveIntegerField()  # how many it would touch, when it ran last
    looked_at = models.PositiveIntegerField()  # of how many
    stopped_at = models.DateTimeField()
    allowed_at = models.DateTimeField(null=True)
    reason = SealedText(null=True)  # why it may go on
    passed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sweep_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["sweep"], condition=Q(state__in=["stopped", "going_on"]), name="sweep_stopped_once"
            ),
        ]
