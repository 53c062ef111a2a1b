"""What the operator sets: variables called ``VESTIBULE_*``, or one file of them named by ``VESTIBULE_CONFIG``."""

import os
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from vestibule.kernel.secrets import Key, KeyRing

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Environment(BaseSettings):
    """Every setting, as the operator wrote it. Nothing is judged here: ``faults`` does that, in sentences."""

    model_config = SettingsConfigDict(env_prefix="VESTIBULE_", env_file_encoding="utf-8", extra="ignore")

    home: Path = Field(default_factory=lambda: Path.cwd() / "vestibule-home")
    database_url: str = ""
    origin: str = ""
    secret_keys: str = Field(default="", repr=False)
    mail_url: str = Field(default="", repr=False)
    mail_from: str = ""
    mail_sender_name: str = "IDM Auto Response"
    trusted_proxies: str = ""
    profile: str = "cms"
    common_passwords: Path | None = None
    help_desk_name: str = "SPOT Help Desk"
    help_desk_telephone: str = "1-855-416-4199"
    help_desk_email: str = ""
    help_desk_hours: str = "Monday to Friday, 8 a.m. to 5 p.m. ET"
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
        *_proxy_faults(env),
        *_list_faults(env),
    ]


def _origin_faults(env: Environment) -> list[str]:
    if not env.origin:
        return [
            "VESTIBULE_ORIGIN is missing: the address at which people reach Vestibule, such as https://idm.example.org."
        ]
    parts = urlsplit(env.origin)
    if parts.scheme not in {"http", "https"} or not parts.hostname or env.origin != f"{parts.scheme}://{parts.netloc}":
        return ["VESTIBULE_ORIGIN must be a scheme and a host only, such as https://idm.example.org."]
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return ["VESTIBULE_ORIGIN must start with https:// unless it is this machine itself (localhost)."]
    return []


def _database_faults(env: Environment) -> list[str]:
    if not env.database.startswith(("sqlite:///", "postgresql://")):
        return ["VESTIBULE_DATABASE_URL must start with sqlite:/// or postgresql://."]
    return []


def _key_faults(env: Environment) -> list[str]:
    if not env.secret_keys:
        if env.uses_sqlite:
            return []
        return [
            "VESTIBULE_SECRET_KEYS is missing: with PostgreSQL the keys must be set, for every node needs the same."
        ]
    try:
        KeyRing([Key.parse(part) for part in env.secret_keys.split(",")])
    except ValueError as fault:
        return [f"VESTIBULE_SECRET_KEYS can't be used: {fault}"]
    return []


def _mail_faults(env: Environment) -> list[str]:
    parts = urlsplit(env.mail_url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        return [
            "VESTIBULE_MAIL_URL is missing or not understood: write smtp://host:port or smtps://user:password@host:port."
        ]
    return []


def _list_faults(env: Environment) -> list[str]:
    if env.common_passwords is not None and not env.common_passwords.is_file():
        return [f"VESTIBULE_COMMON_PASSWORDS names {env.common_passwords}, which is not a file."]
    return []


def _proxy_faults(env: Environment) -> list[str]:
    faults = []
    for part in filter(None, (part.strip() for part in env.trusted_proxies.split(","))):
        try:
            ip_network(part)
        except ValueError:
            faults.append(f"VESTIBULE_TRUSTED_PROXIES names {part}, which is no address or network.")
    return faults


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the settings, once a process: the environment first, then the file."""
    home = Path(os.environ.get("VESTIBULE_HOME") or Path.cwd() / "vestibule-home")
    named = os.environ.get("VESTIBULE_CONFIG")
    file = Path(named) if named else home / "settings.env"
    if named and not file.is_file():
        raise SystemExit(f"VESTIBULE_CONFIG names {file}, which is not a file.")
    return Environment(_env_file=file if file.is_file() else None)  # type: ignore[call-arg]


def load_keyring(env: Environment) -> KeyRing:
    """Return the keys that are set; with SQLite and none set, those in the home folder, made at first need."""
    if env.secret_keys:
        return KeyRing([Key.parse(part) for part in env.secret_keys.split(",")])
    file = env.home / "secret-keys"
    if not file.exists():
        if not env.uses_sqlite:
            raise SystemExit(_key_faults(env)[0])
        env.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            pass
        else:
            with os.fdopen(handle, "w") as out:
                out.write(f"{Key.generate()}\n")
    return KeyRing([Key.parse(line) for line in file.read_text().split()])
