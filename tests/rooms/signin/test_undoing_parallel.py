"""Undoing, many at once: of the same link one wins, and beside it nobody signs in, changes or finishes anything."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import AT, a_person
from tests.racing import said_by
from tests.rooms.desk.casing import a_journey
from tests.rooms.signin.devices import an_app
from tests.rooms.signin.sitting import seated
from tests.rooms.signin.undoing import NEW, OLD, address_of, live, me, moves_to
from vestibule.accounts.models import FormerEmail
from vestibule.accounts.queries import email_owner
from vestibule.journal.models import Entry
from vestibule.kernel.actor import visitor
from vestibule.signin.actions import (
    Browser,
    change_own_email,
    enter_code,
    remove_device,
    send_code,
    send_to_new_email,
    undo_changes,
)
from vestibule.signin.models import Session, SignInJourney
from vestibule.signin.upkeep import forget_changes

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def codes(monkeypatch):
    """Let every code be the same, so that it needs no reading from mail."""
    monkeypatch.setattr("vestibule.signin.factors.sent.new_code", lambda digits: "123456")
    monkeypatch.setattr("tests.rooms.signin.undoing.code_to", lambda *_, **__: "123456")


def test_of_twenty_that_press_the_same_link_one_wins():
    """Source: SIG-4."""
    seat = seated(a_person())
    link = moves_to(seat)
    said = at_once(lambda _: said_by(lambda: undo_changes(link, by=visitor(), at=AT)), 20)
    assert sorted(said) == ["done", *["nothing"] * 19]
    assert Entry.objects.filter(fact="signin.change_undone").count() == 1
    assert address_of(seat) == OLD


@pytest.mark.cms
def test_undone_while_the_thief_goes_on_changing_nothing_of_the_thiefs_is_left():
    """Source: SIG-4, SIG-7. What they do is done before it and undone, or after it and refused."""
    for round_ in range(max(ROUNDS // 3, 1)):
        seat = seated(a_person("Ann", "Archer" + "a" * round_))
        app = an_app(me(seat), at=AT).device
        old = address_of(seat)
        link = moves_to(seat, f"ann{round_}@new.example")
        send_to_new_email(f"ann{round_}@third.example", by=seat.by, at=AT)
        deeds: list[Callable[[], object]] = [
            partial(undo_changes, link, by=visitor(), at=AT),
            partial(change_own_email, "123456", by=seat.by, at=AT),
            partial(remove_device, app.pk, by=seat.by, at=AT),
        ]
        said = at_once(_each(deeds), 3)
        assert said[0] == "done"
        assert address_of(seat) == old
        assert live(me(seat)) == ["email", "totp"]
        assert not Session.objects.filter(person_id=me(seat), state="live").exists()


def test_two_who_prove_the_same_address_at_once_dont_both_get_it():
    """Source: ACC-2."""
    seats = [seated(a_person(name, "Archer")) for name in ("Ann", "Bea", "Cid")]
    for seat in seats:
        send_to_new_email(NEW, by=seat.by, at=AT)
    said = at_once(lambda one: said_by(lambda: change_own_email("123456", by=seats[one].by, at=AT)), 3)
    assert sorted(said) == ["done", "email.taken", "email.taken"]
    assert email_owner(NEW) == me(seats[said.index("done")])
    assert FormerEmail.objects.count() == 1


@pytest.mark.cms
def test_undone_and_swept_at_once_it_is_undone_or_over():
    """Source: SIG-4, LIF-7. A sweep on another node whose clock is ahead wipes nothing that is just coming back."""
    for round_ in range(max(ROUNDS // 3, 1)):
        seat = seated(a_person("Ann", "Archer" + "a" * round_))
        app = an_app(me(seat), at=AT).device
        link = moves_to(seat, f"ann{round_}@new.example")
        remove_device(app.pk, by=seat.by, at=AT)
        deeds: list[Callable[[], object]] = [
            partial(undo_changes, link, by=visitor(), at=AT),
            partial(forget_changes, at=AT.replace(day=14)),
        ]
        said = at_once(_each(deeds), 2)
        assert said[1] == "done"
        kept = live(me(seat)) == ["email", "totp"]
        assert kept == (said[0] == "done")


def test_a_sign_in_on_its_last_step_is_out_again_or_over():
    """Source: SIG-7."""
    for round_ in range(max(ROUNDS // 3, 1)):
        name = "archer" + "a" * round_
        seat = seated(a_person("Ann", name))
        link = moves_to(seat, f"ann{round_}@new.example")
        token = a_journey(me(seat), at=AT)
        send_code(token, by=visitor(), at=AT)
        deeds: list[Callable[[], object]] = [
            partial(undo_changes, link, by=visitor(), at=AT),
            partial(enter_code, token, "123456", browser=Browser("b"), by=visitor(), at=AT),
        ]
        said = at_once(_each(deeds), 2)
        assert said[0] == "done"
        assert not Session.objects.filter(state="live").exists()
        assert not SignInJourney.objects.filter(stage="code").exists()


def _each(deeds: Sequence[Callable[[], object]]) -> Callable[[int], str]:
    return lambda one: said_by(deeds[one])
