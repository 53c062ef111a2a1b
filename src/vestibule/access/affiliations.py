"""How somebody stands to an organization by its accepted form, as the rules see it."""

from uuid import UUID

from vestibule.access.policy.affiliating import Affiliation
from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.queries import person_card
from vestibule.organizations.accepted import AcceptedForm, accepted_form_named, accepted_form_of
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.queries import organization_cards


def affiliation_by(form: AcceptedForm | None, person_id: UUID) -> Affiliation:
    """Return how somebody stands to the organization of an accepted form. Source: ORG-3.

    Reading: an email address is verified when the account is active, for nothing else makes it so.
    """
    if form is None:
        return Affiliation("", None)
    card = person_card(person_id)
    person = NamedPerson(card.first_name, card.middle_name, card.last_name, card.suffix, card.email)
    return Affiliation(form.particulars.kind, form.names_as(person) if card.state == ACTIVE else None)


def affiliation_of(person_id: UUID, *, organization_id: UUID | None, form_id: UUID | None) -> Affiliation:
    """Return how somebody stands to an organization that is there, or that a form creates. Source: ORG-3, ORG-4.

    Reading: the kind of an organization that is there is its own; who is named is said by its form alone.
    """
    if form_id is not None:
        form = accepted_form_named(form_id)
    else:
        form = accepted_form_of(organization_id) if organization_id else None
    by_form = affiliation_by(form, person_id)
    organization = organization_cards([organization_id]).get(organization_id) if organization_id else None
    return Affiliation(organization.kind, by_form.named_as) if organization else by_form
