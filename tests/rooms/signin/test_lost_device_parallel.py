"""A lost device, many at once: one gets back in, and what is stopped first is not done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import AT
from tests.racing import said_by
from tests.rooms.desk.casing import EVIDENCE, a_journey, a_loss_case, staff
from tests.rooms.signin.devices import codes_on_paper, device_of
from tests.rooms.signin.losing import DAY, a_confirmed_loss, stop_token
from vestibule.desk import actions as desk
from vestibule.journal.models import Entry
from vestibule.kernel.actor import Actor, Trail, person, visitor
from vestibule.signin.actions import Browser, enter_code, prove_again, report_loss, send_code, stop_loss
from vestibule.signin.models import Device, LostAccess, Session
from vestibule.signin.upkeep import go_on_without_device

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

RIPE = AT + DAY


@pytest.fixture
def codes(monkeypatch):
    """Let every code be the same, so that it needs no reading from mail."""
    monkeypatch.setattr("vestibule.signin.factors.sent.new_code", lambda digits: "123456")
    return "123456"


def ready(person_id) -> str:
    """Return a sign-in that has only the code left to enter."""
    token = a_journey(person_id, at=RIPE)
    go_on_without_device(token, at=RIPE)
    send_code(token, by=visitor(), at=RIPE)
    return token


def test_of_four_sign_ins_that_finish_at_once_one_gets_in(codes):
    """Source: SIG-8. The others are over, and no session of theirs is left."""
    row = a_confirmed_loss()
    tokens = [ready(row.person_id) for _ in range(4)]

    def enter(one: int) -> str:
        browser = Browser(f"browser-{one}")
        return said_by(lambda: enter_code(tokens[one], codes, browser=browser, by=visitor(), at=RIPE))

    told = at_once(enter, 4)
    assert told.count("done") == 1
    assert set(told) - {"done"} <= {"loss.over", "signin.begin_again"}
    assert Session.objects.filter(person_id=row.person_id, state="live").count() == 1
    assert Entry.objects.filter(fact="signin.access_regained").count() == 1
    assert list(Device.objects.filter(state="live").values_list("kind", flat=True)) == ["email"]


def test_stopped_finished_and_disabled_at_once_it_is_stopped_or_done(codes):
    """Source: SIG-8, SPT-3. Never both, and nobody waits for one another for ever."""
    row, sam = a_confirmed_loss(), staff("Sam", "Super", tier="supervisor")
    token, link = ready(row.person_id), stop_token()
    deeds = [
        lambda: enter_code(token, codes, browser=Browser("b"), by=visitor(), at=RIPE),
        lambda: stop_loss(link, by=visitor(), at=RIPE),
        lambda: desk.disable_person(row.person_id, reason="Told by telephone.", by=sam, at=RIPE),
    ]
    told = at_once(lambda one: said_by(deeds[one]), 3)
    assert told[2] == "done"
    state = LostAccess.objects.get().state
    assert (state == "done") == (told[0] == "done")
    assert (state == "stopped") == (told[1] == "done")
    assert not Session.objects.filter(person_id=row.person_id, state="live").exists()


def test_a_device_that_is_shown_while_it_is_removed_holds_nobody_up(codes):
    """Source: SIG-8, SIG-4. Both take what hangs on a device before the device: neither waits for ever."""
    row = a_confirmed_loss()
    papers = codes_on_paper(row.person_id, at=AT)
    held = device_of(row.person_id, "recovery_codes")
    seats = [a_seat(row.person_id, at=RIPE) for _ in papers[:4]]
    token = ready(row.person_id)

    def deed(one: int) -> str:
        if one == 4:
            return said_by(lambda: enter_code(token, codes, browser=Browser("b"), by=visitor(), at=RIPE))
        return said_by(lambda: prove_again(papers[one], device_id=held, by=seats[one], at=RIPE))

    told = at_once(deed, 5)
    assert set(told) <= {"done", "nothing", "loss.used_since", "device.not_chosen", "signin.recovery_code_wrong"}
    if told[4] == "done":
        assert list(Device.objects.filter(state="live").values_list("kind", flat=True)) == ["email"]
        assert Session.objects.filter(person_id=row.person_id, state="live").count() == 1


def a_seat(person_id: UUID, *, at: datetime) -> Actor:
    """Return somebody in a session of their own."""
    session = Session.objects.create(
        token_digest=str(uuid4()), person_id=person_id, browser_digest="b", started_at=at, seen_at=at
    )
    return person(person_id, Trail(session_id=session.pk))


def test_asked_in_several_browsers_at_once_it_is_one_case():
    """Source: SIG-8, HLP-1."""
    case = a_loss_case()
    LostAccess.objects.all().delete()
    assert case.person_id
    for round_ in range(ROUNDS // 3):
        moment = AT + timedelta(days=1 + 2 * round_)
        tokens = [a_journey(case.person_id, at=moment) for _ in range(4)]
        told = at_once(_report(tokens, moment), 4)
        assert sorted(told) == ["done", *["loss.asked_already"] * 3]
        LostAccess.objects.all().delete()


def _report(tokens: list[str], at: datetime) -> Callable[[int], str]:
    return lambda one: said_by(lambda: report_loss(tokens[one], by=visitor(), at=at))


def test_confirmed_by_several_at_once_it_is_confirmed_once():
    """Source: SIG-8 (two people). Who entered the evidence is among them, and never the one."""
    case, team = a_loss_case(), [staff(name, "Staff") for name in ("Abe", "Bea", "Cid", "Dot")]
    desk.enter_loss_evidence(case.id, EVIDENCE, by=team[0], at=AT)
    told = at_once(lambda one: said_by(lambda: desk.confirm_loss(case.id, by=team[one], at=AT)), 4)
    assert told.count("done") == 1
    assert told[0] != "done"
    assert Entry.objects.get(fact="signin.loss_confirmed").actor_id != team[0].person_id
