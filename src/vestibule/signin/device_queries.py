"""Reads of devices: which somebody has, which is theirs, what is being set up, and whether a factor is fresh."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.telephones import hidden_telephone
from vestibule.signin.models import AppSetup, Device, EmailSetup, OneTimeCode, Session, TelephoneSetup
from vestibule.signin.policy.devices import EMAIL, RECOVERY, Shown, freshness_faults
from vestibule.storage.compiled import compiled


@dataclass(frozen=True)
class DeviceCard:
    """A second factor of a person; of recovery codes, how many are left."""

    id: UUID
    kind: str
    name: str
    added_at: datetime
    last_used_at: datetime | None
    left: int | None = None


@dataclass(frozen=True)
class TelephoneAsked:
    """A telephone that is being added: its number as its owner knows it, and whether a code is on its way."""

    number: str
    code_sent: bool


@dataclass(frozen=True)
class FirstChoice:
    """With which device a sign-in begins: by email before there is one, with the only one, or none yet of several."""

    kind: str
    device_id: UUID | None = None


def devices(person_id: UUID) -> list[DeviceCard]:
    """Return the second factors of a person, the last used first, and recovery codes last of all.

    Source: SIG-3, SIG-8.
    """
    rows = _latest_first(person_id)
    if any(row.kind == RECOVERY for row in rows):
        rows = _latest_first_with_codes_left(person_id)
    return sorted(map(_card, rows), key=lambda card: card.kind == RECOVERY)


@compiled
def _latest_first(person_id: UUID) -> "QuerySet[Device]":
    return _in_order(Device.objects.filter(person_id=person_id, state="live"))


@compiled
def _latest_first_with_codes_left(person_id: UUID) -> "QuerySet[Device]":
    return _in_order(_with_codes_left(Device.objects.filter(person_id=person_id, state="live")))


def _in_order(rows: "QuerySet[Device]") -> "QuerySet[Device]":
    return rows.order_by(F("last_used_at").desc(nulls_last=True), "added_at", "pk")


def usable_devices(person_id: UUID) -> list[DeviceCard]:
    """Return the second factors that a person can verify with: all but recovery codes that are used up."""
    return [device for device in devices(person_id) if device.left != 0]


def visible_device(device_id: UUID, *, to: UUID) -> DeviceCard:
    """Return a device to the person whose it is. Raises ``NotFound`` for all others, and once it is removed."""
    for row in _with_codes_left(Device.objects.filter(pk=device_id, person_id=to, state="live")):
        return _card(row)
    raise NotFound("device")


def first_choice(person_id: UUID) -> FirstChoice:
    """Return with which device a person's sign-in begins. Source: SIG-1, SIG-2, SIG-3.

    Reading: recovery codes are for the day when the device is lost; beside one device they are no choice to be made.
    """
    held = _two_of(person_id)
    if not held:
        return FirstChoice(EMAIL)
    return FirstChoice(*held[0]) if len(held) == 1 else FirstChoice("")


@compiled
def _two_of(person_id: UUID) -> "QuerySet[Device, tuple[Any, ...]]":
    rows = Device.objects.filter(person_id=person_id, state="live").exclude(kind=RECOVERY)
    return rows.values_list("kind", "pk")[:2]


def code_is_sent(place_id: UUID, device_id: UUID | None = None) -> bool:
    """Say whether a sign-in or a session has a code on its way, to a device or else to the address. Source: SIG-2."""
    return bool(_codes_on_their_way(place_id, device_id))


@compiled
def _codes_on_their_way(place_id: UUID, device_id: UUID | None) -> "QuerySet[OneTimeCode, tuple[Any, ...]]":
    sent = OneTimeCode.objects.filter(state="open", device_id=device_id)
    return sent.filter(Q(journey_id=place_id) | Q(session_id=place_id)).values_list("pk")[:1]


def setup_secret(person_id: UUID, *, session_id: UUID, at: datetime) -> str:
    """Return the secret of the app that is being set up in this session; nothing if there is none. Source: SIG-3."""
    begun = AppSetup.objects.filter(person_id=person_id, session_id=session_id, expires_at__gt=at).first()
    return begun.secret if begun else ""


def telephone_setup(person_id: UUID, kind: str, *, session_id: UUID, at: datetime) -> TelephoneAsked | None:
    """Return which number is being added in this session as a device of this kind, if one is. Source: SIG-3."""
    begun = TelephoneSetup.objects.filter(person_id=person_id, session_id=session_id, kind=kind, expires_at__gt=at)
    for setup in begun:
        return TelephoneAsked(hidden_telephone(setup.number), code_is_sent(session_id, setup.id))
    return None


def email_setup(person_id: UUID, *, session_id: UUID, at: datetime) -> str:
    """Return which address somebody wants in this session in place of theirs; nothing if none. Source: ACC-13."""
    begun = EmailSetup.objects.filter(person_id=person_id, session_id=session_id, expires_at__gt=at)
    return next((setup.email for setup in begun), "")


def is_fresh(person_id: UUID, *, session_id: UUID, at: datetime) -> bool:
    """Say whether a second factor was shown just now in this session; an action judges it again. Source: SIG-4."""
    for kind, moment in Session.objects.filter(pk=session_id, state="live").values_list("proved_by", "proved_at"):
        held = list(Device.objects.filter(person_id=person_id, state="live").values_list("kind", flat=True))
        return not freshness_faults(Shown(kind, moment), held, rulebook().sign_in, at=at)
    return False


def _with_codes_left(rows: "QuerySet[Device]") -> "QuerySet[Device]":
    return rows.annotate(codes_left=Count("recovery_codes", filter=Q(recovery_codes__used_at=None)))


def _card(row: Any) -> DeviceCard:
    left = row.codes_left if row.kind == RECOVERY else None
    return DeviceCard(row.id, row.kind, row.name or "", row.added_at, row.last_used_at, left)
