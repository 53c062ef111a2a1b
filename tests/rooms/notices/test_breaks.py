"""A mail server that refuses, delays, stores and then drops: what was promised arrives, as often as breaks demand.

Each test has the real worker, the real outbox, and a ledger of what the server stored.
"""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.rooms.jobs.works import done, put_in
from tests.rooms.notices.mail import a_mail
from tests.rooms.notices.scripted import (
    DATA,
    EHLO,
    GREETING,
    LETTER,
    MAIL,
    QUIT,
    RCPT,
    Mood,
    Scripted,
    serving,
    until,
    working,
)
from vestibule.adapters import smtp
from vestibule.jobs import lease
from vestibule.jobs.models import Job
from vestibule.jobs.queue import job_kinds
from vestibule.kernel import clock
from vestibule.notices.models import Mail
from vestibule.notices.queries import undelivered
from workshop.children import free_port

# What a mail server does is the same whichever database asks it.
pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

BEFORE = (GREETING, EHLO, MAIL, RCPT, DATA)  # the server has nothing yet
SLOW = 2.0  # longer than our patience for an answer, shorter than that for the last one

Point = Callable[[str], None]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch):
    """Let seconds stand for the minutes that we have patience, and no time pass between two tries."""
    monkeypatch.setattr(smtp, "PATIENCE", 1.2)
    monkeypatch.setattr(smtp, "LAST_PATIENCE", 4.0)
    monkeypatch.setattr(smtp, "GOODBYE", 0.2)
    monkeypatch.setattr(smtp, "WHOLE", 8.0)
    monkeypatch.setattr(lease, "pause_after", lambda kind, attempt: timedelta(milliseconds=50))


def mails(count: int) -> set[str]:
    """Promise so many mails; return their Message-IDs."""
    return {f"<{a_mail(at=clock.now()).id}@testserver>" for _ in range(count)}


def delivered(server: Scripted, count: int, point_to: Point) -> set[str]:
    """Let a worker send so many mails through a server until none waits; return their Message-IDs."""
    with serving(server, point_to):
        promised = mails(count)
        with working():
            until(lambda: not Job.objects.exists())
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    return promised


@pytest.mark.parametrize("answer", ["421 Later", "451 Later", "554 Never"])
@pytest.mark.parametrize("stage", [*BEFORE, LETTER])
def test_what_is_refused_at_any_stage_is_tried_again_and_arrives_once(stage, answer, point_to):
    """Source: NEW-1. Reading: a refusal for good too: the operator's own server says so, and it is mended."""
    server = Scripted(Mood(stage, answer=answer))
    promised = delivered(server, 1, point_to)
    assert (server.copies(), server.connections) == (dict.fromkeys(promised, 1), 2)


@pytest.mark.parametrize("mood", [Mood("", drops=True), Mood("", pause=SLOW)], ids=["drops", "delays"])
@pytest.mark.parametrize("stage", BEFORE)
def test_a_break_before_the_letter_costs_a_try_and_no_copy(stage, mood, point_to):
    """Source: NEW-1."""
    server = Scripted(Mood(stage, drops=mood.drops, pause=mood.pause))
    promised = delivered(server, 1, point_to)
    assert (server.copies(), server.connections) == (dict.fromkeys(promised, 1), 2)


def test_a_server_that_looks_at_a_letter_for_long_before_it_says_yes_gets_it_once(point_to):
    """It has minutes for that: who gives up after seconds sends it again, and again. Source: NEW-1."""
    server = Scripted(Mood(LETTER, pause=SLOW))
    promised = delivered(server, 1, point_to)
    assert (server.copies(), server.connections) == (dict.fromkeys(promised, 1), 1)


@pytest.mark.parametrize(
    "mood",
    [Mood(QUIT, drops=True), Mood(QUIT, answer="421 Closing"), Mood(QUIT, answer="nonsense"), Mood(QUIT, pause=SLOW)],
)
def test_however_a_server_says_goodbye_what_it_took_is_carried(mood, point_to):
    """A break after the 250 is none. Source: NEW-1."""
    server = Scripted(mood)
    promised = delivered(server, 1, point_to)
    assert (server.copies(), server.connections) == (dict.fromkeys(promised, 1), 1)


