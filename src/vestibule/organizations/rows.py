"""How an organization's row is written, and how its name comes to be found."""

from vestibule.organizations.models import NamedBy, NameWord, NameWordPart, Organization
from vestibule.organizations.policy import search
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.tins import tin_index
from vestibule.storage.rows import one_at_a_time


def one_organization_at_a_time(told: Particulars) -> None:
    """Let those who would store an organization of this TIN or submitter ID wait for one another to their ends.

    Whoever comes second then finds the first one's row and can be told so; the database's constraints stand behind it.
    """
    one_tin_at_a_time(tin_index(told.tin))
    one_at_a_time(f"organization.submitter_id:{told.submitter_id}")


def one_tin_at_a_time(index: str) -> None:
    """Let those who would store an organization of a TIN, or accept a form with it, wait for one another."""
    one_at_a_time(f"organization.tin:{index}")


def write(row: Organization, told: Particulars) -> None:
    """Set a row's columns to an organization's particulars."""
    for name, value in vars(told).items():
        setattr(row, name, value)
    row.tin_index = tin_index(told.tin)
    row.tin_last_four = told.tin[-4:]
    row.name_folded = search.compared_name(told.legal_name)


def index_name(row: Organization) -> None:
    """Write the words by which the organization is found, and for words new in its state their parts."""
    wanted = set(row.name_folded.split())
    known = set(NameWord.objects.filter(state=row.state, word__in=wanted).values_list("word", flat=True))
    NameWord.objects.bulk_create(
        [NameWord(state=row.state, word=word) for word in sorted(wanted - known)], ignore_conflicts=True
    )
    words = list(NameWord.objects.filter(state=row.state, word__in=wanted))
    parts = [
        NameWordPart(word=word, state=row.state, part=part)
        for word in words
        if word.word not in known
        for part in sorted(search.word_parts(word.word))
    ]
    NameWordPart.objects.bulk_create(parts, ignore_conflicts=True)
    NamedBy.objects.filter(organization=row).exclude(word__in=words).delete()
    NamedBy.objects.bulk_create([NamedBy(organization=row, word=word) for word in words], ignore_conflicts=True)
