"""What the operator sets: variables called ``SPOT_*``."""

import os
import secrets
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Environment:
    """Every setting, as the operator wrote it."""

    home: Path = field(default_factory=lambda: Path.cwd() / "spot-home")
    database_url: str = field(default="", repr=False)
    origin: str = ""
    issuer: str = ""
    client_id: str = "spot"
    client_secret: str = field(default="", repr=False)

    @property
    def database(self) -> str:
        """The database's address: SQLite in the home folder unless another is set."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'spot.sqlite3'}"

    @property
    def secure(self) -> bool:
        """Whether people reach SPOT over TLS."""
        return self.origin.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The cookie of whoever is signed in."""
        return self.cookie("session")

    @property
    def attempt_cookie(self) -> str:
        """The cookie of whoever is on their way to the identity provider."""
        return self.cookie("sign-in")

    def cookie(self, name: str) -> str:
        """Return a cookie's name. Cookies ignore ports, so it differs from those of whatever else runs on this host."""
        return f"{'__Host-' if self.secure else ''}spot-{name}"


def environment_faults(env: Environment) -> list[str]:
    """Return a plain sentence for each missing or contradictory setting; empty means that SPOT may start."""
    faults = [
        f"SPOT_{name.upper()} must be a scheme and a host only, with https:// unless it is this machine itself."
        for name in ("origin", "issuer")
        if not _is_origin(getattr(env, name))
    ]
    if not env.client_secret:
        faults.append("SPOT_CLIENT_SECRET is missing: the secret that SPOT was registered with.")
    if not env.database.startswith(("sqlite:///", "postgresql://")):
        faults.append("SPOT_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return faults


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return safe and text == f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the settings, once a process. Exits with a sentence if SPOT can't start with them."""
    env = _as_set()
    faults = environment_faults(env)
    if faults:
        raise SystemExit("\n".join(faults))
    return env


def _as_set() -> Environment:
    """Return the settings that stand in the environment, in capitals or not."""
    told = {name.upper(): value for name, value in os.environ.items()}
    named = {each.name: f"SPOT_{each.name.upper()}" for each in fields(Environment)}
    known: dict[str, Any] = {name: told[key] for name, key in named.items() if key in told}
    return Environment(**known | ({"home": Path(known["home"])} if "home" in known else {}))


def framework_key(home: Path) -> str:
    """Return the key that signs forms, made at first need and kept in the home folder."""
    file = home / "secret-key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            pass
        else:
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_hex(32))
    return file.read_text()
