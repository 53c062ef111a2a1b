"""What the outbox holds goes out at least once, under one Message-ID, and is forgotten."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.db import connection

from tests.rooms.notices.mail import CODE, Moody, a_mail, deliver, mail_server
from vestibule.jobs.models import Job
from vestibule.jobs.queue import job_kinds
from vestibule.notices.jobs import send
from vestibule.notices.models import Mail
from vestibule.notices.outbox import queue_mail
from vestibule.notices.table import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("travel")]

TAKEN = "250 Taken"
LATER = timedelta(hours=2)


def read(content: bytes) -> EmailMessage:
    """Read a mail as a mail program does."""
    return message_from_bytes(content, _class=EmailMessage, policy=default)


def body(message: EmailMessage, kind: str) -> str:
    """Return one alternative of a mail."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).strip()


def test_a_mail_arrives_with_both_bodies_and_says_that_a_machine_wrote_it(at, point_to):
    """The sender is the one that the page names. Source: NEW-1, SIG-2 (APP 6)."""
    server = Moody(TAKEN)
    mail = a_mail(at=at)

    with mail_server(server, point_to):
        deliver(at=at)

    arrived = read(server.taken[0])
    assert arrived["From"] == "IDM Auto Response <idm@testserver>"
    assert (arrived["To"], arrived["Subject"]) == ("ann@example.com", "Your code")
    assert arrived["Message-ID"] == f"<{mail.id}@testserver>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert (body(arrived, "plain"), body(arrived, "html")) == (CODE, f"<p>{CODE}</p>")


def test_what_was_sent_is_wiped_and_its_job_is_gone(at, point_to):
    """Queued mails hold codes. Source: NEW-1."""
    mail = a_mail(at=at)

    with mail_server(Moody(TAKEN), point_to):
        deliver(at=at)

    mail.refresh_from_db()
    assert (mail.state, mail.recipient, mail.subject, mail.text, mail.html) == ("sent", None, None, None, None)
    assert mail.sent_at is not None
    assert not Job.objects.exists()


def test_a_mail_that_waits_is_sealed(at):
    """Whoever reads the database reads no code. Source: NEW-1."""
    a_mail(at=at)

    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, subject, text, html FROM mail")
        columns = [bytes(column) for column in cursor.fetchone()]

    assert not any(plain in column for column in columns for plain in (b"123456", b"ann@", b"code"))


def test_a_mail_that_was_sent_is_not_sent_again(at, point_to):
    """A job done twice sends once. Source: NEW-1."""
    server = Moody(TAKEN)
    mail = a_mail(at=at)

    with mail_server(server, point_to):
        deliver(at=at)
        send(at=at, mail_id=str(mail.id))

    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("rcpt 451 Come back later", "NotCarried:recipient_451"),
        ("rcpt 550 No such user", "NotCarried:recipient_550"),
        ("452 Disk full", "NotCarried:answer_452"),
        ("554 Refused", "NotCarried:answer_554"),
    ],
)
def test_a_refused_mail_is_tried_again_and_arrives(answer, error, at, point_to):
    """What the server said of whom isn't stored, its number is. Source: NEW-1."""
    server = Moody(answer, TAKEN)
    mail = a_mail(at=at)

    with mail_server(server, point_to):
        deliver(at=at)
        waiting = Job.objects.get()
        mail.refresh_from_db()
        assert (waiting.last_error, mail.state, mail.text) == (error, "queued", CODE)
        deliver(at=at + LATER)

    assert [read(taken)["Message-ID"] for taken in server.taken] == [f"<{mail.id}@testserver>"]


def test_a_mail_whose_server_hung_up_after_taking_it_comes_again_under_the_same_message_id(at, point_to):
    """At least once, and recognizable. Source: NEW-1."""
    server = Moody("drop", TAKEN)
    mail = a_mail(at=at)

    with mail_server(server, point_to):
        deliver(at=at)
        assert Job.objects.get().last_error.startswith("NotCarried:")
        deliver(at=at + LATER)

    assert [read(taken)["Message-ID"] for taken in server.taken] == [f"<{mail.id}@testserver>"] * 2
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_server_that_is_away_is_waited_for(at, point_to):
    """Source: NEW-1."""
    point_to("smtp://127.0.0.1:1")
    a_mail(at=at)

    deliver(at=at)

    assert (Job.objects.get().state, Job.objects.get().last_error) == ("waiting", "NotCarried:ConnectionRefusedError")


def test_a_mail_is_dead_after_two_days_and_wiped(at, point_to):
    """Source: NEW-1. Reading: a code is long void by then; whom it missed stands in the row and in the journal."""
    point_to("smtp://127.0.0.1:1")
    mail = a_mail(at=at)
    Job.objects.update(attempts=job_kinds()["notices.send"].attempts - 1)

    deliver(at=at)

    mail.refresh_from_db()
    assert (mail.state, mail.recipient, mail.text, mail.html) == ("dead", None, None, None)
    assert Job.objects.get().state == "dead"


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "Your code\r\nBcc: everybody@example.com"},
        {"recipient": "ann@example.com\r\nBcc: everybody@example.com"},
        {"recipient": "ann@example.com>\nRCPT TO:<everybody@example.com"},
    ],
)
def test_no_value_adds_a_header_or_a_recipient(values, at, point_to):
    """Such a mail isn't sent at all. Source: NEW-1."""
    server = Moody(TAKEN)
    a_mail(at=at, **values)

    with mail_server(server, point_to):
        deliver(at=at)

    assert server.taken == []
    assert Job.objects.get().state == "waiting"


def test_names_stand_as_they_are_in_text_and_escaped_in_html(at, settings, tmp_path):
    """Ann O'Brien isn't O&#x27;Brien, and a name is no markup. Source: NEW-1."""
    folder = tmp_path / "notices" / "test" / "hello"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello\n {{ name }}")
    (folder / "body.txt").write_text('{% extends "notices/base.txt" %}{% block content %}Hi {{ name }}{% endblock %}')
    (folder / "body.html").write_text('{% extends "notices/base.html" %}{% block content %}{{ name }}{% endblock %}')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    queue_mail([Notice("test/hello", to="ann@example.com", values={"name": "Ann O'Brien <b>"})], at=at)

    mail = Mail.objects.get()
    assert mail.subject == "Hello Ann O'Brien <b>"
    assert "Hi Ann O'Brien <b>\n" in mail.text
    assert "Ann O&#x27;Brien &lt;b&gt;" in mail.html
    assert settings.HELP_DESK["telephone"] in mail.text
    assert settings.HELP_DESK["telephone"] in mail.html
