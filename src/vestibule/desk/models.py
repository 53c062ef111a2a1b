"""Rows of the help desk."""

import uuid

from django.db import models
from django.db.models import Q


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
