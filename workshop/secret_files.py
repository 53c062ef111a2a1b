"""Files that hold secrets, and the passwords in them."""

import os
import secrets
from pathlib import Path

_ALPHABETS = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")  # without look-alikes


def write_secret(file: Path, text: str) -> None:
    """Write a file that its owner alone reads, whole or not at all."""
    beside = file.with_name(f".{file.name}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    beside.replace(file)


def new_password() -> str:
    """Return a random password within the rules of every shipped profile."""
    dice = secrets.SystemRandom()
    letters = [dice.choice(alphabet) for alphabet in _ALPHABETS for _ in range(6)]
    dice.shuffle(letters)
    return "-".join("".join(letters[start : start + 6]) for start in range(0, 18, 6))
