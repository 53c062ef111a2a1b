"""Text messages and calls leave as mail does: sealed with the deed, at least once under one reference, then wiped."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.rooms.adapters.gateways import gateway
from tests.rooms.notices.mail import deliver
from vestibule.jobs.models import Job
from vestibule.jobs.queue import job_kinds
from vestibule.notices.checks import faults_of_notice
from vestibule.notices.jobs import send_message
from vestibule.notices.models import Mail
from vestibule.notices.outbox import queue_mail
from vestibule.notices.table import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("travel")]

NUMBER = "+19045550123"
SOON = timedelta(seconds=40)


@pytest.fixture
def queued(at, settings, tmp_path) -> Mail:
    """Return a text message that waits, with its job."""
    folder = tmp_path / "notices" / "test" / "code"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text("Your code is {{ code }} & no other.\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert faults_of_notice("test/code", folder) == []
    until = at + timedelta(minutes=10)
    notice = Notice("test/code", to=NUMBER, values={"code": "123456"}, channel="sms", expires_at=until)
    queue_mail([notice], at=at)
    return Mail.objects.get()


def test_a_message_arrives_and_is_wiped(at, queued, settings):
    """Source: SIG-3, NEW-1."""
    with gateway() as mood:
        settings.SMS_URL = mood.address
        deliver(at=at)
        send_message(at=at, mail_id=str(queued.id))  # done twice it is sent once
    [told] = mood.told()
    assert (told["to"], told["channel"], told["reference"]) == (NUMBER, "sms", str(queued.id))
    assert told["text"] == "Your code is 123456 & no other."
    queued.refresh_from_db()
    assert (queued.state, queued.recipient, queued.text) == ("sent", None, None)
    assert not Job.objects.exists()


def test_a_message_that_waits_is_sealed(queued):
    """Source: SIG-3, NEW-1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, text FROM mail")
        columns = [bytes(column) for column in cursor.fetchone()]
    assert not any(plain in column for column in columns for plain in (b"123456", b"904555", b"code"))
    assert "123456" not in str(Job.objects.get().arguments)


def test_a_gateway_out_of_order_is_asked_again_soon_under_the_same_reference(at, queued, settings):
    """Source: SIG-3, NEW-1."""
    with gateway(503, 202) as mood:
        settings.SMS_URL = mood.address
        deliver(at=at)
        waiting = Job.objects.get()
        assert (waiting.last_error, waiting.state) == ("NotCarried:answer_503", "waiting")
        assert waiting.run_at <= at + SOON
        deliver(at=at + SOON)
    assert [told["reference"] for told in mood.told()] == [str(queued.id)] * 2


def test_an_expired_message_is_never_sent(at, queued, settings):
    """To the moment: a code is late on the stroke of its end. Source: SIG-3."""
    with gateway() as mood:
        settings.SMS_URL = mood.address
        send_message(at=queued.expires_at, mail_id=str(queued.id))
    assert mood.asked == []
    queued.refresh_from_db()
    assert (queued.state, queued.recipient, queued.text) == ("dead", None, None)


def test_what_the_gateway_refuses_for_good_is_asked_once(at, queued, settings, caplog):
    """Whoever waits for it asks anew; the operator's log has the number of the answer, and nobody's. Source: SIG-3."""
    with gateway(422) as mood:
        settings.SMS_URL = mood.address
        deliver(at=at)
    assert len(mood.asked) == 1
    assert not Job.objects.exists()
    assert "answer_422" in caplog.text
    assert "904555" not in caplog.text
    queued.refresh_from_db()
    assert (queued.state, queued.text) == ("dead", None)


def test_a_message_is_given_up_after_its_tries_and_wiped(at, queued):
    """Source: SIG-3."""
    Job.objects.update(attempts=job_kinds()["notices.message"].attempts - 1)
    deliver(at=at)
    queued.refresh_from_db()
    assert (queued.state, queued.text, Job.objects.get().state) == ("dead", None, "dead")
