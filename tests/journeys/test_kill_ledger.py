"""What the kill test would find: each way in which something acknowledged could be lost, doubled or half done."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.journeys.killing_ledger import Grant, Ledger, Left, Queued, Request, faults

ANN, REQUEST, GRANT = (UUID(int=number) for number in (1, 2, 3))
NUMBER = "7K2QM-X9DRH"


def an_entry(fact: str, **detail: UUID) -> dict[str, Any]:
    """Return an entry as the record has it."""
    return {"fact": f"access.{fact}", "detail": {name: str(value) for name, value in detail.items()}}


def a_mail(number: int, kind: str, to: UUID = ANN) -> tuple[Queued, dict[str, str]]:
    """Return a mail about the request in the outbox and as it was caught."""
    message_id = f"<{number}@localhost>"
    caught = {"message_id": message_id, "subject": f"Your request {NUMBER}", "text": ""}
    return Queued(message_id, f"access/{kind}", to, "sent"), caught


ABOUT = {"request_id": REQUEST, "person_id": ANN}
MAILS = [
    a_mail(1, "request_submitted"),
    a_mail(2, "request_waiting", UUID(int=8)),
    a_mail(3, "request_approved"),
    a_mail(4, "role_removed"),
]
WHOLE = Left(
    loaded=frozenset({ANN}),
    persons=(ANN,),
    terms=(ANN,),
    drafts_used=0,
    requests=(Request(REQUEST, ANN, "approved", NUMBER),),
    grants=(Grant(GRANT, REQUEST, is_ended=True, ended_why="removed"),),
    reviews=(),
    entries=(
        an_entry("request_submitted", **ABOUT),
        an_entry("request_approved", grant_id=GRANT, **ABOUT),
        an_entry("grant_ended", grant_id=GRANT, person_id=ANN),
        an_entry("role_removed", grant_id=GRANT, person_id=ANN),
    ),
    outbox=tuple(queued for queued, _ in MAILS),
    caught=tuple(caught for _, caught in MAILS),
    unsealed=0,
    jobs=0,
    deciders=1,
)


def what_was_told() -> Ledger:
    """Return the ledger of one request that was approved, and whose role was removed."""
    return Ledger(submitted={NUMBER: ANN}, decided={NUMBER: "approved"}, removed={GRANT})


def without(one: int, of: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return all but one."""
    return of[:one] + of[one + 1 :]


def test_what_is_whole_has_no_faults():
    """Nor has a mail that came twice under one Message-ID."""
    assert faults(replace(WHOLE, caught=(*WHOLE.caught, WHOLE.caught[0])), what_was_told()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"requests": ()},
        {"requests": (Request(REQUEST, UUID(int=9), "approved", NUMBER),)},
        {"requests": (Request(REQUEST, ANN, "submitted", NUMBER),)},
        {"requests": (*WHOLE.requests, Request(UUID(int=7), ANN, "draft", NUMBER))},
        {"grants": ()},
        {"grants": (*WHOLE.grants, Grant(UUID(int=7), REQUEST, is_ended=False, ended_why=""))},
        {"grants": (Grant(GRANT, REQUEST, is_ended=False, ended_why=""),)},
        *({"entries": without(number, WHOLE.entries)} for number in range(4)),
        *({"entries": (*WHOLE.entries, WHOLE.entries[number])} for number in range(4)),
        *({"outbox": without(number, WHOLE.outbox), "caught": without(number, WHOLE.caught)} for number in range(4)),
        *({"caught": without(number, WHOLE.caught)} for number in range(4)),
        {"outbox": (*WHOLE.outbox, replace(WHOLE.outbox[2], message_id="<7@localhost>"))},
        {"caught": (*WHOLE.caught, {"message_id": "<7@localhost>", "subject": "", "text": ""})},
        {"outbox": (*WHOLE.outbox[:3], replace(WHOLE.outbox[3], state="queued"))},
        {"persons": (ANN, UUID(int=9))},
        {"drafts_used": 1},
        {"reviews": (GRANT,)},
        {"grants": (replace(WHOLE.grants[0], is_certified=True),)},
        {"entries": (*WHOLE.entries, an_entry("role_certified", grant_id=GRANT))},
        {"unsealed": 1},
        {"jobs": 1},
    ],
)
def test_what_is_lost_doubled_or_half_done_is_found(changed):
    """Source: NEW-1, ROL-6, ROL-8, ROL-12."""
    assert faults(replace(WHOLE, **changed), what_was_told())


@pytest.mark.parametrize(
    "told",
    [
        {"submitted": {"7K2QM-X9DRJ": ANN}},
        {"decided": {NUMBER: "denied"}},
        {"removed": {UUID(int=7)}},
        {"kept": {GRANT}},
        {"not_kept": {GRANT}},
        {"broken": ["/my-approvals (500)"]},
        {"contradicted": ["It was both."]},
    ],
)
def test_what_was_acknowledged_and_is_not_there_is_found(told):
    """Source: NEW-1, ROL-6, ROL-8, ROL-12."""
    assert faults(WHOLE, replace(what_was_told(), **told))
