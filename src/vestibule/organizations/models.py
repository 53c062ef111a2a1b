"""Rows of organizations, of the forms that lead to them, and the words by which they are found."""

import uuid

from django.db import models
from django.db.models import Q

from vestibule.storage.fields import SealedBytes, SealedText


def _beginning(*fields: str, name: str) -> models.Index:
    """Return an index that also finds how a text begins, whatever the database sorts by."""
    return models.Index(fields=fields, opclasses=["varchar_pattern_ops"] * len(fields), name=name)


class Forms(models.Manager["OrganizationForm"]):
    """Reads forms without their documents, of up to 10 MB, which come when one is asked for."""

    def get_queryset(self) -> "models.QuerySet[OrganizationForm]":
        """Return all forms."""
        return super().get_queryset().defer("document")


class OrganizationForm(models.Model):
    """A form: of a new organization (ORG-1), or an update of one (ORG-6). ``content`` is all that it says, as JSON.

    Of an update that is what changes; ``basis`` is what stood when it was sent, ``stands`` what stands since it was
    accepted, each whole. The other columns help to find a form.

    ``digest`` is the SHA-256 of the content in its one written form: what the official signs. Tokens of the links that
    are mailed, and of the page that was sent, stand here as keyed digests.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20)
    kind = models.CharField(max_length=30)
    legal_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200)
    state = models.CharField(max_length=2, default="")
    npi = models.CharField(max_length=10, default="")
    tin_index = models.CharField(max_length=80)
    tin_last_four = models.CharField(max_length=4)
    submitter_id = models.CharField(max_length=20, null=True, unique=True)  # noqa: DJ001 - issued on acceptance
    language = models.CharField(max_length=10, default="en")
    content = SealedText()
    digest = models.CharField(max_length=64)
    signature_digest = models.CharField(max_length=60, unique=True)
    contact_digest = models.CharField(max_length=60, unique=True)
    page_digest = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - none is not empty
    made_at = models.DateTimeField()
    sign_by = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signature = SealedText(null=True)  # as JSON: the name and title typed, and from which network address
    document = SealedBytes(null=True)  # the PDF of what was signed, or what was signed by hand and uploaded
    document_kind = models.CharField(max_length=20, default="application/pdf", db_default="application/pdf")
    waiting_since = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    rejection_reason = SealedText(null=True)
    purpose = models.CharField(max_length=10, default="new", db_default="new")  # new, update
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, related_name="updates"
    )
    begun_by = models.UUIDField(null=True)  # an update's sender, where they were signed in
    basis = SealedText(null=True)
    stands = SealedText(null=True)

    objects = Forms()

    class Meta:
        db_table = "organization_form"
        indexes = [
            models.Index(fields=["status", "waiting_since"], name="organization_form_waiting"),
            models.Index(fields=["tin_index"], name="organization_form_by_tin"),
            models.Index(fields=["npi"], name="organization_form_by_npi"),
            models.Index(fields=["state", "status"], name="organization_form_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tin_index"], condition=Q(status="accepted"), name="organization_form_one_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(submitter_id__isnull=False, signed_at__isnull=False),
                name="organization_form_whole_when_accepted",
            ),
        ]


class FormMessage(models.Model):
    """What the help desk asked of a form's contact, and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    form = models.ForeignKey(OrganizationForm, on_delete=models.PROTECT, related_name="messages")
    by_desk = models.BooleanField()
    words = SealedText()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "organization_form_message"
        indexes = [models.Index(fields=["form", "written_at"], name="messages_of_form")]


class Organization(models.Model):
    """An organization; its TIN may be a person's SSN, so it is sealed, with a blind index and the last four apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    legal_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200)
    words_sorted = models.CharField(max_length=200, db_default="")  # the folded name's words in alphabetical order
    kind = models.CharField(max_length=30)
    tin = SealedText()
    tin_index = models.CharField(max_length=80)
    tin_last_four = models.CharField(max_length=4)
    submitter_id = models.CharField(max_length=20)
    npi = models.CharField(max_length=10, default="")
    ptan = models.CharField(max_length=15, default="")
    address = models.CharField(max_length=200)
    city = models.CharField(max_length=200)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=10)
    telephone = models.CharField(max_length=20)
    line_of_business = models.CharField(max_length=10, default="", db_default="")  # part_a, part_b, both; or unknown
    status = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    form = models.ForeignKey(OrganizationForm, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "organization"
        indexes = [
            _beginning("state", "name_folded", name="organization_by_name"),
            _beginning("state", "words_sorted", name="organization_by_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tin_index"], condition=~Q(status="dropped"), name="organization_one_per_tin"
            ),
            models.UniqueConstraint(
                fields=["submitter_id"], condition=~Q(status="dropped"), name="organization_one_per_submitter_id"
            ),
        ]


class NameWord(models.Model):
    """A word that stands in some organization's name in a state, once; ``count`` says in how many names."""

    state = models.CharField(max_length=2)
    word = models.CharField(max_length=200)
    count = models.PositiveIntegerField(db_default=0)

    class Meta:
        db_table = "organization_word"
        indexes = [_beginning("state", "word", name="organization_word_beginning")]
        constraints = [models.UniqueConstraint(fields=["state", "word"], name="organization_word_once")]


class NameWordKey(models.Model):
    """A beginning of a word with at most one letter left out: a misspelt word has one in common with the right one."""

    word = models.ForeignKey(NameWord, on_delete=models.CASCADE, related_name="keys")
    state = models.CharField(max_length=2)
    key = models.CharField(max_length=8)

    class Meta:
        db_table = "organization_word_key"
        constraints = [
            models.UniqueConstraint(fields=["state", "key", "word"], name="organization_word_key_once"),
        ]


class NamedBy(models.Model):
    """That a word stands in an organization's name; the folded name and its number of words stand here as well.

    So that a few hundred names are compared without a look at their organizations.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="named_by")
    word = models.ForeignKey(NameWord, on_delete=models.CASCADE)
    words = models.PositiveSmallIntegerField(db_default=0)
    name = models.CharField(max_length=200, db_default="")

    class Meta:
        db_table = "organization_named_by"
        indexes = [models.Index(fields=["word", "words"], name="organization_named_shortly")]
        constraints = [models.UniqueConstraint(fields=["word", "organization"], name="organization_named_by_once")]


class AwaitedOrganization(models.Model):
    """That somebody didn't find an organization of this name, and is to be told once when it exists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    legal_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200)
    state = models.CharField(max_length=2)
    status = models.CharField(max_length=10, default="waiting")
    since = models.DateTimeField()

    class Meta:
        db_table = "organization_awaited"
        indexes = [models.Index(fields=["state", "status", "since"], name="organization_awaited_there")]
