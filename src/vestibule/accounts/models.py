"""Persons, and what their accounts are made of."""

import uuid

from django.db import models

from vestibule.storage.fields import SealedText


class Person(models.Model):
    """One person, one account. Personal data is sealed; blind indexes keep email address and User ID unique (ACC-2).

    An unverified account without ``email_index`` is a shadow: its address is somebody else's, or was typed by somebody
    else before. To whoever made it it looks like any other; where the address is proven already it lapses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=10)
    language = models.CharField(max_length=10, default="en")
    invited = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    user_id = SealedText(null=True)
    user_id_index = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - none is not empty
    email = SealedText(null=True)
    email_index = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - none is not empty
    first_name = SealedText(null=True)
    middle_name = SealedText(null=True)
    last_name = SealedText(null=True)
    suffix = SealedText(null=True)
    birth_date = SealedText(null=True)
    address_line_1 = SealedText(null=True)
    address_line_2 = SealedText(null=True)
    city = SealedText(null=True)
    address_state = SealedText(null=True)
    zip_code = SealedText(null=True)
    telephone = SealedText(null=True)
    likeness_index = models.CharField(max_length=80, null=True, db_index=True)  # noqa: DJ001 - none is not empty

    password_hash = models.CharField(max_length=200, default="")
    password_demanded_at = models.DateTimeField(null=True)  # since when another one is asked for at sign-in
    password_changed_at = models.DateTimeField(null=True)  # by its owner: what the clock of ACC-7 runs from
    terms_version = models.CharField(max_length=20, default="")
    told_of_attempt_at = models.DateTimeField(null=True)
    text_size = models.CharField(max_length=10, default="", db_default="")  # none chosen: the browser's own
    identity_changed_at = models.DateTimeField(null=True)  # since when the identity isn't the proofed one (ACC-13)
    used_at = models.DateTimeField(null=True)  # the last session's beginning, or a new password: the clock of LIF-6
    closing_told_days = models.PositiveSmallIntegerField(null=True)  # before the closing: the deadline last told of
    closing_told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "person"
        indexes = [
            models.Index(fields=["state", "made_at"], name="person_by_state"),
            models.Index(fields=["state", "used_at"], name="person_by_use"),
        ]


class PasswordRecord(models.Model):
    """The hash of a password that was replaced: previous passwords aren't chosen again (ACC-5)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    password_hash = models.CharField(max_length=200)
    replaced_at = models.DateTimeField()

    class Meta:
        db_table = "password_record"
        indexes = [models.Index(fields=["person", "-replaced_at"], name="passwords_of_person")]


class FormerEmail(models.Model):
    """An address that an account has left, while its owner can still come back to it: nobody else gets it meanwhile.

    ``user_id`` stands beside it where the User ID was an address too, and changed with it. From ``kept_until`` on the
    row counts for nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    email = SealedText()
    email_index = models.CharField(max_length=80, db_index=True)
    user_id = SealedText(null=True)
    user_id_index = models.CharField(max_length=80, null=True, db_index=True)  # noqa: DJ001 - none is not empty
    replaced_at = models.DateTimeField()
    kept_until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "former_email"


class SecurityAnswer(models.Model):
    """The security question that a person chose, and a slow hash of the answer (ACC-10)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True)
    question = models.CharField(max_length=40)
    answer_hash = models.CharField(max_length=200)

    class Meta:
        db_table = "security_answer"


class TermsAcceptance(models.Model):
    """Who accepted which version of the terms, when, from where (ACC-11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)

    class Meta:
        db_table = "terms_acceptance"
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="terms_accepted_once")]


class RegistrationDraft(models.Model):
    """A registration on its way through the pages: sealed, found by its cookie's digest, without any password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_digest = models.CharField(max_length=60, unique=True)
    pages = SealedText(null=True)
    expires_at = models.DateTimeField(db_index=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registration_draft"


class RegistrationTries(models.Model):
    """How often a network was told within the hour that a User ID is taken (ACC-2)."""

    network_digest = models.CharField(primary_key=True, max_length=60)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "registration_tries"


class EnrolmentLink(models.Model):
    """A link by which an invited person chooses User ID and password: one use, one at a time (ACC-2)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True)
    token_digest = models.CharField(max_length=60, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "enrolment_link"


class AttemptCounter(models.Model):
    """How often something was tried, under a key that names nobody: known and unknown User IDs look the same."""

    key = models.CharField(primary_key=True, max_length=80)
    tries = models.PositiveSmallIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "attempt_counter"
