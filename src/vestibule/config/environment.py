"""What the operator sets: variables called ``VESTIBULE_*``, or one file of them named by ``VESTIBULE_CONFIG``."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values

from vestibule.accounts.policy.emails import is_email
from vestibule.kernel.secrets import Key, KeyRing

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
BUREAUS = {"embedded": "vestibule.adapters.bureau.embedded.BUREAU"}
LONGEST_VENDOR_NAME = 150
SHORTEST_SECRET = 16
LEASE_SECONDS = range(5, 601)  # shorter, and a busy worker loses its jobs; longer, and mail waits for the dead


@dataclass(frozen=True)
class Environment:
    """Every setting, as the operator wrote it; ``environment_faults`` judges them, in sentences."""

    home: Path = field(default_factory=lambda: Path.cwd() / "vestibule-home")
    database_url: str = ""
    origin: str = ""
    secret_keys: str = field(default="", repr=False)
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    mail_sender_name: str = "IDM Auto Response"
    sms_url: str = field(default="", repr=False)
    sms_secret: str = field(default="", repr=False)
    trusted_proxies: str = ""
    profile: str = "cms"
    common_passwords: Path | None = None
    help_desk_name: str = "SPOT Help Desk"
    help_desk_telephone: str = "1-855-416-4199"
    help_desk_email: str = ""
    help_desk_hours: str = "Monday to Friday, 8 a.m. to 5 p.m. ET"
    proofing: str = "embedded"
    proofing_vendor_name: str = "Experian Verification Support Services"
    proofing_vendor_telephone: str = "1-866-578-5409"
    proofing_vendor_hours: str = (
        "Monday to Friday, 8:30 a.m. to 10 p.m., Saturday, 10 a.m. to 8 p.m., Sunday, 11 a.m. to 8 p.m. ET"
    )
    record_officers: str = ""
    lease_seconds: int = 30
    log_format: str = "json"

    @property
    def database(self) -> str:
        """The database's address: SQLite in the home folder unless another is set."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'vestibule.sqlite3'}"

    @property
    def uses_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database.startswith("sqlite:")

    @property
    def proxies(self) -> list[str]:
        """The addresses and networks whose word on where a request came from is believed."""
        return [part for each in self.trusted_proxies.split(",") if (part := each.strip())]

    @property
    def officers(self) -> list[str]:
        """The addresses of those who keep the record's checkpoints outside."""
        return [part for each in self.record_officers.split(",") if (part := each.strip())]

    @property
    def proofing_chain(self) -> dict[str, str]:
        """Where the bureaus are that are asked who somebody is, in their order; names that mean none are left out."""
        names = dict.fromkeys(part.strip() for part in self.proofing.split(","))
        return {name: BUREAUS[name] for name in names if name in BUREAUS}

    @property
    def secure(self) -> bool:
        """Whether people reach us over TLS."""
        return self.origin.startswith("https://")


def environment_faults(env: Environment) -> list[str]:
    """Return a plain sentence for each missing or contradictory setting; empty means that Vestibule may start."""
    return [
        *_origin_faults(env),
        *_database_faults(env),
        *_key_faults(env),
        *_mail_faults(env),
        *_sms_faults(env),
        *_proxy_faults(env),
        *_list_faults(env),
        *_proofing_faults(env),
        *_officer_faults(env),
        *_lease_faults(env),
        *_log_faults(env),
    ]


