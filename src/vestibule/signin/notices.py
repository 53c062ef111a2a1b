"""Who is told of what happens at the door."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from vestibule.accounts.queries import PersonCard, person_card
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.table import NOBODY, Notice, tells
from vestibule.signin import events
from vestibule.signin.events import (
    AccessRegained,
    CodeSent,
    DeviceAdded,
    DeviceRemoved,
    LockTold,
    LossConfirmed,
    LossRefused,
    LossReported,
    LossStopped,
    PasskeyRefused,
    RecoveryCodeUsed,
)
from vestibule.signin.factors.sent import SentCode
from vestibule.signin.policy.devices import KINDS, PHONES, RECOVERY, SMS, VOICE
from vestibule.signin.policy.losing import ADDRESS
from vestibule.signin.policy.recovery import PASSWORD, UNLOCK


@tells(CodeSent)
def code(fact: CodeSent, secrets: Mapping[str, Any]) -> list[Notice]:
    """Send the code to the person's address, or to the number of the device. Source: SIG-2 (APP 6), SIG-3.

    Reading: a call reads the digits one by one, twice. A text ends with the line by which telephones fill in the code
    on our own pages only (origin-bound one-time codes).
    """
    person: PersonCard = secrets["to"]
    sent: SentCode = secrets["sent"]
    rules = rulebook().sign_in
    if fact.kind not in PHONES:
        values = {"code": sent.text, "minutes": rules.code_minutes}
        return [Notice("signin/code", person.email, values, person.language, person.id)]
    said = {
        "code": sent.text,
        "digits": ", ".join(sent.text),
        "minutes": rules.phone_code_minutes,
        "host": urlsplit(settings.ORIGIN).hostname,
    }
    letter = {SMS: "signin/code_by_text", VOICE: "signin/code_by_call"}[fact.kind]
    return [Notice(letter, sent.number, said, person.language, person.id, fact.kind, sent.expires_at)]


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
    return _undoable(letter, secrets, device=KINDS[fact.kind])


@tells(RecoveryCodeUsed)
def recovery_code_used(fact: RecoveryCodeUsed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that one of its recovery codes was used. Source: SIG-8."""
    person: PersonCard = secrets["to"]
    return [Notice("signin/recovery_code_used", person.email, {"left": fact.left}, person.language, person.id)]


