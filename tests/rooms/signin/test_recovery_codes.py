"""Recovery codes: ten, shown once, each good once, and never all that somebody has."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.signin.devices import (
    codes_on_paper,
    device_of,
    sign_in_by_app,
    sign_in_by_code,
    someone_signed_in,
    someone_with_both,
)
from tests.rooms.signin.people import a_person, enter_code, give_password, is_in, sign_in
from tests.rooms.signin.test_devices import raw_rows
from vestibule.config.profiles import CMS, NIST
from vestibule.journal.models import Entry
from vestibule.notices.models import Mail
from vestibule.signin.models import Device, RecoveryCode, Session, SignInJourney
from vestibule.signin.policy.devices import adding_faults, has_enough, methods_of, proving_kinds, removing_faults
from vestibule.signin.policy.recovery_codes import CODE_LENGTH, CODE_LETTERS, grouped_code, meant_code

pytestmark = pytest.mark.django_db

PAGE = "/profile/devices/recovery-codes"
WRONG = "aaaaa-bbbbb-ccccc"


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


def made(browser: Client) -> list[str]:
    """Make recovery codes in a browser that is signed in and fresh, and return what its page shows."""
    return re.findall(r"<code>([0-9a-z-]+)</code>", browser.post(PAGE, {"move": "make"}).text)


@pytest.mark.said
def test_ten_codes_are_made_in_the_profile_and_shown_once(client):
    """Source: SIG-3, SIG-8 (APP 7, EU 6). Their owner is told by mail, which has none of them in it."""
    someone_signed_in(client)
    assert ">Recovery codes</option>" in client.get("/profile").text
    assert client.post("/profile", {"kind": "recovery_codes"}).url == PAGE
    assert "Make recovery codes" in client.get(PAGE).text
    assert "Have a printer ready" in client.post(PAGE, {"move": "setup"}).text  # after the first sign-in
    assert not RecoveryCode.objects.exists()  # reading makes none
    before = Mail.objects.count()

    page = client.post(PAGE, {"move": "make"})

    codes = re.findall(r"<code>([0-9a-z-]+)</code>", page.text)
    assert len(set(codes)) == 10
    assert all(re.fullmatch("-".join([f"[{CODE_LETTERS}]{{5}}"] * 3), code) for code in codes)
    assert "no-store" in page["Cache-Control"]
    mail = Mail.objects.order_by("queued_at").last()
    assert Mail.objects.count() == before + 1
    assert mail
    for later in (client.get(PAGE).text, client.get("/profile").text, str(mail.text)):
        assert not any(code in later for code in codes)
    assert "10 left" in client.get("/profile").text


@pytest.mark.said
def test_what_is_on_the_paper_stands_in_no_row_fact_or_log(client, caplog):
    """Source: SIG-8, AUD-1."""
    someone_signed_in(client)
    codes = made(client)
    written = f"{raw_rows()}{caplog.text}"
    for code in codes:
        for written_so in (code, code.replace("-", "")):
            assert written_so not in written
            assert written_so.encode().hex() not in written


@pytest.mark.said
def test_a_lost_phone_is_no_night_at_the_door(client):
    """Source: SIG-8, SIG-1. Password, a code from the paper, and in; then the lost app goes and the owner is told."""
    person_id, _ = someone_with_both()
    codes = codes_on_paper(person_id, at=AT)
    give_password(client)
    page = client.get("/sign-in/device").text
    assert page.rindex("10 left") > page.index("my phone")  # what is kept for the worst stands last
    client.post("/sign-in/device", {"device": str(device_of(person_id, "recovery_codes"))})
    page = client.get("/sign-in/verify").text
    assert "Codes left: 10." in page
    assert 'inputmode="numeric"' not in page

    answer = enter_code(client, codes[3])

    assert answer.url == "/sign-in/code-used?next=%2Fhome"
    page = client.get(answer.url).text
    assert "You have 9 codes left." in page
    assert 'href="/home">Continue' in page
    assert Session.objects.get().methods == ["pwd", "otp", "mfa"]
    mail = Mail.objects.order_by("queued_at").last()
    assert mail
    assert "9 are left" in str(mail.text)
    assert Entry.objects.filter(fact="signin.recovery_code_used", person_id=person_id).count() == 1
    assert client.post(f"/profile/devices/{device_of(person_id, 'totp')}/remove").url == "/profile?removed"


def test_a_code_is_good_once(client):
    """Source: SIG-8. Not again at the door, not in the profile, not in another browser."""
    person_id, _ = someone_with_both()
    codes = codes_on_paper(person_id, at=AT)
    assert sign_in_by_code(client, person_id, codes[0]).status_code == 302
    thief = Client()
    assert "was used before" in sign_in_by_code(thief, person_id, codes[0]).text
    assert not is_in(thief)
    prove = f"/profile/prove/{device_of(person_id, 'recovery_codes')}"
    assert "was used before" in client.post(prove, {"code": codes[0]}).text
    assert client.post(prove, {"code": codes[1]}).status_code == 302
    assert "8 left" in client.get("/profile").text


@pytest.mark.parametrize("written", [str.upper, lambda code: code.replace("-", " "), lambda code: f" {code}\u00a0"])
def test_a_code_may_be_typed_as_people_read_it(client, written):
    """Source: SIG-8."""
    person_id, _ = someone_with_both()
    code = codes_on_paper(person_id, at=AT)[0]
    misread = code.replace("0", "O").replace("1", "l")
    assert sign_in_by_code(client, person_id, written(misread)).status_code == 302


@pytest.mark.said
@pytest.mark.parametrize("typed", ["123456", "aaaaa-bbbbb-cccc", "aaaaa-bbbbb-ccccc-d", "aaaaa-bbbbb-cccc!"])
def test_what_can_be_no_code_costs_no_try(client, typed):
    """Source: SIG-8, SIG-6."""
    person_id, _ = someone_with_both()
    codes_on_paper(person_id, at=AT)
    assert "15 letters and digits" in sign_in_by_code(client, person_id, typed).text
    assert not Entry.objects.filter(fact="signin.code_failed").exists()


@pytest.mark.said
def test_five_wrong_codes_and_no_sixth_on_whichever_path(client, travel):
    """Source: SIG-6. Two sign-ins and the profile share the tries; the app still lets its owner in."""
    person_id, secret = someone_with_both()
    codes = codes_on_paper(person_id, at=AT)
    sign_in_by_app(client, person_id, secret)
    prove = f"/profile/prove/{device_of(person_id, 'recovery_codes')}"
    one, other = Client(), Client()
    assert "Tries left: 4" in sign_in_by_code(one, person_id, WRONG).text
    assert "Tries left: 3" in sign_in_by_code(other, person_id, WRONG).text
    assert "Tries left: 2" in client.post(prove, {"code": WRONG}).text
    assert "Tries left: 1" in enter_code(one, WRONG).text
    assert "Tries left: 0" in client.post(prove, {"code": WRONG}).text
    for answer in (enter_code(other, codes[0]), client.post(prove, {"code": codes[0]})):
        assert "can&#x27;t be used for 60 minutes" in answer.text
    assert Entry.objects.filter(fact="signin.code_failed").count() == 5

    travel(AT + timedelta(minutes=61))
    assert sign_in_by_code(other, person_id, codes[0]).status_code == 302


@pytest.mark.said
def test_a_new_set_is_the_end_of_the_old_one(client):
    """Source: SIG-8. Of its codes, and of a sign-in that goes on with it."""
    person_id = someone_signed_in(client)
    old = made(client)
    waiting = Client()
    give_password(waiting)
    waiting.post("/sign-in/device", {"device": str(device_of(person_id, "recovery_codes"))})
    new = made(client)
    assert not set(old) & set(new)
    assert waiting.get("/sign-in/verify")["Location"] == "/?late"
    assert "made new ones" in sign_in_by_code(Client(), person_id, old[0]).text
    assert sign_in_by_code(Client(), person_id, new[0]).status_code == 302
    assert Device.objects.filter(kind="recovery_codes", state="live").count() == 1
    assert RecoveryCode.objects.filter(device__state="live").count() == 10


@pytest.mark.said
def test_without_a_fresh_factor_none_are_made(client, travel):
    """Source: SIG-4. Neither by a form that is sent without it, nor by who isn't signed in."""
    someone_signed_in(client)
    travel(AT + timedelta(minutes=11))
    before = consequences()
    for answer in (client.get(PAGE), client.post(PAGE, {"move": "make"})):
        assert answer["Location"] == f"/profile/prove?next={PAGE.replace('/', '%2F')}"
    assert Client().post(PAGE, {"move": "make"})["Location"].startswith("/?next=")
    assert consequences() - before == NONE
    assert not RecoveryCode.objects.exists()


