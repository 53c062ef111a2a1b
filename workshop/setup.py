"""Sets up a checkout on a bare machine: uv, the Python packages, the npm assets, the translations.

Runs on the machine's own Python, before anything is installed: standard library only. Each part is left alone when
what it depends on hasn't changed since it was last done.
"""

import argparse
import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
TOOLS = CHECKOUT / ".tools"
VENDOR = CHECKOUT / "src/vestibule/web/static/vendor"
SPOT_VENDOR = CHECKOUT / "src/spot/static/spot/vendor"  # SPOT shares nothing with Vestibule, its assets neither
NODE_MODULES = CHECKOUT / "node_modules"
PYTHON = CHECKOUT / ".venv/bin/python"
PYTHON_FROM = [CHECKOUT / "uv.lock", CHECKOUT / "pyproject.toml"]
NPM_FROM = [CHECKOUT / "package-lock.json", Path(__file__)]
NPM_LEAVES = [VENDOR / "htmx/htmx.min.js", SPOT_VENDOR / "uswds/css/uswds.min.css", NODE_MODULES / "axe-core"]
LOCALES = (CHECKOUT / "src/vestibule/web/locale", CHECKOUT / "src/spot/locale")

HOME_IS_OURS = os.access(os.environ.get("HOME") or "/nonexistent", os.W_OK)  # else caches stay in the checkout
PROCESSOR = Path("/proc/cpuinfo")  # of Linux
AVX2 = ":cmake.define.CMAKE_C_FLAGS=-mavx2"  # what x86 processors know since 2013
MACHINE_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

