"""The surroundings of a test run, set before Django is: a pytest plugin (see ``addopts``).

Whatever ``VESTIBULE_`` settings a developer's shell has, a run doesn't see them. The database is a SQLite file of this
process, or with ``--postgres`` one of its own on the server that ``VESTIBULE_TEST_POSTGRES`` names: so several runs can
go on at once.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from vestibule.kernel.secrets import Key

# What fails in a builder or a window says as much as what fails in a test.
pytest.register_assert_rewrite(
    "tests.browser", "tests.contracts", "tests.journeys", "tests.rooms", "tests.people", "tests.consequences"
)

SERVER = "VESTIBULE_TEST_POSTGRES"
ON_POSTGRES = "VESTIBULE_TEST_ON_POSTGRES"  # set by --postgres, so that xdist's workers know it too
PROFILE = "VESTIBULE_TEST_PROFILE"  # set by --profile, likewise
SHIPPED = ("cms", "nist-800-63-4")


def on_postgres() -> bool:
    """Say whether this run is the one on PostgreSQL."""
    return bool(os.environ.get(ON_POSTGRES))


def profile() -> str:
    """Return the policy profile in force in this run."""
    return os.environ.get(PROFILE, SHIPPED[0])


def _surround() -> None:
    for name in list(os.environ):
        if name.startswith("VESTIBULE_") and not name.startswith("VESTIBULE_TEST_"):
            del os.environ[name]
    home = tempfile.mkdtemp(prefix="vestibule-test-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["VESTIBULE_HOME"] = home
    os.environ["VESTIBULE_ORIGIN"] = "http://testserver"
    os.environ["VESTIBULE_MAIL_URL"] = "smtp://127.0.0.1:1"
    os.environ["VESTIBULE_SECRET_KEYS"] = str(Key.generate())
    os.environ["VESTIBULE_PROFILE"] = profile()
    if on_postgres():
        os.environ["VESTIBULE_DATABASE_URL"] = f"{os.environ[SERVER].rstrip('/')}/vestibule_{secrets.token_hex(4)}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what a run may choose: the database and the profile."""
    parser.addoption("--postgres", action="store_true", help=f"run on the PostgreSQL server that {SERVER} names")
    parser.addoption("--profile", choices=SHIPPED, default=profile(), help="the policy profile in force")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Choose the database and the profile before anything reads Django's settings."""
    chosen = early_config.known_args_namespace
    if chosen.postgres and not os.environ.get(SERVER):
        raise pytest.UsageError(f"--postgres needs {SERVER}; bin/test --postgres finds or starts a server itself.")
    os.environ.update({PROFILE: chosen.profile} | ({ON_POSTGRES: "yes"} if chosen.postgres else {}))
    _surround()
    return (yield)


_surround()
