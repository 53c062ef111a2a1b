"""An organization that is about to lose its last active approver: warned beforehand, once, and its members keep all."""

import json
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds
from tests.rooms.recertification.years import HERE, MOMENT, Office, an_office, awake, day
from vestibule.access.actions import end_grant, give_up_role
from vestibule.access.actions.continuity import warn_places
from vestibule.access.continuity import count_open_warnings, open_warnings, places_in_danger, warnings_of
from vestibule.access.jobs import deactivate, foresee_continuity, watch_continuity
from vestibule.access.models import ContinuityWarning, RoleGrant
from vestibule.access.policy.continuity import Cause, Danger, Decider, danger
from vestibule.access.queries import active_grants, admission
from vestibule.accounts.models import Person
from vestibule.accounts.queries import person_cards
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person
from vestibule.kernel.rulebook import AccessRules
from vestibule.notices.models import Mail
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.recertification.jobs import certify

pytestmark = pytest.mark.django_db

RULES = AccessRules()  # three days for a sign-in, fourteen for a certification
TODAY = date(2027, 2, 1)
ANN, BOB = UUID(int=1), UUID(int=2)


def decider(who: UUID = ANN, *, sign_in: int | None = 20, certify: int = 200, held: bool = True, used: bool = True):
    """Return who decides, with so many days left for either."""
    sign_in_by = None if sign_in is None else TODAY + timedelta(days=sign_in)
    return Decider(who, held, used, sign_in_by, TODAY + timedelta(days=certify))


@pytest.mark.parametrize(
    ("deciders", "threat"),
    [
        ([], None),
        ([decider()], None),
        ([decider(sign_in=4)], None),
        ([decider(sign_in=3)], (Cause.INACTIVE, 4, ANN)),
        ([decider(sign_in=0)], (Cause.INACTIVE, 1, ANN)),
        ([decider(sign_in=-5)], (Cause.INACTIVE, -4, ANN)),  # it has happened
        ([decider(sign_in=None)], None),
        ([decider(certify=15)], None),
        ([decider(certify=14)], (Cause.OVERDUE, 15, ANN)),
        ([decider(sign_in=2, certify=10)], (Cause.INACTIVE, 3, ANN)),  # what comes first
        ([decider(sign_in=2), decider(BOB)], None),  # the other is safe
        ([decider(sign_in=2), decider(BOB, certify=9)], (Cause.OVERDUE, 10, BOB)),  # who goes last
        ([decider(sign_in=2), decider(BOB, used=False)], (Cause.INACTIVE, 3, ANN)),
        ([decider(sign_in=2), decider(BOB, held=False)], (Cause.INACTIVE, 3, ANN)),
        ([decider(used=False), decider(BOB, held=False)], (Cause.DISABLED, None, ANN)),
        ([decider(held=False)], (Cause.LEFT, None, ANN)),
    ],
)
def test_a_danger_has_a_cause_a_day_and_the_one_who_goes_last(deciders, threat):
    """Source: ORG-9 (APP 0)."""
    expected = None
    if threat:
        cause, days, who = threat
        expected = Danger(cause, None if days is None else TODAY + timedelta(days=days), who)
    assert danger(deciders, RULES, today=TODAY) == expected
    assert danger(reversed(deciders), RULES, today=TODAY) == expected


@pytest.fixture(scope="module")
def office(stage) -> Office:
    """Return an office with an approver, a backup and two members, all awake on day 100, whose years are young."""
    office = an_office(members=2)
    awake([office.approver, office.backup, *office.members], day(100))
    RoleGrant.objects.filter(organization_id=office.id).update(counted_from=day(90))
    return office


def swept(*days: int) -> None:
    """Let the calendar come by on these days, each time twice."""
    for number in days:
        watch_continuity(at=day(number))
        watch_continuity(at=day(number))


def told() -> list[tuple[str, str]]:
    """Return who was warned by mail, and with which."""
    kinds = ("access/last_approver", "access/without_approver", "access/official_warned")
    rows = Mail.objects.filter(kind__in=kinds).values_list("kind", "person_id")
    names = {who: card.first_name for who, card in person_cards(who for _, who in rows if who).items()}
    told = [(kind.removeprefix("access/"), names[who] if who else "the official") for kind, who in rows]
    return sorted(told)


def recorded() -> int:
    return Entry.objects.filter(fact="access.continuity_warned").count()


def gone(office: Office) -> None:
    """Let the backup leave, long ago."""
    end_grant(RoleGrant.objects.get(person_id=office.backup).pk, why="left", by=OPERATOR, at=day(80))


EVERYBODY = [("last_approver", "Ada"), ("without_approver", "Eve"), ("without_approver", "Eve")]


