"""Brings programs from Debian's packages: installed where we are root, unpacked into ``.tools`` where we aren't."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from workshop import CHECKOUT

UNPACKED = CHECKOUT / ".tools/debian"
APT = CHECKOUT / ".tools/apt"


class CannotProvide(SystemExit):
    """What is missing on this machine, as one plain sentence."""


def provide(package: str, what: str) -> None:
    """Bring a Debian package to this machine, or say in one sentence that it can't be done."""
    if not shutil.which("apt-get"):
        raise CannotProvide(f"{what} is missing, and without apt-get it can't be brought here: install it, please.")
    print(f"Bringing {what} from Debian's packages ...", file=sys.stderr, flush=True)
    try:
        if os.geteuid() == 0:
            _install(package)
        else:
            _unpack(package)
    except subprocess.CalledProcessError as fault:
        print(fault.stdout or "", file=sys.stderr)
        raise CannotProvide(f"{what} is missing, and Debian's package {package} can't be brought here.") from None


def surroundings() -> dict[str, str]:
    """Return what a program needs to find the libraries that were unpacked beside it."""
    folders = [str(folder) for folder in UNPACKED.glob("usr/lib/*-linux-gnu") if folder.is_dir()]
    folders += [str(folder) for folder in UNPACKED.glob("lib/*-linux-gnu") if folder.is_dir()]
    if not folders:
        return {}
    known = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": ":".join([*folders, *([known] if known else [])])}


def _install(package: str) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    try:
        _run(install, quiet)
    except subprocess.CalledProcessError:  # no lists yet, or old ones
        _run(["apt-get", "update", "-qq"], quiet)
        _run(install, quiet)


def _unpack(package: str) -> None:
    """Download a package and what it depends on and isn't installed, and unpack them into ``.tools/debian``."""
    for folder in ("lists/partial", "cache/archives/partial"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    ours = ["-o", f"Dir::State::lists={APT / 'lists'}", "-o", f"Dir::Cache={APT / 'cache'}"]
    ours += ["-o", "Debug::NoLocking=1"]
    _run(["apt-get", *ours, "update", "-qq"], {})
    planned = _run(["apt-get", *ours, "install", "--no-install-recommends", "--simulate", package], {})
    wanted = sorted({line.split()[1] for line in planned.splitlines() if line.startswith("Inst ")})
    archives = APT / "cache/archives"
    _run(["apt-get", *ours, "download", "-qq", *wanted], {}, archives)
    for archive in sorted(archives.glob("*.deb")):
        _run(["dpkg", "-x", str(archive), str(UNPACKED)], {})
        archive.unlink()


def _run(command: list[str], more: dict[str, str], folder: Path | None = None) -> str:
    done = subprocess.run(
        command,
        env=os.environ | {"LC_ALL": "C.UTF-8"} | more,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout
