"""One's own email address is changed: by a code that went there, told to both, and a stranger learns nothing by it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.desk.casing import a_loss_case
from tests.rooms.signin.devices import device_of
from tests.rooms.signin.people import give_password
from tests.rooms.signin.recovering import asked_link
from tests.rooms.signin.sitting import Seated, seated
from tests.rooms.signin.undoing import NEW, OLD, PAGE, THIRD, address_of, code_to, mails_to, me, moves_to, named
from vestibule.accounts.holders import NOBODY
from vestibule.accounts.models import FormerEmail, Person
from vestibule.accounts.queries import credential_of, email_owner, person_card
from vestibule.journal.models import Entry
from vestibule.kernel.reasons import Refused
from vestibule.signin.actions import change_own_email, send_proof, send_to_new_email
from vestibule.signin.losses import own_loss
from vestibule.signin.models import EmailSetup, LostAccess, OneTimeCode, RecoveryLink, Session, SignInJourney

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(minutes=9)


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


def ann() -> Seated:
    """Return Ann Archer, who has just shown a second factor."""
    return seated(a_person())


@pytest.mark.said
def test_the_page_asks_for_the_address_then_for_the_code_and_changes_nothing_before():
    """Source: ACC-13, SIG-4 (APP 7)."""
    seat = ann()
    assert "Change email address" in words(seat.browser.get("/profile"))
    assert "It stays yours until" in words(seat.browser.get(PAGE))
    assert seat.browser.post(PAGE, {"move": "send", "email": f" {NEW} "})["Location"] == PAGE
    assert f"We sent an email to {NEW}" in words(seat.browser.get(PAGE))
    assert address_of(seat) == OLD

    wrong = f"{(int(code_to(NEW)) + 1) % 1_000_000:06d}"
    assert "Tries left: 4" in words(seat.browser.post(PAGE, {"move": "verify", "code": wrong}))
    assert address_of(seat) == OLD
    assert seat.browser.post(PAGE, {"move": "verify", "code": code_to(NEW)})["Location"] == "/profile?changed"
    assert address_of(seat) == NEW
    assert email_owner(NEW.upper()) == me(seat)
    assert email_owner(OLD) is None


@pytest.mark.said
def test_both_addresses_are_told_and_the_link_is_in_the_old_ones_mail_only():
    """Source: ACC-13, SIG-4. The old mailbox may be read by others: it isn't told which address is new."""
    seat = ann()
    link = moves_to(seat)
    (left,), (new,) = mails_to(OLD, "signin/email_was_left"), mails_to(NEW, "signin/email_is_new")
    assert "72 hours" in left.text
    assert link in left.text
    assert link in left.html
    assert NEW not in left.text + left.html
    assert "/undo/" not in new.text + new.html
    assert [entry.fact for entry in Entry.objects.filter(person_id=me(seat), fact__contains="email_c")] == [
        "accounts.email_changed"
    ]


@pytest.mark.said
def test_without_a_fresh_second_factor_it_is_asked_for_first():
    """Source: SIG-4. On the page, and in the action."""
    seat = ann()
    Session.objects.update(proved_at=AT - timedelta(hours=1))
    assert seat.browser.get(PAGE)["Location"].startswith("/profile/prove?")
    assert seat.browser.post(PAGE, {"move": "send", "email": NEW})["Location"].startswith("/profile/prove?")
    before = consequences()
    with pytest.raises(Refused, match=r"device\.not_fresh"):
        send_to_new_email(NEW, by=seat.by, at=AT)
    assert consequences() - before == NONE
    assert not EmailSetup.objects.exists()


@pytest.mark.said
@pytest.mark.parametrize(
    ("typed", "why_not"),
    [
        ("", "email.invalid"),
        ("ann", "email.invalid"),
        ("ánn@new.example", "email.invalid"),
        (OLD.upper(), "profile.nothing_changed"),
    ],
)
def test_what_is_no_other_address_is_refused(typed: str, why_not: str):
    """Source: ACC-13, ACC-3."""
    seat = ann()
    with pytest.raises(Refused, match=why_not if typed else "setup_over"):
        send_to_new_email(typed, by=seat.by, at=AT)


