"""Rows of organizations, and the words by which they are found."""

import uuid

from django.db import models

from vestibule.storage.fields import SealedText


def _beginning(*fields: str, name: str) -> models.Index:
    """Return an index that also finds how a text begins, whatever the database sorts by."""
    return models.Index(fields=fields, opclasses=["varchar_pattern_ops"] * len(fields), name=name)


class Organization(models.Model):
    """An organization; its TIN may be a person's SSN, so it is sealed, with a blind index and the last four apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    legal_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200)
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
    status = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "organization"
        indexes = [_beginning("state", "name_folded", name="organization_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["tin_index"], name="organization_one_per_tin"),
            models.UniqueConstraint(fields=["submitter_id"], name="organization_one_per_submitter_id"),
        ]


class NameWord(models.Model):
    """A word that stands in some organization's name in a state, once."""

    state = models.CharField(max_length=2)
    word = models.CharField(max_length=200)

    class Meta:
        db_table = "organization_word"
        indexes = [_beginning("state", "word", name="organization_word_beginning")]
        constraints = [models.UniqueConstraint(fields=["state", "word"], name="organization_word_once")]


class NameWordPart(models.Model):
    """Three letters of a word: a misspelt word shares most of them with the right one."""

    word = models.ForeignKey(NameWord, on_delete=models.CASCADE, related_name="parts")
    state = models.CharField(max_length=2)
    part = models.CharField(max_length=3)

    class Meta:
        db_table = "organization_word_part"
        constraints = [
            models.UniqueConstraint(fields=["state", "part", "word"], name="organization_word_part_once"),
        ]


class NamedBy(models.Model):
    """That a word stands in an organization's name."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="named_by")
    word = models.ForeignKey(NameWord, on_delete=models.CASCADE)

    class Meta:
        db_table = "organization_named_by"
        constraints = [models.UniqueConstraint(fields=["word", "organization"], name="organization_named_by_once")]
