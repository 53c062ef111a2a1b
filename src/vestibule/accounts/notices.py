"""Who is told of what happens to accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from vestibule.accounts.addressees import addressees
from vestibule.accounts.events import (
    AccountClosed,
    AccountDisabled,
    AccountEnabled,
    ClosingTold,
    ContactCorrected,
    DuplicateClosed,
    NameCorrected,
    PersonRegistered,
    RegistrationHeld,
    RegistrationReleased,
    TakenEmailRegistered,
)
from vestibule.accounts.lifecycle import HELD, REACHABLE, UNVERIFIED
from vestibule.accounts.queries import PersonCard, person_card
from vestibule.accounts.unused import unused
from vestibule.kernel.reasons import gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.notices.addressees import addresses
from vestibule.notices.table import NOBODY, Notice, tells

CORRECTED = {
    "name": gettext_noop("Legal name"),
    "birth_date": gettext_noop("Date of birth"),
    "address": gettext_noop("Home address"),
    "telephone": gettext_noop("Telephone number"),
}

addresses(addressees)


@tells(PersonRegistered, RegistrationHeld)
def registered(fact: PersonRegistered | RegistrationHeld, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell who registered that it worked, and what comes next. Source: ACC-1 (APP 4), ACC-2, NEW-1."""
    return [_received(person_card(fact.person_id))]


@tells(TakenEmailRegistered)
def email_taken(fact: TakenEmailRegistered, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an address that somebody registered with it, once a day. Source: ACC-2, SIG-5.

    Reading: while nobody has proven the address, it is a registration like any other to who reads the mailbox. A mail
    is written each time, for that takes long enough to be measured. Where the address is kept for somebody who left it
    lately, it still goes there.
    """
    shadow, owner = person_card(fact.shadow_id), person_card(fact.person_id)
    if owner.state == UNVERIFIED:
        notice = _received(shadow)
    else:
        is_left = owner.email.casefold() != shadow.email.casefold()
        to = shadow.email if is_left else owner.email
        notice = Notice("accounts/email_taken", to, {"person": owner}, owner.language, owner.id)
    return [notice if fact.told else replace(notice, to=NOBODY)]


@tells(AccountDisabled)
def disabled(fact: AccountDisabled, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that it is disabled, why, and whom to call. Source: HLP-2."""
    owner = person_card(fact.person_id)
    values = {"person": owner, "reason": one_line(secrets["reason"])}
    letter = "accounts/disabled_for_sharing" if secrets.get("for_sharing") else "accounts/disabled"
    return [Notice(letter, owner.email, values, owner.language, owner.id)]


@tells(AccountEnabled)
def enabled(fact: AccountEnabled, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that it can be used again. Source: HLP-2."""
    owner = person_card(fact.person_id)
    return [Notice("accounts/enabled", owner.email, {"person": owner}, owner.language, owner.id)]


@tells(NameCorrected)
def name_corrected(fact: NameCorrected, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell somebody that their name or birth date was corrected, and until when roles stay. Source: ACC-13."""
    days = rulebook().proofing.again_within_days if fact.proofing_void else 0
    return [_corrected(fact.person_id, fact.changed, days=days)]


@tells(ContactCorrected)
def contact_corrected(fact: ContactCorrected, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell somebody that their address or telephone number was corrected. Source: ACC-13, SIG-4."""
    return [_corrected(fact.person_id, fact.changed)]


def _corrected(person_id: UUID, changed: Iterable[str], *, days: int = 0) -> Notice:
    """Say what was corrected, never to what: a mail is read by others too."""
    person = person_card(person_id)
    values = {"changed": [CORRECTED[part] for part in changed], "days": days}
    return Notice("accounts/corrected", person.email, values, person.language, person.id)


@tells(RegistrationReleased)
def released(fact: RegistrationReleased, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell who registered that the help desk has looked at it, and what comes next. Source: ACC-2."""
    person = person_card(fact.person_id)
    values = {"person": person, "days": rulebook().registration.lapses_after_days}
    return [Notice("accounts/registration_released", person.email, values, person.language, person.id)]


@tells(DuplicateClosed)
def duplicate_closed(fact: DuplicateClosed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the person whose second registration was closed how to get back in, at both addresses. Source: ACC-2.

    Reading: the new address is told no more of the known account than when the registration was held: that there is
    one. Nobody is told at the address of an account that is disabled.
    """
    new, known = person_card(fact.person_id), person_card(fact.known_person_id)
    told = [Notice("accounts/duplicate_closed", new.email, {"person": new}, new.language, new.id)]
    if known.state in REACHABLE:
        told.append(Notice("accounts/account_known", known.email, {"person": known}, known.language, known.id))
    return told


@tells(ClosingTold)
def closing(fact: ClosingTold, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an unused account when it will be closed, and how to keep it. Source: LIF-6."""
    found = unused(fact.person_id)
    values = {
        "person": found.owner,
        "used_at": found.used_at,
        "closes_at": found.closes_at,
        "days": rulebook().dormancy.reset_after_days,
    }
    return [Notice("accounts/closing", found.owner.email, values, found.owner.language, found.owner.id)]


@tells(AccountClosed)
def closed(fact: AccountClosed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an account that it is closed, and how to come back. Source: LIF-6."""
    owner = person_card(fact.person_id)
    return [Notice("accounts/closed", owner.email, {"person": owner}, owner.language, owner.id)]


def _received(person: PersonCard) -> Notice:
    """Say that a registration was received, or that the help desk looks at it first."""
    if person.state == HELD:
        return Notice("accounts/registration_held", person.email, {"person": person}, person.language, person.id)
    values = {"person": person, "days": rulebook().registration.lapses_after_days}
    return Notice("accounts/registered", person.email, values, person.language, person.id)
