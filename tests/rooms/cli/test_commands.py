"""The program: each command explains itself, and says in one plain sentence what is wrong."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.migrated import copied_file
from tests.rooms.cli.programs import surroundings
from vestibule.cli import check, main, running
from vestibule.config.logs import logging_settings
from vestibule.kernel.reasons import NotFound, Refused, declare_reason
from vestibule.kernel.secrets import Key
from workshop.children import free_port, port_is_free, start, stop, wait_for

pytestmark = pytest.mark.programs

CLOSED = declare_reason("test.closed", "The door is closed.")
Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a state folder that doesn't exist yet."""
    return tmp_path / "home"


@pytest.fixture
def vestibule(home: Path) -> Program:
    """Return a function that runs the program."""

    def run(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "vestibule.cli.main", *words]
        known = surroundings(home, **settings)
        return subprocess.run(command, env=known, capture_output=True, text=True, timeout=120, check=False)

    return run


@pytest.fixture(scope="module")
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the state folder of an installation that is ready, and was never used."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    copied_file(home / "vestibule.sqlite3")
    words = [sys.executable, "-m", "vestibule.cli.main", "migrate"]
    subprocess.run(words, env=surroundings(home), capture_output=True, timeout=120, check=True)
    return home


@pytest.fixture
def migrated(migrated_once: Path, home: Path) -> None:
    """Let the installation of a test be ready: a copy, for bringing the tables takes seconds each time."""
    shutil.copytree(migrated_once, home)


@pytest.fixture
def failing_check(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Exception], None]]:
    """Return a function that runs a command which fails as it is told."""

    def run(fault: Exception) -> None:
        def fail(options: object) -> None:
            raise fault

        monkeypatch.setattr(check, "run", fail)
        main.main(["check"])

    monkeypatch.setattr(running, "_prepare", lambda *_, **__: None)  # the suite's own surroundings are there already
    yield run
    logging_settings(settings.ENVIRONMENT.log_format)


@pytest.mark.once
@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_explains_itself_with_an_example(name, capsys, monkeypatch):
    """``--help`` needs neither settings nor a home."""
    monkeypatch.setenv("VESTIBULE_SECRET_KEYS", "")

    with pytest.raises(SystemExit) as end:
        main.main([name, "--help"])

    told = capsys.readouterr().out
    assert end.value.code == 0
    assert f"Example:\n  vestibule {name}" in told


@pytest.mark.once
def test_the_program_lists_its_commands(vestibule, home):
    """And leaves nothing behind."""
    listed = vestibule("--help", ORIGIN="")

    assert (listed.returncode, listed.stderr) == (0, "")
    assert all(f"\n  {name} " in listed.stdout for name in main.COMMANDS)
    assert not home.exists()


@pytest.mark.once
def test_what_lists_the_commands_loads_none_of_them():
    """Whoever asks what there is doesn't wait a second for it."""
    words = [sys.executable, "-c", "import sys; from vestibule.cli.main import main; main(); print(*sys.modules)"]
    listed = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True)

    assert "vestibule.cli.main" in listed.stdout.split()
    assert not {"django", "vestibule.kernel", "vestibule.cli.running"} & set(listed.stdout.split())


HEAVY = {"webauthn", "requests", "joserfc", "phonenumbers", "pydantic", "yaml", "reportlab", "psycopg", "granian"}


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_a_command_loads_no_library_that_it_does_not_need(home):
    """Each takes a twentieth of its start and more (decision 0041); here the database is SQLite."""
    words = [sys.executable, "-X", "importtime", "-m", "vestibule.cli.main", "check"]
    checked = subprocess.run(words, env=surroundings(home), capture_output=True, text=True, timeout=120, check=True)

    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in checked.stderr.splitlines()}
    assert "django" in loaded
    assert not HEAVY & loaded


