"""Changes of address and devices are undone by the link from the mail; whoever took the account over gains nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, a_person, hashed
from tests.rooms.accounts.registering import register, the_person
from tests.rooms.signin.devices import an_app
from tests.rooms.signin.people import give_password, is_in
from tests.rooms.signin.recovering import asked_link
from tests.rooms.signin.sitting import Seated, seated
from tests.rooms.signin.undoing import (
    HOURS,
    NEW,
    OLD,
    THIRD,
    address_of,
    adds_app,
    link_to,
    live,
    mails_to,
    makes_codes,
    me,
    moves_to,
    named,
    presses,
    removes,
    told,
)
from vestibule.accounts.actions import Hashes, verify_email
from vestibule.accounts.models import FormerEmail, Person, SecurityAnswer
from vestibule.accounts.queries import email_owner, person_card
from vestibule.journal.models import Entry
from vestibule.kernel.actor import visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.signin.actions import change_own_question, send_to_new_email, undo_changes
from vestibule.signin.changes import change_to_undo
from vestibule.signin.loss_rows import open_a_loss
from vestibule.signin.models import (
    AppSetup,
    AuthenticatorApp,
    Device,
    EmailSetup,
    LostAccess,
    RecoveryCode,
    RecoveryLink,
    Session,
    SignInJourney,
)

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(minutes=5)
LAST = AT + HOURS - timedelta(seconds=1)


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


@pytest.fixture
def seat() -> Seated:
    """Return Ann Archer, who has just shown a second factor; or whoever sits there in her place."""
    return seated(a_person())


@pytest.mark.said
def test_the_page_says_what_will_happen_and_opening_it_changes_nothing(seat):
    """Source: SIG-4, ACC-13. Mail scanners follow links."""
    page = f"/sign-in/undo/{moves_to(seat)}"
    before = consequences()
    for answer in (Client().get(page), Client().head(page)):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    shown = words(Client().get(page))
    assert "The email address was changed" in shown
    assert "a•••@example.com again" in shown
    assert "Everybody is signed out" in shown
    assert NEW not in shown
    assert consequences() - before == NONE
    assert address_of(seat) == NEW


@pytest.mark.said
def test_the_button_puts_the_address_back_and_lets_nobody_in(seat):
    """Source: SIG-4, SIG-7, ACC-7. Everybody is out, a new password is demanded, both addresses are told."""
    link = moves_to(seat)
    browser = Client()
    assert "Your account is as it was before" in words(presses(link, browser))
    assert address_of(seat) == OLD
    assert email_owner(NEW) is None
    assert not Session.objects.filter(state="live").exists()
    assert not is_in(browser)
    assert "can't be used any more" in words(give_password(browser))
    assert mails_to(OLD, "signin/put_back")[0].text.count("/sign-in/forgot-password") == 1
    assert mails_to(NEW, "signin/put_back_elsewhere")
    assert "/undo/" not in mails_to(OLD, "signin/put_back")[0].text
    assert not FormerEmail.objects.exists()


@pytest.mark.said
def test_a_link_is_good_once_and_dead_at_its_end_without_a_worker(seat, travel):
    """Source: SIG-4. Judged at use: to the second."""
    link = moves_to(seat)
    assert change_to_undo(link, at=LAST)
    travel(AT + HOURS)
    assert Client().get(f"/sign-in/undo/{link}").status_code == presses(link).status_code == 404
    assert address_of(seat) == NEW
    travel(LAST)
    assert presses(link).status_code == 200
    assert presses(link).status_code == 404


@pytest.mark.said
@pytest.mark.parametrize("token", ["made-up", "-", "x" * 500])
def test_a_made_up_link_is_none(seat, token):
    """Source: SIG-4."""
    moves_to(seat)
    assert Client().get(f"/sign-in/undo/{token}").status_code == presses(token).status_code == 404


@pytest.mark.said
def test_a_link_for_another_purpose_undoes_nothing_and_the_other_way_round(seat):
    """Source: SIG-4, SIG-5."""
    recovery = asked_link(Client()).rpartition("/")[2]
    link = moves_to(seat)
    assert presses(recovery).status_code == 404
    for page in ("new-password/link", "unlock", "lost-device/stop"):
        assert Client().post(f"/sign-in/{page}/{link}").status_code == 404
    assert address_of(seat) == NEW


def test_links_lead_to_our_origin_whatever_a_browser_says(seat, settings):
    """Source: SIG-4. Host and forwarded headers never reach a mail."""
    settings.ALLOWED_HOSTS = ["*"]
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    seat.browser.post("/profile/email", {"move": "send", "email": NEW}, headers=evil)
    link = moves_to(seat)
    Client().post(f"/sign-in/undo/{link}", headers=evil)
    assert all("evil.example" not in (mail.text or "") + (mail.html or "") for mail in [*mails_to(OLD), *mails_to(NEW)])


@pytest.mark.said
@pytest.mark.cms
def test_who_changes_the_address_and_then_the_devices_loses_all_of_it(seat):
    """Source: SIG-4, ACC-13. The owner's one link, at the old address, wins; what the thief added is wiped."""
    mine = an_app(me(seat), at=AT, name="my phone").device
    link = moves_to(seat)
    theirs, _, _ = adds_app(seat, at=LATER)
    removes(seat, mine, at=LATER)
    makes_codes(seat, at=LATER)
    shown = words(Client().get(f"/sign-in/undo/{link}"))
    assert shown.count("A device was added:") == 2
    assert "A device was removed: Authenticator app my phone" in shown

    assert presses(link).status_code == 200
    assert address_of(seat) == OLD
    assert live(me(seat)) == ["email", "totp"]
    assert Device.objects.get(pk=mine.pk).state == "live"
    assert not AuthenticatorApp.objects.filter(pk=theirs.pk).exists()
    assert not RecoveryCode.objects.exists()


