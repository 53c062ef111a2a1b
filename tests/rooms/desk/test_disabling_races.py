"""An account that is disabled at the same moment as something else of it: both come to an end, and nobody stays in."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import AT, a_person
from tests.racing import said_by
from tests.rooms.desk.casing import REASON, a_journey, staff
from tests.rooms.signin.sitting import seated
from tests.rooms.signin.undoing import me, moves_to
from vestibule.accounts.queries import account_state
from vestibule.desk.actions import disable_person
from vestibule.kernel.actor import Actor, visitor
from vestibule.signin.actions import Browser, disown_session, enter_code, send_code, undo_changes
from vestibule.signin.models import Session, SignInJourney

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

REPEATED = range(max(ROUNDS // 2, 1))


@pytest.fixture
def stan() -> Actor:
    return staff("Sue", "Stone", "supervisor")


@pytest.fixture(autouse=True)
def codes(monkeypatch):
    """Let every code be the same, so that it needs no reading from mail."""
    monkeypatch.setattr("vestibule.signin.factors.sent.new_code", lambda digits: "123456")
    monkeypatch.setattr("tests.rooms.signin.undoing.code_to", lambda *_, **__: "123456")


def _disable(who, by):
    return partial(disable_person, who, reason=REASON, by=by, at=AT)


def _at_once(*deeds: Callable[[], object]) -> list[str]:
    return at_once(lambda one: said_by(deeds[one]), len(deeds))


def _nobody_is_in(who) -> bool:
    waiting = SignInJourney.objects.filter(person_id=who, stage="code").exists()
    return not waiting and not Session.objects.filter(person_id=who, state="live").exists()


@pytest.mark.cms
def test_disabled_while_the_owner_undoes_both_are_done(stan):
    """Source: HLP-2, SIG-4. Neither waits for what the other holds."""
    for round_ in REPEATED:
        seat = seated(a_person("Ann", "Archer" + "a" * round_))
        link = moves_to(seat, f"ann{round_}@new.example")
        a_journey(me(seat))
        said = _at_once(partial(undo_changes, link, by=visitor(), at=AT), _disable(me(seat), stan))
        assert said == ["done", "done"]
        assert account_state(me(seat)) == "disabled"
        assert _nobody_is_in(me(seat))


def test_disabled_on_the_last_step_of_the_first_sign_in(stan):
    """Source: HLP-2, SIG-2, SPT-3. Once the account is active it is disabled, and who has just come in is out."""
    for round_ in REPEATED:
        who = a_person("Ann", "Archer" + "a" * round_, state="unverified")
        token = a_journey(who)
        send_code(token, by=visitor(), at=AT)
        enter = partial(enter_code, token, "123456", browser=Browser("b"), by=visitor(), at=AT)
        entered, disabled = _at_once(enter, _disable(who, stan))
        assert (entered, disabled) in {("done", "done"), ("done", "account.not_active")}
        assert _nobody_is_in(who) == (disabled == "done")


def test_disabled_while_the_owner_disowns_a_session_both_are_done(stan):
    """Source: HLP-2, SIG-7."""
    for round_ in REPEATED:
        who = a_person("Ann", "Archer" + "a" * round_)
        mine, other = seated(who), seated(who)
        a_journey(who)
        disown = partial(disown_session, other.session_id, by=mine.by, at=AT)
        undone, disabled = _at_once(disown, _disable(who, stan))
        assert disabled == "done"
        assert undone in {"done", "nothing"}
        assert _nobody_is_in(who)