def outcomes(seat: Seated, address: str) -> list[Any]:
    """Return all that who is signed in can see of wanting an address."""
    sent = seat.browser.post(PAGE, {"move": "send", "email": address})
    page = words(seat.browser.get(PAGE)).replace(address, "…")
    again = seat.browser.post(PAGE, {"move": "again"})
    wrong = [
        words(seat.browser.post(PAGE, {"move": "verify", "code": "000000"})).replace(address, "…") for _ in "123456"
    ]
    return [sent.status_code, sent["Location"], page, again.status_code, again["Location"], wrong]


@pytest.mark.said
@pytest.mark.parametrize("theirs", ["active", "disabled", "held", "invited", "left lately"])
def test_a_taken_address_gets_the_same_pages_and_its_owner_a_mail_once_a_day(theirs: str, monkeypatch):
    """Source: ACC-2, SIG-5, decision 0004. What one sees, one's history and download too, tells nothing."""
    monkeypatch.setattr("vestibule.signin.factors.sent.new_code", lambda digits: "424242")
    bob = a_person("Bob", "Baker")
    taken = "bob.baker@example.com"
    if theirs == "left lately":
        moves_to(seated(bob), "bob@new.example")
    else:
        Person.objects.filter(pk=bob).update(state=theirs)
    seat = ann()
    free = outcomes(seat, "nobody@example.org")
    assert outcomes(seat, taken) == free
    (mail,) = mails_to(taken, "signin/email_wanted")
    assert "Ann" not in mail.text
    assert mails_to(taken, "signin/new_email_code") == []
    assert "Bob" not in words(seat.browser.get("/profile/history"))
    assert "wanted another email address" in words(seat.browser.get("/profile/history"))


@pytest.mark.said
def test_not_even_the_right_code_makes_a_taken_address_ones_own(monkeypatch):
    """Source: ACC-2. It was mailed to nobody; guessed, it is refused all the same."""
    monkeypatch.setattr("vestibule.signin.factors.sent.new_code", lambda digits: "424242")
    a_person("Bob", "Baker")
    seat = ann()
    send_to_new_email("BOB.baker@example.com", by=seat.by, at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"email\.taken"):
        change_own_email("424242", by=seat.by, at=AT)
    assert consequences() - before == NONE
    assert address_of(seat) == OLD


def test_an_address_that_was_only_typed_before_is_whose_who_proves_it():
    """Source: ACC-2, decision 0004. Else anybody could keep it from its owner by registering it."""
    squatter = a_person("Sam", "Squats", state="unverified")
    Person.objects.filter(pk=squatter).update(invited=False)
    seat = ann()
    moves_to(seat, "sam.squats@example.com")
    assert email_owner("sam.squats@example.com") == me(seat)
    assert Person.objects.get(pk=squatter).email_index is None


@pytest.mark.said
def test_the_code_is_good_in_its_session_only_for_thirty_minutes_and_for_that_address():
    """Source: SIG-2, ACC-13. A newer address kills the code that went to the one before."""
    seat = ann()
    elsewhere = seated(me(seat))
    send_to_new_email(NEW, by=seat.by, at=AT)
    code = code_to(NEW)
    with pytest.raises(Refused, match="setup_over"):
        change_own_email(code, by=elsewhere.by, at=AT)
    with pytest.raises(Refused, match=r"setup_over|code_late"):
        change_own_email(code, by=seat.by, at=AT + timedelta(minutes=30))
    send_to_new_email(THIRD, by=seat.by, at=AT)
    if code != code_to(THIRD):
        assert change_own_email(code, by=seat.by, at=AT).reasons
    assert address_of(seat) == OLD


@pytest.mark.said
def test_nobody_fills_a_strangers_mailbox_with_codes():
    """Source: SIG-2. Five an hour from one person, and to one address from all."""
    seat = ann()
    for one in range(5):
        send_to_new_email(f"stranger{one}@example.org", by=seat.by, at=AT)
    with pytest.raises(Refused, match="too_many_codes"):
        send_to_new_email("stranger6@example.org", by=seat.by, at=AT)
    others = [seated(a_person(name, "Other")) for name in ("Abe", "Bea", "Cid", "Dot", "Eve")]
    for other in others[:4]:
        send_to_new_email("stranger0@example.org", by=other.by, at=AT)
    with pytest.raises(Refused, match="too_many_codes"):
        send_to_new_email("STRANGER0@example.org", by=others[4].by, at=AT)


