"""A PostgreSQL server for tests: the one that is named, else a private cluster for the length of a run."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workshop.children import free_port
from workshop.packages import UNPACKED, CannotProvide, provide, surroundings

SERVER = "VESTIBULE_TEST_POSTGRES"
LEAST = 15
# A test's data need not outlive the machine; it does outlive a killed server or worker of ours.
SIZE = ("max_connections=200", "shared_buffers=128MB")
SPEED = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", *SIZE)
LASTING = SIZE  # as PostgreSQL comes


@contextmanager
def server(*, lasting: bool = False) -> Iterator[str]:
    """Yield the address of a server on which databases may be made; a private one is gone afterwards.

    A ``lasting`` one waits for the disk as in earnest, for who measures.
    """
    named = os.environ.get(SERVER)
    if named:
        yield named
        return
    binaries = find_binaries()
    if binaries is None:
        provide("postgresql", "PostgreSQL")
        binaries = find_binaries()
    if binaries is None:
        raise CannotProvide(f"PostgreSQL {LEAST} or newer is missing: install it, or name a server in {SERVER}.")
    with _cluster(binaries, LASTING if lasting else SPEED) as address:
        yield address


def find_binaries() -> Path | None:
    """Return the folder with this machine's newest ``initdb`` and ``postgres``."""
    homes = [*Path("/usr/lib/postgresql").glob("*/bin"), *UNPACKED.glob("usr/lib/postgresql/*/bin")]
    found = {int(home.parent.name): home for home in homes if home.parent.name.isdigit() and (home / "initdb").exists()}
    if found and max(found) >= LEAST:
        return found[max(found)]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def _cluster(binaries: Path, options: tuple[str, ...]) -> Iterator[str]:
    """Run a cluster of our own on loopback. As root it runs as another user, for PostgreSQL refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="vestibule-postgres-"))
    as_user = _unprivileged(folder)
    password, port = secrets.token_hex(16), free_port()
    secret = folder / "password"
    secret.write_text(password)
    if as_user:
        shutil.chown(secret, as_user["user"])
    settings = [f"--pwfile={secret}", "--auth=scram-sha-256", "--username=vestibule"]
    settings += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    log = folder / "log"
    running = None
    try:
        with log.open("w") as out:
            _call([str(binaries / "initdb"), f"--pgdata={folder / 'cluster'}", *settings], out, as_user)
            running = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(folder / "cluster"), "-p", str(port), "-k", str(folder)]
                + [part for setting in ("listen_addresses=127.0.0.1", *options) for part in ("-c", setting)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=os.environ | surroundings() | {"LC_ALL": "C.UTF-8"},
                cwd=folder,
                **as_user,
            )
        _wait_until_ready(running, port, log)
        yield f"postgresql://vestibule:{password}@127.0.0.1:{port}"
    except subprocess.CalledProcessError:
        raise CannotProvide(f"PostgreSQL's initdb refused: {log.read_text().strip()[-500:]}") from None
    finally:
        if running is not None:
            running.terminate()
            running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Return who runs the cluster: ourselves, or somebody harmless where we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            somebody = pwd.getpwnam(name)
        except KeyError:
            continue
        shutil.chown(folder, name)
        return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
    raise CannotProvide(f"PostgreSQL refuses to run as root and there is no other user: name a server in {SERVER}.")


def _call(command: list[str], out: Any, as_user: dict[str, Any]) -> None:
    known = os.environ | surroundings() | {"LC_ALL": "C.UTF-8"}
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=known, check=True, cwd="/", **as_user)


def _wait_until_ready(running: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and "ready to accept connections" in log.read_text():
                return
        time.sleep(0.05)
    raise CannotProvide(f"PostgreSQL didn't start: {log.read_text().strip()[-500:]}")
