"""The evidence of an organization's certifications, taken away as CSV and PDF."""

import csv
from io import StringIO

import pytest

from tests.browsing import signed_in, words
from tests.people import END_USER, a_person, holds
from tests.rooms.desk.casing import at_browser, staff
from tests.rooms.recertification.years import REASON, Office, an_office, awake, day, swept
from vestibule.access.models import RoleGrant
from vestibule.desk import actions as desk
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import NotFound
from vestibule.recertification.actions import keep_role, remove_role, take_evidence
from vestibule.recertification.evidence import visible_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def whole_year(stage) -> Office:
    """Return an office in which a role was kept, one removed, and one revoked because nobody decided."""
    office = an_office(members=3)
    now = day(330)
    awake([office.approver, office.backup], now)
    keep_role(office.roles[0], looked_at=False, by=person(office.backup), at=now)
    remove_role(office.roles[1], reason="=cmd|' /C calc'!A0", looked_at=True, by=person(office.approver), at=now)
    swept(day(366), day(380))
    return office


@pytest.fixture
def office(whole_year: Office, travel) -> Office:
    """Return the office on the day after."""
    travel(day(381))
    return whole_year


def address(office: Office) -> str:
    return f"/my-organizations/{office.id}/certifications"


def rows(answer) -> list[dict[str, str]]:
    """Return the rows of a file as a spreadsheet reads them."""
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.said
def test_the_file_has_every_decision_with_its_evidence(office):
    """Source: LIF-3, LIF-4, AUD-1."""
    ada = signed_in(office.approver)
    assert "The download is on record" in words(ada.get(address(office)))
    answer = ada.post(address(office), {"year": "2027", "form": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="certifications-2027.csv"'
    kept, removed, revoked, suspended = sorted(rows(answer), key=lambda row: row["Outcome"])  # two at one moment
    assert (suspended["Outcome"], suspended["Was due"]) == ("suspended, for nobody decided by the day", "2027-03-10")
    assert (kept["Name"], kept["Outcome"], kept["Decided by"]) == ("Eve Enduser-Aa", "kept", "Ben Backup-A")
    assert (kept["Held since"], kept["Was due"], kept["Decided on"]) == ("2026-03-10", "2027-03-10", "2027-02-03")
    assert (kept["Granted by"], kept["Evidence looked at"]) == ("the operator", "no")
    assert (removed["Outcome"], removed["Evidence looked at"]) == ("removed", "yes")
    assert removed["Reason"] == "'=cmd|' /C calc'!A0"  # a formula is none any more
    assert (revoked["Outcome"], revoked["Decided by"]) == ("revoked, for nobody decided", "")
    assert Entry.objects.filter(fact="recertification.evidence_taken").count() == 1
    assert rows(ada.post(address(office), {"year": "2026", "form": "csv"})) == []


@pytest.mark.said
def test_the_document_is_a_pdf_in_the_readers_language(office):
    """Source: LIF-3."""
    ada = signed_in(office.approver)
    answer = ada.post(address(office), {"year": "2027", "form": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert ada.post(address(office), {"year": "2025", "form": "pdf"}).content.startswith(b"%PDF-")


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize("year", ["", "1066", "2028", "-1", "zwei"])
def test_no_other_year_is_offered(office, year):
    """Source: LIF-3."""
    answer = signed_in(office.approver).post(address(office), {"year": year, "form": "csv"})
    assert answer.status_code == 422
    assert not Entry.objects.filter(fact="recertification.evidence_taken").exists()


def test_to_all_others_it_is_not_there(office):
    """Source: ROL-7, ORG-7. Another organization's approver, an end user, who works at the help desk."""
    other = an_office("Moonlight", letter="B")
    awake([other.approver], clock.now())
    member = a_person("Uma", "Member")
    holds(member, END_USER, office.id, at=clock.now())
    for who in (other.approver, member, staff().person_id):
        assert who
        with pytest.raises(NotFound):
            take_evidence(office.id, 2027, form="csv", by=person(who), at=clock.now())
        with pytest.raises(NotFound):
            visible_evidence(office.id, 2027, person(who), at=clock.now())
    assert visible_evidence(other.id, 2027, person(other.approver), at=clock.now()).rows == ()


@pytest.mark.said
def test_the_help_desk_takes_it_while_it_looks_at_the_organization(office):
    """Source: LIF-3, HLP-2, AUD-1. Who works there is named to nobody."""
    agent = staff()
    with pytest.raises(NotFound):
        desk.take_evidence(office.id, 2027, form="csv", by=agent, at=clock.now())
    desk.look_at_organization(office.id, reason="An auditor asks for it.", by=agent, at=clock.now())
    role = RoleGrant.objects.get(person_id=office.approver)
    RoleGrant.objects.filter(pk=role.pk).update(counted_from=day(50))
    swept(clock.now())
    desk.remove_at_certification(role.pk, reason=REASON, by=agent, at=clock.now())
    browser = at_browser(agent)
    place = f"/help-desk/organizations/{office.id}/certifications"
    assert "Evidence of certifications" in words(browser.get(place))
    told = rows(browser.post(place, {"year": "2027", "form": "csv"}))
    assert [row["Decided by"] for row in told][-1] == "the help desk"
    assert "Stan Staff" not in str(told)
    assert Entry.objects.filter(fact="desk.evidence_taken").count() == 1
