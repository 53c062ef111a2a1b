"""The steps from a mailed link to a new password: none is skipped, and each is judged when it is taken."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT, PASSWORD, hashed
from tests.rooms.signin.devices import an_app, code_of, codes_on_paper, device_of, someone_with_both, wrong_code_of
from tests.rooms.signin.people import ask_for_code, enter_code, give_password, is_in
from tests.rooms.signin.recovering import (
    CHOOSE,
    DEVICE,
    FORGOT_PASSWORD,
    NEW,
    NEW_PASSWORD,
    UNLOCK,
    asked_link,
    at_new_password,
    choose_password,
    latest_mail,
    someone,
)
from vestibule.accounts.models import Person
from vestibule.config.profiles import NIST
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import install_rulebook, rulebook
from vestibule.signin.actions import begin_recovery, end_all_sessions, reset_password
from vestibule.signin.models import Device, RecoveryCode, SignInJourney
from vestibule.signin.policy.recovery import NOT_ANSWERED, recovering_kinds

pytestmark = pytest.mark.django_db

WRONG = "Wrong-Horse-7-Battery"


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


def test_with_which_devices_one_gets_back_in():
    """Source: SIG-5. What comes by email shows no more than the link did."""
    assert recovering_kinds(["email"]) == set()
    assert recovering_kinds(["email", "totp"]) == {"totp"}


@pytest.mark.said
def test_who_has_an_app_shows_it_before_the_new_password(client):
    """Source: SIG-5, SIG-6. Wrong codes are counted with those of signing in."""
    person_id, secret = someone_with_both()
    link = asked_link(client)
    assert client.post(link).url == DEVICE
    assert "Verify with your authenticator app" in client.get(DEVICE).text
    for attempt in (client.get(NEW), choose_password(client)):
        assert attempt.url == DEVICE
    assert client.post(DEVICE, {}).status_code == 422
    assert "Tries left: 4." in client.post(DEVICE, {"code": wrong_code_of(secret)}).text
    assert choose_password(client).url == DEVICE
    assert client.post(DEVICE, {"code": code_of(secret)}).url == NEW
    assert choose_password(client).url == "/?reset"
    assert Entry.objects.filter(fact="signin.recovery_proven", person_id=person_id).count() == 1
    assert not is_in(client)


@pytest.mark.said
def test_an_apps_code_that_signed_in_does_not_recover_too(client):
    """Source: SIG-3."""
    person_id, secret = someone_with_both()
    give_password(client)
    client.post("/sign-in/device", {"device": str(device_of(person_id, "totp"))})
    client.post("/sign-in/verify", {"code": code_of(secret)})
    other = Client()
    other.post(asked_link(other))
    assert "is good once" in other.post(DEVICE, {"code": code_of(secret)}).text


@pytest.mark.said
def test_five_wrong_codes_rest_the_app_at_the_door_and_here(client):
    """Source: SIG-6."""
    person_id, secret = someone_with_both()
    client.post(asked_link(client))
    for _ in range(5):
        client.post(DEVICE, {"code": wrong_code_of(secret)})
    assert "can&#x27;t be used for 60 minutes" in client.post(DEVICE, {"code": code_of(secret)}).text
    other = Client()
    give_password(other)
    other.post("/sign-in/device", {"device": str(device_of(person_id, "totp"))})
    assert "can&#x27;t be used for 60 minutes" in other.post("/sign-in/verify", {"code": code_of(secret)}).text


def test_of_several_devices_one_is_chosen_and_never_the_address(client):
    """Source: SIG-3, SIG-5."""
    person_id, secret = someone_with_both()
    second = an_app(person_id, at=AT, name="old phone")
    client.post(asked_link(client))
    assert client.get(DEVICE).url == CHOOSE
    page = client.get(CHOOSE).text
    assert "my phone" in page
    assert "old phone" in page
    email = str(device_of(person_id, "email"))
    assert email not in page
    assert client.post(CHOOSE, {"device": email}).status_code == 422
    assert client.post(DEVICE, {"code": code_of(secret)}).url == CHOOSE
    assert client.post(CHOOSE, {"device": str(second.pk)}).url == DEVICE
    assert client.post(DEVICE, {"code": code_of(secret)}).status_code == 422
    assert client.post(DEVICE, {"code": code_of(second.secret)}).url == NEW


@pytest.mark.said
def test_a_device_set_up_meanwhile_is_asked_for_as_well(client):
    """Source: SIG-5. Nobody passes by it because they were quicker."""
    person_id = someone()
    at_new_password(client)
    an_app(person_id, at=AT)
    assert "Ask for a new link" in choose_password(client).text
    assert give_password(Client()).status_code == 302


@pytest.mark.said
def test_a_device_removed_meanwhile_ends_the_recovery_that_it_was_chosen_for(client, travel):
    """Source: SIG-4, SIG-5."""
    person_id, secret = someone_with_both()
    owner = Client()
    give_password(owner)
    owner.post("/sign-in/device", {"device": str(device_of(person_id, "totp"))})
    owner.post("/sign-in/verify", {"code": code_of(secret)})
    client.post(asked_link(client))
    removal = f"/profile/devices/{device_of(person_id, 'totp')}/remove"
    assert owner.post(removal)["Location"] == "/profile?removed"
    assert client.post(DEVICE, {"code": code_of(secret, steps=1)}).url == f"{FORGOT_PASSWORD}?late"
    assert is_in(owner)


@pytest.mark.said
@pytest.mark.cms
def test_a_new_password_is_judged_by_every_rule(client):
    """Source: ACC-4, ACC-5, ACC-6, ACC-8. What is refused costs no link: the same page takes the next one."""
    someone()
    at_new_password(client)
    for password, words in (
        ("short1A", "15 characters or more"),
        ("archer-Likes-9-Boats", "this one has “archer”"),
        ("Password1Password1", "common one"),
        (PASSWORD, "previous 6 passwords"),
        ("", "is required"),
    ):
        answer = choose_password(client, password)
        assert answer.status_code == 422
        assert words in answer.text
    assert "The two passwords are not the same." in choose_password(client, confirmed="another").text
    assert choose_password(client).url == "/?reset"


@pytest.mark.said
@pytest.mark.cms
def test_a_megabyte_is_refused_before_it_costs_a_hash(client, monkeypatch):
    """Source: ACC-4. As a new password, and as an answer."""
    someone(answer="rex")
    link = asked_link(client)

    def hashes(*_: object) -> None:
        raise AssertionError("It was hashed.")

    monkeypatch.setattr("vestibule.signin.recovery_stage.secret_matches", hashes)
    monkeypatch.setattr("vestibule.signin.recovery_stage.was_used_before", hashes)
    monkeypatch.setattr("vestibule.signin.recovery_stage.hash_secret", hashes)
    assert client.post(link, {"security_answer": "x" * 1_000_000}).status_code == 422
    monkeypatch.setattr("vestibule.signin.recovery_stage.secret_matches", lambda *_: True)
    client.post(link, {"security_answer": "rex"})
    assert choose_password(client, "Aa1" * 350_000, "").status_code == 422


@pytest.mark.said
def test_a_sign_in_on_its_way_with_the_old_password_ends_with_it(client):
    """Source: SIG-7. As do links that were mailed before."""
    someone()
    half_in = Client()
    give_password(half_in)
    code = ask_for_code(half_in)
    unlocking = asked_link(client, UNLOCK)
    at_new_password(client)
    choose_password(client)
    assert enter_code(half_in, code).url.startswith("/?late")
    assert client.post(unlocking).status_code == 404
    assert not SignInJourney.objects.exclude(stage="over").exists()


def test_disabling_an_account_ends_its_recovery(client):
    """Source: HLP-2, SPT-3."""
    person_id = someone()
    at_new_password(client)
    end_all_sessions(person_id, reason="ended_by_desk", by=SYSTEM, at=AT)
    assert choose_password(client).url == f"{FORGOT_PASSWORD}?late"


@pytest.mark.said
def test_an_account_disabled_meanwhile_gets_no_new_password(client):
    """Source: HLP-2. Judged by the action, even where nobody ended the recovery."""
    person_id = someone()
    at_new_password(client)
    Person.objects.filter(pk=person_id).update(state="disabled")
    assert "Ask for a new link" in choose_password(client).text
    assert Person.objects.get(pk=person_id).password_hash == hashed(PASSWORD)


@pytest.mark.said
@pytest.mark.cms
def test_a_link_whose_question_was_not_answered_begins_nothing():
    """Source: ACC-10. Judged by the action as well: an answer that matched another hash is none."""
    someone(answer="rex")
    token = asked_link(Client()).rpartition("/")[2]
    for answered in ("", hashed("max")):
        with pytest.raises(Refused, match=NOT_ANSWERED.code):
            begin_recovery(token, answered=answered, by=SYSTEM, at=AT)
    with pytest.raises(NotFound):
        begin_recovery("made-up", answered="", by=SYSTEM, at=AT)
    assert not SignInJourney.objects.exists()


def test_only_a_password_judged_against_the_present_one_replaces_it(client):
    """Source: ACC-5."""
    someone()
    at_new_password(client)
    token = client.cookies[settings.RECOVERY_COOKIE].value
    with pytest.raises(Refused, match="move_not_open"):
        reset_password(token, hashed(NEW_PASSWORD), instead_of=hashed(WRONG), by=SYSTEM, at=AT)
    assert choose_password(client).url == "/?reset"


def nothing(browser: Client, link: str) -> None:
    """Have done nothing at all."""


def the_link_only_looked_at(browser: Client, link: str) -> None:
    """Have opened the link, as a mail program does."""
    browser.get(link)
    browser.head(link)


def a_made_up_cookie(browser: Client, link: str) -> None:
    """Have a cookie that we never gave out."""
    browser.cookies[settings.RECOVERY_COOKIE] = "made-up"


def the_links_token_as_a_cookie(browser: Client, link: str) -> None:
    """Hand the link's token in for what stands behind it."""
    for name in (settings.RECOVERY_COOKIE, settings.SIGN_IN_COOKIE, settings.SESSION_COOKIE):
        browser.cookies[name] = link.rpartition("/")[2]


