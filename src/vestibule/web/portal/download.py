"""My Profile: all that is held about oneself, to take away as JSON or as plain text."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.access.own_requests import requests_of
from vestibule.access.queries import active_grants
from vestibule.accounts.holders import former_addresses
from vestibule.accounts.policy.questions import QUESTIONS
from vestibule.accounts.queries import person_card, preferences_of, profile_of, question_of, terms_accepted
from vestibule.desk.own_history import own_history
from vestibule.kernel.reasons import Refused
from vestibule.organizations.queries import organization_cards
from vestibule.proofing.queries import outcomes_of
from vestibule.signin.actions import take_own_data
from vestibule.signin.changes import undoable_changes
from vestibule.signin.device_queries import devices
from vestibule.signin.queries import live_sessions
from vestibule.web.forms import show
from vestibule.web.portal.proving import is_fresh_here, prove_first
from vestibule.web.visit import Visit, signed_in

MOST_PAGES = 2000


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def download(request: Visit) -> HttpResponse:
    """Hand out all that is held about oneself, after a fresh second factor. Source: ACC-13, SIG-4, AUD-1.

    Reading: what we share with a device, hashes, and the help desk's own looks stay here.
    """
    if not is_fresh_here(request):
        return prove_first(request)
    if request.method == "GET":
        return show(request, "web/profile/download.html", devices=devices(request.person_id))
    try:
        take_own_data(by=request.actor, at=request.at)
    except Refused:  # the ten minutes are over this very moment
        return prove_first(request)
    held = _held(request.person_id, at=request.at)
    if request.POST.get("move") == "text":
        return _file("\n".join(_lines(json.loads(_json(held)))) + "\n", "text/plain; charset=utf-8", "my-data.txt")
    return _file(_json(held), "application/json", "my-data.json")


def _held(person_id: UUID, *, at: datetime) -> dict[str, Any]:
    card, profile, preferences = person_card(person_id), profile_of(person_id), preferences_of(person_id)
    grants = active_grants(person_id)
    places = organization_cards(grant.organization_id for grant in grants if grant.organization_id)
    return {
        "made_at": at,
        "account": {
            "id": card.id,
            "user_id": card.user_id,
            "email": card.email,
            "state": card.state,
            "language": preferences.language,
            "text_size": preferences.text_size,
            "security_question": QUESTIONS.get(question_of(person_id), ""),
            "identity_changed_at": card.identity_changed_at,
        },
        "person": {name: value for name, value in vars(profile.personal).items() if name != "terms_version"},
        "contact": vars(profile.contact),
        "terms": terms_accepted(person_id),
        "devices": [vars(device) for device in devices(person_id)],
        "former_email_addresses": former_addresses(person_id, at=at),
        "changes_that_can_be_undone": undoable_changes(person_id, at=at),
        "sessions": [vars(session) for session in live_sessions(person_id, at=at)],
        "identity_proofing": outcomes_of(person_id),
        "roles": [
            {
                "role": grant.role_name,
                "application": grant.application_key,
                "organization": places[grant.organization_id].legal_name if grant.organization_id else "",
                "granted_at": grant.granted_at,
            }
            for grant in grants
        ],
        "requests": list(_requests(person_id, at=at)),
        "history": list(_history(person_id)),
    }


def _requests(person_id: UUID, *, at: datetime) -> Iterator[dict[str, Any]]:
    number = last = 1
    while number <= min(last, MOST_PAGES):
        page = requests_of(person_id, at=at, number=number)
        for one in page.rows:
            asked = one.asked
            yield {
                "role": asked.role_name,
                "application": asked.application_name,
                "organization": asked.organization.legal_name if asked.organization else "",
                "state": asked.state,
                "reason": asked.reason,
                "confirmation_number": asked.confirmation,
                "began_at": asked.created_at,
                "submitted_at": asked.submitted_at,
                "settled_at": asked.settled_at,
                "denial_reason": asked.denial_reason,
            }
        number, last = number + 1, page.last


def _history(person_id: UUID) -> Iterator[dict[str, Any]]:
    for number in range(1, MOST_PAGES):
        page = own_history(person_id, page=number)
        for line in page.lines:
            yield {"at": line.at, "what": line.words, "by": line.who, "network_address": line.address}
        if not page.more:
            return


def _json(held: Mapping[str, Any]) -> str:
    return json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _lines(held: Any, indent: str = "") -> Iterator[str]:
    """Write the same out for people: a line for each thing, what belongs together further in."""
    if isinstance(held, dict):
        for name, value in held.items():
            label = f"{indent}{name.replace('_', ' ')}:"
            if isinstance(value, dict | list):
                yield label
                yield from _lines(value, f"{indent}  ")
            else:
                yield f"{label} {'' if value is None else value}"
        return
    for each in held:
        if not isinstance(each, dict):
            yield f"{indent}{each}"
            continue
        yield from _lines(each, indent)
        yield ""


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
