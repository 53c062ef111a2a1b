"""Reads of what may be sharing: an account's score and what it rests on, and the cases that wait for the help desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.lifecycle import SUSPECTED
from vestibule.signin.models import Session, SharingCase, Telephone
from vestibule.signin.policy.sharing import Score, Use, sharing_score

MOST_WAITING = 1000
MOST_USES = 200  # of one account within the days that count: more tell nothing more


@dataclass(frozen=True)
class SharingCard:
    """A suspicion that waits for the help desk."""

    id: UUID
    person_id: UUID
    since: datetime
    points: int


@dataclass(frozen=True)
class Evidence:
    """A session that the score rests on: when, in which browser, from which address."""

    began: datetime
    seen: datetime
    agent: str
    browser: str  # the same letter is the same browser
    address: str | None


@dataclass(frozen=True)
class Looked:
    """An account's score at a moment, and what it rests on, the newest first."""

    score: Score
    evidence: tuple[Evidence, ...]


def sharing_of(person_id: UUID, *, at: datetime) -> Looked:
    """Return an account's score as it is now. Source: ACC-12.

    Reading: sign-ins of the last days count, and of those none that a colleague has dismissed already.
    """
    since = counts_since(person_id, at=at)
    rows = list(Session.objects.filter(person_id=person_id, started_at__gt=since).order_by("-started_at")[:MOST_USES])
    uses = [Use(row.browser_digest, row.address, row.started_at, row.seen_at) for row in rows]
    return Looked(
        sharing_score(uses, others_with_factor=_others_with_factor(person_id), rules=rulebook().sharing),
        _evidence(rows),
    )


def counts_since(person_id: UUID, *, at: datetime) -> datetime:
    """Return from which moment on sign-ins count: some days ago, or when the last case was decided. Source: ACC-12."""
    some_days_ago = at - timedelta(days=rulebook().sharing.days)
    decided = SharingCase.objects.filter(person_id=person_id).aggregate(last=Max("settled_at"))["last"]
    return max(some_days_ago, decided) if decided else some_days_ago


def worth_scoring(*, after: UUID | None, most: int, at: datetime) -> list[UUID]:
    """Return the next people whose score may be anything, in the order of ids.

    Source: ACC-12, LIF-7. Reading: who used several browsers of late, or has a telephone that another account has too.
    """
    since = at - timedelta(days=rulebook().sharing.days)
    recent, telephones = Session.objects.filter(started_at__gt=since), _telephones()
    if after is not None:
        recent, telephones = recent.filter(person_id__gt=after), telephones.filter(device__person__gt=after)
    several = recent.values("person_id").annotate(browsers=Count("browser_digest", distinct=True))
    numbers = _telephones().values("number_index").annotate(people=Count("device__person", distinct=True))
    shared = telephones.filter(number_index__in=numbers.filter(people__gt=1).values("number_index"))
    found = several.filter(browsers__gt=1).values_list("person_id", flat=True)
    found = found.union(shared.values_list("device__person_id", flat=True))
    return list(found.order_by("person_id")[:most])


def is_suspected(person_id: UUID) -> bool:
    """Say whether a case of an account waits for the help desk. Source: ACC-12."""
    return SharingCase.objects.filter(person_id=person_id, state=SUSPECTED).exists()


def suspicions_waiting() -> list[SharingCard]:
    """Return what waits for the help desk, the longest waiting first. Source: ACC-12, HLP-1."""
    rows = SharingCase.objects.filter(state=SUSPECTED).order_by("opened_at", "pk")
    return [_card(row) for row in rows[:MOST_WAITING]]


def count_suspicions_waiting() -> int:
    """Count the suspicions that wait for the help desk. Source: HLP-1, ROL-1."""
    return SharingCase.objects.filter(state=SUSPECTED).count()


def told_suspicion(case_id: UUID) -> SharingCard:
    """Return one suspicion that waits for the help desk. Raises ``NotFound`` where it no longer does."""
    row = SharingCase.objects.filter(pk=case_id, state=SUSPECTED).first()
    if row is None:
        raise NotFound(f"suspicion {case_id}")
    return _card(row)


def _card(row: SharingCase) -> SharingCard:
    return SharingCard(row.pk, row.person_id, row.opened_at, row.points)


def _evidence(rows: Sequence[Session]) -> tuple[Evidence, ...]:
    """Return the sessions, with a letter for each browser: its digest tells nobody anything."""
    names = {
        digest: _letters(number) for number, digest in enumerate(dict.fromkeys(row.browser_digest for row in rows))
    }
    return tuple(
        Evidence(row.started_at, row.seen_at, row.agent, names[row.browser_digest], row.address) for row in rows
    )


def _letters(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number}"


def _telephones() -> "QuerySet[Telephone]":
    return Telephone.objects.filter(device__state="live")


def _others_with_factor(person_id: UUID) -> int:
    """Count the other accounts that have a telephone of this one's for their second factor.

    Reading: an app's secret is made anew for each account, so that no two can have the same.
    """
    own = _telephones().filter(device__person=person_id).values("number_index")
    theirs = _telephones().filter(number_index__in=own).exclude(device__person=person_id)
    return theirs.values("device__person").distinct().count()
