"""Rows of signing in. Tokens and codes stand here as keyed digests only."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedText


class SignInJourney(models.Model):
    """One sign-in after its password, or one recovery after its link: bound to a browser by a cookie."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, default="code")
    factor = models.CharField(max_length=20, default="email", db_default="email")  # empty until a device is chosen
    device_id = models.UUIDField(null=True)  # none before the first one is set up; that it is there is judged at use
    loss_id = models.UUIDField(null=True)  # the case of a lost device that this sign-in is to finish, if it is
    next_path = models.TextField(default="")
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "sign_in_journey"
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["code", "in", "recover", "reset", "over"]), name="sign_in_journey_stage"
            ),
        ]


class OneTimeCode(models.Model):
    """A code on its way: good for one journey or session and one device, once, and dead when there is a newer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    journey = models.ForeignKey(SignInJourney, on_delete=models.CASCADE, related_name="codes", null=True)
    session = models.ForeignKey("Session", on_delete=models.CASCADE, related_name="codes", null=True)
    device_id = models.UUIDField(null=True)  # or a set-up; none for the account's address, of which there is one
    digest = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="open")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "one_time_code"
        constraints = [
            models.UniqueConstraint(fields=["journey"], condition=Q(state="open"), name="one_open_code_per_journey"),
            models.UniqueConstraint(fields=["session"], condition=Q(state="open"), name="one_open_code_per_session"),
            models.CheckConstraint(
                condition=Q(journey=None, session__isnull=False) | Q(journey__isnull=False, session=None),
                name="one_time_code_of_one",
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "used", "dead"]), name="one_time_code_state"),
        ]


class Session(models.Model):
    """Somebody's being signed in, in one browser. Idle and too old are judged at use, and no state of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="live")
    methods = models.JSONField(default=list)
    proved_by = models.CharField(max_length=20, default="", db_default="")  # the kind of the last factor shown
    proved_at = models.DateTimeField(null=True)
    browser_digest = models.CharField(max_length=60)
    agent = models.CharField(max_length=200, default="")
    address = models.GenericIPAddressField(null=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "session"
        indexes = [
            models.Index(fields=["person", "state"], name="session_of_person"),
            models.Index(fields=["browser_digest", "person"], name="session_of_browser"),
            models.Index(fields=["started_at"], condition=Q(state="live"), name="session_without_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="live", ended_at=None) | Q(state="ended", ended_at__isnull=False),
                name="session_state",
            ),
        ]


class Device(models.Model):
    """A second factor that a person has set up: where a code comes from. What is its kind's own stands apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="live", db_default="live")
    name = SealedText(null=True)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "device"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="email", state="live"), name="one_email_device_per_person"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="recovery_codes", state="live"),
                name="one_set_of_recovery_codes_per_person",
            ),
            models.CheckConstraint(condition=Q(state__in=["live", "removed"]), name="device_state"),
        ]


class AuthenticatorApp(models.Model):
    """What an authenticator app and we both know, and the last time step whose code was taken: gone with its device."""

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.CASCADE, related_name="app")
    secret = SealedText()
    last_step = models.BigIntegerField()

    class Meta:
        db_table = "authenticator_app"


class Telephone(models.Model):
    """The number of a device that gets text messages or calls: gone with its device."""

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.CASCADE, related_name="telephone")
    number = SealedText()
    number_index = models.CharField(max_length=80, db_index=True)

    class Meta:
        db_table = "telephone"


class TelephoneSetup(models.Model):
    """A number that somebody is adding: good in one session, until the code that went there is entered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    number = SealedText()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "telephone_setup"


class AppSetup(models.Model):
    """An authenticator app that somebody is setting up: good in one session, until its first right code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    secret = SealedText()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "app_setup"


class EmailSetup(models.Model):
    """An address that somebody wants in place of theirs: good in one session, until the code from there is entered.

    ``user_id`` is what the User ID becomes with it; empty where it stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    email = SealedText()
    user_id = SealedText()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "email_setup"


class UndoableChange(models.Model):
    """A change of what somebody signs in with, while its owner can undo it by the link from the mail.

    A person's changes follow one another in the order of their keys; to undo one undoes all after it. ``link_digest``
    is none where a change was made in one with the one before. What is kept of what was left: the device, the former
    address, or (``question``, ``answer_hash``) the security question and a slow hash of its answer.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="open")
    device_id = models.UUIDField(null=True)
    former_id = models.UUIDField(null=True)
    question = models.CharField(max_length=40, default="")
    answer_hash = models.CharField(max_length=200, default="")
    link_digest = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - none is not empty
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "undoable_change"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "undone"]), name="undoable_change_state"),
            models.CheckConstraint(
                condition=Q(kind="address", former_id__isnull=False, device_id=None)
                | Q(kind__in=["added", "removed"], former_id=None, device_id__isnull=False)
                | Q(kind="question", former_id=None, device_id=None),
                name="undoable_change_of_one",
            ),
        ]


class RecoveryCode(models.Model):
    """One of the codes of a set, which is a device: good once, gone with its set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=60, unique=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recovery_code"


class RecoveryLink(models.Model):
    """A link that was mailed to get back in: good once, for one purpose, at the address that it was mailed to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="open")
    address_digest = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "recovery_link"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(state="open"), name="one_open_link_per_purpose"
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "used", "dead"]), name="recovery_link_state"),
        ]


class Passkey(models.Model):
    """The public half of a key pair that its owner unlocks, and its counter of signatures; gone with its device."""

    LONGEST_ID = 1400  # of the 1,023 bytes that the standard allows, in base 64

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.CASCADE, related_name="passkey")
    credential_id = models.CharField(max_length=LONGEST_ID, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()

    class Meta:
        db_table = "passkey"


class PasskeyChallenge(models.Model):
    """What a passkey is to sign: good once, for one purpose in one sign-in, session or browser, which its key names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    place_key = models.CharField(max_length=60)
    digest = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="open")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "passkey_challenge"
        constraints = [
            models.UniqueConstraint(fields=["place_key"], condition=Q(state="open"), name="one_open_challenge"),
            models.CheckConstraint(condition=Q(state__in=["open", "used", "dead"]), name="passkey_challenge_state"),
        ]


