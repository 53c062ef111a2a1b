"""The generator of docs/RULES.md: it finds what is cited, and refuses what is forgotten."""

import pytest

from workshop import CHECKOUT
from workshop.citations import Citations, find_citations, rules_named
from workshop.documents import Rules, known_rules, rule_faults, rules_page

pytestmark = pytest.mark.once

TITLES = {"ACC-3": "What a User ID may look like", "ACC-4": "What a password may look like"}
MORE = {**TITLES, "ACC-5": "Not one of the previous passwords"}
KEPT = Citations(
    code={
        "ACC-3": ["vestibule.accounts.policy.user_id_faults"],
        "ACC-4": ["vestibule.accounts.policy.password_faults"],
    },
    tests={"ACC-3": ["tests/a.py::test_id"], "ACC-4": ["tests/a.py::test_password"]},
)


def test_rules_that_are_kept_and_tested_have_no_fault():
    """Else the refusals below would prove nothing."""
    assert rule_faults(Rules(TITLES), KEPT) == []


def test_a_forgotten_rule_fails_the_build():
    """Cited by nothing, and not said to come later."""
    faults = rule_faults(Rules(MORE), KEPT)
    assert faults == ["ACC-5 is cited by nothing: keep it, or say under not_yet in docs/rules.yaml why not."]


def test_a_forgotten_rule_may_wait_with_its_reason():
    """The short list says why."""
    assert rule_faults(Rules(MORE, not_yet={"ACC-5": "next release"}), KEPT) == []


def test_a_rule_that_no_test_cites_fails_the_build():
    """Code alone may only claim to keep it."""
    untested = Citations(code=KEPT.code, tests={"ACC-3": KEPT.tests["ACC-3"]})
    assert rule_faults(Rules(TITLES), untested) == [
        "ACC-4 is cited by vestibule.accounts.policy.password_faults, but by no test."
    ]


def test_what_is_kept_must_leave_the_list_of_what_is_not_yet():
    """So that the list stays true."""
    (fault,) = rule_faults(Rules(TITLES, not_yet={"ACC-3": "next release"}), KEPT)
    assert fault.startswith("ACC-3 stands under not_yet")


def test_what_is_kept_in_part_must_be_kept_at_all():
    """Else the list hides a forgotten rule."""
    faults = rule_faults(Rules(MORE, partly={"ACC-5": "no history"}, not_yet={"ACC-5": "next release"}), KEPT)
    assert faults == ["ACC-5 stands under partly in docs/rules.yaml, but nothing cites it."]


def test_a_rule_that_does_not_exist_is_named_with_its_place():
    """A slip of the pen in a docstring."""
    slipped = Citations(code={**KEPT.code, "ACC-99": ["vestibule.accounts.x"]}, tests=KEPT.tests)
    assert rule_faults(Rules(TITLES), slipped) == ["vestibule.accounts.x cites ACC-99, and there is no such rule."]


def test_ranges_are_written_out():
    """ACC-4 to ACC-6 cites three rules."""
    assert rules_named("ACC-4 to ACC-6, SIG-2 (APP 6).") == ["ACC-4", "ACC-6", "SIG-2", "ACC-5"]


def test_citations_are_found_wherever_they_stand(tmp_path):
    """In docstrings after "Source:", in facts, in reasons, in comments of templates; nowhere else."""
    room = tmp_path / "src/vestibule/room"
    (room / "templates").mkdir(parents=True)
    (tmp_path / "src/spot").mkdir()
    (tmp_path / "tests").mkdir()
    (room / "policy.py").write_text(
        '"""Speaks of ACC-1 without citing it."""\n'
        'WRONG = declare_reason("a.b", "C.", rule="ACC-2")\n'
        "def faults():\n"
        '    """Say why not.\n\n    Source: ACC-3 (APP 4).\n\n    Reading: unlike ACC-4.\n    """\n'
        'class Moved(Fact, name="a.moved", rules=("ACC-5", "ACC-6")):\n    """It moved."""\n'
    )
    (room / "templates/page.html").write_text("{# Source: ACC-9 #}\n<p>ACC-10</p>\n")
    (tmp_path / "tests/test_room.py").write_text('def test_it():\n    """It holds. Source: ACC-3."""\n')

    found = find_citations(tmp_path)

    assert found.code == {
        "ACC-2": ["vestibule.room.policy"],
        "ACC-3": ["vestibule.room.policy.faults"],
        "ACC-5": ["vestibule.room.policy.Moved"],
        "ACC-6": ["vestibule.room.policy.Moved"],
        "ACC-9": ["vestibule.room.templates.page.html"],
    }
    assert found.tests == {"ACC-3": ["tests/test_room.py::test_it"]}


def test_the_page_names_keepers_and_holders():
    """One chapter for each rule, and the list of what waits."""
    page = rules_page(Rules(MORE, {"ACC-4": "no list of common ones"}, {"ACC-5": "next release"}), KEPT)
    assert "## ACC-3: What a User ID may look like" in page
    assert "- `tests/a.py::test_password`" in page
    assert "Partly: no list of common ones." in page
    assert "| ACC-5 | Not one of the previous passwords | next release |" in page


def test_every_rule_of_this_checkout_is_kept_or_waits():
    """The list of rules is whole: each is cited by code and tests, or waits with its reason."""
    assert rule_faults(known_rules(CHECKOUT), find_citations(CHECKOUT)) == []
