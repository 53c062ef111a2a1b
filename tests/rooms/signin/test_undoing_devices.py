"""Devices that were added or removed are undone by the link from the mail; the help desk's help ends that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client

from tests.people import AT, a_person, hashed
from tests.rooms.desk.casing import staff
from tests.rooms.signin.authenticator import set_up
from tests.rooms.signin.devices import an_app, code_of
from tests.rooms.signin.losing import DAY, a_lost_mailbox, goes_on
from tests.rooms.signin.people import ask_for_code, enter_code, give_password, is_in
from tests.rooms.signin.phones import a_phone
from tests.rooms.signin.sitting import Seated, seated
from tests.rooms.signin.undoing import (
    HOURS,
    NEW,
    OLD,
    address_of,
    link_to,
    live,
    mails_to,
    makes_codes,
    me,
    moves_to,
    presses,
    removes,
    told,
)
from vestibule.accounts.models import FormerEmail
from vestibule.accounts.queries import credential_by_person
from vestibule.kernel.actor import visitor
from vestibule.signin import jobs
from vestibule.signin.actions import change_password, undo_changes
from vestibule.signin.actions.by_desk import open_loss
from vestibule.signin.changes import change_to_undo, link_digest
from vestibule.signin.models import (
    AuthenticatorApp,
    Device,
    Passkey,
    RecoveryCode,
    SignInJourney,
    UndoableChange,
)
from vestibule.signin.upkeep import forget_changes

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


@pytest.mark.cms
def test_an_added_device_goes_and_a_removed_one_comes_back_as_it_was(seat):
    """Source: SIG-4. Kept meanwhile, and good for nothing."""
    person_id = me(seat)
    set_up(seat.browser)
    phone = Device.objects.get(pk=a_phone(person_id))
    app = an_app(person_id, at=AT).device
    codes = makes_codes(seat)
    held = live(person_id)
    passkey = Device.objects.get(kind="passkey")
    for device in (passkey, phone, app, Device.objects.get(kind="recovery_codes")):
        removes(seat, device, at=LATER)
    removed = live(person_id)
    assert removed == ["email"]
    assert Passkey.objects.get().credential_id

    first = UndoableChange.objects.filter(kind="removed").order_by("pk")[0]
    kinds = {line.kind for line in change_to_undo(_token_of(first), at=LATER).lines}
    assert kinds == {"removed"}
    undo_changes(_token_of(first), by=visitor(), at=LATER)
    assert live(person_id) == held
    assert RecoveryCode.objects.filter(used_at=None).count() == len(codes)


def _token_of(change: UndoableChange) -> str:
    """Return the token of a change's link, made anew: it stands in a mail only."""
    change.link_digest = link_digest(f"token-{change.pk}")
    change.save()
    return f"token-{change.pk}"


@pytest.mark.said
@pytest.mark.cms
@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_removed_device_opens_nothing_while_it_is_kept(seat, kind):
    """Source: SIG-4. Not at the door, not in the profile."""
    secret = pyotp.random_base32()
    an_app(me(seat), at=AT, secret=secret)
    codes = makes_codes(seat)
    device = Device.objects.get(kind=kind)
    removes(seat, device)
    browser = Client()
    give_password(browser)
    assert browser.post("/sign-in/device", {"device": str(device.pk)}).status_code in {404, 422}
    SignInJourney.objects.update(factor=kind, device_id=device.pk)
    browser.post("/sign-in/verify", {"code": code_of(secret) if kind == "totp" else codes[0]})
    assert not is_in(browser)
    assert seat.browser.get(f"/profile/prove/{device.pk}").status_code == 404


@pytest.mark.cms
def test_new_recovery_codes_are_undone_in_one_with_the_end_of_the_old_ones(seat):
    """Source: SIG-8, SIG-4. The old paper is good again."""
    an_app(me(seat), at=AT)
    makes_codes(seat)
    old = Device.objects.get(kind="recovery_codes")
    makes_codes(seat, at=LATER)
    link = link_to(OLD, "signin/recovery_codes_made")
    presses(link)
    assert Device.objects.get(kind="recovery_codes", state="live").pk == old.pk
    assert RecoveryCode.objects.count() == 10


@pytest.mark.cms
def test_a_sweep_wipes_what_was_kept_once_it_cannot_be_undone(seat):
    """Source: SIG-4, LIF-7. Not before; twice is once; what is live stays."""
    person_id = me(seat)
    app, other = an_app(person_id, at=AT).device, an_app(person_id, at=AT, name="other").device
    removes(seat, app)
    moves_to(seat)
    jobs.sweep_counters(at=LAST)
    assert AuthenticatorApp.objects.count() == 2
    assert FormerEmail.objects.exists()
    for _ in range(2):
        jobs.sweep_counters(at=AT + HOURS)
    assert [row.pk for row in AuthenticatorApp.objects.all()] == [other.pk]
    assert not UndoableChange.objects.exists()


@pytest.mark.cms
def test_a_device_that_was_removed_again_waits_for_that(seat, travel):
    """Source: SIG-4, LIF-7."""
    app = an_app(me(seat), at=AT).device
    removes(seat, app)
    undo_changes(link_to(OLD, "signin/device_removed"), by=visitor(), at=LATER)
    again = seated(me(seat), at=LATER)
    removes(again, app, at=LATER)
    assert forget_changes(at=AT + HOURS) == 1
    assert AuthenticatorApp.objects.exists()
    travel(AT + HOURS)
    assert presses(link_to(OLD, "signin/device_removed")).status_code == 200
    assert Device.objects.get(pk=app.pk).state == "live"


@pytest.mark.cms
def test_what_the_help_desk_did_is_not_undone_and_nothing_is_kept_for_it(travel, client):
    """Source: SIG-8, SIG-4. The mailbox to which the links went may be the one that is lost."""
    una = a_lost_mailbox().person_id
    seat = seated(una)
    app = an_app(una, at=AT).device
    removes(seat, app)
    (link,) = {link_to("una.known@example.com", "signin/device_removed")}
    travel(AT + DAY)
    give_password(client, "una.known")
    goes_on(client)
    enter_code(client, ask_for_code(client))
    assert address_of(seat) == "una@new.example"
    assert presses(link).status_code == 404
    assert not AuthenticatorApp.objects.exists()
    assert not UndoableChange.objects.exists()
    assert is_in(client)


@pytest.mark.said
def test_mails_about_a_lost_device_go_to_the_address_before_as_well():
    """Source: SIG-8, SIG-4. Who has taken an account over can't have its devices replaced unseen."""
    seat = seated(a_person())
    moves_to(seat)
    open_loss(me(seat), "device", new_email="", by=staff(), at=LATER)
    for address in (OLD, NEW):
        (mail,) = mails_to(address, "signin/loss_reported")
        assert "/sign-in/lost-device/stop/" in mail.text


@pytest.mark.said
def test_a_new_password_is_told_to_the_address_before_as_well():
    """Source: SIG-4 ("to the old address too")."""
    seat = seated(a_person())
    moves_to(seat)
    changed = credential_by_person(me(seat)).password_hash
    change_password(hashed("Another-Horse-9-Battery"), instead_of=changed, by=seat.by, at=LATER)
    assert told(OLD) >= {"signin/password_changed"}
    assert told(NEW) >= {"signin/password_changed"}
