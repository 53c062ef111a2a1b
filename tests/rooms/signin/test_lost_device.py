"""A lost device: asked after the password, checked by two at the help desk, stopped by the mail, finished by its owner.

The attacks first: steps skipped, links used twice, another browser, another person, too early and too late.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.desk.casing import REASON, a_journey, staff
from tests.rooms.signin.devices import an_app
from tests.rooms.signin.losing import DAY, PAGE, a_confirmed_loss, a_lost_mailbox, goes_on, stop_token
from tests.rooms.signin.people import ask_for_code, enter_code, give_password, is_in, sign_in
from tests.rooms.signin.phones import a_phone
from vestibule.accounts.models import Person
from vestibule.accounts.queries import person_card
from vestibule.config.profiles import NIST
from vestibule.desk import actions as desk
from vestibule.journal.models import Entry
from vestibule.kernel.actor import visitor
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import LossRules, SignInRules
from vestibule.notices.models import Mail
from vestibule.signin.actions import report_loss, stop_loss
from vestibule.signin.losses import own_loss
from vestibule.signin.models import AuthenticatorApp, Device, LostAccess, Passkey, RecoveryCode, Session, Telephone
from vestibule.signin.policy.losing import Standing, asking_faults, finishing_faults, going_on_faults

pytestmark = pytest.mark.django_db

UNA = "una.known"
RIPE = AT + DAY


def kinds_of(person_id) -> list[str]:
    """Return the kinds of the devices that somebody has."""
    return sorted(Device.objects.filter(person_id=person_id, state="live").values_list("kind", flat=True))


# What the rules say


@pytest.mark.parametrize(
    ("kinds", "rules", "why_not"),
    [
        (["totp"], SignInRules(), []),
        (["totp", "totp"], SignInRules(), []),
        (["totp", "email"], SignInRules(), ["loss.email_will_do"]),
        (["email"], SignInRules(), ["loss.email_will_do"]),
        ([], SignInRules(), ["loss.email_will_do"]),
        (["totp", "email"], NIST.sign_in, []),
        (["email"], NIST.sign_in, ["loss.email_will_do"]),
        (["totp", "recovery_codes"], SignInRules(), []),
        (["email", "recovery_codes"], NIST.sign_in, ["loss.email_will_do"]),
    ],
)
def test_who_can_use_another_device_is_told_so(kinds, rules, why_not):
    """Source: SIG-8. Under the profile that takes a mailed code for no second factor it is no other device."""
    assert [fault.code for fault in asking_faults(kinds, rules)] == why_not


@pytest.mark.parametrize(
    ("after", "why_not"),
    [
        (timedelta(0), ["loss.not_ripe"]),
        (DAY - timedelta(microseconds=1), ["loss.not_ripe"]),
        (DAY, []),
        (DAY + timedelta(days=7) - timedelta(microseconds=1), []),
        (DAY + timedelta(days=7), ["loss.over"]),
    ],
)
def test_it_can_be_finished_after_the_wait_and_not_for_ever(after, why_not):
    """Source: SIG-8."""
    faults = finishing_faults(RIPE, RIPE + timedelta(days=7), LossRules(), at=AT + after)
    assert [fault.code for fault in faults] == why_not


@pytest.mark.parametrize(
    ("standing", "why_not"),
    [
        (Standing(is_active=True, same_account=True, used_since=False), []),
        (Standing(is_active=False, same_account=True, used_since=False), ["loss.not_active"]),
        (Standing(is_active=True, same_account=False, used_since=False), ["loss.account_changed"]),
        (Standing(is_active=True, same_account=True, used_since=True), ["loss.used_since"]),
    ],
)
def test_a_case_counts_while_the_account_is_as_it_was(standing, why_not):
    """Source: SIG-8."""
    assert [fault.code for fault in going_on_faults(standing)] == why_not


# Asking


@pytest.mark.said
def test_without_the_password_the_page_says_the_same_to_all_and_takes_nothing():
    """Source: SIG-8, SIG-5. By GET and POST, with any button, with a cookie that was made up."""
    a_confirmed_loss()
    before, browser = consequences(), Client()
    browser.cookies[settings.SIGN_IN_COOKIE] = "made-up"
    for visitor_ in (Client(), browser):
        for answer in (visitor_.get(PAGE), visitor_.post(PAGE, {}), visitor_.post(PAGE, {"move": "go_on"})):
            assert "Sign in with your User ID and password first." in words(answer)
    assert consequences() - before == NONE


def test_after_the_password_one_asks_once_and_is_told_by_mail(travel, client):
    """Source: SIG-8, HLP-1. Opening the page asks for nothing; pressed twice it is one case."""
    travel(AT)
    who = a_person("Una", "Known")
    an_app(who, at=AT)
    give_password(client, UNA)
    assert "I have lost my device" in words(client.get("/sign-in/verify"))
    assert "Ask the help desk" in words(client.get(PAGE))
    assert not LostAccess.objects.exists()

    page = words(client.post(PAGE, {"move": "ask"}, follow=True))
    row = LostAccess.objects.get()
    assert row.reference in page
    assert (row.person_id, row.kind, row.state) == (who, "device", "asked")
    again = client.post(PAGE, {"move": "ask"})
    assert again.status_code == 422
    assert "The help desk has your case already" in words(again)
    mail = Mail.objects.get(kind="signin/loss_reported")
    assert (mail.recipient, mail.person_id) == ("una.known@example.com", who)
    assert not is_in(client)


@pytest.mark.cms
def test_who_has_the_address_as_a_device_is_led_there(travel, client):
    """Source: SIG-8. The button that isn't shown isn't taken either."""
    travel(AT)
    who = a_person("Una", "Known")
    an_app(who, at=AT)
    Device.objects.create(person_id=who, kind="email", added_at=AT)
    give_password(client, UNA)
    page = words(client.get(PAGE))
    assert "Email is one of your devices" in page
    assert "Ask the help desk" not in page
    assert client.post(PAGE, {"move": "ask"}).status_code == 422
    assert not LostAccess.objects.exists()


def test_whoever_has_the_password_cant_flood_the_owner(at):
    """Source: SIG-8, SIG-6. Each time the owner stops it; the fourth time within a day it isn't even asked."""
    who = a_person("Una", "Known")
    an_app(who, at=at)
    for number in range(3):
        report_loss(a_journey(who), by=visitor(), at=at + timedelta(minutes=number))
        stop_loss(stop_token("signin/loss_reported"), by=visitor(), at=at + timedelta(minutes=number))
    journey, before = a_journey(who), consequences()
    with pytest.raises(Refused, match=r"loss\.too_often"):
        report_loss(journey, by=visitor(), at=at + timedelta(minutes=5))
    assert consequences() - before == NONE


