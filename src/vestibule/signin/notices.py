"""Who is told of what happens at the door."""

from collections.abc import Mapping
from typing import Any

from vestibule.accounts.queries import PersonCard, person_card
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.table import Notice, tells
from vestibule.signin.events import CodeSent, DeviceAdded, DeviceRemoved, LockTold, RecoveryCodeUsed
from vestibule.signin.policy.devices import KINDS, RECOVERY


@tells(CodeSent)
def code(fact: CodeSent, secrets: Mapping[str, Any]) -> list[Notice]:
    """Send the code to the person's address, which the action has read already. Source: SIG-2 (APP 6)."""
    person: PersonCard = secrets["to"]
    values = {"code": secrets["code"], "minutes": rulebook().sign_in.code_minutes}
    return [Notice("signin/code", person.email, values, person.language, person.id)]


@tells(LockTold)
def locked(fact: LockTold, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner that the account is locked for a while. Source: SIG-6."""
    person = person_card(fact.person_id)
    rules = rulebook().sign_in
    values = {"tries": rules.wrong_passwords, "minutes": rules.locked_minutes}
    return [Notice("signin/locked", person.email, values, person.language, person.id)]


@tells(DeviceAdded)
def device_added(fact: DeviceAdded, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that a device was added. Source: SIG-4.

    Reading: the first one is the address itself, and the person has just read a mail there; nobody is told of that.
    """
    if "to" not in secrets:
        return []
    letter = "signin/recovery_codes_made" if fact.kind == RECOVERY else "signin/device_added"
    return [_of_device(letter, secrets["to"], fact.kind)]


@tells(RecoveryCodeUsed)
def recovery_code_used(fact: RecoveryCodeUsed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that one of its recovery codes was used. Source: SIG-8."""
    person: PersonCard = secrets["to"]
    return [Notice("signin/recovery_code_used", person.email, {"left": fact.left}, person.language, person.id)]


@tells(DeviceRemoved)
def device_removed(fact: DeviceRemoved, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that a device was removed. Source: SIG-4."""
    return [_of_device("signin/device_removed", secrets["to"], fact.kind)]


def _of_device(letter: str, person: PersonCard, kind: str) -> Notice:
    return Notice(letter, person.email, {"device": KINDS[kind]}, person.language, person.id)