@pytest.mark.said
@pytest.mark.cms
def test_mails_about_devices_go_to_the_address_before_as_well(seat):
    """Source: SIG-4. Whoever took the account over by another address doesn't go on unseen."""
    moves_to(seat)
    mine = an_app(me(seat), at=AT).device
    removes(seat, mine, at=LATER)
    makes_codes(seat, at=LATER)
    for kind in ("signin/device_removed", "signin/recovery_codes_made"):
        assert link_to(OLD, kind) == link_to(NEW, kind)
    later = seated(me(seat), at=AT + HOURS)
    removes(later, Device.objects.get(kind="recovery_codes", state="live"), at=AT + HOURS)
    assert len(mails_to(OLD, "signin/device_removed")) == 1
    assert len(mails_to(NEW, "signin/device_removed")) == 2


@pytest.mark.said
def test_of_two_changes_of_address_the_first_owners_link_wins(seat):
    """Source: SIG-4. The thief undoes what they like at their own addresses: the first link goes on being good."""
    link = moves_to(seat)
    second = moves_to(seat, THIRD, at=LATER)
    assert "signin/email_was_left" in told(OLD)
    assert len(mails_to(OLD, "signin/email_was_left")) == 2

    assert presses(second).status_code == 200
    assert address_of(seat) == NEW
    assert presses(link).status_code == 200
    assert address_of(seat) == OLD
    for dead in (second, link):
        assert presses(dead).status_code == 404
    assert address_of(seat) == OLD


@pytest.mark.said
def test_once_the_first_is_undone_the_later_links_are_dead(seat):
    """Source: SIG-4. Nobody undoes what was undone."""
    link = moves_to(seat)
    second = moves_to(seat, THIRD, at=LATER)
    _, _, third = adds_app(seat, at=LATER)
    presses(link)
    for dead in (second, third, link):
        with pytest.raises(NotFound):
            undo_changes(dead, by=visitor(), at=LATER)
    assert address_of(seat) == OLD
    assert email_owner(NEW) is email_owner(THIRD) is None


def test_back_and_forth_it_is_still_as_before_the_first(seat):
    """Source: SIG-4. A thief who goes back to the first address in between gains nothing by it."""
    link = moves_to(seat)
    moves_to(seat, OLD, at=LATER)
    moves_to(seat, THIRD, at=LATER)
    assert presses(link).status_code == 200
    assert address_of(seat) == OLD
    assert not FormerEmail.objects.exists()


@pytest.mark.said
def test_the_user_id_comes_back_with_the_address(seat):
    """Source: ACC-2, ACC-13. Nobody else could have it meanwhile."""
    named(me(seat), OLD)
    link = moves_to(seat)
    presses(link)
    assert person_card(me(seat)).user_id == OLD