def test_a_sign_in_that_is_over_asks_for_nothing(at):
    """Source: SIG-8."""
    who = a_person("Una", "Known")
    an_app(who, at=at)
    token = a_journey(who)
    for late, asked in ((at + timedelta(hours=1), token), (at, ""), (at, "made-up")):
        with pytest.raises(Refused, match=r"signin\.begin_again"):
            report_loss(asked, by=visitor(), at=late)


# Getting back in


def test_back_in_by_password_and_emailed_code_after_the_wait(travel, client):
    """Source: SIG-8, SIG-7. What was lost is removed with its secret, every other session ends, and mail says so."""
    travel(AT - timedelta(hours=1))
    row = a_confirmed_loss(at=AT - timedelta(hours=1))
    papers = Device.objects.create(person_id=row.person_id, kind="recovery_codes", added_at=AT)
    RecoveryCode.objects.create(device=papers, digest="on-paper")
    for phone in ("sms", "voice"):
        a_phone(row.person_id, phone, at=AT - timedelta(hours=1))
    key = Device.objects.create(person_id=row.person_id, kind="passkey", added_at=AT - timedelta(hours=1))
    Passkey.objects.create(device=key, credential_id="key", public_key=b"key", sign_count=0)
    elsewhere = Session.objects.create(
        token_digest="elsewhere", person_id=row.person_id, browser_digest="b", started_at=RIPE, seen_at=RIPE
    )
    travel(RIPE)
    give_password(client, UNA)
    assert "You can get back in now" in words(client.get(PAGE))
    goes_on(client)
    code = ask_for_code(client)
    assert LostAccess.objects.get().state == "waiting"
    answer = enter_code(client, code)

    assert answer["Location"].startswith("/sign-in/set-up")
    assert is_in(client)
    assert LostAccess.objects.get().state == "done"
    assert kinds_of(row.person_id) == ["email"]
    assert not AuthenticatorApp.objects.exists()
    for shared in (RecoveryCode, Telephone, Passkey):
        assert not shared.objects.exists()
    elsewhere.refresh_from_db()
    assert (elsewhere.state, elsewhere.end_reason) == ("ended", "access_regained")
    assert Mail.objects.filter(kind="signin/access_regained").count() == 1
    assert not Mail.objects.filter(kind="signin/device_removed").exists()
    assert Entry.objects.filter(fact="signin.access_regained").count() == 1
    assert client.post("/profile/devices/app", {"move": "setup"})["Location"].startswith("/profile/devices/app")


