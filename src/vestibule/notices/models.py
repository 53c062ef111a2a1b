"""The outbox."""

import uuid

from django.db import models

from vestibule.notices.ports import MAIL
from vestibule.storage.fields import SealedText


class Mail(models.Model):
    """One mail, text message or call: sealed while it waits, for it may hold a code; wiped once it is gone.

    Mail has a subject and two bodies, or what fills them, where it is written when it is sent; then it may be without
    an address and a language, which are those of the account when it is sent. The others have a text alone, and a
    moment after which they aren't sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=80)
    language = models.CharField(max_length=10, default="en")
    channel = models.CharField(max_length=10, default=MAIL, db_default=MAIL)
    person_id = models.UUIDField(null=True)
    recipient = SealedText(null=True)
    subject = SealedText(null=True)
    text = SealedText(null=True)
    html = SealedText(null=True)
    filling = SealedText(null=True)  # as JSON
    unsubscribe = SealedText(null=True)  # the address of RFC 8058, where there is one
    state = models.CharField(max_length=10, default="queued")  # queued, sent, dead
    queued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail"
        indexes = [models.Index(fields=["state", "queued_at"], name="mail_by_state")]