@pytest.mark.said
@pytest.mark.cms
def test_the_security_question_comes_back_too(seat):
    """Source: ACC-10, SIG-4. Else who changed it would keep the owner from a new password."""
    SecurityAnswer.objects.create(person_id=me(seat), question="first-pet", answer_hash=hashed("rex"))
    thief = Hashes("", "first-school", hashed("mine"))
    change_own_question(thief, by=seat.by, at=AT)
    link = link_to(OLD, "signin/question_changed")
    moves_to(seat, at=LATER)
    assert "The security question was changed" in words(Client().get(f"/sign-in/undo/{link}"))
    presses(link)
    answer = SecurityAnswer.objects.get()
    assert (answer.question, answer.answer_hash) == ("first-pet", hashed("rex"))
    assert address_of(seat) == OLD


def test_a_question_that_there_was_not_is_gone_again(seat):
    """Source: ACC-10."""
    change_own_question(Hashes("", "first-school", hashed("mine")), by=seat.by, at=AT)
    presses(link_to(OLD, "signin/question_changed"))
    assert not SecurityAnswer.objects.exists()


@pytest.mark.said
@pytest.mark.parametrize(("state", "is_undone"), [("disabled", True), ("closed", False), ("lapsed", False)])
def test_of_a_disabled_account_it_is_undone_and_it_stays_disabled(seat, state, is_undone):
    """Source: SIG-4, HLP-2, ACC-12, LIF-6. Of a closed one nothing is."""
    link = moves_to(seat)
    Person.objects.update(state=state)
    assert presses(link).status_code == (200 if is_undone else 404)
    assert address_of(seat) == (OLD if is_undone else NEW)
    assert Person.objects.get().state == state
    assert not is_in(Client())


def test_what_leads_to_a_new_password_or_a_device_ends(seat):
    """Source: SIG-5, SIG-8. Links, recoveries, sign-ins, a case of lost devices, what was being set up."""
    link = moves_to(seat)
    thief, other = Client(), Client()
    thief.post(asked_link(thief))
    asked_link(other)
    give_password(other)
    seat.browser.post("/profile/devices/app", {"move": "setup"})
    send_to_new_email(THIRD, by=seat.by, at=AT)
    open_a_loss(me(seat), "device", at=AT)
    assert AppSetup.objects.exists()
    presses(link)
    assert not SignInJourney.objects.exclude(stage__in=["over", "in"]).exists()
    assert not RecoveryLink.objects.filter(state="open").exists()
    assert LostAccess.objects.get().state == "replaced"
    assert not AppSetup.objects.exists()
    assert not EmailSetup.objects.exists()


@pytest.mark.said
def test_who_registers_with_the_address_meanwhile_gets_a_shadow_and_it_comes_back_all_the_same(seat):
    """Source: ACC-2, decision 0004. The mail goes to the mailbox that was typed, the code proves nothing."""
    who = me(seat)
    link = moves_to(seat)
    register(LATER, email=OLD, user_id="someone.new")
    shadow = the_person("someone.new")
    assert shadow.email_index is None
    assert len(mails_to(OLD, "accounts/email_taken")) == 1
    with pytest.raises(Refused, match=r"email\.taken"):
        verify_email(shadow.pk, by=visitor(), at=LATER)
    presses(link)
    assert email_owner(OLD) == who


def test_nobody_registers_under_the_user_id_that_was_left(seat):
    """Source: ACC-2."""
    named(me(seat), OLD)
    moves_to(seat)
    with pytest.raises(Refused, match=r"user_id\.taken"):
        register(LATER, email=OLD, user_id=OLD)
    with pytest.raises(Refused, match=r"user_id\.not_your_address"):
        register(LATER, user_id=OLD)
    register(AT + HOURS, email=OLD, user_id=OLD)
    assert email_owner(OLD) != me(seat)


def test_the_download_lists_what_is_kept_for_undoing(seat):
    """Source: ACC-13."""
    moves_to(seat)
    held = seat.browser.post("/profile/data", {"move": "json"}).json()
    assert held["former_email_addresses"] == [OLD]
    assert [change["kind"] for change in held["changes_that_can_be_undone"]] == ["address"]


@pytest.mark.said
def test_history_says_in_plain_words_what_was_undone(seat):
    """Source: ACC-13, AUD-1."""
    link = moves_to(seat)
    adds_app(seat, at=LATER)
    presses(link)
    browser = seated(me(seat)).browser
    told = words(browser.get("/profile/history"))
    assert "were undone by the link in the mail: email address, device added" in told
    assert "has the email address again that was before" in told
    assert Entry.objects.filter(fact="signin.change_undone").count() == 1