def _parts(address: str) -> SplitResult:
    """Return an address in its parts; none of them where it can't be read at all, as with a port that is no number."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _origin_faults(env: Environment) -> list[str]:
    if not env.origin:
        return [
            "VESTIBULE_ORIGIN is missing: the address at which people reach Vestibule, such as https://idm.example.org."
        ]
    parts = _parts(env.origin)
    if parts.scheme not in {"http", "https"} or not parts.hostname or env.origin != f"{parts.scheme}://{parts.netloc}":
        return ["VESTIBULE_ORIGIN must be a scheme and a host only, such as https://idm.example.org."]
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return ["VESTIBULE_ORIGIN must start with https:// unless it is this machine itself (localhost)."]
    return []


def _database_faults(env: Environment) -> list[str]:
    if env.database.startswith("sqlite:///") or _parts(env.database).scheme == "postgresql":
        return []
    return [
        "VESTIBULE_DATABASE_URL is not understood: write sqlite:///path or postgresql://user:password@host:port/name."
    ]


def _key_faults(env: Environment) -> list[str]:
    if not env.secret_keys:
        if env.uses_sqlite:
            return []
        return [
            "VESTIBULE_SECRET_KEYS is missing: with PostgreSQL the keys must be set, for every node needs the same."
        ]
    try:
        _ring(env.secret_keys.split(","))
    except ValueError as fault:
        return [f"VESTIBULE_SECRET_KEYS can't be used: {fault}"]
    return []


def _mail_faults(env: Environment) -> list[str]:
    parts = _parts(env.mail_url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        return [
            "VESTIBULE_MAIL_URL is missing or not understood: write smtp://host:port or smtps://user:password@host:port."
        ]
    if env.mail_from and not is_email(env.mail_from):
        return ["VESTIBULE_MAIL_FROM must be an email address alone; its name stands in VESTIBULE_MAIL_SENDER_NAME."]
    return []


def _sms_faults(env: Environment) -> list[str]:
    if not env.sms_url:
        return (
            ["VESTIBULE_SMS_SECRET is set, but VESTIBULE_SMS_URL isn't: name the gateway too."]
            if env.sms_secret
            else []
        )
    parts = _parts(env.sms_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment:
        return ["VESTIBULE_SMS_URL is not understood: write an address, such as https://sms.example.org/messages."]
    return [] if parts.hostname in LOOPBACK else _far_gateway_faults(env, parts)


def _far_gateway_faults(env: Environment, parts: SplitResult) -> list[str]:
    """Return what keeps a gateway on another machine from being used: messages hold codes, and are known as ours."""
    if parts.scheme == "http":
        return ["VESTIBULE_SMS_URL must start with https:// unless it is this machine itself (localhost)."]
    if len(env.sms_secret) < SHORTEST_SECRET:
        return [f"VESTIBULE_SMS_SECRET signs what the gateway is sent: it needs {SHORTEST_SECRET} characters or more."]
    return []


def _list_faults(env: Environment) -> list[str]:
    if env.common_passwords is not None and not env.common_passwords.is_file():
        return [f"VESTIBULE_COMMON_PASSWORDS names {env.common_passwords}, which is not a file."]
    return []


def _proofing_faults(env: Environment) -> list[str]:
    names = [part.strip() for part in env.proofing.split(",")]
    if unknown := [name for name in names if name not in BUREAUS]:
        known = " and ".join(BUREAUS)
        return [f"VESTIBULE_PROOFING names {unknown[0] or 'nothing'}, which is no bureau: this release knows {known}."]
    if len(env.proofing_vendor_name) > LONGEST_VENDOR_NAME:
        return [f"VESTIBULE_PROOFING_VENDOR_NAME can have {LONGEST_VENDOR_NAME} characters at most."]
    return []


def _proxy_faults(env: Environment) -> list[str]:
    faults = []
    for part in env.proxies:
        try:
            ip_network(part)
        except ValueError:
            faults.append(f"VESTIBULE_TRUSTED_PROXIES names {part}, which is no address or network.")
    return faults


def _officer_faults(env: Environment) -> list[str]:
    return [
        f"VESTIBULE_RECORD_OFFICERS names {part}, which is no email address."
        for part in env.officers
        if not is_email(part)
    ]


def _lease_faults(env: Environment) -> list[str]:
    if env.lease_seconds in LEASE_SECONDS:
        return []
    return [f"VESTIBULE_LEASE_SECONDS must be a whole number from {LEASE_SECONDS[0]} to {LEASE_SECONDS[-1]}."]


def _log_faults(env: Environment) -> list[str]:
    return [] if env.log_format in {"json", "text"} else ["VESTIBULE_LOG_FORMAT must be json or text."]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the settings, once a process: the environment first, then the file."""
    home = Path(os.environ.get("VESTIBULE_HOME") or Path.cwd() / "vestibule-home")
    named = os.environ.get("VESTIBULE_CONFIG")
    file = Path(named) if named else home / "settings.env"
    if named and not file.is_file():
        raise SystemExit(f"VESTIBULE_CONFIG names {file}, which is not a file.")
    return _as_set((dotenv_values(file, encoding="utf-8") if file.is_file() else {}), os.environ)


def _as_set(*places: Mapping[str, str | None]) -> Environment:
    """Return the settings that stand in some places, the last of which counts: in capitals or not; empty is none."""
    told = {name.upper(): value for place in places for name, value in place.items() if value}
    named = {each.name: f"VESTIBULE_{each.name.upper()}" for each in fields(Environment)}
    known: dict[str, Any] = {name: _READ.get(name, str)(told[key]) for name, key in named.items() if key in told}
    return Environment(**known)


def _number(text: str) -> int:
    """Return a number, or one that no setting may be."""
    return int(text) if text.strip().isdecimal() else -1


_READ: Mapping[str, Callable[[str], Any]] = {"home": Path, "common_passwords": Path, "lease_seconds": _number}


def load_keyring(env: Environment) -> KeyRing:
    """Return the keys that are set; with SQLite and none set, those in the home folder, made at first need."""
    if env.secret_keys:
        return _ring(env.secret_keys.split(","))
    file = env.home / "secret-keys"
    if not file.exists():
        if not env.uses_sqlite:
            raise SystemExit(_key_faults(env)[0])
        env.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(file, f"{Key.generate()}\n")
    return _ring(file.read_text().split())


def _ring(keys: Iterable[str]) -> KeyRing:
    return KeyRing([Key.parse(key) for key in keys])


def _write_once(file: Path, secret: str) -> None:
    """Write a file that its owner alone reads, whole and for good, unless another process was first."""
    handle, beside = mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as out:
        out.write(secret)
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        file.hardlink_to(beside)
    Path(beside).unlink()
