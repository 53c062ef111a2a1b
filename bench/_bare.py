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
hashes, passes, kib, lanes = map(int, sys.argv[1:])
hasher, secret = PasswordHasher(passes, kib, lanes), b"Correct-Horse-7-Battery"
known = hasher.hash(secret)
print("ready", flush=True)
sys.stdin.readline()
wall, cpu = time.perf_counter(), time.process_time()
for _ in range(hashes):
    hasher.verify(known, secret)
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


@dataclass(frozen=True)
class Took:
    """What one process took for its hashes: seconds on the wall, and of CPU."""

    wall: float
    cpu: float


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


def hash_at_once(python: str, processes: int, hashes: int, parameters: tuple[int, int, int]) -> list[Took]:
    """Check passwords in so many processes that begin at once; the parameters are passes, KiB and lanes."""
    words = [python, "-c", PROGRAM, str(hashes), *map(str, parameters)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for one in running:
        if one.stdout is None or one.stdout.readline() != "ready\n":
            raise RuntimeError("The wheel of argon2-cffi can't hash here.")
    for one in running:
        if one.stdin is not None:
            one.stdin.write("\n")
            one.stdin.flush()
    return [Took(*map(float, one.communicate()[0].split())) for one in running]