def test_somebody_elses_codes_open_nothing(client):
    """Source: SIG-8."""
    person_id, _ = someone_with_both()
    codes_on_paper(person_id, at=AT)
    bobs = a_person("bob.baker", state="active")
    theirs = codes_on_paper(bobs, at=AT)
    assert sign_in_by_code(client, person_id, theirs[0]).status_code == 422
    assert not is_in(client)
    other = Client()
    give_password(other)
    assert other.post("/sign-in/device", {"device": str(device_of(bobs, "recovery_codes"))}).status_code == 422


@pytest.mark.said
def test_nobody_is_left_with_codes_alone(client):
    """Source: SIG-4, SIG-8. The one device stays although there are codes; the codes may go."""
    person_id = someone_signed_in(client)
    made(client)
    assert "The last device stays" in client.get("/profile").text
    email, codes = device_of(person_id, "email"), device_of(person_id, "recovery_codes")
    assert "This is your last device" in client.post(f"/profile/devices/{email}/remove").text
    assert client.post(f"/profile/devices/{codes}/remove").url == "/profile?removed"
    assert not RecoveryCode.objects.filter(device__state="live").exists()


@pytest.mark.said
def test_codes_are_no_second_device_and_the_advice_says_so(client):
    """Source: SIG-3, SIG-8."""
    someone_signed_in(client)
    assert "Recovery codes on paper are a way back in as well." in client.get("/profile").text
    made(client)
    page = client.get("/profile").text
    assert "We recommend two" in page
    assert "no second device" in page


