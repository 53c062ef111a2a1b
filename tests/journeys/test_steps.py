"""The door as a machine of steps, tried at every address there is: no way into a session but through every step.

Made from the addresses themselves: a page behind the door needs no line here, a step is known by its address, and
whatever else anybody may open has to be named, or the first test fails.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.journeys.authority import TABLE, WRONG_METHOD, expected
from tests.journeys.everywhere import outcome, routes
from tests.people import AT, hashed
from tests.rooms.signin.devices import choose, device_of, someone_with_both
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password
from tests.rooms.signin.recovering import DEVICE, NEW, UNLOCK, asked_link, choose_password
from vestibule.accounts.models import SecurityAnswer
from vestibule.accounts.queries import user_id_owner
from vestibule.kernel import clock
from vestibule.signin.models import Session, SignInJourney

pytestmark = pytest.mark.django_db

# What isn't behind the door and no step of getting through it.
OPEN = {
    "alive",
    "ready",
    "figures",
    "preferences",
    "sign-out",
    "session-left",
    "role-descriptions",
    "news",
    "stop-news-mail",
    "join-enews",
    "enews-asked",
    "confirm-enews",
    "stop-enews",
    "new-form",
    "update-form",
    "form-lookup",
    "form-status",
    "form-sent",
    "sign-form",
    "signed-form-document",
    "answer-form",
    "withdraw-form",
    "invitation",
    "oidc-configuration",
    "oidc-keys",
    "oidc-authorize",
    "oidc-token",
    "oidc-userinfo",
    "oidc-end-session",
    "oidc-end-session-confirm",
}
STEPS = ("/sign-in/", "/register/", "/enrol")  # where the addresses of steps begin; the first of them is the page "/"
EXAMPLES = {"token": "anything", "reference": "7K2QM-X9DRH"}
WATCHED = ("session", "device", "person", "sign_in_journey", "one_time_code", "password_record")


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


class Held(NamedTuple):
    """What somebody has in their hand: a code that they type everywhere, a token that stands in every link."""

    code: str = "123456"
    token: str = EXAMPLES["token"]


def address(name: str, device_id: UUID, token: str = EXAMPLES["token"]) -> str:
    """Return an example address of a route: of a device it is one that exists."""
    known = {**EXAMPLES, "device_id": device_id, "token": token}
    return reverse(name, kwargs={part: known.get(part, UUID(int=7)) for part in routes()[name]})


def is_guarded(name: str) -> bool:
    """Say whether a page is behind the door: who isn't signed in is sent to sign in."""
    get, post = (expected(line, "visitor") for line in TABLE.get(name, ("", "")))
    return get == "sign in" or (get == WRONG_METHOD and post == "sign in")


def is_step(name: str) -> bool:
    """Say whether an address is one of the steps to the door's other side."""
    where = address(name, UUID(int=7))
    return where == "/" or where.startswith(STEPS)


def test_every_address_has_its_place():
    """Source: SIG-1. Behind the door, a step of it, or open; a new one that is none of them fails here."""
    placed = {name for name in routes() if is_guarded(name) or is_step(name)}
    assert set(routes()) - placed == OPEN


def nothing_at_all(browser: Client) -> Held:
    """Have done nothing."""
    return Held()


def cookies_that_nobody_gave_out(browser: Client) -> Held:
    """Have a made-up cookie for every step."""
    for name in cookie_names():
        browser.cookies[name] = "made-up"
    return Held()


def the_password_given(browser: Client) -> Held:
    """Have given the right password, of an account that goes on by email."""
    give_password(browser, "one.device")
    return Held()


def a_code_on_its_way(browser: Client) -> Held:
    """Wait for a code, and type another one."""
    give_password(browser, "one.device")
    return Held(f"{(int(ask_for_code(browser)) + 1) % 1_000_000:06d}")


def a_code_of_another_browser(browser: Client) -> Held:
    """Have the very code that was sent to somebody who signs in elsewhere, and a sign-in of one's own."""
    give_password(browser, "two.devices")
    elsewhere = Client()
    give_password(elsewhere, "one.device")
    return Held(ask_for_code(elsewhere))


def no_device_chosen(browser: Client) -> Held:
    """Have several devices, and not have said which."""
    give_password(browser, "two.devices")
    return Held()


def an_app_chosen(browser: Client) -> Held:
    """Have chosen the app, and type what is no code of it."""
    give_password(browser, "two.devices")
    choose(browser, device_of(SignInJourney.objects.latest("began_at").person_id, "totp"))
    return Held("000000")


def one_steps_token_as_every_others(browser: Client) -> Held:
    """Hand the cookie of the step after the password in as that of every other step."""
    give_password(browser, "one.device")
    for name in cookie_names():
        browser.cookies[name] = browser.cookies[settings.SIGN_IN_COOKIE].value
    return Held()


def a_sign_in_that_is_over(browser: Client) -> Held:
    """Replay in another browser all that a whole sign-in left behind, after Sign Out."""
    owner = Client()
    give_password(owner, "one.device")
    browser.cookies[settings.SIGN_IN_COOKIE] = owner.cookies[settings.SIGN_IN_COOKIE].value
    code = ask_for_code(owner)
    enter_code(owner, code)
    browser.cookies[settings.SESSION_COOKIE] = owner.cookies[settings.SESSION_COOKIE].value
    owner.post("/sign-out")
    return Held(code)


