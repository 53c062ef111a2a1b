"""``vestibule sweep``: said beforehand for any day, run now, and never on another day."""

from datetime import timedelta

import pytest

from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.models import AccessClock
from vestibule.accounts.models import Person
from vestibule.accounts.unused import note_used
from vestibule.cli import main, running
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.sweeps.table import sweeps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the suite's own surroundings in force."""
    monkeypatch.setattr(running, "_prepare", lambda *_, **__: None)


@pytest.fixture
def ann():
    """Return somebody who holds a role since now, and whose account is used now."""
    the_catalog()
    who = a_person("Ann", "Archer")
    holds(who, END_USER, an_organization(), at=clock.now())
    note_used(who, at=clock.now())
    return who


def _run(*words: str) -> None:
    main.main(["sweep", *words])


def _on(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def test_a_preview_says_per_person_what_would_happen_on_a_day_and_does_nothing(ann, capsys):
    """Source: LIF-7."""
    before = Entry.objects.count()
    _run("--preview")
    _run("go-inactive", "--preview", "--on", _on(26))
    _run("--preview", "--on", _on(800))
    said = capsys.readouterr().out
    assert "go-inactive: nothing\n" in said
    assert f"go-inactive\tremind-after-25-days\tperson {ann}\tapplication spot" in said
    assert f"go-inactive\tdeactivate\tperson {ann}\tapplication spot" in said
    assert f"close-unused\ttell-7-days-before\tperson {ann}\taccount" in said
    assert "close-unused: 1 tell-7-days-before" in said
    assert Entry.objects.count() == before
    assert AccessClock.objects.get().told_days is None
    assert Person.objects.get().closing_told_days is None


def test_it_runs_all_of_them_now(ann, capsys):
    """Source: LIF-7."""
    AccessClock.objects.update(started_at=clock.now() - timedelta(days=40))
    _run()
    _run()
    assert AccessClock.objects.get().inactive_at is not None
    assert Entry.objects.filter(fact="access.access_went_inactive").count() == 1
    said = capsys.readouterr().out
    assert all(f"{name}: done in " in said for name in ("lapse-unverified", "close-unused", "go-inactive"))


def test_a_day_without_a_preview_is_refused_and_so_is_a_name_that_is_none(ann, capsys):
    """Source: LIF-7. Nobody runs a sweep on a day that hasn't come."""
    with pytest.raises(SystemExit, match="never does it: add --preview"):
        _run("--on", _on(800))
    with pytest.raises(SystemExit, match=r"There is no sweep go-away\. There are: "):
        _run("go-away")
    with pytest.raises(SystemExit):
        _run("--preview", "--on", "tomorrow")
    assert "tomorrow is no date like" in capsys.readouterr().err
    assert Person.objects.get().state == "active"


def test_each_sweep_of_the_table_stands_in_the_calendar(capsys):
    """Source: LIF-7. And each can say what it would do, on nothing."""
    _run("--preview", "--on", _on(5))
    assert capsys.readouterr().out.count(": nothing\n") == len(sweeps())
    assert clock.now() > AT
