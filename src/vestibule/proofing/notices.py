"""Who is told of what comes of proofing."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from vestibule.accounts.queries import person_card
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells
from vestibule.proofing.events import PersonVerified, ProofingReferred, VerificationRefused


@tells(ProofingReferred)
def referred(fact: ProofingReferred, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell somebody their Review Reference Number and whom to call; the same number once. Source: PRF-4 (APP 13)."""
    if fact.again:
        return []
    values = {"reference": secrets["reference"], "vendor": settings.PROOFING_VENDOR}
    return [_notice("proofing/referred", fact, values)]


@tells(PersonVerified)
def verified(fact: PersonVerified, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell somebody that they are verified and can go on; who sees it at once on the page isn't mailed.

    Source: PRF-4, PRF-5 (APP 14).
    """
    return [] if fact.how == "at_once" else [_notice("proofing/verified", fact, {})]


@tells(VerificationRefused)
def refused(fact: VerificationRefused, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell somebody that the help desk could not verify them, and why. Source: PRF-5."""
    return [_notice("proofing/refused", fact, {"refusal_reason": one_line(secrets["refusal_reason"])})]


def _notice(
    kind: str, fact: ProofingReferred | PersonVerified | VerificationRefused, values: Mapping[str, Any]
) -> Notice:
    person = person_card(fact.person_id)
    return Notice(kind, person.email, {"name": one_line(person.full_name), **values}, person.language, person.id)