def a_sign_in_that_is_late(browser: Client) -> Held:
    """Have the right code, an hour after the password."""
    give_password(browser, "one.device")
    code = ask_for_code(browser)
    SignInJourney.objects.update(expires_at=clock.now())
    return Held(code)


def a_recovery_whose_question_waits(browser: Client) -> Held:
    """Have the link of the forgotten password, and not its answer; what is typed as a code is none."""
    SecurityAnswer.objects.create(person_id=owner_of("two.devices"), question="first-pet", answer_hash=hashed("Rex"))
    link = asked_link(browser, user_id="two.devices")
    browser.get(link)
    return Held(token=link.rsplit("/", 1)[1])


def a_recovery_whose_device_waits(browser: Client) -> Held:
    """Have the link, and no device to show."""
    link = asked_link(browser, user_id="two.devices")
    browser.post(link)
    assert browser.get(DEVICE).status_code == 200
    return Held("000000", link.rsplit("/", 1)[1])


def a_recovery_at_the_new_password(browser: Client) -> Held:
    """Have come as far as the new password, and not typed it."""
    link = asked_link(browser, user_id="one.device")
    browser.post(link)
    assert browser.get(NEW).status_code == 200
    return Held(token=link.rsplit("/", 1)[1])


def a_recovery_that_is_over(browser: Client) -> Held:
    """Replay in another browser what a whole recovery left behind."""
    owner = Client()
    link = asked_link(owner, user_id="one.device")
    owner.post(link)
    browser.cookies.load({name: morsel.value for name, morsel in owner.cookies.items()})
    assert choose_password(owner).status_code == 302
    return Held(token=link.rsplit("/", 1)[1])


def an_account_to_unlock(browser: Client) -> Held:
    """Have the link that unlocks, and use it as that of everything else."""
    link = asked_link(browser, page=UNLOCK, user_id="one.device")
    browser.get(link)
    return Held(token=link.rsplit("/", 1)[1])


def owner_of(user_id: str) -> UUID:
    """Return who has a User ID."""
    found = user_id_owner(user_id)
    assert found
    return found


def cookie_names() -> list[str]:
    """Return the names of all cookies that stand for a step, a session or a browser."""
    return [getattr(settings, name) for name in dir(settings) if name.endswith("_COOKIE")]


SITUATIONS = [
    nothing_at_all,
    cookies_that_nobody_gave_out,
    the_password_given,
    a_code_on_its_way,
    a_code_of_another_browser,
    no_device_chosen,
    an_app_chosen,
    one_steps_token_as_every_others,
    a_sign_in_that_is_over,
    a_sign_in_that_is_late,
    a_recovery_whose_question_waits,
    a_recovery_whose_device_waits,
    a_recovery_at_the_new_password,
    a_recovery_that_is_over,
    an_account_to_unlock,
]


def forms(code: str, device_id: UUID) -> list[dict[str, str]]:
    """Return what is sent everywhere: nothing, half of it, and all that leads in but the password."""
    whole = {"user_id": "one.device", "terms": "yes", "device": str(device_id), "code": code, "next": "/home"}
    return [{}, {"move": "skip", "user_id": "one.device"}, {**whole, "move": "verify"}]


@pytest.mark.said
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.__name__)
def test_from_no_step_any_address_leads_into_a_session(situation: Callable[[Client], Held]):
    """Source: SIG-1, SIG-2, SIG-3. By GET and POST, empty, partial, replayed, from another browser."""
    a_person("one.device", state="active")
    device_id = device_of(someone_with_both("two.devices")[0], "totp")
    browser = Client()
    held = situation(browser)
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    before = watched()

    for name in routes():
        where = address(name, device_id, held.token)
        for form in (None, *forms(held.code, device_id)):
            answer = browser.get(where) if form is None else browser.post(where, form)
            given = answer.cookies.get(settings.SESSION_COOKIE)
            assert given is None or not given.value, where
            assert answer.status_code != 500, where
            assert not is_guarded(name) or outcome(answer) in {"sign in", "not this way"}, where
            browser.cookies.load(kept)
        after = watched()
        assert after == before or may_move(name, before, after), where
        before = after

    assert not Session.objects.filter(state="live").exists()


def may_move(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether what changed is a step's own: a device chosen, a try of a code spent; never more than that."""
    changed = {table for table in after if before[table] != after[table]}
    if name == "choose-device":
        return changed == {"sign_in_journey"}
    return name == "verify-email" and changed <= {"one_time_code"}


def watched() -> dict[str, Any]:
    """Return all that a step could change on the way in."""
    found = {}
    with connection.cursor() as cursor:
        for table in WATCHED:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def test_who_is_signed_in_without_a_fresh_factor_changes_no_device_anywhere():
    """Source: SIG-4. From a session of half an hour, every address, with the code that let one in."""
    person_id, _ = someone_with_both("two.devices")
    device_id = device_of(person_id, "totp")
    browser, long_ago = Client(), AT.replace(hour=13)
    give_password(browser, "two.devices")
    choose(browser, device_of(person_id, "email"))
    code = ask_for_code(browser)
    enter_code(browser, code)
    Session.objects.update(proved_at=long_ago)
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    before = watched()

    for name in routes():
        if name in {"sign-out", "oidc-end-session-confirm"}:
            continue
        where = address(name, device_id)
        browser.get(where)
        for form in forms(code, device_id):
            browser.post(where, form)
            browser.cookies.load(kept)
        after = watched()
        assert after["device"] == before["device"], where
        assert after["person"] == before["person"], where
    assert Session.objects.get(state="live").proved_at == long_ago