UV_VERSION = "0.13.9"
UV_LEAST = (0, 8)
UV_WHEELS = {  # file name, SHA-256: what PyPI has under this version, by machine and C library
    ("x86_64", "glibc"): (
        f"uv-{UV_VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("aarch64", "glibc"): (
        f"uv-{UV_VERSION}-py3-none-manylinux_2_28_aarch64.whl",
        "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    ),
    ("x86_64", "musl"): (
        f"uv-{UV_VERSION}-py3-none-musllinux_1_1_x86_64.whl",
        "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    ),
}


class CannotSetUp(SystemExit):
    """What is missing on this machine, as one plain sentence."""


def main() -> None:
    """Set up what isn't yet, one process at a time."""
    parser = argparse.ArgumentParser(prog="bin/setup", description=__doc__, epilog="example: bin/setup")
    parser.parse_args()
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _once("python", "the Python packages", PYTHON_FROM, [PYTHON], install_python_packages)
        _once("npm", "the npm packages", NPM_FROM, NPM_LEAVES, install_npm_packages)
        catalogues = [file for folder in LOCALES for file in sorted(folder.glob("*/LC_MESSAGES/*.po"))]
        compiled = [file.with_suffix(".mo") for file in catalogues]
        _once("translations", "the translations", catalogues, compiled, lambda: compile_translations(catalogues))
        compile_sources()


def _once(name: str, what: str, depends_on: Sequence[Path], leaves: Sequence[Path], do: Callable[[], None]) -> None:
    """Do something unless it was already done for the same inputs and what it leaves behind still stands."""
    stamp = TOOLS / f"{name}.stamp"
    digest = hashlib.sha256()
    for file in depends_on:
        digest.update(file.read_bytes())
    done = stamp.is_file() and stamp.read_text() == digest.hexdigest()
    if done and all(file.exists() for file in leaves):
        return
    print(f"Setting up {what} ...", file=sys.stderr, flush=True)
    do()
    stamp.write_text(digest.hexdigest())


# uv and the Python packages


def install_python_packages() -> None:
    """Bring ``.venv`` to what ``uv.lock`` says, with this machine's Python."""
    surroundings = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy"),
        # Once here, or each start of a command compiles them anew where Python may write no bytecode (as in many
        # containers): that is more than half of a start, and tests and demo start a hundred.
        "UV_COMPILE_BYTECODE": "1",
        # The certificates that the machine trusts, a company's proxy included; the second is its name in older ones.
        "UV_SYSTEM_CERTS": "1",
        "UV_NATIVE_TLS": "1",
    }
    if not PYTHON.exists():
        surroundings["UV_PYTHON"] = sys.executable
    if not HOME_IS_OURS:
        surroundings["UV_CACHE_DIR"] = str(TOOLS / "uv-cache")
    sync, failure = [find_uv(), "sync", "--frozen", "--quiet"], "uv could not install the Python packages"
    if building := argon2_built_here():
        with contextlib.suppress(CannotSetUp):
            _run([*sync, *building], failure, surroundings)
            return
        print("Argon2 can't be built here, and is taken as it comes.", file=sys.stderr, flush=True)
    _run(sync, failure, surroundings)


def argon2_built_here() -> list[str]:
    """Return how uv builds Argon2 for wide instructions (decision 0040); nothing where it can't."""
    if not (shutil.which("cc") and PROCESSOR.is_file() and re.search(r"\bavx2\b", PROCESSOR.read_text())):
        return []
    chosen = [("--no-binary-package", ""), ("--reinstall-package", ""), ("--config-settings-package", AVX2)]
    return [word for option, setting in chosen for word in (option, f"argon2-cffi-bindings{setting}")]


def compile_sources() -> None:
    """Compile our own sources where they changed, for the same reason; where that can't be, they still run."""
    words = [str(PYTHON), "-m", "compileall", "-q", str(CHECKOUT / "src")]
    subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def find_uv() -> str:
    """Return a uv to run: the machine's own if it is new enough, else a pinned one from PyPI, checked."""
    ours = TOOLS / f"uv-{UV_VERSION}" / "uv"
    if ours.is_file():
        return str(ours)
    known = shutil.which("uv")
    if known and _version_of(known) >= UV_LEAST:
        return known
    return str(_fetched_uv(ours))


def _version_of(uv: str) -> tuple[int, ...]:
    try:
        shown = subprocess.run([uv, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    found = re.search(r"(\d+)\.(\d+)", shown)
    return tuple(map(int, found.groups())) if found else (0,)


def _fetched_uv(place: Path) -> Path:
    library = "glibc" if platform.libc_ver()[0] else "musl"
    try:
        name, expected = UV_WHEELS[platform.machine(), library]
    except KeyError:
        raise CannotSetUp(
            f"No uv is known here for {platform.machine()}: install uv {UV_VERSION} and put it on PATH."
        ) from None
    wheel = TOOLS / name
    wheel.write_bytes(_from_index("uv", name))
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != expected:
        wheel.unlink()
        raise CannotSetUp(f"The index served a {name} that isn't the one expected; nothing of it was run.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as inside:
        member = next(known for known in inside.namelist() if known.endswith("/scripts/uv"))
        beside = place.with_suffix(".part")
        beside.write_bytes(inside.read(member))
    beside.chmod(0o755)
    beside.replace(place)
    wheel.unlink()
    return place


def _from_index(project: str, name: str) -> bytes:
    """Return a file from the Python package index that this machine uses."""
    index = next(
        (os.environ[known] for known in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL") if os.environ.get(known)),
        "https://pypi.org/simple",
    )
    page_address = f"{index.rstrip('/')}/{project}/"
    kinds = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
    page, kind = _downloaded(page_address, {"Accept": kinds})
    if "json" in kind:
        addresses = [file["url"] for file in json.loads(page)["files"]]
    else:
        addresses = re.findall(r"href=[\"']([^\"'#]+)", page.decode())
    for address in addresses:
        if unquote(urlsplit(address).path).endswith(f"/{name}"):
            return _downloaded(urljoin(page_address, address), {})[0]
    raise CannotSetUp(f"{page_address} doesn't have {name}: install uv {UV_VERSION} and put it on PATH.")


def _downloaded(address: str, headers: dict[str, str]) -> tuple[bytes, str]:
    for pause in (1, 3, None):
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
                return answer.read(), answer.headers.get("Content-Type", "")
        except OSError as fault:
            if pause is None:
                raise CannotSetUp(f"{address} can't be read ({fault}), and without it nothing can be set up.") from None
            time.sleep(pause)
    raise AssertionError("unreachable")


# npm and what is copied from it


def install_npm_packages() -> None:
    """Bring ``node_modules`` to what ``package-lock.json`` says, and copy what the pages need."""
    if not shutil.which("npm"):
        raise CannotSetUp("Node 20 or newer with npm is needed for the pages' assets, and there is no npm here.")
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", "--loglevel=error"]
    certificates = os.environ.get("NODE_EXTRA_CA_CERTS", str(MACHINE_CERTIFICATES))
    surroundings = {"NODE_EXTRA_CA_CERTS": certificates} if Path(certificates).is_file() else {}
    if not HOME_IS_OURS:
        surroundings["npm_config_cache"] = str(TOOLS / "npm-cache")
    _run(["npm", "ci", *quiet], "npm could not install the assets", surroundings)
    for vendor in (VENDOR, SPOT_VENDOR):
        copy_assets(NODE_MODULES, vendor)


def copy_assets(node_modules: Path, vendor: Path) -> None:
    """Copy the style sheet with all that it names, the icons, the scripts, and the licences; nothing else."""
    uswds, htmx = node_modules / "@uswds/uswds", node_modules / "htmx.org"
    style = uswds / "dist/css/uswds.min.css"
    named = sorted(set(re.findall(r"url\([\"']?\.\./([^)\"'#?]+)", style.read_text())))
    shown = ["img/sprite.svg", "img/us_flag_small.png", "img/icon-dot-gov.svg", "img/icon-https.svg"]
    scripts = ["js/uswds-init.min.js", "js/uswds.min.js"]
    wanted = [(uswds / "dist" / part, f"uswds/{part}") for part in ["css/uswds.min.css", *scripts, *named, *shown]]
    wanted += [(uswds / "LICENSE.md", "uswds/LICENSE.md"), (htmx / "LICENSE", "htmx/LICENSE")]
    wanted += [(htmx / "dist/htmx.min.js", "htmx/htmx.min.js")]
    fresh = vendor.with_name("vendor.part")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in wanted:
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, fresh / target)
        if target.endswith((".css", ".js", ".svg")):  # WhiteNoise sends the small one to browsers that take it
            (fresh / f"{target}.gz").write_bytes(gzip.compress(source.read_bytes(), mtime=0))
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.replace(vendor)


# translations


def compile_translations(catalogues: Sequence[Path]) -> None:
    """Compile each ``.po`` beside itself, with Babel: no gettext is needed on the machine."""
    for file in catalogues:
        program = (
            "import sys; from babel.messages.pofile import read_po; from babel.messages.mofile import write_mo; "
            "write_mo(open(sys.argv[2], 'wb'), read_po(open(sys.argv[1], 'rb')))"
        )
        _run([str(PYTHON), "-c", program, str(file), str(file.with_suffix(".mo"))], f"{file} can't be compiled", {})


def _run(command: list[str], failure: str, surroundings: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=os.environ | surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotSetUp(f"{done.stdout}\n{failure}: see above.")


if __name__ == "__main__":
    main()
