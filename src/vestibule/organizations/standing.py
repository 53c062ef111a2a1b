"""What stands for an organization, whole: its own particulars, and whom the accepted form in force names."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.upkeep import network_of
from vestibule.journal.spine import upkeep
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring
from vestibule.organizations import lifecycle
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.organizations.policy.content import Contact, FormContent, Official, read_content
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import Particulars, submitter_id, tin_digits
from vestibule.organizations.policy.search import compared_name
from vestibule.organizations.policy.updating import TRIED_TOO_OFTEN, UNKNOWN, Known
from vestibule.organizations.tins import tin_index
from vestibule.organizations.turns import take_turn

_PARTICULARS = tuple(Particulars.__dataclass_fields__)


@dataclass(frozen=True)
class Standing:
    """What stands for an organization that is active or pending, or for an accepted form that leads to one.

    ``form_id`` is the accepted form in force; what the operator loaded has none, and nobody named.
    """

    tin_index: str
    organization_id: UUID | None
    form_id: UUID | None
    content: FormContent = field(repr=False)

    @property
    def digest(self) -> str:
        """What names all that stands, so that whoever looked at it can say what they saw. Source: ORG-6, PRF-7.

        Keyed, for it goes onto pages: a TIN is nine digits, and who knows all the rest could else try each.
        """
        return keyring().digest(self.content.written(), purpose="organization.stands")


def standing_of(organization_id: UUID) -> Standing:
    """Return what stands for an organization. Raises ``NotFound`` where it doesn't stand. Source: ORG-6."""
    index = Organization.objects.filter(pk=organization_id).values_list("tin_index", flat=True).first()
    found = standing_by_tin(index) if index else None
    if found is None or found.organization_id != organization_id:
        raise NotFound(f"organization {organization_id} stands")
    return found


def standing_by_tin(index: str) -> Standing | None:
    """Return what stands under a TIN's blind index, if anything does: an organization, or an accepted form of one.

    Source: ORG-6, ORG-4. Reading: what became of an organization, other than being dropped, isn't passed over for the
    form that it came from.
    """
    rows = Organization.objects.filter(tin_index=index).exclude(status=lifecycle.DROPPED)
    row = rows.filter(status__in=lifecycle.STANDING).first()
    form = OrganizationForm.objects.filter(tin_index=index, status=lifecycle.ACCEPTED).first()
    if row is None and (form is None or rows.exists()):
        return None
    content = read_content(form.stands or form.content) if form else _nobody()
    if row is not None:
        told = Particulars(**{name: getattr(row, name) for name in _PARTICULARS})
    else:
        told = replace(content.particulars, submitter_id=(form.submitter_id if form else "") or "")
    return Standing(index, row.pk if row else None, form.pk if form else None, replace(content, particulars=told))


def standing_known(known: Known, *, address: str | None, at: datetime) -> Standing:
    """Return what stands for an organization to who knows its TIN, submitter ID and name. Raises ``Refused``.

    Source: ORG-6. Reading: TIN and submitter ID exactly, the name folded; which of them is wrong is never said. Right
    ones count as tries as well, for a network and for a TIN, else a guesser would learn from the answer.
    """
    index = tin_index(tin_digits(known.tin))
    if not _may_try(network_of(address), index, at=at):
        raise Refused(TRIED_TOO_OFTEN())
    found = standing_by_tin(index)
    told = found.content.particulars if found else _nobody().particulars
    same = told.submitter_id == submitter_id(known.submitter_id)
    same &= compared_name(told.legal_name) == compared_name(known.legal_name)
    if found is None or not same:
        raise Refused(UNKNOWN())
    return found


@upkeep
def _may_try(network: str, index: str, *, at: datetime) -> bool:
    """Count one more try of a network at a TIN; say whether it may still be answered. Source: ORG-6."""
    rules, hour = rulebook().organization, timedelta(hours=1)
    near = take_turn("update.network", network, most=rules.lookups_an_hour, every=hour, at=at)
    return near and take_turn("update.tin", index, most=rules.guesses_an_hour, every=hour, at=at)


def _nobody() -> FormContent:
    """Return what no form says."""
    nothing = Particulars(**dict.fromkeys(_PARTICULARS, ""))
    return FormContent(nothing, NamedPerson(), Official(), Contact())
