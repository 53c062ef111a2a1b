"""SPOT's rows. Of people it keeps nothing that it could read without their cookie."""

import uuid
from typing import ClassVar

from django.db import models


class SignInAttempt(models.Model):
    """Somebody on their way to the identity provider: what must match when they come back, good for once."""

    browser_digest = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(max_length=100)
    nonce = models.CharField(max_length=100)
    verifier = models.CharField(max_length=128)
    began_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["SignInAttempt"]] = models.Manager()

    class Meta:
        app_label = "spot"
        db_table = "sign_in_attempt"


class SpotSession(models.Model):
    """Somebody's being signed in; ``sealed`` opens with the cookie only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=64, unique=True)
    sid = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=255)
    sealed = models.BinaryField()
    looks_in = models.CharField(
        max_length=64, default=""
    )  # the role, by a digest that only the cookie's holder can make
    began_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["SpotSession"]] = models.Manager()

    class Meta:
        app_label = "spot"
        db_table = "spot_session"


class UsedLogoutToken(models.Model):
    """A logout token that was taken, so that it isn't taken twice."""

    jti = models.CharField(primary_key=True, max_length=100)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["UsedLogoutToken"]] = models.Manager()

    class Meta:
        app_label = "spot"
        db_table = "used_logout_token"
