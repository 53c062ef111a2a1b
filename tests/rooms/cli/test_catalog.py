"""The catalogue by command: planned, applied, and never put back by ``load``."""

from pathlib import Path

import pytest

from tests.people import the_catalog
from vestibule.access.catalog import SHIPPED
from vestibule.access.queries import applications, role_card
from vestibule.cli import catalog, main, running
from vestibule.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the suite's own surroundings in force."""
    monkeypatch.setattr(running, "_prepare", lambda *_, **__: None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a catalogue of the operator's own: another description, no backup approvers."""
    text = SHIPPED.read_text()
    begin, end = text.index("      - key: spot-backup-approver"), text.index("      - key: spot-end-user")
    own = tmp_path / "catalog.yaml"
    own.write_text((text[:begin] + text[end:]).replace("approves nobody", "decides on nobody"))
    return own


def _run(deed: str, *files: Path) -> None:
    main.main(["catalog", deed, *map(str, files)])


def test_a_plan_says_what_would_be_added_and_does_nothing(capsys):
    """Source: ROL-2."""
    _run("plan")
    said = capsys.readouterr().out
    assert "spot: added" in said
    assert "spot-end-user: added" in said
    assert applications() == []
    assert not Entry.objects.exists()


def test_a_plan_names_the_fields_that_change_and_what_is_no_longer_offered(file, capsys):
    """Source: ROL-2."""
    the_catalog()
    _run("plan", file)
    said = capsys.readouterr().out
    assert "spot-end-user: changed (description, position)" in said
    assert "spot-backup-approver: no longer offered; who holds it keeps it" in said
    assert "approver: changed" not in said
    assert role_card("spot-backup-approver").requestable


def test_apply_previews_does_it_once_and_puts_it_on_record(file, capsys):
    """Source: ROL-2, AUD-1."""
    _run("apply")
    _run("apply", file)
    assert "The catalogue is in force." in capsys.readouterr().out
    assert not role_card("spot-backup-approver").requestable
    assert "decides on nobody" in role_card("spot-end-user").description
    _run("apply", file)
    said = capsys.readouterr().out
    assert said.startswith("Nothing would change: this catalogue is in force.")
    assert "is in force.\nThe catalogue" not in said
    assert Entry.objects.filter(fact="access.catalog_applied").count() == 2


def test_what_the_operator_applied_is_not_put_back_by_the_next_load(file, tmp_path):
    """Source: ROL-2. ``load`` puts the shipped catalogue in force only where none stands."""
    empty = tmp_path / "people.yaml"
    empty.write_text("people: []\n")
    main.main(["load", str(empty)])
    assert role_card("spot-backup-approver").requestable
    _run("apply", file)
    main.main(["load", str(empty)])
    assert not role_card("spot-backup-approver").requestable


def test_an_address_stays_where_it_was_placed_and_the_plan_says_so(file, capsys):
    """Source: ROL-2 (APP 17)."""
    _run("apply")
    file.write_text(file.read_text().replace("https://thespot.fcso.com/", "https://elsewhere.example/"))
    _run("apply", file)
    assert "spot: its address stays where vestibule load has placed it" in capsys.readouterr().out
    assert applications()[0].address == "https://thespot.fcso.com/"


@pytest.mark.alike
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"applications: [", "is not YAML"),
        (b"\xff\xfe\x00", "not"),
        (b"- 1", "the whole"),
        (b"", "the whole"),
        (b"applications: 2026-13-45", "has a value that can't be"),
        (b"[" * 3000, "nested too deeply"),
        (SHIPPED.read_bytes().replace(b"approved_by: desk", b"approved_by: organization"), "approved by the help desk"),
        (SHIPPED.read_bytes().replace(b"FCSO \xe2\x80\x93 Backup", b'"FCSO \\0 Backup').replace(
            b"Backup Approver\n", b'Backup Approver"\n', 1), "applications.0.roles.2.name"),
        (SHIPPED.read_bytes() + b"roles: []\n", "roles"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_catalogue_is_refused_in_one_sentence(tmp_path, content, sentence):
    """Source: ROL-2. Nothing of it is stored."""
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(content)
    for deed in ("plan", "apply"):
        with pytest.raises(SystemExit) as end:
            _run(deed, bad)
        assert sentence in str(end.value.code)
        assert len(str(end.value.code).splitlines()) == 1
    assert applications() == []


def test_a_file_that_is_not_there_is_named(tmp_path):
    """Source: ROL-2."""
    with pytest.raises(SystemExit, match=r"none\.yaml can't be read"):
        _run("plan", tmp_path / "none.yaml")


def test_the_command_says_nothing_twice(capsys):
    """Source: ROL-2. One line for each key."""
    _run("plan")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(set(lines))
    assert catalog.EXAMPLE.startswith("vestibule catalog plan")
