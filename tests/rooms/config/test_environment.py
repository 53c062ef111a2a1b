"""What the operator sets: each mistake is named in a sentence, and the keys are made once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from vestibule.config.environment import Environment, environment, environment_faults, load_keyring
from vestibule.kernel.secrets import Key

KEY = str(Key.generate())


def an_environment(home: Path = Path("/nowhere"), **told: Any) -> Environment:
    """Return settings that are in order, but for what is told."""
    known = {"origin": "https://idm.example.org", "mail_url": "smtp://mail.example.org:25", "home": home}
    known |= {"secret_keys": "", "database_url": ""}  # whatever this run has
    return Environment(**{**known, **told})


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"origin": "http://localhost:8000"},
        {"database_url": "sqlite:////var/lib/vestibule/db.sqlite3"},
        {"database_url": "postgresql://me:pass%20word@db.example.org:5432/vestibule", "secret_keys": KEY},
        {"trusted_proxies": "10.0.0.1, 192.0.2.0/24,"},
        {"mail_from": "idm@example.org", "log_format": "text"},
        {"sms_url": "https://sms.example.org/messages?tenant=1", "sms_secret": "a secret of both"},
        {"sms_url": "http://127.0.0.1:8002/messages"},
    ],
)
def test_settings_that_are_in_order_have_no_faults(told):
    """Vestibule may start."""
    assert environment_faults(an_environment(**told)) == []


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"origin": ""}, "VESTIBULE_ORIGIN is missing"),
        ({"origin": "https://idm.example.org/"}, "VESTIBULE_ORIGIN must be a scheme and a host only"),
        ({"origin": "http://localhost:eight"}, "VESTIBULE_ORIGIN must be a scheme and a host only"),
        ({"origin": "http://idm.example.org"}, "VESTIBULE_ORIGIN must start with https://"),
        ({"database_url": "mysql://db/vestibule", "secret_keys": KEY}, "VESTIBULE_DATABASE_URL is not understood"),
        ({"database_url": "postgresql://db:port/vestibule", "secret_keys": KEY}, "VESTIBULE_DATABASE_URL is not"),
        ({"database_url": "postgresql://db/vestibule"}, "VESTIBULE_SECRET_KEYS is missing"),
        ({"secret_keys": "one"}, "VESTIBULE_SECRET_KEYS can't be used"),
        ({"secret_keys": f"{KEY},{KEY}"}, "VESTIBULE_SECRET_KEYS can't be used"),
        ({"mail_url": "mail.example.org"}, "VESTIBULE_MAIL_URL is missing or not understood"),
        ({"mail_url": "smtp://mail.example.org:25a"}, "VESTIBULE_MAIL_URL is missing or not understood"),
        ({"mail_from": "IDM <idm@example.org>"}, "VESTIBULE_MAIL_FROM must be an email address alone"),
        ({"sms_url": "sms.example.org"}, "VESTIBULE_SMS_URL is not understood"),
        ({"sms_url": "https://sms.example.org:a/"}, "VESTIBULE_SMS_URL is not understood"),
        ({"sms_url": "http://sms.example.org/messages"}, "VESTIBULE_SMS_URL must start with https://"),
        ({"sms_url": "https://sms.example.org/"}, "VESTIBULE_SMS_SECRET signs what the gateway is sent"),
        ({"sms_secret": "a secret of both"}, "VESTIBULE_SMS_SECRET is set, but VESTIBULE_SMS_URL isn't"),
        ({"trusted_proxies": "10.0.0.1, the proxy"}, "VESTIBULE_TRUSTED_PROXIES names the proxy"),
        ({"common_passwords": Path("/no/such/file")}, "VESTIBULE_COMMON_PASSWORDS names /no/such/file"),
        ({"proofing": "http"}, "VESTIBULE_PROOFING names http, which is no bureau: this release knows embedded."),
        ({"proofing": "embedded,"}, "VESTIBULE_PROOFING names nothing, which is no bureau"),
        ({"proofing_vendor_name": "E" * 151}, "VESTIBULE_PROOFING_VENDOR_NAME can have 150 characters"),
        (
            {"record_officers": "ann@example.org, Ben"},
            "VESTIBULE_RECORD_OFFICERS names Ben, which is no email address.",
        ),
        ({"lease_seconds": 4}, "VESTIBULE_LEASE_SECONDS must be a whole number from 5 to 600"),
        ({"lease_seconds": 601}, "VESTIBULE_LEASE_SECONDS must be a whole number from 5 to 600"),
        ({"log_format": "xml"}, "VESTIBULE_LOG_FORMAT must be json or text"),
    ],
)
def test_what_is_missing_or_not_understood_is_named_in_one_sentence(told, named):
    """And nothing else is."""
    (fault,) = environment_faults(an_environment(**told))
    assert fault.startswith(named)
    assert fault.endswith(".")


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Environment]:
    """Return a function that reads the settings anew, from a file in the home and what stands in the environment."""

    def read(file: str, **told: str) -> Environment:
        for name in [name for name in os.environ if name.upper().startswith("VESTIBULE_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("VESTIBULE_HOME", str(tmp_path))
        (tmp_path / "settings.env").write_text(file, encoding="utf-8")
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        return environment.__wrapped__()

    return read


def test_the_environment_goes_before_the_file_and_what_is_empty_before_nothing(read):
    """So that a file's settings can be set otherwise once, and none by a variable that is there for nothing."""
    env = read(
        "VESTIBULE_ORIGIN=https://idm.example.org\nVESTIBULE_MAIL_FROM='idm@example.org'\nVESTIBULE_SMS_URL=\nOTHER=1\n",
        VESTIBULE_ORIGIN="http://localhost:8000",
        VESTIBULE_MAIL_FROM="",
    )

    assert (env.origin, env.mail_from) == ("http://localhost:8000", "idm@example.org")
    assert (env.sms_url, env.profile, env.common_passwords) == ("", "cms", None)


def test_settings_are_known_in_small_letters_too(read, tmp_path):
    """As they were, wherever they stand; a path is a path and a number a number."""
    env = read("vestibule_mail_sender_name=Señor\n", vestibule_lease_seconds="60", VESTIBULE_COMMON_PASSWORDS="/a/list")

    assert (env.mail_sender_name, env.lease_seconds) == ("Señor", 60)
    assert (env.home, env.common_passwords) == (tmp_path, Path("/a/list"))


@pytest.mark.parametrize("written", ["soon", "1e2", "-30", "²"])
def test_what_is_no_number_is_named_in_a_sentence(read, written):
    """It isn't our mistake."""
    env = read("", VESTIBULE_LEASE_SECONDS=written)

    assert "VESTIBULE_LEASE_SECONDS must be a whole number from 5 to 600." in environment_faults(env)


def test_what_is_secret_is_not_shown_with_the_settings():
    """Wherever they might be written down."""
    told: dict[str, Any] = dict.fromkeys(("secret_keys", "mail_url", "sms_url", "sms_secret"), "a secret of ours")

    assert "a secret of ours" not in repr(an_environment(**told))


def test_keys_are_made_once_however_many_processes_start_at_once(tmp_path):
    """For their owner alone, and whole from the first moment they can be read."""
    env = an_environment(tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: load_keyring(env), range(8)))

    assert len({ring.derived("a purpose") for ring in rings}) == 1
    (kept,) = env.home.iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("secret-keys", 0o600)
