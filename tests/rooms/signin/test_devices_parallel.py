"""Devices, everything at once: a code is good once, tries are exact, and of the last two one stays."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.at_once import at_once, spelled
from tests.people import AT
from tests.racing import said_by
from tests.rooms.signin.authenticator import PAGE as PASSKEY_PAGE
from tests.rooms.signin.authenticator import SoftKey, asked_at_the_door, set_up, show
from tests.rooms.signin.devices import (
    APP_PAGE,
    choose,
    code_of,
    codes_on_paper,
    device_of,
    shown_secret,
    sign_in_by_app,
    someone_signed_in,
    someone_with_both,
    wrong_code_of,
)
from tests.rooms.signin.people import enter_code, give_password, is_in
from vestibule.journal.models import Entry
from vestibule.kernel.actor import Trail, person
from vestibule.notices.models import Mail
from vestibule.signin.actions import make_recovery_codes, prove_again, remove_device
from vestibule.signin.models import AppSetup, Device, RecoveryCode, Session
from vestibule.signin.upkeep import begin_app

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything happen at one moment: every code is right at it."""
    travel(AT)


def test_of_the_same_apps_code_in_eight_sign_ins_at_once_one_wins():
    """Source: SIG-3. Each of them knew the password, and had chosen the app."""
    person_id, secret = someone_with_both()
    browsers = [Client() for _ in range(8)]
    for browser in browsers:
        give_password(browser)
        choose(browser, device_of(person_id, "totp"))
    code = code_of(secret)
    at_once(lambda number: enter_code(browsers[number], code), 8)
    assert sum(is_in(browser) for browser in browsers) == 1
    assert Session.objects.count() == 1


def test_of_the_same_code_at_the_door_and_in_the_profile_at_once_one_wins(client):
    """Source: SIG-3, SIG-4."""
    person_id, secret = someone_with_both()
    app = device_of(person_id, "totp")
    sign_in_by_app(client, person_id, secret)
    browser, code = Client(), code_of(secret, steps=1)
    give_password(browser)
    choose(browser, app)

    def deed(number: int) -> int:
        page, who = (f"/profile/prove/{app}", client) if number else ("/sign-in/verify", browser)
        return who.post(page, {"code": code}).status_code

    assert sorted(at_once(deed, 2)) == [302, 422]


def test_of_many_wrong_codes_at_once_on_all_paths_five_count(client):
    """Source: SIG-6."""
    person_id, secret = someone_with_both()
    app = device_of(person_id, "totp")
    sign_in_by_app(client, person_id, secret)
    client.post(APP_PAGE, {"move": "setup"})
    new = shown_secret(client)
    wrong = {"/sign-in/verify": wrong_code_of(secret), f"/profile/prove/{app}": wrong_code_of(secret)}
    wrong[APP_PAGE] = wrong_code_of(new)
    pages, windows = [*wrong] * 5, []
    for page in pages:
        window = Client()
        if page == "/sign-in/verify":
            give_password(window)
            choose(window, app)
        else:
            window.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
        windows.append(window)

    answers = at_once(lambda number: windows[number].post(pages[number], {"code": wrong[pages[number]]}), len(pages))

    assert [answer.status_code for answer in answers] == [422] * 15
    assert Entry.objects.filter(fact="signin.code_failed").count() == 5


def test_of_the_last_two_devices_removed_at_once_one_stays():
    """Source: SIG-4. From two sessions, each the other device."""
    for number in range(10):
        user_id = f"ann.{spelled(number)}archer"
        person_id, secret = someone_with_both(user_id)
        browser = Client()
        sign_in_by_app(browser, person_id, secret, user_id)
        by = person(person_id, Trail(session_id=Session.objects.get(person_id=person_id).pk))
        both = [device_of(person_id, "email"), device_of(person_id, "totp")]

        said = at_once(lambda which: said_by(lambda: remove_device(both[which], by=by, at=AT)), 2)  # noqa: B023

        assert sorted(said) == ["device.last_one", "done"]
        assert Device.objects.filter(person_id=person_id, state="live").count() == 1


def test_of_one_device_removed_many_times_at_once_it_is_told_once():
    """Source: SIG-4."""
    person_id, secret = someone_with_both()
    sign_in_by_app(Client(), person_id, secret)
    by = person(person_id, Trail(session_id=Session.objects.get().pk))
    app, before = device_of(person_id, "email"), Mail.objects.count()
    said = at_once(lambda _: said_by(lambda: remove_device(app, by=by, at=AT)), 6)
    assert sorted(said) == ["done", *["nothing"] * 5]
    assert Mail.objects.count() - before == 1


