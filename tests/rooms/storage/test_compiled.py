"""Statements that are made once: they say what the ORM says, with new values each time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Count, F
from django.db.transaction import TransactionManagementError, atomic
from django.test.utils import CaptureQueriesContext

from tests.people import AT, a_person
from vestibule.accounts.models import AttemptCounter, Person
from vestibule.jobs.models import Job
from vestibule.journal.models import Entry, EntryTrail, OutboundEvent
from vestibule.notices.models import Mail
from vestibule.signin.models import Device, SignInJourney
from vestibule.storage.compiled import A_FEW, compiled, compiled_change, insert
from vestibule.storage.copying import insert_alike

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


def _counter(key, *, tries=0, at=AT):
    insert([AttemptCounter(key=key, tries=tries, refused=0, last_at=at)])


def test_each_asking_brings_its_own_values():
    @compiled
    def tried_since(key, at):
        return AttemptCounter.objects.filter(key=key, last_at__gt=at).values_list("tries", "last_at")

    _counter("ann", tries=1, at=LATER)
    _counter("ben", tries=2, at=LATER)
    assert tried_since("ann", AT) == [(1, LATER)]
    assert tried_since("ben", at=AT) == [(2, LATER)]
    assert tried_since("ben", at=LATER) == []
    assert tried_since("x' OR 'x' = 'x", AT) == []


def test_the_orm_is_asked_what_to_say_only_once_for_each_condition():
    asked = []

    @compiled
    def codes_of(device_id):
        asked.append(device_id)
        return SignInJourney.objects.filter(device_id=device_id).values_list("pk")

    for device_id in (uuid4(), uuid4(), None, None, uuid4()):
        assert codes_of(device_id) == []
    assert len(asked) == 2  # None is said in other words


def test_nothing_stands_in_for_no_value():
    """A condition with None meets rows that have none, as the ORM has it."""

    @compiled
    def factors(device_id):
        return SignInJourney.objects.filter(device_id=device_id).values_list("factor")

    known, person_id = uuid4(), a_person()
    for device_id, factor in ((None, "email"), (known, "app")):
        insert([_journey(person_id, factor=factor, device_id=device_id)])
    assert factors(None) == [("email",)]
    assert factors(known) == [("app",)]


def _journey(person_id, **more):
    return SignInJourney(token_digest=str(uuid4()), person_id=person_id, began_at=AT, expires_at=LATER, **more)


def test_whole_rows_come_with_their_sealed_columns_and_what_was_counted(django_assert_num_queries):
    person_id = a_person("Ann", "Archer")
    insert([Device(person_id=person_id, kind="app", state="live", name="My phone", added_at=AT)])

    @compiled
    def names(person_id):
        return Person.objects.filter(pk=person_id).only("first_name", "state")

    @compiled
    def devices(person_id):
        return Device.objects.filter(person_id=person_id).annotate(codes=Count("recovery_codes"))

    with django_assert_num_queries(2):
        (person,), (device,) = names(person_id), devices(person_id)
        assert (person.pk, person.first_name, person.state) == (person_id, "Ann", "active")
        assert (device.name, device.codes, device.added_at) == ("My phone", 0, AT)


def test_a_change_counts_the_rows_that_were_as_it_expected():
    @compiled_change
    def count_one(key, most):
        return AttemptCounter.objects.filter(key=key, tries__lt=most), {"tries": F("tries") + 1, "last_at": LATER}

    _counter("ann", tries=1)
    assert [count_one("ann", 3), count_one("ann", 3), count_one("ann", 3)] == [1, 1, 0]
    assert AttemptCounter.objects.values_list("tries", "last_at").get() == (3, LATER)


def test_an_inserted_row_is_what_the_orm_would_have_written(django_assert_num_queries):
    person_id = a_person()
    rows = [Device(person_id=person_id, kind="app", state="live", name=name, added_at=AT) for name in ("One", None)]
    with django_assert_num_queries(1):
        insert(rows)
    assert {(row.name, row.kind, row.last_used_at) for row in Device.objects.all()} == {
        ("One", "app", None),
        (None, "app", None),
    }
    rows[0].state = "removed"
    rows[0].save()  # it knows that it stands in the database
    assert Device.objects.filter(state="removed").count() == 1


WORDS = ["", "\\N", "a\tb\nc\\d\r", "“Ærø”", "'; DROP TABLE job; --", "\\."]


def test_many_rows_are_inserted_as_the_orm_would_have_written_each():
    """Source: AUD-1. Bytes, JSON, moments, ids, nothing at all, and words that mean something where rows are copied."""
    ids = [uuid4() for _ in range(A_FEW + 2)]
    mails = [Mail(kind=WORDS[n % 6], text=WORDS[n % 6], person_id=ids[n], queued_at=AT) for n in range(len(ids))]
    jobs = [Job(kind=WORDS[n % 6], arguments={"of": [WORDS[n % 6]]}, run_at=LATER, created_at=AT) for n in range(22)]
    seen = [Entry(at=AT, fact="test.seen", actor_kind="system", canonical=bytes([n, 0, 92, 255])) for n in range(22)]
    addresses = ["192.0.2.7", "2001:db8::7", None]
    trails = [EntryTrail(entry_id=ids[n], address=addresses[n % 3], at=AT) for n in range(22)]
    outbound = [
        OutboundEvent(entry_id=seen[n].pk, client_id=WORDS[n % 6], subject_id=ids[n], created_at=AT) for n in range(22)
    ]
    for rows in (mails, jobs, seen, trails, outbound):
        insert(rows)
        columns = [field.attname for field in type(rows[0])._meta.concrete_fields]
        stored = {row.pk: row for row in type(rows[0]).objects.all()}
        for row in rows:
            for column in columns:
                there = getattr(stored[row.pk], column)
                assert (bytes(there) if isinstance(there, memoryview) else there) == getattr(row, column), column
        assert not any(row._state.adding for row in rows)


@pytest.mark.parametrize("many", [3, A_FEW + 2])
def test_rows_that_are_alike_are_inserted_as_the_orm_would_have_written_each(many):
    """Source: AUD-1, NEW-1. Sealed texts for their own rows, too."""
    ids = [uuid4() for _ in range(many)]
    lines = [(uuid4(), WORDS[n % 6], WORDS[n % 6], WORDS[n % 6] or None, ids[n]) for n in range(many)]
    mail = {"language": "en", "channel": "email", "subject": None, "html": "<p>", "filling": None, "unsubscribe": None}
    insert_alike(
        Mail,
        {**mail, "state": "queued", "queued_at": AT, "expires_at": None, "sent_at": LATER},
        ("id", "kind", "text", "recipient", "person_id"),
        lines,
    )
    stored = {row.pk: row for row in Mail.objects.all()}
    assert len(stored) == many
    for key, kind, text, recipient, person_id in lines:
        row = stored[key]
        assert (row.kind, row.text, row.recipient, row.person_id) == (kind, text, recipient, person_id)
        assert {name: getattr(row, name) for name in mail} == mail
        assert (row.queued_at, row.expires_at, row.sent_at) == (AT, None, LATER)


@pytest.mark.parametrize("many", [1, A_FEW + 1])
def test_rows_that_are_alike_name_every_column(many):
    """A column that comes later is not left to chance."""
    with pytest.raises(ValueError, match="other columns"):
        insert_alike(Job, {"kind": "test"}, ("id",), [(uuid4(),)] * many)


def test_who_is_among_many_is_asked_for_in_one_value(django_assert_num_queries):
    """Rows by their keys and by whom they name; of nobody at all nothing is asked."""
    people = [a_person(name) for name in ("Ann", "Ben", "Cal")]
    insert([Device(person_id=person_id, kind="app", state="live", name="One", added_at=AT) for person_id in people])

    with django_assert_num_queries(2):
        assert set(Person.objects.filter(pk__among={*people[:2], uuid4()}).values_list("pk", flat=True)) == {
            *people[:2]
        }
        assert Device.objects.filter(person_id__among=people[1:]).exclude(person_id__among=people[2:]).count() == 1
        assert not Device.objects.filter(person_id__among=[]).exists()
    with pytest.raises(TypeError, match="Only UUIDs"):
        Person.objects.filter(pk__among=["x'); DROP TABLE job; --"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_inside_a_transaction_only():
    """Source: SIG-7."""

    @compiled
    def locked(key):
        return AttemptCounter.objects.select_for_update().filter(key=key).values_list("key")

    with atomic(), CaptureQueriesContext(connection) as said:
        assert locked("ann") == []
    assert "FOR UPDATE" in said.captured_queries[0]["sql"]
    with pytest.raises(TransactionManagementError):
        locked("ann")
