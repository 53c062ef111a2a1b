"""A wheel carries what the pages need, or isn't built."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workshop import CHECKOUT

pytestmark = [pytest.mark.programs, pytest.mark.once]

VENDOR = "src/vestibule/web/static/vendor"
NEEDED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE")


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what a wheel is built from."""
    for name in NEEDED:
        shutil.copy(CHECKOUT / name, tmp_path)
    shutil.copytree(CHECKOUT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    return tmp_path


def build(copy: Path) -> subprocess.CompletedProcess[str]:
    """Build a wheel, as ``uv build`` would."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "dist")]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


def test_a_wheel_without_assets_is_not_built(copy):
    """It would serve pages without their style; the sentence says what to do."""
    shutil.rmtree(copy / VENDOR)
    refused = build(copy)
    assert refused.returncode != 0
    assert "run bin/setup" in refused.stderr + refused.stdout
    assert not list((copy / "dist").glob("*.whl"))


def test_a_wheel_carries_assets_templates_and_translations(copy):
    """Whoever installs it needs no Node, and no gettext."""
    built = build(copy)
    assert built.returncode == 0, built.stderr
    (wheel,) = (copy / "dist").glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    vendor = VENDOR.removeprefix("src/")
    assert {f"{vendor}/uswds/css/uswds.min.css", f"{vendor}/htmx/htmx.min.js"} <= held
    assert {"vestibule/web/templates/web/page.html", "spot/__main__.py", "vestibule/access/catalog.yaml"} <= held
    sources = {str(file.relative_to(CHECKOUT / "src")) for file in (CHECKOUT / "src").rglob("*.po")}
    assert {name.removesuffix(".po") + ".mo" for name in sources} <= held
    assert not [name for name in held if name.startswith(("tests/", "workshop/", "bench/"))]