@pytest.mark.cms
def test_a_set_up_begun_many_times_at_once_is_one_and_is_finished_once(client):
    """Source: SIG-3."""
    person_id = someone_signed_in(client)
    by = person(person_id, Trail(session_id=Session.objects.get().pk))
    at_once(lambda _: begin_app(by=by, at=AT), 6)
    assert AppSetup.objects.count() == 1
    code = code_of(shown_secret(client))
    windows = [Client() for _ in range(6)]
    for window in windows:
        window.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    answers = at_once(lambda number: windows[number].post(APP_PAGE, {"code": code}).status_code, 6)
    assert sorted(answers) == [302, *[422] * 5]
    assert Device.objects.filter(kind="totp").count() == 1


def test_mails_and_codes_of_one_session_at_once_meet_without_a_deadlock(client):
    """Source: SIG-2, SIG-4. Sent, entered and sent again in several windows: nobody sees an error page."""
    person_id = someone_signed_in(client)
    page = f"/profile/prove/{device_of(person_id, 'email')}"
    windows = [Client() for _ in range(8)]
    for window in windows:
        window.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    forms = [{"move": "send"}, {"move": "verify", "code": "123456"}] * 4
    answers = at_once(lambda number: windows[number].post(page, forms[number]).status_code, 8)
    assert set(answers) <= {302, 422}


def test_of_the_same_recovery_code_in_eight_places_at_once_one_wins(client):
    """Source: SIG-8. At the door, and once in the profile."""
    person_id, secret = someone_with_both()
    code = codes_on_paper(person_id, at=AT)[0]
    sign_in_by_app(client, person_id, secret)
    codes = device_of(person_id, "recovery_codes")
    browsers = [Client() for _ in range(7)]
    for browser in browsers:
        give_password(browser)
        choose(browser, codes)

    def deed(number: int) -> int:
        door = enter_code if number < 7 else prove
        return int(door(browsers[number % 7], code).status_code)

    def prove(_: Client, code: str) -> Any:
        return client.post(f"/profile/prove/{codes}", {"code": code})

    assert sorted(at_once(deed, 8)) == [302, *[422] * 7]
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_codes_used_renewed_and_removed_at_once_meet_without_a_deadlock(client):
    """Source: SIG-4, SIG-8. One set is left at most, and nobody sees an error page.

    A factor that was shown and then removed is fresh no longer.
    """
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    by = person(person_id, Trail(session_id=Session.objects.get().pk))
    for _ in range(4):
        Device.objects.filter(kind="recovery_codes").update(state="removed")
        codes = codes_on_paper(person_id, at=AT)
        held = device_of(person_id, "recovery_codes")
        deeds = [
            lambda: make_recovery_codes(by=by, at=AT),
            lambda: remove_device(held, by=by, at=AT),  # noqa: B023
            lambda: prove_again(codes[0], device_id=held, by=by, at=AT),  # noqa: B023
            lambda: make_recovery_codes(by=by, at=AT),
        ]
        said = at_once(lambda which: said_by(deeds[which]), 4)  # noqa: B023
        refused = {"device.not_chosen", "device.not_fresh", "device.too_weak", "signin.recovery_code_wrong"}
        assert set(said) <= {"done", "nothing", *refused}
        assert Device.objects.filter(kind="recovery_codes", state="live").count() <= 1


def test_of_the_same_answer_of_a_passkey_eight_times_at_once_one_wins(client):
    """Source: SIG-3. A challenge is used up by one write; the counter of signatures only rises."""
    person_id = someone_signed_in(client)
    key, browser = set_up(client, SoftKey(count=1)), Client()
    answer = key.but(count=2).shown(asked_at_the_door(browser, person_id))
    windows = [Client() for _ in range(8)]
    for window in windows:
        window.cookies[settings.SIGN_IN_COOKIE] = browser.cookies[settings.SIGN_IN_COOKIE].value
    answers = at_once(lambda number: show(windows[number], answer).status_code, 8)
    assert sum(is_in(window) for window in windows) == 1
    assert set(answers) <= {302, 422}
    assert Session.objects.count() == 2  # with the one in which it was set up


def test_of_two_answers_with_the_same_counter_at_once_one_is_taken(client):
    """Source: SIG-3. In two sign-ins, each with a challenge of its own: there may be two of that passkey."""
    person_id = someone_signed_in(client)
    key, browsers = set_up(client, SoftKey(count=1)), [Client(), Client()]
    answers = [key.but(count=2).shown(asked_at_the_door(each, person_id)) for each in browsers]
    said = at_once(lambda number: show(browsers[number], answers[number]).status_code, 2)
    assert sorted(said) == [302, 422]


def test_a_passkey_made_once_and_sent_many_times_at_once_is_one(client):
    """Source: SIG-3. And the same one never opens two accounts."""
    someone_signed_in(client)
    options = client.post(f"{PASSKEY_PAGE}/ask").json()
    made = SoftKey().made(options)
    windows = [Client() for _ in range(6)]
    for window in windows:
        window.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    answers = at_once(lambda number: show(windows[number], made, PASSKEY_PAGE).status_code, 6)
    assert sorted(answers) == [302, *[422] * 5]
    assert Device.objects.filter(kind="passkey").count() == 1
