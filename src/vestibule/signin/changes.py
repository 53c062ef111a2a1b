"""Changes of what somebody signs in with: kept while they can be undone, found by a link, and forgotten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.addresses import forget_former_emails
from vestibule.accounts.holders import former_address, former_addresses
from vestibule.accounts.queries import AskedQuestion, account_state, person_card
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring, new_token
from vestibule.signin.models import Device, UndoableChange
from vestibule.signin.policy.devices import EMAIL
from vestibule.signin.policy.undoing import ADDED, MAY_UNDO, REMOVED, Change, before, undoable_until
from vestibule.signin.rows import forget_what_devices_share, shared_rows


@dataclass(frozen=True)
class Line:
    """One change as its owner is told of it: of a device its kind and name."""

    kind: str
    device: str
    name: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class ToUndo:
    """What a link would undo, the first change first; the address that the account would have again, if another."""

    person_id: UUID
    lines: Sequence[Line]
    address: str = field(repr=False)


def keep_change(
    person_id: UUID,
    kind: str,
    *,
    device_id: UUID | None = None,
    former_id: UUID | None = None,
    asked: AskedQuestion | None = None,
    linked: bool = True,
    at: datetime,
) -> str:
    """Keep a change while it can be undone, in a transaction in which changes of this person come one after the other.

    Return the token of its link; nothing where it was made in one with the one before. Source: SIG-4, ACC-13.
    """
    token = new_token() if linked else ""
    UndoableChange.objects.create(
        person_id=person_id,
        kind=kind,
        device_id=device_id,
        former_id=former_id,
        question=asked.question if asked else "",
        answer_hash=asked.answer_hash if asked else "",
        link_digest=link_digest(token) if linked else None,
        changed_at=at,
        expires_at=undoable_until(at, rulebook().sign_in),
    )
    return token


def added(person_id: UUID, device_id: UUID, *, at: datetime) -> Mapping[str, Any]:
    """Keep that a device was added; return what the mail about it needs. Source: SIG-4."""
    return undo_told(person_id, keep_change(person_id, ADDED, device_id=device_id, at=at), at=at)


def removed(person_id: UUID, device_id: UUID, *, at: datetime) -> Mapping[str, Any]:
    """Keep that a device was removed, and the device; return what the mail about it needs. Source: SIG-4."""
    return undo_told(person_id, keep_change(person_id, REMOVED, device_id=device_id, at=at), at=at)


def undo_told(person_id: UUID, token: str, *, at: datetime) -> Mapping[str, Any]:
    """Return what a mail about a change needs: whom to, which addresses too, and the link's token.

    Source: SIG-4. Reading: the addresses that the account had until lately too, so that whoever took the account over
    by another address doesn't go on unseen.
    """
    return {"to": person_card(person_id), "also": former_addresses(person_id, at=at), "undo": token}


def changes_from(token: str, *, held: bool = False, at: datetime) -> "list[UndoableChange]":
    """Return the change that a link undoes and all after it, in their order; ``held`` until the transaction ends.

    Raises ``NotFound`` where there is none: undone, late, made up, of an account that is closed. Source: SIG-4.
    """
    opened = _open(at=at).filter(link_digest=link_digest(token)).order_by("pk")
    first = (opened.select_for_update() if held else opened).first() if token else None
    if first is None or account_state(first.person_id) not in MAY_UNDO:
        raise NotFound("change to undo")
    later = UndoableChange.objects.filter(person_id=first.person_id, pk__gt=first.pk, state="open").order_by("pk")
    return [first, *(later.select_for_update() if held else later)]


def change_to_undo(token: str, *, at: datetime) -> ToUndo:
    """Return what a link would undo, for who opens it. Raises ``NotFound``. Source: SIG-4."""
    rows = changes_from(token, at=at)
    devices = {device.pk: device for device in Device.objects.filter(pk__in=[row.device_id for row in rows])}
    lines = []
    for row in rows:
        device = devices.get(row.device_id) if row.device_id else None
        lines.append(Line(row.kind, device.kind if device else "", (device and device.name) or "", row.changed_at))
    former_id = before([change_of(row) for row in rows]).former_id
    return ToUndo(rows[0].person_id, lines, former_address(former_id) if former_id else "")


def undoable_changes(person_id: UUID, *, at: datetime) -> list[Mapping[str, Any]]:
    """Return which of somebody's changes can be undone, and until when, for them to know. Source: ACC-13."""
    rows = _open(at=at).filter(person_id=person_id).order_by("pk")
    return list(rows.values("kind", "changed_at", "expires_at"))


def change_of(row: UndoableChange) -> Change:
    """Return a change as the rules see it."""
    return Change(row.kind, row.device_id, row.former_id, row.question, row.answer_hash)


def is_kept(device_ids: Collection[UUID]) -> set[UUID]:
    """Return which of some devices can be put back: what they share with us is still there. Source: SIG-4.

    Reading: the address shares nothing with us; of the others at least one row is left.
    """
    kept = set(Device.objects.filter(pk__in=device_ids, kind=EMAIL).values_list("pk", flat=True))
    for rows in shared_rows(device_ids):
        kept.update(rows.values_list("device_id", flat=True))
    return kept


def forget_changes(person_id: UUID) -> None:
    """Let nothing of an account be undone any more, in a transaction that is open: the help desk has helped its owner.

    Source: SIG-8. Reading: the mailbox to which the links went may be the one that is lost.
    """
    rows = UndoableChange.objects.filter(person_id=person_id)
    kept = Device.objects.filter(pk__in=rows.values("device_id"), state="removed")
    forget_what_devices_share(list(kept.values_list("pk", flat=True)))
    rows.delete()
    forget_former_emails(person_id)


def forget_late_changes(*, most: int, at: datetime) -> int:
    """Forget changes that can't be undone any more, and what was kept of removed devices; return how many.

    Source: SIG-4, LIF-7. In a transaction that is open; a device that was removed a second time since waits for that.
    """
    late = UndoableChange.objects.filter(expires_at__lte=at).order_by("pk")
    rows = list(late.select_for_update().values_list("pk", "device_id")[:most])  # in the order in which they are undone
    devices = [device_id for _, device_id in rows if device_id]
    waiting = _open(at=at).filter(device_id__in=devices).values("device_id")
    wiped = Device.objects.filter(pk__in=devices, state="removed").exclude(pk__in=waiting)
    forget_what_devices_share(list(wiped.values_list("pk", flat=True)))
    UndoableChange.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return len(rows)


def link_digest(token: str) -> str:
    """Return the digest that is stored in place of the token of the link that undoes a change."""
    return keyring().digest(token, purpose="signin.undo")


def _open(*, at: datetime) -> "QuerySet[UndoableChange]":
    return UndoableChange.objects.filter(state="open", expires_at__gt=at)
