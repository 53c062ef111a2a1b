"""Mails that are many at once are written when they are sent, and say what they would have said before."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from tests.people import a_person
from tests.rooms.notices.mail import Moody, deliver, mail_server
from vestibule.accounts.models import Person
from vestibule.jobs.models import Job
from vestibule.notices.late import filling, keeping, kept
from vestibule.notices.models import Mail
from vestibule.notices.outbox import A_FEW, filled_notice, queue_mail, said_by
from vestibule.notices.ports import MAIL
from vestibule.notices.samples import SAMPLES, notice_kinds, sample_notice
from vestibule.notices.table import NOBODY, Notice, to_owner

KIND = "access/sign_in_due"
VALUES: dict[str, Any] = {
    "name": "Ann & Bob <Archer>",
    "application": "SPOT",
    "application_address": "https://spot.example.org/?a=1&b=2",
    "sign_in_by": date(2026, 4, 9),
    "days": 20,
}


NAMELESS = {name: value for name, value in VALUES.items() if name != "name"}


def notices(count: int, **more: Any) -> list[Notice]:
    """Return so many notices of one kind, in two languages."""
    return [
        Notice(KIND, f"una{number}@example.com", VALUES, ("en", "es")[number % 2], unsubscribe="https://stop", **more)
        for number in range(count)
    ]


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_notice_says_the_same_whenever_it_is_written(language):
    """Source: NEW-1. Whatever fills it: dates, moments, lists, a person's particulars."""
    known = filling(kept(SAMPLES))
    for kind in notice_kinds():
        sample = sample_notice(kind, language)
        if sample.subject:
            now = {"subject": sample.subject, "text": sample.text, "html": sample.html}
            assert filled_notice(kind, MAIL, known, language) == now, kind


@pytest.mark.parametrize(
    "value",
    [date(2026, 2, 28), datetime(2026, 3, 8, 6, 59, 59, 999999, tzinfo=UTC), "", "“Ann”\n<b>", 0, True, None, [1, "a"]],
)
def test_what_fills_a_notice_comes_back_as_it_was(value):
    """Source: NEW-1."""
    known = filling(kept({"value": value, "inside": {"value": [value]}}))

    assert known == {"value": value, "inside": {"value": [value]}}
    assert type(known["value"]) is type(value)


@pytest.mark.parametrize("value", [mark_safe("<b>Ann</b>"), gettext_lazy("Approve"), 1.5, {1}, object()])
def test_what_would_come_back_as_something_else_is_not_kept(value):
    """Source: NEW-1. Marked as safe for HTML it would be escaped twice."""
    with pytest.raises(TypeError, match="can't be kept"):
        kept({"value": value})


@pytest.mark.django_db
def test_a_few_mails_are_written_with_the_deed_and_many_are_not(at):
    """Source: NEW-1. Sealed either way; nobody's mail is left out of both."""
    queue_mail([*notices(A_FEW - 1), Notice(KIND, NOBODY, VALUES)], at=at)
    assert all(mail.text and mail.filling is None for mail in Mail.objects.all())
    queue_mail([*notices(A_FEW), Notice(KIND, NOBODY, VALUES)], at=at)

    late = Mail.objects.filter(filling__isnull=False)
    assert (Mail.objects.count(), late.count()) == (2 * A_FEW - 1, A_FEW)
    assert all((mail.subject, mail.text, mail.html) == (None, None, None) for mail in late)
    assert b"Archer" not in b"".join(bytes(mail.__dict__["filling"]) for mail in late)
    assert Job.objects.filter(kind="notices.write_and_send").count() == A_FEW  # older nodes leave these alone
    for mail in late:
        assert said_by(mail) == (mail.recipient, mail.language, filled_notice(KIND, MAIL, VALUES, mail.language))


