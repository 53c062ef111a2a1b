"""The SMS gateway over HTTP: what it is sent, how that is signed, and what becomes of its answers."""

import hashlib
import hmac

import pytest

from tests.people import AT
from tests.rooms.adapters.gateways import SILENCE, gateway
from vestibule.adapters import gateway_http
from vestibule.kernel.errands import ErrandOutOfPlace, no_errands
from vestibule.notices.ports import Message, NotCarried

SECRET = "a secret of both houses"
ANN = Message("7b0c9e6e-0000-4000-8000-000000000001", "sms", "+19045550123", "Su código es 123456.", "es")


@pytest.fixture(autouse=True)
def signed(settings, travel):
    """Share a secret with the gateway, at one moment."""
    travel(AT)
    settings.SMS_SECRET = SECRET


def refusal(settings, *answers: int) -> NotCarried:
    """Send a message to a gateway in a mood, and return how it was refused."""
    with gateway(*answers) as mood:
        settings.SMS_URL = mood.address
        with pytest.raises(NotCarried) as refused:
            gateway_http.carry(ANN)
    return refused.value


def test_a_message_is_one_request_in_json_under_its_reference_and_signed(settings):
    """The contract of docs/operating/sms.md. Source: SIG-3."""
    with gateway() as mood:
        settings.SMS_URL = mood.address
        gateway_http.carry(ANN)

    [(path, headers, body)] = mood.asked
    assert mood.told() == [
        {
            "to": "+19045550123",
            "channel": "sms",
            "text": "Su código es 123456.",
            "language": "es",
            "reference": ANN.reference,
        }
    ]
    assert path == "/v2/messages?tenant=spot"
    assert headers["Content-Type"].startswith("application/json")
    assert headers["Idempotency-Key"] == ANN.reference
    signed = f"{int(AT.timestamp())}.POST.{path}.".encode() + body
    mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Vestibule-Signature"] == f"t={int(AT.timestamp())},v1={mac}"


def test_on_this_machine_itself_a_gateway_may_do_without_a_signature(settings):
    """As the demo's catcher does. Source: SIG-3."""
    settings.SMS_SECRET = ""
    with gateway() as mood:
        settings.SMS_URL = mood.address
        gateway_http.carry(ANN)
    assert "Vestibule-Signature" not in mood.asked[0][1]


@pytest.mark.parametrize(
    ("answer", "for_good"),
    [(400, True), (401, True), (404, True), (422, True), (408, False), (409, False), (425, False), (429, False),
     (500, False), (503, False)],
)  # fmt: skip
def test_what_the_gateway_refuses_is_final_and_what_it_can_not_do_is_tried_again(answer, for_good, settings):
    """Source: SIG-3."""
    refused = refusal(settings, answer)
    assert (refused.code, refused.for_good) == (f"answer_{answer}", for_good)


def test_nobody_is_followed_elsewhere(settings):
    """A message holds a code. Source: SIG-3."""
    refused = refusal(settings, 307)
    assert (refused.code, refused.for_good) == ("answer_307", False)


def test_a_gateway_that_says_nothing_is_waited_for_so_long_and_no_longer(settings, monkeypatch):
    """Source: SIG-3."""
    assert max(gateway_http.PATIENCE) <= 10
    monkeypatch.setattr(gateway_http, "PATIENCE", (0.2, 0.2))
    refused = refusal(settings, SILENCE)
    assert (refused.code, refused.for_good) == ("ReadTimeout", False)


def test_a_gateway_that_is_away_or_was_taken_out_of_the_settings_is_waited_for(settings):
    """Source: SIG-3."""
    for address, code in (("http://127.0.0.1:1/", "ConnectionError"), ("", "no_gateway")):
        settings.SMS_URL = address
        with pytest.raises(NotCarried) as refused:
            gateway_http.carry(ANN)
        assert (refused.value.code, refused.value.for_good) == (code, False)


def test_a_message_goes_out_when_no_transaction_is_open():
    """Source: SIG-3, NEW-1."""
    with no_errands("a deed"), pytest.raises(ErrandOutOfPlace):
        gateway_http.carry(ANN)


def test_neither_number_nor_words_show_where_a_message_is_printed():
    """Source: AUD-1."""
    assert "555" not in repr(ANN)
    assert "123456" not in repr(ANN)