@pytest.mark.once
def test_who_serves_has_everything_ready_before_it_forks():
    """Libraries and facts, so that memory is shared and the first visitor doesn't wait for them (decision 0033)."""
    words = (
        "import django, sys; django.setup(); from vestibule.cli.serve import _load; from vestibule.kernel import facts;"
        "_load(); print(*sys.modules, *{'__init__' in vars(each) for each in facts._known.values()})"
    )
    known = surroundings(Path("/nowhere"), SECRET_KEYS=str(Key.generate()))
    known["DJANGO_SETTINGS_MODULE"] = "vestibule.config.settings"
    served = subprocess.run([sys.executable, "-c", words], env=known, capture_output=True, text=True, check=True)

    assert {"True", "webauthn", "requests", "joserfc", "phonenumbers", "reportlab"} <= set(served.stdout.split())
    assert not {"False", "pydantic", "yaml", "psycopg"} & set(served.stdout.split())


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (["nonsense"], {}, "There is no command nonsense: vestibule --help lists them."),
        (["check"], {"ORIGIN": ""}, "VESTIBULE_ORIGIN is missing"),
        (["check"], {"ORIGIN": "http://idm.example.org"}, "must start with https://"),
        (["serve"], {"MAIL_URL": "mailto:nobody"}, "VESTIBULE_MAIL_URL is missing or not understood"),
        (["check"], {"PROFILE": "home-made"}, "VESTIBULE_PROFILE is home-made"),
        (["worker"], {}, "run vestibule migrate."),
        (["serve"], {}, "run vestibule migrate."),
    ],
)
def test_what_is_wrong_is_said_in_one_plain_sentence(words, settings, sentence, vestibule):
    """Exit non-zero, no trace."""
    failed = vestibule(*words, **settings)

    assert failed.returncode == 1
    assert sentence in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


@pytest.mark.once
def test_a_database_that_is_away_is_named_as_such(vestibule):
    """Exit non-zero, no trace."""
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "SECRET_KEYS": str(Key.generate())}

    failed = vestibule("check", **away)

    assert failed.returncode == 1
    assert failed.stderr.startswith("The database doesn't answer as it should: ")
    assert len(failed.stderr.splitlines()) == 1


@pytest.mark.once
def test_check_says_how_vestibule_is_set_and_when_all_is_in_order(vestibule):
    """Before the tables are there it says what to do."""
    assert vestibule("check").returncode == 1
    assert vestibule("migrate").returncode == 0

    checked = vestibule("check")

    assert (checked.returncode, checked.stderr) == (0, "")
    for words in ("http://localhost:8000", "SQLite", "IDM Auto Response", "profile is cms", "Everything is in order."):
        assert words in checked.stdout
    assert re.search(r"A password's hash takes [1-9]\d* ms of a processor\.", checked.stdout)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Refused(CLOSED()), "The door is closed."),
        (NotFound("nobody called that"), "Not found: nobody called that"),
        (FileNotFoundError(2, "No such file", "x.yaml"), r"can't go on: No such file \(x\.yaml\)"),
        (ConnectionResetError(104, "Connection reset by peer"), r"can't go on: Connection reset by peer\.$"),
        (KeyError("Ann"), r"met a mistake of ours, described above: KeyError in test_commands\.py, line \d+\.$"),
    ],
)
def test_a_command_that_fails_says_why_in_a_sentence(fault, sentence, failing_check):
    """Not what somebody typed."""
    with pytest.raises(SystemExit, match=sentence) as end:
        failing_check(fault)

    assert end.value.code not in {0, None}
    assert "Ann" not in str(end.value.code)


@pytest.mark.parametrize(
    ("fault", "described"), [(KeyError("Ann"), ["command_failed", "in fail", "KeyError"]), (NotFound("Ann"), [])]
)
def test_a_mistake_of_ours_is_described_in_the_log_and_what_is_foreseen_is_not(fault, described, failing_check, capsys):
    """Where it came from, and nothing that somebody typed."""
    with pytest.raises(SystemExit):
        failing_check(fault)

    logged = capsys.readouterr().err
    assert all(part in logged for part in described)
    assert bool(logged) == bool(described)
    assert "Ann" not in logged


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_without_a_worker_what_waits_is_named(vestibule):
    """With SQLite that is more than mail: nobody else empties its log."""
    checked = vestibule("check")

    assert "No worker has been seen for a minute: mail waits until vestibule worker runs" in checked.stdout
    assert "write-ahead log grows" in checked.stdout


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_a_port_that_somebody_has_is_not_shared(vestibule):
    """Two servers on one port would each get some of the visitors."""
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = str(somebody.getsockname()[1])
        taken, too_high = vestibule("serve", "--port", port), vestibule("serve", "--port", "99999")

    assert (taken.returncode, taken.stderr) == (
        1,
        f"Nobody can listen on 127.0.0.1, port {port}: Address already in use.\n",
    )
    assert (too_high.returncode, too_high.stderr) == (1, "A port is a number up to 65535, and 99999 is not.\n")


@pytest.mark.once
def test_an_empty_setting_is_no_setting(vestibule, tmp_path, monkeypatch):
    """An empty home is the usual one, not the folder in which one happens to be."""
    monkeypatch.chdir(tmp_path)

    assert vestibule("migrate", HOME="").returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["vestibule-home"]


