"""A program of its own: loads who works at an installation that will be killed, proofed and signed in.

What is loaded is loaded as an operator does, with ``vestibule load``; the bureau's answer, the sessions, and since
when roles are held are put in.
"""

import argparse
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from tests.people import proofed  # noqa: E402 - Django must be set up first
from vestibule.access.models import RoleGrant  # noqa: E402
from vestibule.accounts.models import Person  # noqa: E402
from vestibule.accounts.queries import credential_of  # noqa: E402
from vestibule.cli import load  # noqa: E402
from vestibule.config import settings  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.kernel.secrets import new_token  # noqa: E402
from vestibule.signin.models import Session  # noqa: E402
from vestibule.signin.queries import token_digest  # noqa: E402

REVIEWED = tuple(f"KLL0001{number:02d}" for number in range(8))  # whose members' roles are to be certified
GRANTED_BEFORE = timedelta(days=330)  # certified from 45 days before the year is over
FIRST, SECOND = "KLL000001", "KLL000002"
SECOND_NAME = "Second Harbor Clinic"
PASSWORD = "Correct-Horse-7-Battery"
_LETTERS = "abcdefghij"


def main() -> None:
    """Load so many end users of a first organization, and who decides in a second; print how they are known."""
    count = int(sys.argv[1])
    reviewed = REVIEWED[: max(2, count // 8)]
    end_users = [_person(f"user.{_word(number)}", "spot-end-user", FIRST, *reviewed) for number in range(count)]
    deciders = [
        _person("first.approver", "spot-provider-office-approver", FIRST),
        _person("second.approver", "spot-provider-office-approver", SECOND),
        _person("second.backup", "spot-backup-approver", SECOND),
        _person("reviewing.approver", "spot-provider-office-approver", *reviewed),
    ]
    offices = [
        _office(FIRST, "First Harbor Clinic", "59-3104277"),
        _office(SECOND, SECOND_NAME, "59-3104278"),
        *(_office(one, f"Reviewing Office {one[-2:]}", f"59-31043{one[-2:]}") for one in reviewed),
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"organizations": offices, "people": [*end_users, *deciders]}, file)
        file.flush()
        load.run(argparse.Namespace(file=Path(file.name)))
    long_held = RoleGrant.objects.filter(role_id="spot-end-user", organization__submitter_id__in=reviewed)
    long_held.update(granted_at=clock.now() - GRANTED_BEFORE)
    known = {one["user_id"]: _signed_in(one["user_id"]) for one in [*end_users, *deciders]}
    print(json.dumps({"cookie": settings.SESSION_COOKIE, "organization": SECOND_NAME, "people": known}))


def _signed_in(user_id: str) -> dict[str, str]:
    credential = credential_of(user_id)
    assert credential, user_id
    token, at = new_token(), clock.now()
    Person.objects.filter(pk=credential.person_id).update(state="active")  # as after a first code by mail
    proofed(credential.person_id, at=at)
    Session.objects.create(
        token_digest=token_digest(token),
        person_id=credential.person_id,
        methods=["pwd", "otp", "mfa"],
        browser_digest=token_digest(new_token()),
        started_at=at,
        seen_at=at,
    )
    return {"id": str(credential.person_id), "token": token}


def _word(number: int) -> str:
    return "".join(_LETTERS[int(digit)] for digit in f"{number:03d}")


def _person(user_id: str, role: str, *organizations: str) -> dict[str, Any]:
    first, last = user_id.title().split(".")
    return {
        "user_id": user_id,
        "first_name": first,
        "last_name": last,
        "birth_date": "1980-02-29",
        "email": f"{user_id}@example.com",
        "address": _address(),
        "telephone": "904-555-0143",
        "password": PASSWORD,
        "roles": [{"role": role, "organization": one} for one in organizations],
    }


def _office(submitter_id: str, name: str, tin: str) -> dict[str, Any]:
    return {
        "submitter_id": submitter_id,
        "legal_name": name,
        "kind": "provider_office",
        "tin": tin,
        "address": _address(),
        "telephone": "904-555-0110",
    }


def _address() -> dict[str, str]:
    return {"line_1": "100 Ocean Drive", "city": "Jacksonville", "state": "FL", "zip_code": "32202"}


if __name__ == "__main__":
    main()