@pytest.mark.said
@pytest.mark.parametrize("moment", [RIPE - timedelta(seconds=5), RIPE + timedelta(days=7)])
def test_too_early_and_too_late_nobody_gets_in(moment, travel, client):
    """Source: SIG-8. Not by the button, nor by a sign-in that was begun when it could still be done."""
    row = a_confirmed_loss()
    travel(moment)
    give_password(client, UNA)
    assert "You can get back in now" not in words(client.get(PAGE))
    assert client.post(PAGE, {"move": "go_on"}).status_code == 422
    assert client.post("/sign-in/verify", {"move": "send"}).status_code == 422
    assert not is_in(client)
    assert kinds_of(row.person_id) == ["totp"]


def _stopped(row: LostAccess) -> str:
    stop_loss(stop_token(), by=visitor(), at=RIPE)
    return "loss.over"


def _disabled(row: LostAccess) -> str:
    Person.objects.filter(pk=row.person_id).update(state="disabled")
    return "loss.not_active"


def _address_changed(row: LostAccess) -> str:
    person = Person.objects.get(pk=row.person_id)
    person.email = "una@elsewhere.example"
    person.save()
    return "loss.account_changed"


def _name_changed(row: LostAccess) -> str:
    person = Person.objects.get(pk=row.person_id)
    person.last_name = "Married"
    person.save()
    return "loss.account_changed"


def _device_used(row: LostAccess) -> str:
    Device.objects.filter(person_id=row.person_id, kind="totp").update(last_used_at=RIPE)
    return "loss.used_since"


def _late(row: LostAccess) -> str:
    LostAccess.objects.filter(pk=row.pk).update(expires_at=RIPE)
    return "loss.over"


def _newer(row: LostAccess) -> str:
    desk.replace_device(row.person_id, reason=REASON, by=staff("Stu", "Third"), at=RIPE)
    return "loss.over"


@pytest.mark.parametrize("between", [_stopped, _disabled, _address_changed, _name_changed, _device_used, _late, _newer])
def test_what_happens_between_the_button_and_the_code_counts(between, travel, client):
    """Source: SIG-8. The case is judged at the moment of use; the devices stay as they were."""
    row = a_confirmed_loss()
    travel(RIPE)
    give_password(client, UNA)
    goes_on(client)
    code = ask_for_code(client)
    between(row)
    before = Entry.objects.count()

    assert enter_code(client, code).status_code == 422

    assert not is_in(client)
    assert kinds_of(row.person_id) == ["totp"]
    assert Entry.objects.count() == before
    assert own_loss(row.person_id, at=RIPE).state in {"none", "with_desk"}


