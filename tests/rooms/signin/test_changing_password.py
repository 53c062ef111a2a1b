"""Changing one's password in My Profile: once a day, with the current one and a fresh second factor."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.consequences import NONE, consequences
from tests.people import AT, PASSWORD, hashed
from tests.rooms.signin.devices import code_of, device_of, sign_in_by_app, someone_with_both
from tests.rooms.signin.people import give_password, is_in
from tests.rooms.signin.recovering import NEW_PASSWORD, asked_link, latest_mail
from vestibule.accounts.models import Person
from vestibule.config.profiles import NIST
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM, Trail, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import install_rulebook, rulebook
from vestibule.signin.actions import change_password
from vestibule.signin.models import Session
from vestibule.signin.policy.devices import NOT_FRESH

pytestmark = pytest.mark.django_db

PAGE = "/profile/password"
WRONG = "Wrong-Horse-7-Battery"


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


@pytest.fixture
def signed_in(client):
    """Return somebody's id and the secret of their app: they have just signed in with it."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    return person_id, secret


def change(browser: Client, current: str = PASSWORD, new: str = NEW_PASSWORD, confirmed: str | None = None):
    """Fill in the page and send it."""
    confirmed = new if confirmed is None else confirmed
    return browser.post(PAGE, {"current_password": current, "password": new, "confirm_password": confirmed})


@pytest.mark.said
def test_a_changed_password_ends_every_other_session_and_gives_this_one_a_new_token(client, signed_in):
    """Source: SIG-7, SIG-4, ACC-7 (APP 7). Whoever had copied the cookie is out; the owner is told by mail."""
    person_id, secret = signed_in
    elsewhere, thief = Client(), Client()
    give_password(elsewhere)
    elsewhere.post("/sign-in/device", {"device": str(device_of(person_id, "totp"))})
    elsewhere.post("/sign-in/verify", {"code": code_of(secret, steps=1)})
    assert is_in(elsewhere)
    thief.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    link = asked_link(Client())

    assert "Change password" in client.get("/profile").text
    assert "Current password" in client.get(PAGE).text
    answer = change(client)
    assert answer.url == "/profile?password"
    assert "Your password is changed." in client.get(answer.url).text

    assert is_in(client)
    assert not is_in(elsewhere)
    assert not is_in(thief)
    assert latest_mail().kind == "signin/password_changed"
    assert Client().post(link).status_code == 404
    assert give_password(Client()).status_code == 422
    assert give_password(Client(), password=NEW_PASSWORD).status_code == 302
    assert Entry.objects.filter(fact="signin.password_changed", person_id=person_id).count() == 1


@pytest.mark.cms
def test_a_password_is_changed_once_in_twenty_four_hours_and_said_when_again(client, signed_in, travel):
    """Source: ACC-7 (APP 4). A recovery isn't kept waiting by it."""
    person_id, secret = signed_in
    change(client)
    changed_at = Person.objects.get(pk=person_id).password_changed_at
    assert changed_at
    travel(changed_at + timedelta(hours=11))
    sign_in_again(client, person_id, secret)
    travel(changed_at + timedelta(hours=23, minutes=59, seconds=30))
    sign_in_again(client, person_id, secret)
    page = client.get(PAGE).text
    assert "once in 24 hours: the next time on March 11, 2026" in page
    assert "Current password" not in page
    before = consequences()
    assert change(client, NEW_PASSWORD, "Third-Horse-9-Battery").status_code == 409
    assert consequences() - before == NONE
    assert Client().post(asked_link(Client())).status_code == 302

    travel(changed_at + timedelta(hours=24))
    assert change(client, NEW_PASSWORD, "Third-Horse-9-Battery").url == "/profile?password"


def sign_in_again(browser: Client, person_id, secret: str) -> None:
    """Sign in with the new password and the app."""
    browser.post("/sign-out")
    give_password(browser, password=NEW_PASSWORD)
    browser.post("/sign-in/device", {"device": str(device_of(person_id, "totp"))})
    browser.post("/sign-in/verify", {"code": code_of(secret)})
    assert is_in(browser)


@pytest.mark.said
def test_a_fresh_second_factor_is_asked_for_first(client, signed_in, travel):
    """Source: SIG-4. By the page and by the form that is sent without it; both lead back here."""
    person_id, secret = signed_in
    travel(AT + timedelta(minutes=11))
    before = consequences()
    for answer in (client.get(PAGE), change(client)):
        assert answer.url == "/profile/prove?next=%2Fprofile%2Fpassword"
    assert consequences() - before == NONE
    proof = f"/profile/prove/{device_of(person_id, 'totp')}?next=%2Fprofile%2Fpassword"
    assert client.post(proof, {"code": code_of(secret)}).url == PAGE
    assert change(client).url == "/profile?password"