def test_an_approver_who_does_not_sign_in_is_flagged_three_days_before_once(office):
    """Source: ORG-9, LIF-7 (APP 0). Nobody before, all on that day, nobody again; and it is over with a sign-in."""
    gone(office)
    swept(110, 126)
    assert told() == []
    swept(127, 128, 129, 130)
    assert told() == EVERYBODY
    [warned] = open_warnings(day(130)).rows
    assert (warned.organization.id, warned.cause) == (office.id, "inactive")
    assert warned.falls_on == day(131).date()
    awake([office.approver], day(130))
    assert count_open_warnings(day(130)) == 0  # before a sweep has noted it
    swept(130)
    assert ContinuityWarning.objects.get().over_at == day(130)
    swept(140)
    assert (told(), recorded()) == (EVERYBODY, 1)


def test_the_next_time_is_another_day_and_told_again(office):
    """Source: ORG-9."""
    gone(office)
    swept(128)
    awake([office.approver], day(129))
    swept(129, 150, 157)
    assert (told(), recorded()) == (sorted(EVERYBODY * 2), 2)
    assert [row.over_at is None for row in ContinuityWarning.objects.order_by("warned_at")] == [False, True]


def test_an_approver_whose_certification_comes_near_is_flagged_fourteen_days_before(office):
    """Source: ORG-9, LIF-4. The help desk's certification ends it."""
    gone(office)
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=day(0))
    awake([office.approver], day(349))
    swept(350)
    assert told() == []
    awake([office.approver], day(351))
    swept(351, 352)
    assert told() == EVERYBODY
    [warned] = warnings_of([office.id], day(352))
    assert (warned.cause, warned.falls_on) == ("overdue", day(366).date())
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=day(352))
    assert warnings_of([office.id], day(352)) == []


@pytest.mark.parametrize("who", ["approver", "backup"])
def test_while_one_of_two_is_safe_nobody_is_told(office, who):
    """Source: ORG-9, ORG-7. A backup counts as an approver does."""
    awake([getattr(office, who)], day(125))
    swept(128, 131, 140)
    assert told() == []


def test_of_two_who_sleep_the_last_to_go_says_the_day(office):
    """Source: ORG-9. Both are told, for either can mend it."""
    awake([office.backup], day(102))
    swept(128)
    assert told() == []
    swept(129)
    assert told() == sorted([*EVERYBODY, ("last_approver", "Ben")])
    assert ContinuityWarning.objects.get().person_id == office.backup
    assert ContinuityWarning.objects.get().falls_on == day(133).date()


def test_leaving_flags_at_the_same_moment(office):
    """Source: ORG-9, LIF-5. While the other is there nobody is told; who goes last is told nothing any more."""
    give_up_role(RoleGrant.objects.get(person_id=office.backup).pk, by=person(office.backup), at=day(101))
    assert told() == []
    give_up_role(RoleGrant.objects.get(person_id=office.approver).pk, by=person(office.approver), at=day(101))
    assert told() == [("without_approver", "Eve"), ("without_approver", "Eve")]
    [warned] = open_warnings(day(101)).rows
    assert (warned.cause, warned.falls_on) == ("left", None)
    swept(101, 102, 110)
    assert (recorded(), count_open_warnings(day(110))) == (1, 1)
    holds(a_person("Nora", "New"), APPROVER, office.id, at=day(111))
    assert count_open_warnings(day(111)) == 0


def test_who_leaves_others_in_danger_behind_flags_that(office):
    """Source: ORG-9. The one who stays was covered by the one who leaves."""
    awake([office.backup], day(120))
    swept(128)
    assert told() == []
    give_up_role(RoleGrant.objects.get(person_id=office.backup).pk, by=person(office.backup), at=day(128))
    assert told() == EVERYBODY
    assert ContinuityWarning.objects.get().cause == "inactive"


def test_a_backup_who_becomes_the_approver_leaves_nobody_behind(office):
    """Source: ORG-9, ROL-4. The lower role ends because the higher one takes its place."""
    end_grant(RoleGrant.objects.get(person_id=office.approver).pk, why="left", by=OPERATOR, at=day(100))
    holds(office.backup, APPROVER, office.id, at=day(101))
    swept(101, 102)
    assert told() == []


@pytest.mark.parametrize("state", ["disabled", "closed"])
def test_an_account_that_is_not_in_use_any_more_decides_nothing(office, state):
    """Source: ORG-9, LIF-6, HLP-2."""
    gone(office)
    Person.objects.filter(pk=office.approver).update(state=state)
    swept(101, 102)
    assert told() == [("without_approver", "Eve"), ("without_approver", "Eve")]
    assert ContinuityWarning.objects.get().cause == "disabled"
    Person.objects.filter(pk=office.approver).update(state="active")
    assert count_open_warnings(day(102)) == 0


