"""An installation that is measured: its database, its server, and the CPU that each of them spends."""

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from workshop import postgres
from workshop.children import free_port, start, stop, wait_for

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database(*, sqlite: bool) -> Iterator[str]:
    """Yield the address of an empty database on PostgreSQL, which waits for the disk as in earnest; none for SQLite."""
    if sqlite:
        yield ""
        return
    with postgres.server(lasting=True) as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS vestibule_bench WITH (FORCE)")
            connection.execute("CREATE DATABASE vestibule_bench")
        yield f"{server}/vestibule_bench"


def surround(home: str, address: str) -> int:
    """Set the surroundings of an installation for this process and its children; return its port."""
    port = free_port()
    key = import_module("vestibule.kernel.secrets").Key.generate()
    os.environ.update(
        VESTIBULE_HOME=home,
        VESTIBULE_ORIGIN=f"http://localhost:{port}",
        VESTIBULE_MAIL_URL="smtp://127.0.0.1:1",
        VESTIBULE_SECRET_KEYS=str(key),
        DJANGO_SETTINGS_MODULE="vestibule.config.settings",
        **({"VESTIBULE_DATABASE_URL": address} if address else {}),
    )
    return port


@contextmanager
def served(home: str, port: int) -> Iterator[int]:
    """Serve the pages as an operator does, without the worker; yield the server's process."""
    words = [sys.executable, "-m", "vestibule.cli.main", "serve", "--no-worker"]
    child = start("Vestibule", words, os.environ, Path(home) / "serve.log")
    try:
        wait_for(f"http://localhost:{port}/healthz", [child])
        yield child.process.pid
    finally:
        stop([child])


def spent_by(root: int) -> float:
    """Return the seconds of CPU that a process and all below it have spent."""
    parents, spent = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        pid = int(folder.name)
        parents[pid], spent[pid] = int(fields[1]), sum(map(int, fields[11:15])) / TICKS
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(spent.get(pid, 0) for pid in below)


def database_process(address: str) -> int:
    """Return the process of the PostgreSQL server that was started here for a database; 0 for all others."""
    port = address.rpartition(":")[2].partition("/")[0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"postgres") and port and port.encode() in words:
            return int(folder.name)
    return 0


def alone(module: str, what: str, number: int) -> Any:
    """Do one part of the work in a process of its own, where the settings hold; return the seconds, if nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (module, what, number))


def run(module: str, what: str, number: int) -> Any:
    """Do one part of the work."""
    began = time.monotonic()
    return getattr(import_module(module), what)(number) or time.monotonic() - began
