"""Rows of federation. Secrets, codes and tokens stand here as keyed digests only; private keys are sealed."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedText


class Client(models.Model):
    """An application that signs people in here, and the only addresses at which it may be met."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client_id = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    application_key = models.CharField(max_length=80)
    secret_digest = models.CharField(max_length=60)
    redirect_uris = models.JSONField(default=list)
    post_logout_redirect_uris = models.JSONField(default=list)
    backchannel_logout_uri = models.TextField(default="")

    class Meta:
        db_table = "federation_client"


class SigningKey(models.Model):
    """A key that signs what applications are told; one is active, retired ones are served until nobody needs them."""

    kid = models.CharField(primary_key=True, max_length=60)
    private_pem = SealedText()
    public_jwk = models.JSONField()
    state = models.CharField(max_length=10, default="active")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing_key"
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="one_active_signing_key"),
            models.CheckConstraint(
                condition=Q(state="active", retired_at=None) | Q(state="retired", retired_at__isnull=False),
                name="signing_key_state",
            ),
        ]


class ClientSession(models.Model):
    """That a session of ours reaches into an application; its id is the ``sid`` which the application knows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey("signin.Session", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()

    class Meta:
        db_table = "client_session"
        constraints = [
            models.UniqueConstraint(fields=["client", "session"], name="one_client_session_per_session"),
        ]


class AuthorizationCode(models.Model):
    """A code on its way through the browser, bound to all that its redemption must match."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=60, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey("signin.Session", on_delete=models.CASCADE, related_name="+")
    redirect_uri = models.TextField()
    challenge = models.CharField(max_length=43)
    nonce = models.TextField(default="")
    scope = models.CharField(max_length=100)
    issued_at = models.DateTimeField(db_index=True)
    redeemed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "authorization_code"


class AccessToken(models.Model):
    """What an application shows at ``userinfo``; worth nothing by itself, for every use is judged anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=60, unique=True)
    code = models.OneToOneField(AuthorizationCode, on_delete=models.CASCADE, related_name="+")
    client_session = models.ForeignKey(ClientSession, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=100)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_token"
