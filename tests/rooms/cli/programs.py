"""The program as an operator runs it, in surroundings of its own."""

import os
from pathlib import Path


def surroundings(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of an installation that was never started."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("VESTIBULE_", "DJANGO_"))}
    usual = {"ORIGIN": "http://localhost:8000", "MAIL_URL": "smtp://127.0.0.1:1"} | settings
    return known | {"VESTIBULE_HOME": str(home)} | {f"VESTIBULE_{name}": value for name, value in usual.items()}
