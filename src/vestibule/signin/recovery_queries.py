"""Reads of recoveries: what a mailed link is worth, and how far the recovery in a browser has come, judged at use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.secrets import keyring
from vestibule.signin.device_queries import DeviceCard, usable_devices
from vestibule.signin.losses import own_loss
from vestibule.signin.models import RecoveryLink, SignInJourney
from vestibule.signin.policy.devices import RECOVERY
from vestibule.signin.policy.losing import DEVICE
from vestibule.signin.policy.recovery import MAY_RECOVER, recovering_kinds
from vestibule.signin.queries import token_digest

DEVICE_STEP, PASSWORD_STEP = "recover", "reset"  # stages of a recovery, in their order


@dataclass(frozen=True)
class OpenLink:
    """A link that was mailed, while it is open."""

    id: UUID
    person_id: UUID


@dataclass(frozen=True)
class Recovery:
    """A recovery whose link was followed in this browser: how far it is, and with which device it goes on."""

    id: UUID
    person_id: UUID
    stage: str
    factor: str
    device_id: UUID | None


def open_link(token: str, purpose: str, *, at: datetime) -> OpenLink:
    """Return what a mailed link opens. Raises ``NotFound`` where it is used, replaced, late, made up, or for naught.

    Source: SIG-5, SIG-6. Reading: it is good only while the account has the address that it was mailed to, and while
    the account's state allows what it is for.
    """
    links = RecoveryLink.objects.filter(token_digest=link_digest(token), purpose=purpose, state="open")
    for link_id, person_id, address in links.filter(expires_at__gt=at).values_list("pk", "person_id", "address_digest"):
        card = person_card(person_id)
        if card.state in MAY_RECOVER[purpose] and address == address_digest(card.email):
            return OpenLink(link_id, person_id)
    raise NotFound("recovery link")


def open_recovery(token: str, *, at: datetime) -> Recovery | None:
    """Return the recovery that goes on in the browser with this cookie. Source: SIG-5."""
    if not token:
        return None
    going_on = SignInJourney.objects.filter(stage__in=(DEVICE_STEP, PASSWORD_STEP), expires_at__gt=at)
    found = going_on.filter(token_digest=token_digest(token)).values_list(
        "pk", "person_id", "stage", "factor", "device_id"
    )
    return next((Recovery(*values) for values in found), None)


def recovering_devices(person_id: UUID, *, at: datetime) -> list[DeviceCard]:
    """Return the devices of which one is asked for before a new password, the last used first. Source: SIG-5, SIG-8.

    Reading: of somebody whose devices are lost, as two at the help desk have confirmed and nobody has stopped, none is.
    """
    own = own_loss(person_id, at=at)
    if own.state == "ripe" and own.kind == DEVICE:
        return []
    held = usable_devices(person_id)
    kinds = recovering_kinds({device.kind for device in held})
    return [device for device in held if device.kind in kinds]


def first_recovering(held: Sequence[DeviceCard]) -> DeviceCard | None:
    """Return the device with which a recovery begins; none where there are several to choose from. Source: SIG-3.

    Reading: recovery codes are for the day when the device is lost; beside one device they are no choice to be made.
    """
    lasting = [device for device in held if device.kind != RECOVERY] or held
    return lasting[0] if len(lasting) == 1 else None


def link_digest(token: str) -> str:
    """Return what stands in the database in place of a link's token."""
    return keyring().digest(token, purpose="recovery-link")


def address_digest(email: str) -> str:
    """Return what a link remembers of the address that it was mailed to."""
    return keyring().digest(email.casefold(), purpose="recovery-address")