@tells(PasskeyRefused)
def passkey_refused(fact: PasskeyRefused, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of a passkey that it may have been copied; nobody of one that was merely wrong. Source: SIG-3."""
    if fact.person_id is None or fact.reason != "cloned":
        return []
    person = person_card(fact.person_id)
    return [Notice("signin/passkey_cloned", person.email, {}, person.language, person.id)]


@tells(DeviceRemoved)
def device_removed(fact: DeviceRemoved, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that a device was removed. Source: SIG-4.

    Reading: where all are removed because they were lost, one mail says so.
    """
    return _undoable("signin/device_removed", secrets, device=KINDS[fact.kind]) if "to" in secrets else []


@tells(events.NewEmailAsked)
def new_email_asked(fact: events.NewEmailAsked, secrets: Mapping[str, Any]) -> list[Notice]:
    """Send the code to the address that somebody wants; where another has it already, tell its owner instead.

    Source: ACC-13, ACC-2, SIG-5. Reading: a mail is written either way, for that takes long enough to be measured.
    """
    wants: PersonCard = secrets["to"]
    if fact.known_person_id is None:
        values = {"code": secrets["sent"].text, "minutes": rulebook().sign_in.code_minutes}
        return [Notice("signin/new_email_code", wants.email, values, wants.language, wants.id)]
    owner: PersonCard = secrets["owner"]
    to = wants.email if secrets["told"] else NOBODY
    return [Notice("signin/email_wanted", to, {"name": owner.full_name}, owner.language, owner.id)]


@tells(events.ProfileChanged)
def profile_changed(fact: events.ProfileChanged, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell both addresses that the account has another one; the one before gets the link that undoes it.

    Source: ACC-13, SIG-4, ACC-10. Reading: never which address it is: an old mailbox may be read by others. Of a name
    or a telephone number the fact inside tells.
    """
    if fact.what == "question":
        return _undoable("signin/question_changed", secrets, name=secrets["to"].full_name)
    if fact.what != "email":
        return []
    person, was = secrets["to"], secrets["was"]
    user_id = person.user_id if person.user_id != was.user_id else ""
    values = {"name": person.full_name, "token": secrets["undo"], "hours": rulebook().sign_in.undo_hours}
    return [
        Notice("signin/email_is_new", person.email, {**values, "user_id": user_id}, person.language, person.id),
        *(Notice("signin/email_was_left", each, values, person.language, person.id) for each in secrets["also"]),
    ]


@tells(events.ChangeUndone)
def change_undone(fact: events.ChangeUndone, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell every address that the account had of late that changes were undone, and what comes next. Source: SIG-4."""
    person, was = secrets["to"], secrets["was"]
    values = {"name": person.full_name, "user_id": person.user_id}
    left = dict.fromkeys(each for each in [was.email, *secrets["also"]] if each != person.email)
    return [
        Notice("signin/put_back", person.email, values, person.language, person.id),
        *(Notice("signin/put_back_elsewhere", each, {}, person.language, person.id) for each in left),
    ]


@tells(LossReported)
def loss_reported(fact: LossReported, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that somebody says to have lost what they sign in with. Source: SIG-8."""
    return _of_loss("signin/loss_reported", fact.kind, secrets, reference=secrets["reference"])


@tells(LossConfirmed)
def loss_confirmed(fact: LossConfirmed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account from when on a new device can be set up, and how to stop it. Source: SIG-8."""
    values = {"ripe_at": fact.ripe_at, "expires_at": secrets["expires_at"], "hours": rulebook().loss.wait_hours}
    return _of_loss("signin/loss_confirmed", fact.kind, secrets, **values)


@tells(LossRefused)
def loss_refused(fact: LossRefused, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that the help desk refused, and why. Source: SIG-8."""
    person: PersonCard = secrets["to"]
    values = {"name": person.full_name, "reason": secrets["refusal_reason"]}
    return [Notice("signin/loss_refused", person.email, values, person.language, person.id)]


@tells(LossStopped)
def loss_stopped(fact: LossStopped, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that it was stopped, and what to do about the password. Source: SIG-8."""
    person: PersonCard = secrets["to"]
    return [Notice("signin/loss_stopped", person.email, {"name": person.full_name}, person.language, person.id)]


@tells(AccessRegained)
def access_regained(fact: AccessRegained, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that what was lost is removed; where the address is new, the old one too.

    Source: SIG-8, SIG-4, SIG-7.
    """
    was, person = secrets["was"], secrets["to"]
    values = {"name": person.full_name, "new_address": fact.kind == ADDRESS}
    addresses = dict.fromkeys([person.email, was.email])
    return [Notice("signin/access_regained", each, values, person.language, person.id) for each in addresses]


def _of_loss(letter: str, kind: str, secrets: Mapping[str, Any], **values: object) -> list[Notice]:
    """Say it at the address, and at those that the account had until lately: whoever changed it doesn't go unseen."""
    person: PersonCard = secrets["to"]
    told = {"name": person.full_name, "mailbox": kind == ADDRESS, "token": secrets["token"], **values}
    return [Notice(letter, each, told, person.language, person.id) for each in [person.email, *secrets["also"]]]


@tells(events.UserIdMailed)
def user_id(fact: events.UserIdMailed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an address the User ID, and what stands between them and signing in. Source: SIG-5 (EU 0)."""
    return [_to("signin/user_id", secrets["to"], state=secrets["to"].state)]


@tells(events.RecoveryLinkSent)
def recovery_link(fact: events.RecoveryLinkSent, secrets: Mapping[str, Any]) -> list[Notice]:
    """Send the link to a new password, or to unlock the account. Source: SIG-5, SIG-6 (EU 0)."""
    letter = {PASSWORD: "signin/password_link", UNLOCK: "signin/unlock_link"}[fact.what]
    return [_to(letter, secrets["to"], token=secrets["token"], minutes=rulebook().sign_in.link_minutes)]


@tells(events.RecoveryExplained)
def recovery_explained(fact: events.RecoveryExplained, secrets: Mapping[str, Any]) -> list[Notice]:
    """Say why what was asked for can't be done, and what to do; the page said nothing. Source: SIG-5."""
    return [_to("signin/cannot_recover", secrets["to"], what=str(fact.what), state=str(fact.state))]


@tells(events.PasswordReset)
def password_reset(fact: events.PasswordReset, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner that the password was replaced. Source: SIG-4, SIG-5."""
    return _at_all("signin/password_reset", secrets)


@tells(events.PasswordChanged)
def password_changed(fact: events.PasswordChanged, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner that the password was changed in the profile. Source: SIG-4."""
    return _at_all("signin/password_changed", secrets)


@tells(events.SessionDisowned)
def session_disowned(fact: events.SessionDisowned, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account what came of saying that a sign-in wasn't theirs. Source: SIG-7, ACC-13."""
    return [_to("signin/session_disowned", person_card(fact.person_id))]


@tells(events.AccountUnlocked)
def unlocked(fact: events.AccountUnlocked, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner that the account is unlocked. Source: SIG-6."""
    return [_to("signin/unlocked", secrets["to"])]


def _to(letter: str, person: PersonCard, **values: object) -> Notice:
    return Notice(letter, person.email, {"person": person, **values}, person.language, person.id)


def _at_all(letter: str, secrets: Mapping[str, Any]) -> list[Notice]:
    """Say something at the address, and at those that the account had until lately. Source: SIG-4."""
    person: PersonCard = secrets["to"]
    return [_to(letter, replace(person, email=each)) for each in [person.email, *secrets["also"]]]


def _undoable(letter: str, secrets: Mapping[str, Any], **values: object) -> list[Notice]:
    """Say what was changed, with the link that undoes it, at the address and at those of until lately.

    Source: SIG-4, ACC-13.
    """
    person: PersonCard = secrets["to"]
    told = {"token": secrets["undo"], "hours": rulebook().sign_in.undo_hours, **values}
    return [Notice(letter, each, told, person.language, person.id) for each in [person.email, *secrets["also"]]]
