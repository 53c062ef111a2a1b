"""What was acknowledged survives ``kill -9`` of server and worker, whole, and its mail goes out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.journeys.killing import Place, kill_nine

ROUNDS = 5  # more with bin/bench kill_nine


@pytest.fixture
def place(tmp_path: Path, new_database: NewDatabase) -> Iterator[Place]:
    """Return an installation of its own, on the database of this run."""
    with new_database() as address:
        yield Place(tmp_path, address)


def test_nothing_acknowledged_is_lost_or_half_done_and_every_mail_arrives(place):
    """Source: NEW-1, ACC-1 (APP 16, EU 15, ADD 11). Reading: a mail may come twice, under one Message-ID."""
    left = kill_nine(place, ROUNDS)

    # Lost: everybody who was told so could sign in, else ``kill_nine`` had raised.
    assert ROUNDS < len(left.ledger.acknowledged) <= len(left.persons) <= left.ledger.tried
    # Half done: each person has the record, the terms, and a draft that was used up; and nobody else has.
    assert left.persons == left.registered == left.terms
    assert left.drafts == len(left.persons)
    # Mail: one for each, all gone out, none of a deed that was rolled back.
    assert len(left.mails_to_send) == len(left.persons)
    assert set(left.mails_caught) == set(left.mails_to_send)
    assert (left.mails_by_state, left.jobs_left) == ({"sent": len(left.persons)}, 0)
