"""Rows of announcements, of who was mailed, and of eNews."""

import uuid

from django.db import models
from django.db.models import F, Q

from vestibule.storage.fields import SealedText


class Announcement(models.Model):
    """What the help desk announces, in both languages; once published its words stay as they were."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=10, default="draft")
    kind = models.CharField(max_length=12)  # change, enhancement, outage
    audience = models.CharField(max_length=100)  # everybody, application:…, role:…, state:…, line:…
    title_en = models.CharField(max_length=200)
    title_es = models.CharField(max_length=200)
    body_en = models.TextField()
    body_es = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # withdrawn, replaced or discarded
    by_mail = models.BooleanField(default=False, db_default=False)  # to those whom it concerns
    by_enews = models.BooleanField(default=False, db_default=False)  # to who has joined eNews
    line = models.CharField(max_length=10, default="both", db_default="both")  # of business, of who has joined
    # How far the mails have come, by the ids of those who get them; and since when all have.
    mailed_up_to = models.UUIDField(null=True)
    mailed_at = models.DateTimeField(null=True)
    enews_up_to = models.UUIDField(null=True)
    enews_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "announcement"
        indexes = [
            models.Index(fields=["state", "ends_at"], name="announcement_shown"),
            models.Index(fields=["written_at"], name="announcement_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="announcement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(published_at__isnull=False),
                name="announcement_published_when",
            ),
            models.UniqueConstraint(
                fields=["corrects"], condition=Q(state="published"), name="announcement_corrected_once"
            ),
        ]


class Dismissal(models.Model):
    """That somebody has read an announcement and doesn't want its banner any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="dismissals")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "announcement_dismissal"
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="announcement_dismissed_once")]


class AnnouncementMail(models.Model):
    """That an announcement was mailed to somebody: once, however often its sending is begun."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "announcement_mail"
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="announcement_mailed_once")]


class MailStopped(models.Model):
    """That somebody wants no announcements by mail; of outages of what they use they are told all the same."""

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "announcement_mail_stopped"


class EnewsAsk(models.Model):
    """That somebody typed an address to join eNews: worth nothing until the link in the mail is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=60, unique=True)
    email = SealedText()
    email_index = models.CharField(max_length=80, db_index=True)
    language = models.CharField(max_length=10)
    location = models.CharField(max_length=10)
    line = models.CharField(max_length=10)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "enews_ask"


class Subscription(models.Model):
    """Somebody who has joined eNews. Who leaves is deleted: of them nothing is kept but that a row ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = SealedText()
    email_index = models.CharField(max_length=80, unique=True)
    language = models.CharField(max_length=10)
    location = models.CharField(max_length=10)  # FL, PR, USVI
    line = models.CharField(max_length=10)  # part_a, part_b, both
    joined_at = models.DateTimeField()

    class Meta:
        db_table = "enews_subscription"


class EnewsMail(models.Model):
    """That an issue of eNews was mailed to a subscription, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "enews_mail"
        constraints = [models.UniqueConstraint(fields=["announcement", "subscription"], name="enews_mailed_once")]
