"""The demo's help desk: added as an operator does it, then enrolled through the page that the printed link opens."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from vestibule.cli.visitor import Lost, Visitor
from workshop.children import Failed
from workshop.secret_files import new_password, write_secret

Command = Callable[..., str]


def enrol_staff(wanted: Iterable[Mapping[str, str]], file: Path, command: Command) -> list[dict[str, Any]]:
    """Make sure that each of the staff has an account, and return what they sign in with.

    What they will sign in with is written down first: a run that is cut short is taken up by the next.
    """
    kept = {one["email"]: one for one in known_staff(file)}
    staff = [kept.get(one["email"]) or _new(one) for one in wanted]
    for one in staff:
        if not one["enrolled"]:
            write_secret(file, json.dumps(staff))
            _enrol(one, command)
            one["enrolled"] = True
            write_secret(file, json.dumps(staff))
    return staff


def known_staff(file: Path) -> list[dict[str, Any]]:
    """Return the staff of the runs before."""
    known: list[dict[str, Any]] = json.loads(file.read_text()) if file.exists() else []
    return known


def _new(one: Mapping[str, str]) -> dict[str, Any]:
    name = f"{one['first_name']} {one['last_name']}"
    user_id = f"{one['first_name']}.{one['last_name']}".lower()
    return {**one, "name": name, "user_id": user_id, "password": new_password(), "enrolled": False}


def _enrol(one: Mapping[str, str], command: Command) -> None:
    names = ["--first-name", one["first_name"], "--last-name", one["last_name"]]
    said = command("staff", "add", "--email", one["email"], *names)
    link = re.search(r"https?://\S+", said)
    if not link:
        raise Failed(f"vestibule staff add printed no link: {said.strip()}")
    visitor = Visitor()
    try:
        visitor.open(link[0])
        visitor.fill("User ID", one["user_id"])
        visitor.fill("Password", one["password"])
        visitor.fill("Confirm New Password", one["password"])
        if visitor.asks("Security question"):  # profile cms only
            visitor.choose_any("Security question")
            visitor.fill("Security answer", "the demo's help desk")
        visitor.press("Submit")
    except Lost as lost:
        raise Failed(f"{one['name']} can't enrol: {lost}") from None
