"""How an organization's row is written, and how its name comes to be found."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import F

from vestibule.organizations.models import NamedBy, NameWord, NameWordKey, Organization
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
    row.words_sorted = search.sorted_words(row.name_folded)


def index_name(row: Organization) -> None:
    """Write the words by which the organization is found from here on. Source: ORG-5."""
    forget_name(row)
    index_names([row])


def forget_name(row: Organization) -> None:
    """Take away the words by which the organization was found."""
    before = NamedBy.objects.filter(organization=row)
    words = NameWord.objects.filter(pk__in=list(before.values_list("word_id", flat=True)))
    list(words.order_by("pk").select_for_update().values_list("pk"))  # in the order in which all others lock them
    words.update(count=F("count") - 1)
    before.delete()


def index_names(rows: Sequence[Organization]) -> None:
    """Write the words by which some organizations are found that have none yet. Source: ORG-5.

    Words new in their state bring their keys; how many names each stands in is counted under lock, the words always in
    one order, so that of many at once none is missed and none waits for ever.
    """
    names = [(row, row.name_folded.split()) for row in rows]
    ids = _words_known({(row.state, word) for row, words in names for word in words})
    NamedBy.objects.bulk_create(
        [
            NamedBy(organization=row, word_id=ids[row.state, word], words=len(words), name=row.name_folded)
            for row, words in names
            for word in words
        ]
    )

    counts = Counter(ids[row.state, word] for row, words in names for word in words)
    for more in sorted(set(counts.values())):
        alike = [pk for pk, count in counts.items() if count == more]
        NameWord.objects.filter(pk__in=alike).update(count=F("count") + more)


def _words_known(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the ids of words by state and word, locked; what no name had before is stored with its keys."""
    found: dict[tuple[str, str], int] = {}
    for state in sorted({state for state, _ in wanted}):
        words = sorted(word for there, word in wanted if there == state)
        known = NameWord.objects.filter(state=state, word__in=words)
        new = sorted(set(words) - set(known.values_list("word", flat=True)))
        NameWord.objects.bulk_create([NameWord(state=state, word=word) for word in new], ignore_conflicts=True)
        ids = dict(known.order_by("pk").select_for_update().values_list("word", "pk"))
        NameWordKey.objects.bulk_create(
            [NameWordKey(word_id=ids[word], state=state, key=key) for word in new for key in search.word_keys(word)],
            ignore_conflicts=True,
        )
        found |= {(state, word): pk for word, pk in ids.items()}
    return found
