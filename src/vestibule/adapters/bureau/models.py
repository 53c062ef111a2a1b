"""Rows of the embedded bureau: its own, and sealed; nothing else in the house reads them."""

import uuid

from django.db import models

from vestibule.storage.fields import SealedText


class BureauIdentity(models.Model):
    """A person whom the bureau knows. ``record`` is all of it, as JSON; the indexes are blind."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key_index = models.CharField(max_length=80, unique=True)  # by what a person of a file is known again
    person_index = models.CharField(max_length=80, db_index=True)  # folded last name and date of birth
    record = SealedText()

    class Meta:
        db_table = "bureau_identity"


class BureauCase(models.Model):
    """A referral: the number that the person calls with, and whom what they entered names, if anybody."""

    reference = models.CharField(primary_key=True, max_length=20)
    identity = models.ForeignKey(BureauIdentity, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "bureau_case"


class BureauAnswer(models.Model):
    """What was answered under an idempotency key: the same key gets the same answer."""

    key_digest = models.CharField(primary_key=True, max_length=60)
    case = models.ForeignKey(BureauCase, on_delete=models.CASCADE, null=True, related_name="+")  # none where verified

    class Meta:
        db_table = "bureau_answer"