class ParkedForm(models.Model):
    """What somebody was typing when their session ran out: shown to them again, once they are back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    path = models.TextField()
    fields = SealedText()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "parked_form"


class LostAccess(models.Model):
    """A case of somebody who has lost what they sign in with: one that is open for each person.

    ``account_digest`` is the address and the identity that the account had when the case was opened: once one of them
    is changed the case is worth nothing. ``stop_digest`` is of the newest link by which its owner stops it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # device, address
    state = models.CharField(max_length=10, default="asked")
    reference = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    new_email = SealedText(null=True)
    account_digest = models.CharField(max_length=60)
    stop_digest = models.CharField(max_length=60, unique=True)

    evidence = SealedText(null=True)
    evidence_by = models.UUIDField(null=True)
    evidence_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    ripe_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lost_access"
        indexes = [models.Index(fields=["state", "opened_at"], name="lost_access_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["asked", "evidence", "waiting"]), name="lost_access_one_open"
            ),
            models.CheckConstraint(condition=Q(kind__in=["device", "address"]), name="lost_access_kind"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(ripe_at__isnull=False, expires_at__isnull=False),
                name="lost_access_waits_for_a_moment",
            ),
        ]


class SharingCase(models.Model):
    """A suspicion that an account is shared, and what became of it: one that is open for each person.

    What it rests on isn't kept: the score is computed when it is looked at. From ``settled_at`` on sign-ins count anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="suspected")
    points = models.PositiveSmallIntegerField()  # when it was opened
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_case"
        indexes = [models.Index(fields=["person", "settled_at"], name="sharing_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="suspected"), name="sharing_one_open"),
            models.CheckConstraint(
                condition=Q(state="suspected", settled_at=None)
                | Q(state__in=["dismissed", "confirmed"], settled_at__isnull=False),
                name="sharing_case_state",
            ),
        ]
