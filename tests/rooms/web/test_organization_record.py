"""An organization's approver takes its own part of the record away, with proofs, and nobody else's."""

import json
from uuid import UUID

import pytest

from tests.browsing import signed_in, words
from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, a_request, an_organization, holds, the_catalog
from tests.rooms.access.agreeing import a_pair
from tests.rooms.desk.casing import staff
from vestibule.access.actions import approve_request, end_grant
from vestibule.access.queries import active_grants
from vestibule.desk.actions import look_at_organization
from vestibule.desk.story import story_of_organization
from vestibule.journal.checkpoints import latest_checkpoint, make_checkpoint
from vestibule.journal.keys import verifiers
from vestibule.journal.models import Entry
from vestibule.journal.verifier import Report, verify
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(travel) -> UUID:
    """An organization with a request that its approver has approved."""
    travel(AT)
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def ann(here) -> UUID:
    """Its approver."""
    who = a_person("Ann", "Approver")
    holds(who, APPROVER, here)
    approve_request(a_request(a_person("Eve", "Enduser"), here, at=clock.now()), by=person(who), at=clock.now())
    return who


def address(organization: UUID) -> str:
    """Return where an organization's record is."""
    return f"/my-organizations/{organization}/record"


def taken(browser, organization: UUID) -> bytes:
    """Take an organization's part of the record away."""
    return b"".join(browser.post(address(organization)).streaming_content)


def judged(tmp_path, file: bytes) -> Report:
    """Verify a file by the newest checkpoint."""
    newest = latest_checkpoint()
    assert newest is not None
    (tmp_path / "part.jsonl").write_bytes(file)
    return verify(tmp_path / "part.jsonl", [newest.checkpoint.note], verifiers())


@pytest.mark.said
def test_the_part_is_taken_away_with_proofs_and_that_is_on_record(here, ann, tmp_path):
    """Source: AUD-2."""
    there = an_organization("Bayside Billing Partners")
    holds(a_person("Bob", "Backup"), BACKUP, there)
    make_checkpoint(at=clock.now())
    browser = signed_in(ann)
    assert "The record of Sunshine Medical Group, LLC" in words(browser.get(address(here)))
    file = taken(browser, here)
    report = judged(tmp_path, file)
    entries = [json.loads(line)["entry"] for line in file.splitlines()[1:]]

    assert report.findings == []
    assert {entry["detail"]["organization_id"] for entry in entries} == {str(here)}
    assert {"access.request_submitted", "access.request_approved"} <= {entry["fact"] for entry in entries}
    assert Entry.objects.get(fact="access.record_taken").organization_id == here
    assert f'"count":{len(entries)}'.encode() in bytes(Entry.objects.get(fact="access.record_taken").canonical)


@pytest.mark.once
def test_what_two_organizations_agree_on_stands_in_the_parts_of_both_and_of_no_third(travel, tmp_path):
    """Source: ORG-8, AUD-2. And in their stories at the help desk."""
    travel(AT)
    pair, other = a_pair(), an_organization("Moonlight Clinic")
    mona = a_person("Mona", "Moonlight")
    holds(mona, APPROVER, other)
    pair.agreed()
    make_checkpoint(at=clock.now())

    for who, place, has_it in ((pair.olga, pair.office, 2), (pair.petra, pair.provider, 2), (mona, other, 0)):
        file = taken(signed_in(who), place)
        facts = [json.loads(line)["entry"]["fact"] for line in file.splitlines()[1:]]
        assert judged(tmp_path, file).findings == []
        assert sum(fact.startswith("access.agreement_") for fact in facts) == has_it
        told = [line.words for line in story_of_organization(place).lines]
        assert sum("Bayside Billing Services, Inc. serves Sunshine" in words for words in told) == has_it


@pytest.mark.said
def test_the_file_names_nobody(here, ann, tmp_path):
    """Identifiers and codes only; where deeds came from stands apart. Source: AUD-1."""
    make_checkpoint(at=clock.now())

    file = taken(signed_in(ann), here)

    for personal in (b"Eve", b"Enduser", b"Ann", b"@example", b"Sunshine", b"127.0.0.1"):
        assert personal not in file


@pytest.mark.said
def test_what_the_help_desk_looked_at_is_its_own(here, ann):
    """Source: AUD-2, HLP-2."""
    look_at_organization(here, reason="Ann telephoned about it.", by=staff(), at=clock.now())
    make_checkpoint(at=clock.now())

    assert b"desk." not in taken(signed_in(ann), here)


@pytest.mark.said
def test_nobody_else_takes_it(here, ann):
    """Source: AUD-2, ROL-12. Not an end user, nor the approver of another organization, nor one whose right ended."""
    there = an_organization("Bayside Billing Partners")
    bob, eve = a_person("Bob", "Builder"), a_person("Una", "User")
    holds(bob, APPROVER, there)
    holds(eve, END_USER, here)
    make_checkpoint(at=clock.now())

    for stranger in (bob, eve):
        browser = signed_in(stranger)
        assert browser.get(address(here)).status_code == 404
        assert browser.post(address(here)).status_code == 404
    once = signed_in(ann)
    end_grant(active_grants(ann)[0].id, why="removed", by=OPERATOR, at=clock.now())
    assert once.post(address(here)).status_code == 409
    assert not Entry.objects.filter(fact="access.record_taken").exists()


def test_before_the_first_checkpoint_there_is_nothing_to_take(here, ann):
    """Source: AUD-2."""
    browser = signed_in(ann)

    assert "There is no checkpoint yet." in words(browser.get(address(here)))
    assert "There is no checkpoint yet." in words(browser.post(address(here)))


@pytest.mark.said
def test_an_entry_that_is_too_new_comes_with_the_next_checkpoint(here, ann, tmp_path):
    """Source: AUD-2."""
    make_checkpoint(at=clock.now())
    a_request(a_person("Nia", "Newcomer"), here, at=clock.now())
    browser = signed_in(ann)
    before = taken(browser, here)
    assert judged(tmp_path, before).findings == []

    make_checkpoint(at=clock.now())
    after = taken(browser, here)

    assert judged(tmp_path, after).findings == []
    assert len(after.splitlines()) == len(before.splitlines()) + 2  # the request, and that the record was taken