def the_wrong_answer(browser: Client, link: str) -> None:
    """Have given a wrong answer."""
    browser.post(link, {"security_answer": "max"})


def the_device_still_to_show(browser: Client, link: str) -> None:
    """Have answered right, and shown no device; and hand that in as a sign-in and as a session."""
    browser.post(link, {"security_answer": "rex"})
    token = browser.cookies[settings.RECOVERY_COOKIE].value
    browser.cookies[settings.SIGN_IN_COOKIE] = browser.cookies[settings.SESSION_COOKIE] = token


def a_sign_in_as_a_recovery(browser: Client, link: str) -> None:
    """Know the password, and hand the sign-in in as a recovery."""
    give_password(browser)
    browser.cookies[settings.RECOVERY_COOKIE] = browser.cookies[settings.SIGN_IN_COOKIE].value


def another_browsers_recovery(browser: Client, link: str) -> None:
    """Follow a link that was used in another browser."""
    Client().post(link, {"security_answer": "rex"})


SITUATIONS = [
    nothing,
    the_link_only_looked_at,
    a_made_up_cookie,
    the_links_token_as_a_cookie,
    the_wrong_answer,
    the_device_still_to_show,
    a_sign_in_as_a_recovery,
    another_browsers_recovery,
]
FORMS: list[dict[str, str]] = [
    {},
    {"move": "send"},
    {"code": "123456"},
    {"device": str(UUID(int=7))},
    {"password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD},
]


@pytest.mark.said
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.__name__)
def test_no_page_and_no_form_leads_past_a_step(client, situation):
    """Source: SIG-5, ACC-10. By GET and POST, empty, replayed, from another browser: no session, no other password."""
    an_app(someone(answer="rex"), at=AT)
    before = Person.objects.get().password_hash
    link = asked_link(client)
    situation(client, link)
    kept = {name: cookie.value for name, cookie in client.cookies.items()}

    for page, form in product((NEW, f"{NEW}/check", DEVICE, CHOOSE, link, "/sign-in/verify", "/sign-in/device"), FORMS):
        for send in (client.get, client.post):
            for name, value in kept.items():
                client.cookies[name] = value
            answer = send(page, form)
            assert answer.status_code != 500, (page, form)
            assert not getattr(answer.cookies.get(settings.SESSION_COOKIE), "value", ""), (page, form)
        assert client.get(NEW)["Location"] in {DEVICE, FORGOT_PASSWORD, f"{FORGOT_PASSWORD}?late"}
    assert Person.objects.get().password_hash == before
    assert not is_in(client)