def test_who_has_not_enrolled_yet_has_no_clock_that_could_run_out(office):
    """Source: ORG-9, LIF-1. Loaded with a role of long ago; their certification counts as anybody's."""
    gone(office)
    Person.objects.filter(pk=office.approver).update(state="invited")
    swept(128, 140)
    assert told() == []
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=day(-220))
    swept(141)
    assert ContinuityWarning.objects.get().cause == "overdue"


def test_the_official_who_signed_is_told_too_in_the_language_of_the_form(office):
    """Source: ORG-9, NEW-1. They have no account: the mail asks for no sign-in."""
    official = {"first_name": "Olga", "last_name": "Official", "email": "olga@example.com", "title": "Owner"}
    form = OrganizationForm.objects.create(
        reference="X", status="accepted", kind="provider_office", legal_name="X", name_folded="x", tin_index="x",
        tin_last_four="0000", submitter_id="FL999999", language="es", digest="x",
        content=json.dumps({"official": official}),
        signature_digest="a", contact_digest="b", made_at=AT, sign_by=AT, signed_at=AT,
    )  # fmt: skip
    Organization.objects.filter(pk=office.id).update(form=form)
    gone(office)
    swept(127)
    mail = Mail.objects.get(kind="access/official_warned")
    assert (mail.recipient, mail.language, mail.person_id) == ("olga@example.com", "es", None)
    assert "Sunshine Medical Group, LLC" in (mail.text or "")
    assert "/my-roles" not in (mail.text or "")


def test_what_befalls_an_approver_never_falls_on_the_members(office):
    """Their access stays while the approver is inactive, suspended, revoked: the help desk certifies them meanwhile.

    Source: ORG-9, LIF-3 (APP 0).
    """
    gone(office)
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=day(-200))
    for number in (140, 166, 167, 181):
        awake(office.members, day(number))
        swept(number)
        deactivate(at=day(number))
        certify(at=day(number))
        for member in office.members:
            assert admission(member, "spot", at=day(number)).admitted
            assert len(active_grants(member)) == 1
    assert not active_grants(office.approver)
    [warned] = open_warnings(day(181)).rows
    assert warned.cause in ("inactive", "overdue", "left")


@pytest.mark.parametrize("numbers", [range(120, 136), [121, 133], [135], [128, 126, 129]])
def test_after_standstill_or_with_a_clock_set_back_each_is_told_once(office, numbers):
    """Source: LIF-7, ORG-9. Swept daily, seldom, for the first time when it is too late, and two days back."""
    gone(office)
    swept(*numbers)
    assert (told(), recorded()) == (EVERYBODY, 1)


def test_the_preview_says_whom_a_sweep_would_warn_and_changes_nothing(office):
    """Source: LIF-7, ORG-9."""
    gone(office)
    assert list(foresee_continuity(day(126))) == []
    [foreseen] = foresee_continuity(day(127))
    assert (foreseen.deed, foreseen.person_id) == ("warn-inactive", office.approver)
    assert told() == []
    swept(127)
    assert list(foresee_continuity(day(128))) == []


def test_organizations_that_nobody_uses_are_none_of_it(office):
    """Source: ORG-9. Pending and dropped ones; one that never had an approver."""
    gone(office)
    Organization.objects.filter(pk=office.id).update(status="dropped")
    holds(a_person("Una", "User"), END_USER, an_organization("Nobody's Clinic"))
    swept(127)
    assert told() == []
    assert warn_places([(uuid4(), "spot"), (office.id, "spot")], by=SYSTEM, at=day(127)) == 0


def test_a_thousand_organizations_are_read_a_few_hundred_at_a_time(office, django_assert_max_num_queries):
    """Source: LIF-7, ORG-9."""
    gone(office)
    places = [an_organization(f"Clinic {number}") for number in range(60)]
    for place in places:
        RoleGrant.objects.create(person_id=office.approver, role_id=APPROVER, organization_id=place, granted_at=day(90))
    with django_assert_max_num_queries(30):
        watch_continuity(at=day(127))
    assert recorded() == 61
    assert all(one != other for one, other in pairwise(sorted(map(str, places_in_danger(day(127))))))


def test_the_moment_the_clock_runs_out_is_the_day_that_was_told(office):
    """Source: ORG-9, LIF-1. From the first moment of that day on nobody decides."""
    gone(office)
    swept(127)
    falls_on = ContinuityWarning.objects.get().falls_on
    first = day(131, hour=0)
    assert first.astimezone(HERE).date() == falls_on
    assert admission(office.approver, "spot", at=first - MOMENT).admitted
    assert not admission(office.approver, "spot", at=first).admitted