@pytest.mark.said
def test_beside_one_device_codes_are_no_choice_that_one_must_make(client):
    """Source: SIG-1, SIG-8. One goes straight on with the device; the way to the codes is there."""
    person_id = someone_signed_in(client)
    made(client)
    browser = Client()
    give_password(browser)
    page = browser.get("/sign-in/verify").text
    assert "Send me an email" in page
    assert "Choose another device" in page
    assert str(device_of(person_id, "recovery_codes")) in browser.get("/sign-in/device").text


@pytest.mark.said
def test_codes_that_are_used_up_are_offered_no_more(client):
    """Source: SIG-8."""
    person_id = someone_signed_in(client)
    made(client)
    RecoveryCode.objects.update(used_at=AT)
    browser = Client()
    give_password(browser)
    assert "Choose another device" not in browser.get("/sign-in/verify").text
    assert "0 left" in client.get("/profile").text
    assert client.get(f"/profile/prove/{device_of(person_id, 'recovery_codes')}").status_code == 404


def test_the_page_after_a_used_code_is_for_who_has_codes(client):
    """Source: SIG-8."""
    assert client.get("/sign-in/code-used").url.startswith("/?next=")
    someone_signed_in(client)
    assert client.get("/sign-in/code-used").url == "/profile"
    made(client)
    assert 'href="/home">' in client.get("/sign-in/code-used?next=https://evil.example").text


def test_a_code_that_is_removed_in_the_middle_of_a_sign_in_opens_nothing(client):
    """Source: SIG-4. Also where whoever removed the set didn't end the sign-ins that go on with it."""
    person_id, _ = someone_with_both()
    codes = codes_on_paper(person_id, at=AT)
    give_password(client)
    client.post("/sign-in/device", {"device": str(device_of(person_id, "recovery_codes"))})
    Device.objects.filter(kind="recovery_codes").update(state="removed")
    assert enter_code(client, codes[0]).status_code == 422
    assert SignInJourney.objects.get().stage == "code"
    assert not is_in(client)


@pytest.mark.said
def test_a_proof_by_code_counts_and_gives_the_session_a_new_token(client, travel):
    """Source: SIG-4, SIG-8."""
    person_id = someone_signed_in(client)
    codes = made(client)
    travel(AT + timedelta(minutes=11))
    before = client.cookies[settings.SESSION_COOKIE].value
    page = f"/profile/prove/{device_of(person_id, 'recovery_codes')}"
    assert "Codes left: 10." in client.get(page).text
    assert client.post(f"{page}?next={PAGE}", {"code": codes[0]}).url == PAGE
    assert client.cookies[settings.SESSION_COOKIE].value != before
    assert len(made(client)) == 10


def test_what_codes_count_for():
    """Source: SIG-3, SIG-4, SIG-8. Under NIST's profile who has no better device need not use up codes for a change."""
    rules = CMS.sign_in
    assert methods_of("recovery_codes", NIST.sign_in) == ["pwd", "otp", "mfa"]
    assert proving_kinds(["email", "recovery_codes"], NIST.sign_in) == {"email", "recovery_codes"}
    assert proving_kinds(["email", "totp", "recovery_codes"], NIST.sign_in) == {"totp", "recovery_codes"}
    assert not has_enough(["email", "recovery_codes"])
    assert has_enough(["email", "totp"])
    assert [reason.code for reason in removing_faults("email", ["email", "recovery_codes"])] == ["device.last_one"]
    assert removing_faults("recovery_codes", ["email", "recovery_codes"]) == []
    assert removing_faults("email", ["email", "totp"]) == []
    assert [reason.code for reason in adding_faults("recovery_codes", ["recovery_codes"], rules)] == [
        "device.held_already"
    ]


def test_what_is_meant_by_a_code_is_a_code():
    """Source: SIG-8. As it is shown, so it is read; what is misread for a digit is that digit."""
    code = CODE_LETTERS[:CODE_LENGTH]
    assert meant_code(grouped_code(code)) == code
    assert meant_code("OIL-oil") == "011011"
    assert meant_code("１２-ab") == "12ab"


@pytest.mark.said
def test_only_who_is_signed_in_makes_codes(client):
    """Source: SIG-4. A session that has ended makes none."""
    a_person()
    sign_in(client)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    client.post("/sign-out")
    assert stolen.post(PAGE, {"move": "make"})["Location"].startswith("/?next=")
    assert not RecoveryCode.objects.exists()
