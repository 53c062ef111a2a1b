"""Getting back in, everything at once: of many uses of one link one wins, and counters are exact."""

from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.at_once import at_once
from tests.people import AT, PASSWORD, hashed
from tests.racing import said_by
from tests.rooms.signin.people import ask_for_code, enter_code, give_password, is_in
from tests.rooms.signin.recovering import NEW_PASSWORD, UNLOCK, asked_link, at_new_password, someone
from vestibule.accounts import passwords
from vestibule.accounts.models import Person
from vestibule.accounts.passwords import Gate
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM, Trail, person
from vestibule.notices.models import Mail
from vestibule.signin.actions import (
    begin_recovery,
    change_password,
    reset_password,
    send_recovery_mail,
    unlock_by_link,
)
from vestibule.signin.models import RecoveryLink, Session, SignInJourney

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything happen at one moment."""
    travel(AT)


def test_of_twenty_uses_of_one_link_at_once_one_wins(client):
    """Source: SIG-5."""
    someone()
    token = asked_link(client).rpartition("/")[2]
    said = at_once(lambda _: said_by(lambda: begin_recovery(token, answered="", by=SYSTEM, at=AT)), 20)
    assert sorted(said) == ["done", *["nothing"] * 19]
    assert SignInJourney.objects.filter(stage="reset").count() == 1


def test_of_twenty_new_passwords_of_one_recovery_at_once_one_wins(client):
    """Source: SIG-5."""
    someone()
    at_new_password(client)
    token, chosen = client.cookies[settings.RECOVERY_COOKIE].value, [hashed(NEW_PASSWORD), hashed("Other-Horse-8-Bat")]

    def deed(number: int) -> str:
        new = chosen[number % 2]
        return said_by(lambda: reset_password(token, new, instead_of=hashed(PASSWORD), by=SYSTEM, at=AT))

    assert sorted(at_once(deed, 20)) == ["done", *["recovery.over"] * 19]
    assert Entry.objects.filter(fact="accounts.password_set").count() == 1
    assert Mail.objects.filter(kind="signin/password_reset").count() == 1


def test_of_twenty_unlockings_by_one_link_at_once_one_is_told(client):
    """Source: SIG-6."""
    someone()
    token = asked_link(client, UNLOCK).rpartition("/")[2]
    said = at_once(lambda _: said_by(lambda: unlock_by_link(token, by=SYSTEM, at=AT)), 20)
    assert sorted(said) == ["done", *["nothing"] * 19]
    assert Mail.objects.filter(kind="signin/unlocked").count() == 1


@pytest.mark.cms
def test_of_many_wrong_answers_at_once_five_are_looked_at(client, monkeypatch):
    """Source: ACC-10, SIG-6. Twelve browsers hold the same link; none of them gets further afterwards."""
    monkeypatch.setattr(passwords, "_gate", Gate(at_once=2, waiting=20, patience=30.0))
    someone(answer="rex")
    link = asked_link(client)
    answers = at_once(lambda _: Client().post(link, {"security_answer": "max"}).status_code, 12)
    assert set(answers) <= {422, 404}
    assert Entry.objects.filter(fact="signin.answer_failed").count() <= 5
    assert not RecoveryLink.objects.filter(state="open").exists()
    assert client.post(link, {"security_answer": "rex"}).status_code == 404


def test_of_many_mails_at_once_five_are_sent_and_one_link_is_open():
    """Source: SIG-5."""
    person_id = someone()
    said = at_once(lambda _: said_by(lambda: send_recovery_mail(person_id, "password", by=SYSTEM, at=AT)), 12)
    assert sorted(said) == ["done"] * 5 + ["recovery.too_many_mails"] * 7
    assert RecoveryLink.objects.filter(state="open").count() == 1


def test_a_sign_in_with_the_old_password_at_the_moment_of_the_reset_leads_nowhere(client):
    """Source: SIG-7. Whichever comes first: nobody is in by a password that was replaced."""
    for number in range(6):
        user_id = f"ann.{'abcdef'[number]}archer"
        person_id = someone(user_id)
        browser = Client()
        at_new_password(browser, user_id)
        token = browser.cookies[settings.RECOVERY_COOKIE].value
        thief = Client()

        def deed(which: int) -> str:
            if which:
                return str(give_password(thief, user_id).status_code)  # noqa: B023
            return said_by(
                lambda: reset_password(token, hashed(NEW_PASSWORD), instead_of=hashed(PASSWORD), by=SYSTEM, at=AT)  # noqa: B023
            )

        assert at_once(deed, 2)[0] == "done"
        assert not SignInJourney.objects.filter(person_id=person_id, stage="code").exists()


def test_changes_of_one_password_from_two_sessions_at_once_meet_without_a_deadlock(client):
    """Source: SIG-7, ACC-7. One of them stands, and the other's session is over."""
    person_id = someone()
    other = Client()
    for browser in (client, other):
        give_password(browser)
        enter_code(browser, ask_for_code(browser))
    sessions = list(Session.objects.filter(state="live").values_list("pk", flat=True))

    def deed(which: int) -> str:
        by = person(person_id, Trail(session_id=sessions[which]))
        new = hashed((NEW_PASSWORD, "Other-Horse-8-Bat")[which])
        return said_by(lambda: change_password(new, instead_of=hashed(PASSWORD), by=by, at=AT))

    said = at_once(deed, 2)
    assert said.count("done") == 1
    assert set(said) <= {"done", "move_not_open", "password.too_soon"}
    assert Session.objects.filter(state="live").count() == 1
    assert not (is_in(client) and is_in(other))
    assert Person.objects.get(pk=person_id).password_changed_at == AT


def test_an_account_disabled_while_its_password_is_reset_meets_no_deadlock(client):
    """Source: HLP-2, SIG-7. Whichever is first, nobody is left with a session or a recovery."""
    for number in range(4):
        user_id = f"ann.{'abcd'[number]}archer"
        person_id = someone(user_id)
        browser = Client()
        at_new_password(browser, user_id)
        token = browser.cookies[settings.RECOVERY_COOKIE].value

        def deed(which: int) -> str:
            if which:
                return said_by(lambda: disabled(person_id))  # noqa: B023
            return said_by(
                lambda: reset_password(token, hashed(NEW_PASSWORD), instead_of=hashed(PASSWORD), by=SYSTEM, at=AT)  # noqa: B023
            )

        said = at_once(deed, 2)
        assert said[1] == "done"
        assert said[0] in {"done", "recovery.over"}
        assert not SignInJourney.objects.filter(person_id=person_id, stage__in=["recover", "reset"]).exists()


def disabled(person_id: UUID) -> None:
    """Disable an account as the help desk does: the account first, then all that hangs on it, in one transaction."""
    with transaction.atomic():
        Person.objects.filter(pk=person_id, state="active").update(state="disabled")
        going_on = SignInJourney.objects.filter(person_id=person_id)
        going_on.update(stage="over")
