"""``bin/setup`` on a bare machine: uv comes from the index that the machine uses, and only as the one expected."""

import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from workshop import packages, setup

pytestmark = pytest.mark.once

CHECKOUT = Path(__file__).resolve().parents[2]
NAME = "uv-9.9.9-py3-none-any.whl"


def wheel(program: bytes) -> bytes:
    """Return a wheel with a program in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as inside:
        inside.writestr("uv-9.9.9.data/scripts/uv", program)
    return written.getvalue()


GOOD = wheel(b"#!/bin/sh\necho uv 9.9.9\n")


class Index(BaseHTTPRequestHandler):
    """A package index, in the form that old mirrors speak or in the newer one."""

    served = GOOD
    speaks_json = True

    def do_GET(self) -> None:
        """Answer with the page of uv, or with its wheel."""
        if self.path.endswith(".whl"):
            kind, content = "application/zip", self.served
        elif self.speaks_json:
            kind = "application/vnd.pypi.simple.v1+json"
            content = json.dumps({"files": [{"url": f"/files/{NAME}"}]}).encode()
        else:
            kind, content = "text/html", f'<a href="../../files/{NAME}#sha256=0">{NAME}</a>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def index(monkeypatch, tmp_path):
    """Run an index of our own, and expect its good wheel."""
    digest = hashlib.sha256(GOOD).hexdigest()
    monkeypatch.setattr(setup, "UV_WHEELS", dict.fromkeys(setup.UV_WHEELS, (NAME, digest)))
    monkeypatch.setattr(setup, "TOOLS", tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        yield Index
        server.shutdown()


@pytest.mark.parametrize("speaks_json", [True, False])
def test_uv_comes_from_the_index_that_the_machine_uses(index, monkeypatch, tmp_path, speaks_json):
    """Mirrors that speak HTML only too; what came is executable."""
    monkeypatch.setattr(index, "speaks_json", speaks_json)
    uv = setup._fetched_uv(tmp_path / "uv-9/uv")
    assert subprocess.run([str(uv)], capture_output=True, text=True, check=True).stdout == "uv 9.9.9\n"


def test_a_wheel_that_is_not_the_one_expected_is_never_run(index, monkeypatch, tmp_path):
    """One byte off, and nothing of it stays."""
    monkeypatch.setattr(index, "served", wheel(b"#!/bin/sh\necho gotcha\n"))
    with pytest.raises(setup.CannotSetUp, match="isn't the one expected"):
        setup._fetched_uv(tmp_path / "uv-9/uv")
    assert list(tmp_path.rglob("uv*")) == []


def test_a_machine_that_nothing_is_known_for_is_told_so(monkeypatch, tmp_path):
    """One plain sentence that says what to do."""
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(setup.CannotSetUp, match="No uv is known here for pdp11: install uv"):
        setup._fetched_uv(tmp_path / "uv-9/uv")


def test_setting_up_again_is_silent_and_quick():
    """So that every command may begin with it."""
    began = time.monotonic()
    again = subprocess.run(["bin/setup"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - began < 10


def test_a_machine_without_npm_is_told_so(monkeypatch):
    """One plain sentence."""
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(setup.CannotSetUp, match="npm"):
        setup.install_npm_packages()


def test_a_database_that_cannot_be_brought_fails_loudly(monkeypatch):
    """Never skipped: one plain sentence, and the run ends."""
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(packages.CannotProvide, match="PostgreSQL is missing"):
        packages.provide("postgresql", "PostgreSQL")


@pytest.mark.parametrize("script", ["demo", "test", "check", "docs", "bench", "vestibule"])
def test_every_command_of_the_checkout_explains_itself(script):
    """``--help`` with an example, whatever else is or isn't set."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
    asked = subprocess.run(
        [f"bin/{script}", "--help"], cwd=CHECKOUT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    assert "example" in asked.stdout.lower() or "one test" in asked.stdout


@pytest.mark.parametrize(
    ("flags", "compiler", "built"),
    [("sse2 avx2 bmi2", "/usr/bin/cc", True), ("sse2 avx", "/usr/bin/cc", False), ("avx2", None, False)],
)
def test_argon2_is_built_where_machine_and_compiler_can(flags, compiler, built, tmp_path, monkeypatch):
    """Decision 0040."""
    processor = tmp_path / "cpuinfo"
    processor.write_text(f"flags\t\t: fpu {flags} sha_ni\n")
    monkeypatch.setattr(setup, "PROCESSOR", processor)
    monkeypatch.setattr(shutil, "which", lambda _name: compiler)
    assert bool(setup.argon2_built_here()) is built


def test_what_cannot_be_built_is_taken_as_it_comes(monkeypatch, capsys):
    """Decision 0040. A compiler without Python's headers, say."""
    asked = []

    def run(words, failure, surroundings):
        asked.append(words)
        if "--no-binary-package" in words:
            raise setup.CannotSetUp(failure)

    monkeypatch.setattr(setup, "argon2_built_here", lambda: ["--no-binary-package", "argon2-cffi-bindings"])
    monkeypatch.setattr(setup, "find_uv", lambda: "uv")
    monkeypatch.setattr(setup, "_run", run)
    setup.install_python_packages()
    assert [words[1:4] for words in asked] == [["sync", "--frozen", "--quiet"]] * 2
    assert "--no-binary-package" not in asked[1]
    assert "taken as it comes" in capsys.readouterr().err
