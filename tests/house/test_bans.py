"""Each ban has a reason, and here an example that it refuses: a fence that never bit may not be there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workshop import CHECKOUT

pytestmark = pytest.mark.once

PROGRAMS = Path(sys.executable).parent


def run(program: str, *arguments: str, at: Path = CHECKOUT, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program of the environment on a checkout; its own sources come first."""
    surroundings = os.environ | {"PYTHONPATH": str(at / "src")}
    return subprocess.run(
        [str(PROGRAMS / program), *arguments],
        cwd=at,
        env=surroundings,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


ACTIONS = "src/vestibule/access/actions.py"
BANNED = [
    ("the clock", ACTIONS, "from datetime import datetime\n\nnow = datetime.now()\n"),
    ("the clock's seconds", ACTIONS, "import time\n\nnow = time.time()\n"),
    (
        "Django's clock",
        "src/vestibule/web/portal/home.py",
        "from django.utils import timezone\n\nnow = timezone.now()\n",
    ),
    ("today", "src/vestibule/access/policy.py", "from datetime import date\n\ntoday = date.today()\n"),
    ("signals", "src/vestibule/access/apps.py", "from django.db.models.signals import post_save\n\nprint(post_save)\n"),
    ("receivers", "src/vestibule/access/apps.py", "from django.dispatch import receiver\n\nreceiver(None)\n"),
    ("on_commit", ACTIONS, "from django.db.transaction import on_commit\n\non_commit(len)\n"),
    ("on_commit by its module", ACTIONS, "from django.db import transaction\n\ntransaction.on_commit(len)\n"),
]


@pytest.mark.parametrize(("what", "place", "code"), BANNED, ids=[what for what, _, _ in BANNED])
def test_ruff_refuses_what_the_house_bans(what, place, code):
    """Time is an argument, no subscriber changes state, what follows from a fact commits with it."""
    refused = run("ruff", "check", "--select=TID251", "--stdin-filename", place, "-", given=code)
    assert refused.returncode == 1, what
    assert "TID251" in refused.stdout


def test_ruff_lets_innocent_code_through():
    """The same command says yes to code that breaks nothing, so that its no means something."""
    allowed = run("ruff", "check", "--select=TID251", "--stdin-filename", "src/vestibule/x.py", "-", given="a = 1\n")
    assert allowed.returncode == 0, allowed.stdout


PURE_FILES = ("canonical", "exported", "merkle", "notes", "packs", "reading", "verifier")


@pytest.fixture(scope="module")
def small_house(tmp_path_factory):
    """Return a copy of the floors with empty rooms, in which a test may write one bad import."""
    house = tmp_path_factory.mktemp("house")
    for room in sorted((CHECKOUT / "src/vestibule").iterdir()):
        if (room / "__init__.py").is_file():
            folder = house / "src/vestibule" / room.name
            folder.mkdir(parents=True)
            for file in ("__init__", "policy", "lifecycle", "events", "models", "actions", "queries", "by_desk"):
                (folder / f"{file}.py").write_text('"""Nothing."""\n')
    (house / "src/vestibule/__init__.py").write_text('"""Nothing."""\n')
    for file in (*(f"journal/{name}" for name in PURE_FILES), "cli/record_verify"):
        (house / f"src/vestibule/{file}.py").write_text('"""Nothing."""\n')
    (house / "src/spot").mkdir()
    (house / "src/spot/__init__.py").write_text('"""Nothing."""\n')
    shutil.copy(CHECKOUT / "pyproject.toml", house)
    shutil.copytree(CHECKOUT / "workshop", house / "workshop", ignore=shutil.ignore_patterns("__pycache__"))
    return house


FLOORS = "The floors: imports go downstairs only"
PURE = "What is pure knows neither Django nor the database"
OWN = "A room's models are its own"
DESK = "The help desk's deeds are done through the desk"
APART = "Vestibule and SPOT know each other over the wire only"

CONTRACTS = [
    (FLOORS, "vestibule/accounts/actions.py", "import vestibule.access.actions"),
    (FLOORS, "vestibule/web/queries.py", "import vestibule.adapters.actions"),
    (FLOORS, "vestibule/kernel/facts.py", "import vestibule.storage"),
    (PURE, "vestibule/access/policy.py", "import django.utils.timezone"),
    (PURE, "vestibule/access/policy.py", "import vestibule.access.models"),
    (PURE, "vestibule/access/lifecycle.py", "import vestibule.access.queries"),
    (PURE, "vestibule/access/events.py", "import vestibule.access.actions"),
    (PURE, "vestibule/kernel/rulebook.py", "import django.conf"),
    (PURE, "vestibule/journal/canonical.py", "import django.db"),
    (PURE, "vestibule/journal/verifier.py", "import vestibule.journal.queries"),
    (OWN, "vestibule/access/queries.py", "import vestibule.accounts.models"),
    (OWN, "vestibule/web/queries.py", "from vestibule.access.models import RoleRequest"),
    (DESK, "vestibule/web/queries.py", "import vestibule.access.by_desk"),
    (DESK, "vestibule/access/actions.py", "from vestibule.access import by_desk"),
    (APART, "spot/views.py", "import vestibule.kernel"),
    (APART, "vestibule/web/queries.py", "import spot"),
]


def broken(house: Path) -> list[str]:
    """Return the contracts that import-linter finds broken."""
    said = run("lint-imports", "--no-cache", at=house).stdout
    assert "Contracts:" in said, said
    return [line.removesuffix(" BROKEN") for line in said.splitlines() if line.endswith(" BROKEN")]


def test_an_empty_house_keeps_every_contract(small_house):
    """Else the refusals below would prove nothing."""
    assert broken(small_house) == []


@pytest.mark.parametrize(("contract", "place", "line"), CONTRACTS, ids=[f"{p}: {line}" for _, p, line in CONTRACTS])
def test_a_bad_import_breaks_its_contract(small_house, contract, place, line):
    """One line in an otherwise empty house, and the contract that forbids it breaks."""
    file = small_house / "src" / place
    before = file.read_text() if file.exists() else None
    file.write_text(f'"""Bad."""\n{line}\n')
    try:
        assert contract in broken(small_house)
    finally:
        file.unlink() if before is None else file.write_text(before)


def test_a_new_room_is_an_argued_change(small_house):
    """A room that the floors don't name breaks them, even when it imports nothing."""
    room = small_house / "src/vestibule/cellar"
    room.mkdir()
    (room / "__init__.py").write_text('"""Nobody argued for it."""\n')
    try:
        said = run("lint-imports", "--no-cache", at=small_house)
        assert said.returncode != 0
        assert "cellar" in said.stdout + said.stderr
    finally:
        shutil.rmtree(room)


# What a request says of where it was sent and where it came from, and the only files that may read it.
HEADERS = {
    r"get_host\(|build_absolute_uri|HTTP_HOST|get_port\(|SERVER_NAME": {"adapters/catcher/pages.py"},
    r"REMOTE_ADDR": {"web/middleware.py", "web/status.py"},
    r"\bForwarded\b[^ ]|HTTP_X_|HTTP_FORWARDED": {"web/middleware.py", "web/status.py"},
}


@pytest.mark.parametrize("words", HEADERS)
def test_links_and_counters_know_no_header_but_through_the_door(words):
    """Source: SIG-5, SIG-6, AUD-1. Links are made of the configured origin; the door says from where a request came."""
    sources = [*(CHECKOUT / "src/vestibule").rglob("*.py"), *(CHECKOUT / "src/vestibule").rglob("*.html")]
    readers = {
        str(file.relative_to(CHECKOUT / "src/vestibule")) for file in sources if re.search(words, file.read_text())
    }
    assert readers == HEADERS[words]
