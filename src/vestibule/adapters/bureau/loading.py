"""Storing the identities of a file: all or nothing, and the same file again changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from vestibule.adapters.bureau.events import IdentitiesLoaded
from vestibule.adapters.bureau.models import BureauIdentity
from vestibule.adapters.bureau.policy import Identity
from vestibule.adapters.bureau.records import key_index, person_index, record_of
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.storage.rows import one_at_a_time

AT_A_TIME = 500

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    """How many identities were new, and how many had changed."""

    added: int = 0
    changed: int = 0


def load_identities(identities: list[Identity], *, progress: Progress, by: Actor, at: datetime) -> Loaded:
    """Store what is new or has changed; where nothing is, nothing happens. Source: PRF-6."""
    if not any(_differing(batch) for batch in _batches(identities)):
        return Loaded()
    return store_identities(identities, progress=progress, by=by, at=at)


@action
def store_identities(identities: list[Identity], *, progress: Progress, by: Actor, at: datetime) -> Loaded:
    """Write what is new or has changed, one load at a time. Source: PRF-6."""
    one_at_a_time("bureau.load")
    added = changed = done = 0
    for batch in _batches(identities):
        differing = _differing(batch)
        new = [row for row, is_new in differing if is_new]
        BureauIdentity.objects.bulk_create(new)
        for row, is_new in differing:
            if not is_new:
                row.save()
        added, changed, done = added + len(new), changed + len(differing) - len(new), done + len(batch)
        progress(done)

    record(IdentitiesLoaded(added=added, changed=changed), by=by, at=at)
    return Loaded(added, changed)


def _batches(identities: Iterable[Identity]) -> Iterator[list[Identity]]:
    each = iter(identities)
    while batch := list(islice(each, AT_A_TIME)):
        yield batch


def _differing(batch: list[Identity]) -> list[tuple[BureauIdentity, bool]]:
    """Return the rows that a batch would write, each with whether it is new."""
    keys = [key_index(identity) for identity in batch]
    known = {row.key_index: row for row in BureauIdentity.objects.filter(key_index__in=keys)}
    differing = []
    for key, identity in zip(keys, batch, strict=True):
        row = known.get(key) or BureauIdentity(key_index=key)
        told = record_of(identity)
        if key in known and row.record == told:
            continue
        row.person_index, row.record = person_index(identity.last_name, identity.birth_date), told
        differing.append((row, key not in known))
    return differing
