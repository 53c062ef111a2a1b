"""The numbers in force, by command, and what the operators' page says of the shipped profiles."""

import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from vestibule.cli import main, running
from vestibule.config import profiles
from vestibule.config.profiles import CMS, NIST
from workshop import CHECKOUT


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the suite's own surroundings in force."""
    monkeypatch.setattr(running, "_prepare", lambda *_, **__: None)


@pytest.mark.cms
def test_the_profile_in_force_is_shown_by_its_rules(capsys):
    """Source: LIF-1, SIG-6."""
    main.main(["policy", "show"])
    said = capsys.readouterr().out
    assert said.startswith(f"cms ({CMS.digest()[:12]}), in force\n")
    assert "access: LIF-1" in said
    assert re.search(r"^  inactive_after_days +30$", said, re.MULTILINE)
    assert re.search(r"^  wrong_passwords +3$", said, re.MULTILINE)
    assert "(cms:" not in said


def test_another_profile_is_shown_beside_cms(tmp_path: Path, capsys):
    """Source: ACC-4, LIF-1."""
    own = tmp_path / "own.yaml"
    own.write_text("{profile: ours, access: {inactive_after_days: 60}}")
    for name, line in (
        ("nist-800-63-4", r"  most +128 \(cms: 60\)"),
        (str(own), r"  inactive_after_days +60 \(cms: 30\)"),
    ):
        main.main(["policy", "show", name])
        assert re.search(f"^{line}$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.once
def test_a_shipped_profile_is_shown_without_an_installation(tmp_path: Path):
    """Source: LIF-1. It is the same wherever it is read; a file, and what is in force, are an installation's."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("VESTIBULE_", "DJANGO_"))}
    words = [sys.executable, "-m", "vestibule.cli.main", "policy", "show"]
    shown, in_force = (
        subprocess.run([*words, *name], cwd=tmp_path, env=known, capture_output=True, text=True, check=False)
        for name in (["nist-800-63-4"], [])
    )

    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"nist-800-63-4 ({NIST.digest()[:12]})\n")
    assert list(tmp_path.iterdir()) == []
    assert in_force.returncode == 1
    assert {("policy", "show", name) for name in profiles.SHIPPED} == running.SHIPPED


def test_a_profile_that_is_none_is_refused_in_one_sentence():
    """A name or a file."""
    with pytest.raises(SystemExit, match=r"^VESTIBULE_PROFILE is nowhere: neither cms nor nist-800-63-4 nor a file\.$"):
        main.main(["policy", "show", "nowhere"])


def test_the_operators_page_names_each_difference_of_the_shipped_profiles_and_no_other():
    """Source: ACC-4, SIG-3. The table is prose, and must be true."""
    here, there = asdict(CMS), asdict(NIST)
    differing = {
        (f"{part}.{name}", _said(value), _said(there[part][name]))
        for part, values in here.items()
        if isinstance(values, dict)
        for name, value in values.items()
        if value != there[part][name]
    }
    page = (CHECKOUT / "docs/operating/profiles.md").read_text()
    assert set(re.findall(r"^\| `([\w.]+)` \| (\w+) \| (\w+) \|", page, re.MULTILINE)) == differing


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