def test_nodes_that_migrate_at_once_wait_for_each_other(home, new_database):
    """One does it, the others find it done; the policy comes into force once."""
    home.mkdir(mode=0o700)
    with new_database() as database_url:
        known = surroundings(home, SECRET_KEYS=str(Key.generate()), DATABASE_URL=database_url)
        command = [sys.executable, "-m", "vestibule.cli.main", "migrate"]
        nodes = [subprocess.Popen(command, env=known, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        said = [node.communicate(timeout=120)[0] for node in nodes]

    assert [node.returncode for node in nodes] == [0, 0, 0]
    assert sorted("already" in words for words in said) == [False, True, True]
    assert sum("is in force" in words for words in said) == 1


def _children_of(parent: int) -> dict[int, str]:
    """Return a process's children by what they are called, as Linux tells it."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/comm").read_text().strip() for child in found}


def _worker_of(server: int) -> int | None:
    return next((child for child, name in _children_of(server).items() if name == "vestibule-jobs"), None)


def _pages_of(server: int) -> list[int]:
    """Return the processes that answer with pages."""
    return [
        page
        for child, name in _children_of(server).items()
        if name == "vestibule-serve"
        for page, called in _children_of(child).items()
        if called == "vestibule-pages"
    ]


def _until(holds: Callable[[], object], patience: float = 60.0) -> None:
    last = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < last, "It never came to hold."
        time.sleep(0.1)


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_serve_starts_its_worker_again_when_it_dies_and_ends_with_all_it_started(home, tmp_path):
    """Nobody is left behind, not even by ``kill -9``: the kernel ends the children with their parent."""
    port = free_port()
    origin = f"http://localhost:{port}"
    command = [sys.executable, "-m", "vestibule.cli.main", "serve", "--workers", "1"]
    server = start("serve", command, surroundings(home, ORIGIN=origin), tmp_path / "log")
    try:
        wait_for(f"{origin}/readyz", [server])
        first = _worker_of(server.process.pid)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        _until(lambda: _worker_of(server.process.pid) not in {None, first})
        wait_for(f"{origin}/readyz", [server])
        children = list(_children_of(server.process.pid))
        assert len(children) == 2
        server.process.terminate()
        assert server.process.wait(60) == 0
        assert not any(Path(f"/proc/{child}").exists() for child in children)
    finally:
        stop([server])


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_serve_that_is_stopped_while_it_starts_leaves_nobody_listening(home, tmp_path):
    """A process that loads hears no signal yet: it is ended all the same, else it would keep the port for good."""
    port = free_port()
    command = [sys.executable, "-m", "vestibule.cli.main", "serve", "--workers", "2"]
    server = start("serve", command, surroundings(home, ORIGIN=f"http://localhost:{port}"), tmp_path / "log")
    try:
        _until(lambda: len(_pages_of(server.process.pid)) == 2)
        pages = _pages_of(server.process.pid)
        server.process.terminate()
        assert server.process.wait(60) == 0
        assert not any(Path(f"/proc/{page}").exists() for page in pages)
        assert port_is_free(port)
    finally:
        stop([server])


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_pages_that_die_are_served_again_and_end_with_who_started_them(home, tmp_path):
    """Whoever serves them starts another process; when it dies itself nobody keeps the port, and serve says so."""
    port = free_port()
    origin = f"http://localhost:{port}"
    command = [sys.executable, "-m", "vestibule.cli.main", "serve", "--workers", "1", "--no-worker"]
    server = start("serve", command, surroundings(home, ORIGIN=origin, LOG_FORMAT="json"), tmp_path / "log")
    try:
        wait_for(f"{origin}/healthz", [server])
        first = _pages_of(server.process.pid)
        os.kill(first[0], signal.SIGKILL)
        _until(lambda: _pages_of(server.process.pid) not in ([], first))
        wait_for(f"{origin}/healthz", [server])
        pages, (serving,) = _pages_of(server.process.pid), _children_of(server.process.pid)
        os.kill(serving, signal.SIGKILL)
        assert server.process.wait(60) == 1
        _until(lambda: not any(Path(f"/proc/{page}").exists() for page in pages))
        assert port_is_free(port)
    finally:
        stop([server])
    said = (tmp_path / "log").read_text().splitlines()
    assert json.loads(said[1])["event"] == "Unexpected exit from worker-1"
    assert said[-1] == "The server ended by itself (status -9); its lines above say why."
