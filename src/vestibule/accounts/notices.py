"""Who is told of what happens to accounts."""

from collections.abc import Mapping
from typing import Any

from vestibule.accounts.events import PersonRegistered, RegistrationHeld, TakenEmailRegistered
from vestibule.accounts.queries import person_card
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.table import Notice, tells


@tells(PersonRegistered)
def registered(fact: PersonRegistered, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell who registered that it worked, and what comes next. Source: ACC-1 (APP 4), NEW-1."""
    person = person_card(fact.person_id)
    values = {"person": person, "days": rulebook().registration.lapses_after_days}
    return [Notice("accounts/registered", person.email, values, person.language, person.id)]


@tells(RegistrationHeld)
def held(fact: RegistrationHeld, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell who registered that the help desk looks at it first. Source: ACC-2."""
    person = person_card(fact.person_id)
    return [Notice("accounts/registration_held", person.email, {"person": person}, person.language, person.id)]


@tells(TakenEmailRegistered)
def email_taken(fact: TakenEmailRegistered, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the owner of an address that somebody registered with it, once a day. Source: ACC-2."""
    if not fact.told:
        return []
    owner = person_card(fact.person_id)
    return [Notice("accounts/email_taken", owner.email, {"person": owner}, owner.language, owner.id)]
