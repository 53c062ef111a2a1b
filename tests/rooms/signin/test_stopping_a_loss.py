"""A lost device is stopped by its owner, by the link from the mail or by signing in; and the password is lost too."""

from datetime import timedelta

import pytest

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.desk.casing import EVIDENCE, a_journey, a_loss_case, staff
from tests.rooms.signin.devices import code_of
from tests.rooms.signin.losing import DAY, PAGE, a_confirmed_loss, goes_on, stop_token
from tests.rooms.signin.people import ask_for_code, enter_code, give_password, is_in
from tests.rooms.signin.recovering import NEW_PASSWORD, asked_link, choose_password
from vestibule.desk import actions as desk
from vestibule.journal.models import Entry
from vestibule.kernel.actor import visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.signin.actions import stop_loss
from vestibule.signin.losses import loss_to_stop, own_loss
from vestibule.signin.models import AuthenticatorApp, Device, LostAccess
from vestibule.signin.recovery_queries import recovering_devices
from vestibule.signin.upkeep import go_on_without_device

pytestmark = [pytest.mark.django_db, pytest.mark.said]

UNA = "una.known"
RIPE = AT + DAY


def test_the_link_shows_by_get_and_stops_by_post_once_without_signing_in(travel, client):
    """Source: SIG-8. The help desk has it in its queue; the devices stay."""
    travel(AT)
    row = a_confirmed_loss()
    address = f"{PAGE}/stop/{stop_token()}"
    before = consequences()
    for page in (client.get(address), client.head(address)):
        assert page.status_code == 200
    assert "Was it not you?" in words(client.get(address))
    assert consequences() - before == NONE

    assert "Nothing was changed" in words(client.post(address))
    assert LostAccess.objects.get().state == "stopped"
    assert client.post(address).status_code == client.get(address).status_code == 404
    assert Mail.objects.filter(kind="signin/loss_stopped").count() == 1
    assert Entry.objects.get(fact="signin.loss_stopped").person_id == row.person_id
    assert list(Device.objects.filter(state="live").values_list("kind", flat=True)) == ["totp"]
    assert not is_in(client)


def test_it_can_be_stopped_until_it_is_done(travel, client):
    """Source: SIG-8. After the wait too; and once it is done the link is over."""
    a_confirmed_loss()
    token = stop_token()
    travel(RIPE)
    assert loss_to_stop(token, at=RIPE + timedelta(days=6))
    give_password(client, UNA)
    goes_on(client)
    enter_code(client, ask_for_code(client))
    assert is_in(client)
    with pytest.raises(NotFound):
        stop_loss(token, by=visitor(), at=RIPE + timedelta(minutes=1))


def test_a_newer_link_kills_the_older_and_a_made_up_one_is_none(at):
    """Source: SIG-8."""
    case = a_loss_case("Una", "Known")
    older = stop_token("signin/loss_reported")
    desk.enter_loss_evidence(case.id, EVIDENCE, by=staff(), at=at)
    assert loss_to_stop(older, at=at)
    desk.confirm_loss(case.id, by=staff("Sue", "Second"), at=at)
    for token in (older, "", "made-up", older.swapcase()):
        with pytest.raises(NotFound):
            stop_loss(token, by=visitor(), at=at)
    assert LostAccess.objects.get().state == "waiting"


def test_signing_in_with_the_device_that_was_said_to_be_lost_ends_it(travel, client):
    """Source: SIG-8. Whoever asked is somebody else; the owner need not have read the mail."""
    row = a_confirmed_loss()
    app = AuthenticatorApp.objects.get()
    travel(AT + timedelta(hours=2))
    give_password(client, UNA)
    client.post("/sign-in/verify", {"move": "verify", "code": code_of(app.secret)})
    assert is_in(client)
    assert own_loss(row.person_id, at=RIPE).state == "none"
    with pytest.raises(Refused, match=r"loss\.over"):
        go_on_without_device(a_journey(row.person_id, at=RIPE), at=RIPE)


def test_who_has_lost_the_password_too_gets_a_new_one_once_the_wait_is_over(travel, client):
    """Source: SIG-8, SIG-5. Before that, and once it is stopped, a device is asked for as of anybody else."""
    row = a_confirmed_loss()
    assert [device.kind for device in recovering_devices(row.person_id, at=AT + DAY / 2)] == ["totp"]
    travel(RIPE)
    client.post(asked_link(client, user_id=UNA), {})
    assert choose_password(client)["Location"] == "/?reset"
    give_password(client, UNA, NEW_PASSWORD)
    goes_on(client)
    enter_code(client, ask_for_code(client))
    assert is_in(client)


def test_a_case_that_is_stopped_while_a_new_password_is_chosen_opens_nothing(travel, client):
    """Source: SIG-8, SIG-5."""
    row = a_confirmed_loss()
    travel(RIPE)
    client.post(asked_link(client, user_id=UNA), {})
    stop_loss(stop_token(), by=visitor(), at=RIPE)
    assert choose_password(client).get("Location") != "/?reset"
    assert [device.kind for device in recovering_devices(row.person_id, at=RIPE)] == ["totp"]
    assert give_password(client, UNA, NEW_PASSWORD).status_code == 422
