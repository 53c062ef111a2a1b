"""What other numbers would do to people, told before anything is done."""

import threading
from datetime import timedelta

import pytest

from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.models import AccessClock
from vestibule.cli import main, running
from vestibule.journal.models import Entry
from vestibule.journal.spine import SpineError
from vestibule.kernel.rulebook import numbers, rulebook, supposing, with_number
from vestibule.sweeps.supposing import differences
from vestibule.sweeps.table import Foreseen

pytestmark = pytest.mark.django_db

SIXTY = "access.inactive_after_days"


@pytest.fixture
def sleepers(monkeypatch) -> dict[str, str]:
    """Return three people by name, 10, 40 and 80 days after their last sign-in to SPOT."""
    monkeypatch.setattr(running, "_prepare", lambda *_, **__: None)
    the_catalog()
    office = an_organization()
    found = {}
    for first, days in (("Ann", 10), ("Bob", 40), ("Eve", 80)):
        who = a_person(first, "Archer")
        holds(who, END_USER, office)
        AccessClock.objects.filter(person_id=who).update(started_at=AT - timedelta(days=days))
        found[first] = str(who)
    return found


def inactive(found) -> list[Foreseen]:
    """Return whose access would be inactive no more."""
    [one] = [each for each in found if each.deed == "deactivate"]
    assert not one.more
    return list(one.fewer)


def test_sixty_days_would_keep_who_was_away_for_forty(sleepers):
    """Source: LIF-1, LIF-7."""
    found = differences(with_number(rulebook(), SIXTY, "60"), at=AT)
    assert [str(row.person_id) for row in inactive(found)] == [sleepers["Bob"]]
    assert numbers(rulebook())[SIXTY] == 30


def test_nothing_is_done_and_nothing_can_be(sleepers, monkeypatch):
    """Source: LIF-7. Not even by a sweep that would: who only looks may not act."""
    before = Entry.objects.count(), list(AccessClock.objects.order_by("pk").values())
    differences(with_number(rulebook(), SIXTY, "5"), at=AT)
    assert (Entry.objects.count(), list(AccessClock.objects.order_by("pk").values())) == before

    def acts(at):
        from vestibule.access.actions.inactivity import go_inactive  # noqa: PLC0415 - what a mistake of ours would do
        from vestibule.kernel.actor import SYSTEM  # noqa: PLC0415

        go_inactive(by=SYSTEM, at=at)
        return []

    monkeypatch.setattr("vestibule.sweeps.table._sweeps", {"x": type("Sweep", (), {"foreseen": staticmethod(acts)})})
    with pytest.raises(SpineError):
        differences(with_number(rulebook(), SIXTY, "5"), at=AT)


def test_other_numbers_are_supposed_here_and_nowhere_else():
    """Source: LIF-7. A server answers others meanwhile, by the numbers in force."""
    seen = []
    with supposing(with_number(rulebook(), SIXTY, "60")):
        other = threading.Thread(target=lambda: seen.append(numbers(rulebook())[SIXTY]))
        other.start()
        other.join()
        assert numbers(rulebook())[SIXTY] == 60
    assert seen == [30]
    assert numbers(rulebook())[SIXTY] == 30


@pytest.mark.parametrize(
    ("name", "typed"),
    [(SIXTY, ""), (SIXTY, "-1"), (SIXTY, "٦٠"), (SIXTY, "1e3"), (SIXTY, "9999999"),
     ("access.told_after_days", "20,,25"), ("registration.security_question", "1")],
)  # fmt: skip
def test_what_is_no_such_number_is_refused(name, typed):
    """Source: LIF-7."""
    with pytest.raises(ValueError, match="no such number"):
        with_number(rulebook(), name, typed)


def test_a_plan_says_what_would_change_and_for_whom(sleepers, tmp_path, capsys, travel):
    """Source: LIF-7. By ids, as in the record."""
    travel(AT)
    sixty = tmp_path / "sixty.yaml"
    sixty.write_text("{profile: sixty, access: {inactive_after_days: 60}}")
    main.main(["policy", "plan", str(sixty), "--people"])
    said = capsys.readouterr().out
    assert "access.inactive_after_days: 30, would be 60" in said
    assert "access.go_inactive\tdeactivate\t0 more, 1 fewer" in said
    assert f"fewer\tperson {sleepers['Bob']}" in said
    assert sleepers["Eve"] not in said

    main.main(["policy", "plan", "cms"])
    assert capsys.readouterr().out == "No number would change.\n"
