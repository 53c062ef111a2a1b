"""Approvers who leave at the same moment: an organization waits for its own only, and nobody waits in a circle."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from time import sleep
from uuid import UUID

import pytest
from django.db import connection

from tests.at_once import ROUNDS, a_connection, at_once, spelled
from tests.people import APPROVER, BACKUP, a_person, an_organization, holds, the_catalog
from tests.racing import said_by
from tests.rooms.recertification.years import an_office, awake, day
from vestibule.access.actions import end_grant
from vestibule.access.actions.continuity import warn_places
from vestibule.access.continuity import Place
from vestibule.access.events import MembersExported
from vestibule.access.jobs import watch_continuity
from vestibule.access.models import ContinuityWarning, RoleGrant
from vestibule.journal.models import Entry
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import OPERATOR, SYSTEM, Actor
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db(transaction=True)

LEFT = day(10)
LONG = 10  # seconds, after which something waits that shouldn't


@pytest.fixture(autouse=True)
def catalog(transactional_db) -> None:
    the_catalog()


@pytest.fixture
def threads():
    with ThreadPoolExecutor(1) as threads:
        yield threads


def who_decides(letters: str, organization_id: UUID, role_key: str = APPROVER) -> UUID:
    """Return the grant of somebody who decides there."""
    return holds(a_person("Ada", f"Approver-{letters}"), role_key, organization_id)


@action
def all_leave(grants: list[UUID], *, meanwhile: Callable[[], None], by: Actor, at: datetime) -> None:
    """End several roles in one transaction, and let something happen after the first."""
    for number, grant in enumerate(grants):
        end_grant(grant, why="left", by=by, at=at)
        if number == 0:
            meanwhile()
    record(MembersExported(organization_id=UUID(int=0), count=len(grants)), by=by, at=at)


def left(grant: UUID) -> str:
    """End a role in a thread with a connection of its own; say what came of it."""
    with a_connection():
        return said_by(lambda: end_grant(grant, why="left", by=OPERATOR, at=LEFT))


def until_somebody_waits() -> None:
    """Come back when a transaction waits for another."""
    for _ in range(LONG * 100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
        sleep(0.01)
    raise AssertionError("Nobody waited.")


@pytest.mark.postgres
def test_an_approver_who_leaves_waits_for_no_other_organization(threads):
    """Source: ORG-9. While the one's transaction is open the other's comes to its end; both places are warned."""
    one, other = (who_decides(letter, an_organization(f"Clinic {letter}")) for letter in "ab")

    def meanwhile() -> None:
        assert threads.submit(left, other).result(LONG) == "done"

    all_leave([one], meanwhile=meanwhile, by=OPERATOR, at=LEFT)
    assert ContinuityWarning.objects.count() == 2


@pytest.mark.postgres
def test_who_waits_for_an_organization_holds_nothing_that_the_one_waited_for_wants(threads):
    """Source: ORG-9. One ends two roles of an organization in one transaction, the other the second of them alone."""
    office = an_organization()
    first, second = who_decides("a", office), who_decides("b", office, BACKUP)
    beside: list[Future[str]] = []

    def meanwhile() -> None:
        beside.append(threads.submit(left, second))
        until_somebody_waits()

    all_leave([first, second], meanwhile=meanwhile, by=OPERATOR, at=LEFT)
    assert beside[0].result(LONG) == "grant.ended"
    assert ContinuityWarning.objects.get().cause == "left"


@pytest.mark.postgres
def test_sweeps_that_meet_the_same_places_in_opposite_order_warn_each_once():
    """Source: ORG-9, LIF-7."""
    ada = a_person("Ada", "Approver")
    for number in range(ROUNDS):
        places = [(an_organization(f"Clinic {spelled(number)} {letter}"), "spot") for letter in "abcdef"]
        for office, _ in places:
            end_grant(holds(ada, APPROVER, office), why="left", by=OPERATOR, at=LEFT)
        ContinuityWarning.objects.all().delete()

        def sweep(one: int, places: list[Place] = places) -> int:
            return warn_places(places[:: 1 - 2 * one], by=SYSTEM, at=LEFT)

        assert sorted(at_once(sweep, 2)) == [0, len(places)]


def test_two_nodes_and_a_leaver_at_once_warn_once():
    """Source: LIF-7, ORG-9."""
    office = an_office()
    awake([office.approver, office.backup], day(100))
    RoleGrant.objects.filter(organization_id=office.id).update(counted_from=day(90))
    end_grant(RoleGrant.objects.get(person_id=office.backup).pk, why="left", by=OPERATOR, at=day(80))

    at_once(lambda _: watch_continuity(at=day(127)), 4)

    assert ContinuityWarning.objects.get().organization_id == office.id
    assert Entry.objects.filter(fact="access.continuity_warned").count() == 1
    assert Mail.objects.filter(kind__in=("access/last_approver", "access/without_approver")).count() == 2