@pytest.mark.django_db
def test_what_can_not_be_kept_is_written_at_once(at):
    """Source: NEW-1. No deed fails for it."""
    values = VALUES | {"name": mark_safe("<b>Ann</b>")}
    queue_mail([*notices(A_FEW), Notice(KIND, "ann@example.com", values)], at=at)

    assert "Ann" in str(Mail.objects.get(filling=None).text)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("travel")
def test_a_mail_that_is_written_late_arrives_and_is_wiped(at, point_to):
    """Source: NEW-1."""
    queue_mail(notices(A_FEW + 1), at=at)
    server = Moody("250 Taken")

    with mail_server(server, point_to):
        for _ in range(A_FEW + 1):
            deliver(at=at)

    assert len(server.taken) == A_FEW + 1
    assert sum(b"April 9, 2026" in taken for taken in server.taken) == A_FEW // 2 + 1  # the others are in Spanish
    assert not Job.objects.exists()
    sent = Mail.objects.filter(state="sent")
    assert [(mail.filling, mail.recipient, mail.unsubscribe) for mail in sent] == [(None, None, None)] * (A_FEW + 1)


@pytest.mark.django_db
def test_few_mails_to_owners_of_accounts_are_written_with_the_deed(at):
    """Source: NEW-1. As their accounts stand at the deed; who is disabled isn't told."""
    ann, ben = a_person("Ann", "Archer"), a_person("Ben", "Baker", state="disabled")
    Person.objects.filter(pk=ann).update(language="es")

    queue_mail([to_owner(KIND, one, NAMELESS) for one in (ann, ben)], at=at)

    mail = Mail.objects.get()
    assert (mail.person_id, mail.recipient, mail.language) == (ann, "ann.archer@example.com", "es")
    assert "Ann Archer" in str(mail.text)
    assert mail.filling is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("travel")
def test_many_mails_go_to_owners_as_their_accounts_stand_when_they_are_sent(at, point_to):
    """Source: NEW-1. Till then neither a name nor an address waits in the outbox.

    Who is disabled meanwhile isn't mailed, and nobody looks for a mail that was given up.
    """
    people = [a_person("Una", f"User{letter}") for letter in "abcdefghijklmnopqrstuvw"]
    queue_mail([to_owner(KIND, one, NAMELESS) for one in people], at=at)
    waiting = list(Mail.objects.all())
    assert [(mail.recipient, mail.subject, mail.text, mail.html) for mail in waiting] == [(None,) * 4] * len(people)
    assert not any("Una" in str(mail.filling) for mail in waiting)
    assert Job.objects.filter(kind="notices.address_and_send").count() == len(people)  # older nodes leave these alone

    moved_on = Person.objects.get(pk=people[0])
    moved_on.first_name, moved_on.email, moved_on.language = "Unica", "unica@example.com", "es"
    moved_on.save()
    Person.objects.filter(pk=people[1]).update(state="disabled")
    server = Moody("250 Taken")
    with mail_server(server, point_to):
        for _ in people:
            deliver(at=at)

    assert len(server.taken) == len(people) - 1
    renamed = next(taken for taken in server.taken if b"To: unica@example.com" in taken)
    assert b"Hola, Unica Usera" in renamed
    assert not any(b"una.userb@" in taken for taken in server.taken)
    assert set(Mail.objects.values_list("person_id", "state")) == {(one, "sent") for one in people if one != people[1]}
    assert not Job.objects.exists()


def test_what_many_are_filled_with_alike_is_kept_once_and_told_apart_as_ever():
    """Source: NEW-1. To a dict 1 and True are the same."""
    keep = keeping()
    fillings: list[dict[str, Any]] = [{"value": 1}, {"value": True}, {"value": "1"}, {"other": 1}, {"value": [1]}]
    assert [filling(keep(one)) for one in fillings] == fillings
    assert keep({"value": date(2026, 2, 28)}) is keep({"value": date(2026, 2, 28)})
    with pytest.raises(TypeError, match="can't be kept"):
        keep({"value": mark_safe("<b>Ann</b>")})