@pytest.mark.said
def test_a_step_sent_again_after_it_was_taken_does_nothing(client):
    """Source: SIG-5. The browser that has just chosen a password can't choose another by "Back"."""
    someone()
    link = asked_link(client)
    client.post(link)
    cookie = client.cookies[settings.RECOVERY_COOKIE].value
    choose_password(client)
    client.cookies[settings.RECOVERY_COOKIE] = cookie
    assert choose_password(client, "Third-Horse-9-Battery").url == f"{FORGOT_PASSWORD}?late"
    assert client.post(link).status_code == 404
    assert give_password(Client(), password=NEW_PASSWORD).status_code == 302


@pytest.mark.said
def test_a_recovery_takes_half_an_hour_at_most(client, travel):
    """Source: SIG-5. Judged at use."""
    someone()
    at_new_password(client)
    travel(AT + timedelta(minutes=31))
    assert choose_password(client).url == f"{FORGOT_PASSWORD}?late"
    assert "That took too long" in client.get(f"{FORGOT_PASSWORD}?late").text


@pytest.mark.said
def test_under_nist_no_question_is_asked_and_a_device_is(client):
    """Source: SIG-5, ACC-10. That profile has no security question, even for who once chose one."""
    an_app(someone(answer="rex"), at=AT, secret="A" * 32)
    before = rulebook()
    install_rulebook(replace(NIST, request=before.request))
    try:
        assert client.post(asked_link(client)).url == DEVICE
        assert choose_password(client).url == DEVICE
        assert client.post(DEVICE, {"code": code_of("A" * 32)}).url == NEW
        assert choose_password(client, "un caballo azul señala el norte").url == "/?reset"
    finally:
        install_rulebook(before)


@pytest.mark.said
def test_recovery_codes_get_one_back_in_and_are_asked_for_while_any_is_left(client):
    """Source: SIG-8, SIG-5. Beside an app they are the other choice; their owner is told of each."""
    person_id, _ = someone_with_both()
    codes = codes_on_paper(person_id, at=AT)
    client.post(asked_link(client))
    assert "Verify with your authenticator app" in client.get(DEVICE).text
    client.post(CHOOSE, {"device": str(device_of(person_id, "recovery_codes"))})
    assert client.post(DEVICE, {"code": codes[0]}).url == NEW
    assert latest_mail().kind == "signin/recovery_code_used"
    choose_password(client)

    Device.objects.filter(person_id=person_id, kind="totp").update(state="removed")
    client.post(asked_link(client))
    assert "Verify with a recovery code" in client.get(DEVICE).text
    assert client.post(DEVICE, {"code": codes[0]}).status_code == 422
    RecoveryCode.objects.update(used_at=AT)
    client.post(asked_link(client))
    assert client.get(NEW).status_code == 200
