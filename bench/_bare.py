"""Bare Argon2id as argon2-cffi's wheel computes it, which is what everybody compares with.

Ours may be built for this machine (decision 0040), so the wheel is put into an environment of its own.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from workshop.setup import find_uv

PACKAGES = ("argon2-cffi", "argon2-cffi-bindings")

PROGRAM = """
import sys, time
from argon2 import PasswordHasher
passes, kib, lanes = map(int, sys.argv[2:])
hasher, secret = PasswordHasher(passes, kib, lanes), b"Correct-Horse-7-Battery"
known = hasher.hash(secret)
print("ready", flush=True)
sys.stdin.readline()
cpu, ends, done, in_time = time.process_time(), time.perf_counter() + float(sys.argv[1]), 0, 0
while time.perf_counter() < ends:
    hasher.verify(known, secret)
    done, in_time = done + 1, in_time + (time.perf_counter() <= ends)
print(done, in_time, time.process_time() - cpu)
"""


@dataclass(frozen=True)
class Did:
    """What one lane did in a span of time: how much of it, how much before the end, and the seconds of CPU for all."""

    done: int
    in_time: int
    cpu: float
    turned_away: int = 0


@contextmanager
def wheels() -> Iterator[str]:
    """Yield a Python that has argon2-cffi as the index ships it, of the release that we use."""
    with TemporaryDirectory(prefix="vestibule-bare-") as place:
        python = str(Path(place) / "bin/python")
        subprocess.run([find_uv(), "venv", "--quiet", "--python", sys.executable, place], check=True)
        install = [find_uv(), "pip", "install", "--quiet", "--system-certs", "--only-binary", ":all:"]
        known = [f"{name}=={version(name)}" for name in PACKAGES]
        subprocess.run([*install, "--python", python, *known], check=True)
        yield python


def hash_at_once(python: str, processes: int, seconds: float, parameters: tuple[int, int, int]) -> list[Did]:
    """Check passwords for so long in so many processes that begin at once; by so many passes, KiB and lanes."""
    words = [python, "-c", PROGRAM, str(seconds), *map(str, parameters)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for one in running:
        if one.stdout is None or one.stdout.readline() != "ready\n":
            raise RuntimeError("The wheel of argon2-cffi can't hash here.")
    for one in running:
        if one.stdin is not None:
            one.stdin.write("\n")
            one.stdin.flush()
    told = [one.communicate()[0].split() for one in running]
    return [Did(int(done), int(in_time), float(cpu)) for done, in_time, cpu in told]