def test_the_code_of_another_address_finishes_nothing(travel, client):
    """Source: SIG-8, SIG-2. A code that was mailed to the old mailbox is dead when one goes on to the new one."""
    row = a_lost_mailbox()
    Device.objects.create(person_id=row.person_id, kind="email", added_at=AT)
    travel(RIPE)
    give_password(client, UNA)
    old_code = ask_for_code(client)
    goes_on(client)
    assert enter_code(client, old_code).status_code == 422
    new_code = ask_for_code(client)
    assert {mail.recipient for mail in Mail.objects.filter(kind="signin/code")} == {
        "una.known@example.com",
        "una@new.example",
    }
    device = Device.objects.get(kind="email")
    an_app(row.person_id, at=AT - timedelta(days=1))
    client.post("/sign-in/device", {"device": str(device.pk)})
    assert enter_code(client, new_code).status_code == 422
    assert not is_in(client)
    assert person_card(row.person_id).email == "una.known@example.com"


@pytest.mark.said
def test_another_browser_with_the_code_gets_nowhere(travel, client):
    """Source: SIG-8, SIG-1. Nor one that skips the button: its sign-in asks for the app."""
    a_confirmed_loss()
    travel(RIPE)
    give_password(client, UNA)
    goes_on(client)
    code = ask_for_code(client)
    other = Client()
    assert enter_code(other, code).status_code == 302
    give_password(other, UNA)
    assert enter_code(other, code).status_code == 422
    assert not is_in(other)


@pytest.mark.said
def test_a_case_of_one_person_is_of_no_use_to_another(travel, client):
    """Source: SIG-8."""
    a_confirmed_loss()
    eve = a_person("Eve", "Other")
    an_app(eve, at=AT)
    travel(RIPE)
    give_password(client, "eve.other")
    assert client.post(PAGE, {"move": "go_on"}).status_code == 422


@pytest.mark.said
def test_a_case_is_finished_once(travel, client):
    """Source: SIG-8. A second sign-in that was begun beside it is over."""
    a_confirmed_loss()
    travel(RIPE)
    other = Client()
    codes = []
    for browser in (client, other):
        give_password(browser, UNA)
        goes_on(browser)
        codes.append(ask_for_code(browser))
    assert enter_code(client, codes[0]).status_code == 302
    assert is_in(client)
    enter_code(other, codes[1])
    assert not is_in(other)
    assert is_in(client)


# The mailbox


@pytest.mark.said
def test_a_lost_mailbox_is_replaced_once_the_new_one_is_proven(travel, client):
    """Source: SIG-8, HLP-2. The old one reads when it can be stopped and that it was done; till then it stands."""
    row = a_lost_mailbox()
    confirmed = Mail.objects.get(kind="signin/loss_confirmed")
    assert confirmed.recipient == "una.known@example.com"
    travel(RIPE)
    give_password(client, UNA)
    assert "u•••@new.example" in words(client.get(PAGE))
    goes_on(client)
    assert "u•••@new.example" in words(client.get("/sign-in/verify"))
    code = ask_for_code(client)
    assert person_card(row.person_id).email == "una.known@example.com"
    enter_code(client, code)
    assert is_in(client)
    assert person_card(row.person_id).email == "una@new.example"
    told = Mail.objects.filter(kind="signin/access_regained")
    assert sorted(mail.recipient for mail in told) == ["una.known@example.com", "una@new.example"]
    assert Entry.objects.filter(fact="accounts.email_corrected").count() == 1


@pytest.mark.said
def test_an_address_that_was_taken_meanwhile_stays_its_owners(travel, client):
    """Source: ACC-2, SIG-8. Nothing else is changed either."""
    row = a_lost_mailbox("ann.archer@example.com")
    ann = a_person("Ann", "Archer")
    travel(RIPE)
    give_password(client, UNA)
    goes_on(client)
    assert enter_code(client, ask_for_code(client)).status_code == 422
    assert not is_in(client)
    assert person_card(row.person_id).email == "una.known@example.com"
    assert person_card(ann).email == "ann.archer@example.com"
    assert LostAccess.objects.get().state == "waiting"


def test_the_one_who_is_back_in_is_at_home(travel):
    """Source: SIG-2. The address is the device from then on: the next sign-in goes by email."""
    row = a_confirmed_loss()
    browser = Client()
    travel(RIPE)
    give_password(browser, UNA)
    goes_on(browser)
    enter_code(browser, ask_for_code(browser))
    assert kinds_of(row.person_id) == ["email"]
    again = Client()
    sign_in(again, UNA)
    assert is_in(again)
