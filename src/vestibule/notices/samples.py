"""Every notice filled with invented values: how the help desk reads what people are told, before they are (NEW-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps

from vestibule.kernel.reasons import NotFound
from vestibule.notices.checks import SAID
from vestibule.notices.outbox import filled_notice
from vestibule.notices.ports import MAIL, SMS

_DAY = datetime(2027, 1, 15, 15, 30, tzinfo=UTC)

# What stands in a notice, by the name that its templates give it.
SAMPLES: Mapping[str, Any] = {
    "announcement_kind": "change",
    "application": "SPOT",
    "application_address": "https://spot.example.org/",
    "approver": "Ann Archer",
    "asked": True,
    "awaited": "Sunshine Medical",
    "by_desk": False,
    "cause": "inactive",
    "certify_by": _DAY,
    "changed": ["Legal name"],
    "closes_at": _DAY,
    "code": "482915",
    "confirmation": "7K2QM-X9DRH",
    "contact": "Carla Contact",
    "count": 12,
    "days": 30,
    "denial_reason": "Please ask for the role of an end user.",
    "device": "Authenticator app",
    "decides": True,
    "digits": "4, 8, 2, 9, 1, 5",
    "ended": True,
    "exists": False,
    "expires_at": _DAY,
    "falls_on": _DAY,
    "first_due": _DAY,
    "good_until": _DAY,
    "host": "idm.example.org",
    "hours": 24,
    "inviter": "Ann Archer",
    "is_office": False,
    "is_own_deed": False,
    "keys": ["idm.example.org/record+7e3a91c4+AbC…"],
    "kind": "provider_office",
    "last_day": _DAY,
    "left": 7,
    "mailbox": False,
    "minutes": 30,
    "name": "Una User",
    "new_address": False,
    "next_step": "approver",
    "note": "idm.example.org/record\n4217\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    "office": "Bayside Billing Services, Inc.",
    "official": "Olga Official",
    "organization": "Sunshine Medical Group, LLC",
    "organization_id": "00000000-0000-4000-8000-000000000000",
    "paragraphs": ((({"text": "From Saturday on it has another look."},),),),
    "person": {"full_name": "Una User", "user_id": "una.user"},
    "proposed_organization": "Sunshine Medical Group, LLC",
    "proposed_role": "FCSO – SPOT End User",
    "provider": "Sunshine Medical Group, LLC",
    "purpose": "new",
    "question": "Who signs for you while your official is away?",
    "reason": "The account was used from two places at once.",
    "reference": "M4WTP-3HJ8C",
    "refusal_reason": "The documents were out of date.",
    "removal_reason": "No longer works here.",
    "removed_by": "Ann Archer",
    "requester": "Una User",
    "restored_until": _DAY,
    "ripe_at": _DAY,
    "role": "FCSO – SPOT End User",
    "sign_by": _DAY,
    "sign_in_by": _DAY,
    "state": "active",
    "stop_address": "https://idm.example.org/news/mail/stop/kept-out-of-samples",
    "submitter_id": "FC00004217",
    "title": "SPOT looks different",
    "token": "kept-out-of-samples",
    "tries": 3,
    "used_at": _DAY,
    "user_id": "una.user",
    "vendor": {
        "name": "Experian Verification Support Services",
        "telephone": "1-800-555-0100",
        "hours": "Monday to Friday, 8:30 a.m. to 10 p.m., Eastern time",
    },
    "was_proposal": False,
    "what": "password",
    "why": "another_office",
}


@dataclass(frozen=True)
class Sample:
    """A notice as it would arrive: a subject and two bodies of a mail, the text alone of a message or a call."""

    kind: str
    subject: str
    text: str
    html: str


def notice_kinds() -> list[str]:
    """Return the kind of every notice of every room (``accounts/registered``), in alphabetical order."""
    return sorted(
        f"{room.label}/{folder.name}"
        for room in apps.get_app_configs()
        for folder in (Path(room.path) / "templates/notices" / room.label).glob("*")
        if folder.is_dir()
    )


def sample_notice(kind: str, language: str) -> Sample:
    """Return a notice in a language, filled with invented values. Raises ``NotFound``. Source: NEW-1."""
    if kind not in notice_kinds():
        raise NotFound(f"notice {kind}")
    room, _, name = kind.partition("/")
    folder = Path(apps.get_app_config(room).path) / "templates/notices" / room / name
    channel = SMS if (folder / SAID[0]).is_file() else MAIL
    parts = filled_notice(kind, channel, SAMPLES, language)
    return Sample(kind, parts.get("subject", ""), parts["text"], parts.get("html", ""))