@pytest.mark.parametrize(
    "mood",
    [Mood(LETTER, drops=True), Mood(LETTER, pause=6.0), Mood(LETTER, drips=0.2)],
    ids=["drops", "never-says", "never-ends"],
)
def test_a_letter_that_was_stored_without_a_word_comes_again_once_under_its_message_id(mood, point_to):
    """Nobody can know whether the server has it. Source: NEW-1."""
    server = Scripted(mood)
    promised = delivered(server, 1, point_to)
    assert server.copies() == dict.fromkeys(promised, 2)
    assert server.breaks() == dict.fromkeys(promised, 1)


@pytest.mark.parametrize("stage", [GREETING, MAIL])
def test_a_server_that_sends_a_letter_now_and_then_holds_nobody_for_ever(stage, point_to, monkeypatch):
    """Source: NEW-1. Each of its letters comes within our patience for an answer, but the answer never does."""
    monkeypatch.setattr(smtp, "WHOLE", 1.5)
    server = Scripted(Mood(stage, drips=0.2))
    promised = delivered(server, 1, point_to)
    assert (server.copies(), server.connections) == (dict.fromkeys(promised, 1), 2)


def test_a_server_that_is_away_for_a_while_gets_all_that_was_promised_meanwhile(point_to):
    """Source: NEW-1."""
    point_to(f"smtp://127.0.0.1:{free_port()}")
    promised, server = mails(5), Scripted()
    with working():
        until(lambda: Job.objects.filter(attempts__gt=1).count() == 5)
        with serving(server, point_to):
            until(lambda: not Job.objects.exists())
    assert server.copies() == dict.fromkeys(promised, 1)


def test_of_sixty_mails_through_forty_moods_each_arrives_once_and_again_for_each_ambiguous_break(point_to):
    """Two workers at once, and breaks that meet the same mail several times. Source: NEW-1."""
    moods = [Mood(stage, answer="451 Later") for stage in BEFORE]
    moods += [Mood(stage, drops=True) for stage in (*BEFORE, QUIT)]
    moods += [Mood(stage, pause=SLOW) for stage in (*BEFORE, LETTER)]
    moods += [Mood(LETTER, answer="452 Full"), Mood(QUIT, answer="421 Closing")] * 4
    moods += [Mood(LETTER, drops=True)] * 15
    random.Random(6).shuffle(moods)
    server = Scripted(*moods)
    with serving(server, point_to):
        promised = mails(60)
        with working(), working():
            until(lambda: not Job.objects.exists())

    assert server.moods == []
    assert sum(server.breaks().values()) == 15
    assert server.copies() == {each: 1 + server.breaks().get(each, 0) for each in promised}
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_what_is_refused_to_the_end_is_dead_and_the_help_desk_reads_why(point_to):
    """Source: NEW-1. Whom it missed and with which number; what it said is wiped."""
    server = Scripted(Mood(RCPT, answer="550 No such user"))
    with serving(server, point_to):
        mails(1)
        Job.objects.update(attempts=job_kinds()["notices.send"].attempts - 1)
        with working():
            until(lambda: Job.objects.filter(state="dead").exists())
    [dead] = undelivered(1).rows
    assert (dead.kind, dead.error) == ("test/code", "NotCarried:recipient_550")
    assert (Mail.objects.get().recipient, Mail.objects.get().text) == (None, None)
    assert server.ledger == []


def test_a_slow_mail_server_never_has_all_hands(point_to):
    """Source: NEW-1, LIF-7. Six mails hang; what else is due is done meanwhile."""
    server = Scripted(*[Mood(LETTER, pause=3.0)] * 6)
    with serving(server, point_to):
        mails(6)
        with working(threads=3):
            until(lambda: server.connections == 2)
            put_in(at=clock.now(), words="else")
            until(lambda: "else" in done, patience=2.0)
            until(lambda: not Job.objects.exists())
    assert sum(server.copies().values()) == 6
