"""Rows of lost devices, each taken in one way: opened, judged as the account is now, and the links that stop them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.queries import person_card
from vestibule.kernel.references import new_reference
from vestibule.kernel.secrets import keyring, new_token
from vestibule.proofing.queries import account_digest
from vestibule.signin.lifecycle import LOSS
from vestibule.signin.models import Device, LostAccess
from vestibule.signin.policy.devices import EMAIL
from vestibule.signin.policy.losing import DEVICE, Standing


@dataclass(frozen=True)
class Opened:
    """A case that was just opened, and the token of the link that stops it."""

    row: LostAccess
    token: str = field(repr=False)


def open_losses(person_id: UUID) -> "QuerySet[LostAccess]":
    """Return somebody's case that isn't settled: one at most."""
    return LostAccess.objects.filter(person_id=person_id, state__in=LOSS.sources("replace"))


def open_a_loss(person_id: UUID, kind: str, *, new_email: str = "", at: datetime) -> Opened:
    """Open a case in a transaction that is open; the one before is replaced, and its link is dead. Source: SIG-8."""
    open_losses(person_id).update(state=LOSS.after("asked", "replace"), settled_at=at)
    token = new_token()
    row = LostAccess(
        person_id=person_id,
        kind=kind,
        reference=new_reference(),
        opened_at=at,
        new_email=new_email.strip() or None,
        account_digest=account_now(person_id),
        stop_digest=stop_digest(token),
    )
    row.save(force_insert=True)
    return Opened(row, token)


def standing_of(row: LostAccess) -> Standing:
    """Return how a case stands with the account as it is now. Source: SIG-8."""
    used = Device.objects.filter(person_id=row.person_id, last_used_at__gt=row.opened_at)
    lost = used.exclude(kind=EMAIL) if row.kind == DEVICE else used
    return Standing(
        is_active=person_card(row.person_id).state == ACTIVE,
        same_account=row.account_digest == account_now(row.person_id),
        used_since=lost.exists(),
    )


def account_now(person_id: UUID) -> str:
    """Return the keyed digest of the address and the identity that an account has now."""
    email = person_card(person_id).email.casefold()
    return keyring().digest(f"{email}\n{account_digest(person_id)}", purpose="signin.loss-account")


def stop_digest(token: str) -> str:
    """Return the digest that is stored in place of the token of the link that stops a case."""
    return keyring().digest(token, purpose="signin.loss-stop")
