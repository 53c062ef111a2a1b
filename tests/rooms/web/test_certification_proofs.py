"""The evidence with proofs: an auditor verifies it off line, and finds what was changed in it."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.browsing import signed_in
from tests.rooms.desk.casing import at_browser, staff
from tests.rooms.recertification.years import Office, an_office, awake, day, swept
from vestibule.access.models import RoleGrant
from vestibule.cli import record_verify
from vestibule.desk import actions as desk
from vestibule.journal.checkpoints import latest_checkpoint, make_checkpoint
from vestibule.journal.keys import verifiers
from vestibule.journal.models import Entry
from vestibule.journal.notes import Unreadable
from vestibule.journal.packs import verify_pack
from vestibule.journal.verifier import Report
from vestibule.kernel import clock
from vestibule.kernel.actor import person
from vestibule.recertification.actions import keep_role, remove_role

pytestmark = pytest.mark.django_db

Files = dict[str, bytes]
TABLE, RECORD = "certifications-2027.csv", "record-2027.jsonl"


@pytest.fixture(scope="module")
def whole_year(stage) -> Office:
    """Return an office with a role kept, one removed, one suspended and restored, one suspended and revoked."""
    office = an_office(members=4)
    awake([office.approver, office.backup], day(330))
    keep_role(office.roles[0], looked_at=True, by=person(office.backup), at=day(330))
    remove_role(
        office.roles[1], reason="They have left the office.", looked_at=True, by=person(office.approver), at=day(331)
    )
    swept(day(366))
    awake([office.approver, office.backup], day(370))
    keep_role(office.roles[2], looked_at=True, by=person(office.approver), at=day(370))
    swept(day(380))
    make_checkpoint(at=day(381))
    return office


@pytest.fixture
def office(whole_year, travel) -> Office:
    """Return the office on the day after."""
    travel(day(381))
    return whole_year  # type: ignore[no-any-return]


def taken(office: Office, form: str = "zip") -> bytes:
    """Take the evidence away, as the approver does."""
    answer = signed_in(office.approver).post(
        f"/my-organizations/{office.id}/certifications", {"year": "2027", "form": form}
    )
    assert answer.status_code == 200
    return answer.content


def opened(pack: bytes) -> Files:
    """Return the files of a pack."""
    with ZipFile(BytesIO(pack)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def rows(files: Files) -> list[dict[str, str]]:
    """Return the rows of the table as a spreadsheet reads them."""
    return list(csv.DictReader(StringIO(files[TABLE].decode("utf-8-sig"))))


def kept_note() -> str:
    """Return the checkpoint that an auditor keeps."""
    newest = latest_checkpoint()
    assert newest is not None
    return newest.checkpoint.note


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[Files], Report]:
    """Return a function that packs files and verifies them."""

    def judge(files: Files) -> Report:
        with ZipFile(tmp_path / "pack.zip", "w") as pack:
            for name, content in files.items():
                pack.writestr(name, content)
        return verify_pack(tmp_path / "pack.zip", [kept_note()], verifiers())

    return judge


@pytest.mark.said
def test_each_line_names_its_entry_and_each_entry_is_proven(office, judged):
    """Source: LIF-3, LIF-4, AUD-2. Kept, removed, suspended, restored, revoked."""
    files = opened(taken(office))
    told = [row["Outcome"] for row in rows(files)]
    late = "suspended, for nobody decided by the day"
    assert told == ["kept", "removed", late, late, "kept late, which restored it", "revoked, for nobody decided"]
    assert all(row["Record entry"].isdigit() and len(row["Record hash"]) == 64 for row in rows(files))

    report = judged(files)
    assert report.findings == []
    assert "The table has 6 lines, of which 0 name no entry yet: those prove nothing." in report.seen
    facts = Entry.objects.filter(logleaf__index__in=[int(row["Record entry"]) for row in rows(files)])
    assert sorted(facts.values_list("fact", flat=True)) == [
        "access.role_revoked",
        *["access.role_suspended"] * 2,
        *["recertification.role_reviewed"] * 3,
    ]
    assert Entry.objects.filter(fact="recertification.evidence_taken").count() == 1


@pytest.mark.said
def test_the_commands_verify_it_off_line(office, tmp_path, capsys):
    """Source: AUD-2. With the file, a kept checkpoint and the public key, and nothing else."""
    (tmp_path / "certifications-2027.zip").write_bytes(taken(office))
    (tmp_path / "kept.txt").write_text(kept_note())
    words = [str(tmp_path / "certifications-2027.zip"), "--checkpoint", str(tmp_path / "kept.txt")]
    record_verify.main([*words, "--key", str(verifiers()[0])])
    assert "Everything is in order." in capsys.readouterr().out


@pytest.mark.once
def test_every_changed_byte_of_the_entries_and_their_proofs_is_found(office, judged):
    """Source: AUD-2. One byte in five of the file, changed by one bit."""
    files = opened(taken(office))
    whole = files[RECORD]
    unseen = []
    for place in range(0, len(whole), 5):
        changed = bytes([*whole[:place], whole[place] ^ 1, *whole[place + 1 :]])
        try:
            if judged({**files, RECORD: changed}).in_order:
                unseen.append(place)
        except Unreadable:
            continue
    assert unseen == []


@pytest.mark.said
@pytest.mark.parametrize("column", ["Record entry", "Record hash"])
def test_a_line_of_the_table_that_names_another_entry_is_found(office, judged, column):
    """Source: AUD-2."""
    files = opened(taken(office))
    first, other = rows(files)[0][column], {"Record entry": "0", "Record hash": "0" * 64}[column]
    changed = files[TABLE].decode().replace(f",{first}", f",{other}", 1).encode()
    assert judged({**files, TABLE: changed}).findings[0].code == "not_proven"


@pytest.mark.said
def test_a_line_that_was_left_out_or_put_in_is_found(office, judged):
    """Source: AUD-2. Each entry has its line."""
    files = opened(taken(office))
    lines = files[TABLE].splitlines(keepends=True)
    assert [each.code for each in judged({**files, TABLE: b"".join(lines[:-1])}).findings] == ["left_out"]
    assert [each.code for each in judged({**files, TABLE: b"".join([*lines, lines[-1]])}).findings] == ["named_twice"]


def test_a_pack_that_was_damaged_under_way_is_no_pack(office, tmp_path):
    """Source: AUD-2."""
    pack = bytearray(taken(office))
    pack[len(pack) // 2] ^= 1
    (tmp_path / "pack.zip").write_bytes(pack)
    with pytest.raises(Unreadable):
        verify_pack(tmp_path / "pack.zip", [kept_note()], verifiers())
    (tmp_path / "pack.zip").write_bytes(b"no pack")
    with pytest.raises(Unreadable):
        verify_pack(tmp_path / "pack.zip", [kept_note()], verifiers())


@pytest.mark.said
def test_what_no_checkpoint_covers_yet_is_told_and_not_taken_for_proven(office, judged):
    """Source: AUD-2. Decided a moment ago: the line is there, without an entry."""
    awake([office.backup], clock.now())
    RoleGrant.objects.filter(pk=office.roles[0]).update(counted_from=day(20))
    keep_role(office.roles[0], looked_at=True, by=person(office.backup), at=clock.now())
    files = opened(taken(office))
    report = judged(files)
    assert report.findings == []
    assert "The table has 7 lines, of which 1 name no entry yet: those prove nothing." in report.seen
    assert "Lines so young that no checkpoint covers them: 1." in files["README.txt"].decode()
    assert [row["Record entry"] for row in rows(files)][-1] == ""


@pytest.mark.said
def test_the_table_alone_and_the_document_name_the_entries_too(office):
    """Source: LIF-3, AUD-2."""
    browser, address = signed_in(office.approver), f"/my-organizations/{office.id}/certifications"
    table, document = (browser.post(address, {"year": "2027", "form": form}).content for form in ("csv", "pdf"))
    assert all(row["Record hash"] for row in csv.DictReader(StringIO(table.decode("utf-8-sig"))))
    assert document.startswith(b"%PDF-")


@pytest.mark.said
def test_the_help_desk_takes_the_same(office, judged):
    """Source: LIF-3, HLP-2, AUD-2."""
    agent = staff()
    desk.look_at_organization(office.id, reason="An auditor asks for it.", by=agent, at=clock.now())
    answer = at_browser(agent).post(
        f"/help-desk/organizations/{office.id}/certifications", {"year": "2027", "form": "zip"}
    )
    assert answer["Content-Disposition"] == 'attachment; filename="certifications-2027.zip"'
    assert judged(opened(answer.content)).findings == []