@pytest.mark.said
def test_the_current_password_is_tried_three_times_with_those_of_signing_in(client, signed_in):
    """Source: SIG-6. In this browser, at the page and at the door; each is on record, and the owner is told."""
    for _ in range(2):
        assert "This is not your current password." in change(client, WRONG).text
    assert give_password(client, password=WRONG, again="yes").status_code == 422
    assert "can&#x27;t be tried for 60 minutes" in change(client, PASSWORD).text
    assert Entry.objects.filter(fact="signin.failed").count() == 3
    assert give_password(Client()).status_code == 302  # a stranger's browser is counted apart


@pytest.mark.said
@pytest.mark.cms
def test_a_new_password_is_judged_by_every_rule(client, signed_in):
    """Source: ACC-4, ACC-5, ACC-6, ACC-8. A right current password uses up no try, however often the new one fails."""
    for new, words in (
        ("short1A", "15 characters or more"),
        ("archer-Likes-9-Boats", "this one has “archer”"),
        ("Password1Password1", "common one"),
        *[(PASSWORD, "previous 6 passwords")] * 4,
    ):
        answer = change(client, new=new)
        assert answer.status_code == 422
        assert words in answer.text
    assert "The two passwords are not the same." in change(client, confirmed="another").text
    assert change(client, current="").status_code == 422
    assert change(client).url == "/profile?password"


@pytest.mark.said
def test_the_seventh_password_may_be_the_first_again(client, signed_in):
    """Source: ACC-5. Six are remembered, the present one among them."""
    person_id, _ = signed_in
    by, current = in_their_session(person_id), hashed(PASSWORD)
    for number in range(6):
        Person.objects.filter(pk=person_id).update(password_changed_at=None)
        following = hashed(f"Horse-{number}-Another-Battery")
        change_password(following, instead_of=current, by=by, at=AT)
        current = following
    again = client.cookies[settings.SESSION_COOKIE]
    assert again
    Person.objects.filter(pk=person_id).update(password_changed_at=None)
    change_password(hashed(PASSWORD), instead_of=current, by=by, at=AT)


@pytest.mark.said
def test_a_megabyte_is_refused_before_it_costs_a_hash(client, signed_in, monkeypatch):
    """Source: ACC-4. As the new password, and as the current one."""

    def hashes(*_: object) -> None:
        raise AssertionError("It was hashed.")

    for name in ("secret_matches", "was_used_before", "hash_secret"):
        monkeypatch.setattr(f"vestibule.signin.recovery_stage.{name}", hashes)
    large = "Aa1" * 350_000
    assert change(client, new=large, confirmed="").status_code == 422
    assert change(client, current=large).status_code == 422


@pytest.mark.said
@pytest.mark.cms
def test_rules_tick_themselves_for_who_is_signed_in_only(client, signed_in):
    """Source: ACC-9."""
    typed = {"password": "archer-Likes-9-Boats"}
    met = client.post(f"{PAGE}/check", typed).json()["met"]["password"]
    assert met["password.no_digit"]
    assert not met["password.has_part"]
    assert Client().post(f"{PAGE}/check", typed).status_code == 302
    assert Client().post("/sign-in/new-password/check", typed).status_code == 404


@pytest.mark.said
def test_only_who_is_signed_in_and_fresh_changes_a_password(client, signed_in):
    """Source: SIG-4. The action judges it again: not a job, not somebody without a session, not one that is stale."""
    person_id, _ = signed_in
    new = hashed(NEW_PASSWORD)
    for by in (SYSTEM, person(person_id)):
        with pytest.raises(NotFound):
            change_password(new, instead_of=hashed(PASSWORD), by=by, at=AT)
    with pytest.raises(Refused, match=NOT_FRESH.code):
        change_password(new, instead_of=hashed(PASSWORD), by=in_their_session(person_id), at=AT + timedelta(minutes=11))
    assert Person.objects.get(pk=person_id).password_hash == hashed(PASSWORD)


def test_under_nist_there_is_no_waiting_and_spaces_and_letters_of_any_script_count(client, signed_in):
    """Source: ACC-4, ACC-7."""
    before = rulebook()
    install_rulebook(replace(before, profile=NIST.profile, password=NIST.password))
    try:
        assert "any characters that can be seen, and spaces" in client.get(PAGE).text
        assert change(client, new="un caballo azul señala el norte").url == "/profile?password"
        assert change(client, "un caballo azul señala el norte", NEW_PASSWORD).url == "/profile?password"
    finally:
        install_rulebook(before)


def in_their_session(person_id):
    """Return somebody as the actor that they are in their one session."""
    return person(person_id, Trail(session_id=Session.objects.get(person_id=person_id, state="live").pk))
