"""What a backup holds: all tables, as they stood at one moment."""

from threading import Thread

import pytest
import time_machine
from django.db import connection

from tests.people import AT, a_person
from tests.rooms.signin.sitting import seated
from vestibule.jobs.models import Job
from vestibule.signin.models import Session
from vestibule.signin.upkeep import end_every_session
from vestibule.storage.backup import _one_moment, _rows
from vestibule.storage.portable import tables


@pytest.mark.django_db
def test_every_table_is_backed_up_after_those_it_points_to():
    """Nothing is left out but what migrations note; entries come before the list of those that wait."""
    names = [table.name for table in tables()]
    assert sorted(names) == sorted({*connection.introspection.table_names()} - {"django_migrations"})
    assert names.index("journal_entry") < names.index("log_waiting")
    assert names.index("organization") < names.index("role_grant")


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_moment_and_keeps_nobody_waiting():
    """What others write meanwhile is written, and isn't in it."""
    table = next(each for each in tables() if each.model is Job)

    def work_on() -> None:
        Job.objects.create(kind="test.more", arguments={}, run_at=AT, created_at=AT)
        connection.close()

    with _one_moment():
        before = list(_rows(table))
        other = Thread(target=work_on)
        other.start()
        other.join(10)
        assert not other.is_alive()
        assert list(_rows(table)) == before
    assert len(list(_rows(table))) == len(before) + 1


@pytest.mark.django_db
def test_nobody_stays_signed_in_in_what_was_restored():
    """Source: SIG-7. Who was signed out after the backup would be in again."""
    sitting = seated(a_person())
    with time_machine.travel(AT, tick=False):
        assert sitting.browser.get("/home").status_code == 200

    end_every_session(at=AT)

    with time_machine.travel(AT, tick=False):
        assert sitting.browser.get("/home").status_code == 302
    assert Session.objects.get(pk=sitting.session_id).end_reason == "restored"
