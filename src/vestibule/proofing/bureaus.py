"""Asking the bureaus that the settings name, one after the other: when one is out of reach the next is asked."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from vestibule.kernel.errands import errand
from vestibule.proofing.ports import UNAVAILABLE, Answer, Bureau, Outcome
from vestibule.proofing.upkeep import Asking


@errand
def ask_bureaus(asking: Asking) -> tuple[str, Answer]:
    """Ask, and return who answered with what.

    Source: PRF-3, PRF-4, PRF-6. Reading: a referral is asked after where it was given; where that bureau is no longer
    in the chain, the others are asked with what was entered.
    """
    chain: dict[str, str] = settings.PROOFING_CHAIN
    if asking.by_reference and asking.bureau in chain:
        return asking.bureau, _bureau(chain[asking.bureau]).outcome_of(asking.reference)
    for name, place in chain.items():
        answer = _bureau(place).verify(
            asking.applicant,
            reference=asking.reference if asking.bureau == name else "",
            idempotency_key=asking.key.hex,
        )
        if answer.outcome is not Outcome.UNAVAILABLE:
            return name, answer
    return "", UNAVAILABLE


def _bureau(place: str) -> Bureau:
    return cast("Bureau", import_string(place))