@pytest.mark.said
def test_a_user_id_that_is_the_address_changes_with_it_and_says_so():
    """Source: ACC-2. Shaped like an address it must be one's own; the page says it before, the mail after."""
    seat = ann()
    named(me(seat), OLD)
    assert "Your User ID is an email address, so it changes too" in words(seat.browser.get(PAGE))
    moves_to(seat)
    assert person_card(me(seat)).user_id == NEW
    assert credential_of(OLD) is None
    assert f"You sign in with: {NEW}" in mails_to(NEW, "signin/email_is_new")[0].text
    assert give_password(Client(), NEW)["Location"] == "/sign-in/verify"


@pytest.mark.said
def test_who_likes_another_user_id_chooses_it_with_the_address():
    """Source: ACC-2, ACC-3. An address such as ann+idm@new.example can't be a User ID."""
    seat = ann()
    named(me(seat), OLD)
    a_person("Bob", "Baker")
    for user_id, why_not in (("", "user_id.character"), ("bob@else.example", "not_your_address"), ("ab", "too_short")):
        with pytest.raises(Refused, match=why_not):
            send_to_new_email("ann+idm@new.example", user_id=user_id, by=seat.by, at=AT)
    send_to_new_email("ann+idm@new.example", user_id="Bob.Baker", by=seat.by, at=AT)
    with pytest.raises(Refused, match=r"user_id\.taken"):
        change_own_email(code_to("ann+idm@new.example"), by=seat.by, at=AT)
    assert address_of(seat) == OLD
    moves_to(seat, "ann+idm@new.example", user_id="ann.of.old")
    assert person_card(me(seat)).user_id == "ann.of.old"


@pytest.mark.said
def test_a_user_id_of_another_shape_stays():
    """Source: ACC-2. Whatever else is sent."""
    seat = ann()
    assert "User ID" not in words(seat.browser.get(PAGE)).partition("Change email address")[2].partition("Cancel")[0]
    moves_to(seat, user_id="somebody.else")
    assert person_card(me(seat)).user_id == "ann.archer"


def test_what_is_on_its_way_to_the_old_address_is_worth_nothing(monkeypatch):
    """Source: SIG-5, SIG-8. A link to a new password, a sign-in that waits for its code, a code of another session."""
    seat = ann()
    person_id = me(seat)
    link = asked_link(Client())
    thief = Client()
    give_password(thief)
    thief.post("/sign-in/verify", {"move": "send"})
    elsewhere = seated(person_id)
    send_proof(device_of(person_id, "email"), by=elsewhere.by, at=AT)
    moves_to(seat)
    assert Client().get(link).status_code == 404
    assert not RecoveryLink.objects.filter(state="open").exists()
    assert not SignInJourney.objects.filter(person_id=person_id, stage="code").exists()
    assert not OneTimeCode.objects.filter(session_id=elsewhere.session_id, state="open").exists()


def test_the_address_that_was_left_is_kept_for_its_owner_and_nobody_else(monkeypatch):
    """Source: ACC-2. Else somebody could take it meanwhile, and the change could not be undone."""
    seat = ann()
    moves_to(seat)
    bob = seated(a_person("Bob", "Baker"))
    monkeypatch.setattr("vestibule.signin.factors.sent.new_code", lambda digits: "424242")
    send_to_new_email(OLD, by=bob.by, at=LATER)
    with pytest.raises(Refused, match=r"email\.taken"):
        change_own_email("424242", by=bob.by, at=LATER)
    send_to_new_email(OLD, by=seat.by, at=LATER)
    change_own_email("424242", by=seat.by, at=LATER)
    assert address_of(seat) == OLD
    assert FormerEmail.objects.count() == 2


@pytest.mark.said
@pytest.mark.cms
def test_a_case_of_lost_devices_ends_with_the_address_and_does_not_come_back_with_it():
    """Source: SIG-8, decision 0022. It was of the account as it was."""
    seat = seated(a_loss_case("Una", "Known").person_id or NOBODY)
    moves_to(seat, "una@new.example")
    assert LostAccess.objects.get().state == "replaced"
    moves_to(seat, "una.known@example.com", at=LATER)
    assert own_loss(me(seat), at=LATER).state == "none"
