"""Killing the server and its worker while people work, and reading afterwards what is left.

``kill -9`` gives nobody time to tidy up: whatever holds afterwards, the transactions and leases hold by themselves.
"""

import json
import random
import time
from dataclasses import dataclass
from uuid import UUID

from tests.journeys.killing_ledger import Grant, Ledger, Left, Queued, Request, faults
from tests.journeys.killing_load import Load, wait_for_another
from tests.journeys.place import LEASE_SECONDS, Place, Start, kill
from vestibule.cli.visitor import Visitor
from workshop.children import stop

DECIDERS = 2  # in the second organization
MORE = 8  # deeds acknowledged between two kills, at least
_WAITS = (
    "SELECT 1 FROM mail WHERE state = 'queued'",
    "SELECT 1 FROM job WHERE kind LIKE 'notices.%%'",
    "SELECT 1 FROM log_waiting",
)


@dataclass(frozen=True)
class Outcome:
    """What the killing came to; ``faults`` lists what was lost, doubled or half done."""

    ledger: Ledger
    left: Left
    faults: list[str]
    starts: list[Start]  # after each kill

    @property
    def mails_twice(self) -> int:
        """How many mails came again, under the same Message-ID."""
        return len(self.left.caught) - len({mail["message_id"] for mail in self.left.caught})


def kill_nine(place: Place, kills: int, *, end_users: int, most_seconds: float = 3600.0, say: bool = False) -> Outcome:
    """Let people work, kill everything but the catcher again and again, and read what is left in the end.

    Where the time is up before, it was killed less often: as often as there are starts in the outcome.
    """
    last = time.monotonic() + most_seconds
    dice, ledger = random.SystemRandom(), Ledger()
    starts: list[Start] = []
    place.call("migrate")
    catcher = place.catch()
    known = place.people(end_users)
    load = Load(place.demo, known, ledger)
    server, _ = place.serve()
    try:
        load.start()
        while len(starts) < kills and time.monotonic() < last:
            wait_for_another(ledger, MORE)
            time.sleep(dice.uniform(0.0, 1.0))
            kill(server)
            server, start = place.serve()
            starts.append(start)
            if say:
                print(f"{len(starts):4} kills, ready again in {start.seconds:.2f} s, {ledger.counts}", flush=True)
        load.stop()
        wait_for_quiet(place)
        left = read(place, frozenset(UUID(one["id"]) for one in known["people"].values()))
        found = [*faults(left, ledger), *_of_the_files(place)]
        sign_in(place, ledger)
    finally:
        load.stop()
        stop([server, catcher])
    return Outcome(ledger, left, found, starts)


def wait_for_quiet(place: Place) -> None:
    """Wait until no mail waits, no job is left over one that went, and all is sealed.

    Leases of killed workers have to run out, a mail whose sending failed waits for its next try.
    """
    last = time.monotonic() + 60 * LEASE_SECONDS
    while any(place.rows(sql) for sql in _WAITS):
        if time.monotonic() > last:
            return
        time.sleep(0.5)


def read(place: Place, loaded: frozenset[UUID]) -> Left:
    """Read what is left."""
    return Left(
        loaded=loaded,
        persons=tuple(place.ids("SELECT id FROM person")),
        terms=tuple(place.ids("SELECT person_id FROM terms_acceptance")),
        drafts_used=len(place.rows("SELECT 1 FROM registration_draft WHERE submitted_at IS NOT NULL")),
        requests=tuple(
            Request(_id(row[0]), _id(row[1]), row[2], row[3])
            for row in place.rows("SELECT id, person_id, state, confirmation FROM role_request")
        ),
        grants=tuple(
            Grant(_id(row[0]), row[1] and _id(row[1]), row[2] is not None, row[3], row[4] is not None)
            for row in place.rows("SELECT id, request_id, ended_at, ended_why, certified_at FROM role_grant")
        ),
        reviews=tuple(place.ids("SELECT grant_id FROM role_review")),
        entries=tuple(json.loads(bytes(row[0])) for row in place.rows("SELECT canonical FROM journal_entry")),
        outbox=tuple(
            Queued(f"<{_id(row[0])}@localhost>", row[1], row[2] and _id(row[2]), row[3])
            for row in place.rows("SELECT id, kind, person_id, state FROM mail")
        ),
        caught=tuple(place.mails()),
        unsealed=_unsealed(place),
        jobs=len(place.rows(_WAITS[1])),
        deciders=DECIDERS,
    )


def sign_in(place: Place, ledger: Ledger) -> None:
    """Let everybody who was told that they are registered sign in, up to the code. Raises ``Lost`` if one can't."""
    for someone in ledger.registered:
        visitor = Visitor(place.demo.mail_json)
        visitor.open(place.demo.origin)
        visitor.fill("User ID", someone.user_id)
        visitor.fill("Password", someone.password)
        visitor.tick("Agree to terms and conditions")
        visitor.press("Sign In")
        visitor.must_see("Send me an email")


def _of_the_files(place: Place) -> list[str]:
    """List what is wrong with the record as a stranger verifies it, and with SQLite's file."""
    export, checkpoints = str(place.home / "record.jsonl"), place.home / "checkpoints"
    found = []
    try:
        place.call("record", "export", export)
        kept = ["--checkpoint", str(checkpoints), "--key", str(checkpoints / "keys.txt")]
        place.call("record", "verify", export, *kept)
    except AssertionError as said:
        found.append(str(said))
    if not place.database_url and (whole := place.rows("PRAGMA integrity_check")) != [("ok",)]:
        found.append(f"SQLite says of its file: {whole}")
    return found


def _unsealed(place: Place) -> int:
    without = "SELECT count(*) FROM journal_entry e LEFT JOIN log_leaf l ON l.entry_id = e.id WHERE l.entry_id IS NULL"
    return int(place.rows(without)[0][0])


def _id(value: object) -> UUID:
    return UUID(str(value))
