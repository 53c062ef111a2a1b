"""Finding an organization that is there by name and state, and choosing it; shared by the pages that lead to one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.http import urlencode

from vestibule.access.policy.asking import ORGANIZATION_MISSING
from vestibule.access.queries import RequestCard
from vestibule.access.upkeep import choose_organization
from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import Reason, Refused, gettext_noop
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.queries import OrganizationCard
from vestibule.web.forms import Choice, Field, Filled, Form, Kind
from vestibule.web.visit import Visit

SEARCH = Form(
    (
        Field("legal_name", gettext_noop("Legal business name"), autocomplete="organization"),
        Field(
            "state",
            gettext_noop("State/territory"),
            Kind.SELECT,
            choices=tuple(Choice(code, name) for code, name in STATES.items()),
        ),
    )
)
CHOICE = Form((Field("organization", gettext_noop("Select your organization"), Kind.RADIOS),))


@dataclass(frozen=True)
class Choosing:
    """A search with what it found, and the form by which one of them is chosen; ``done`` says that it was."""

    search: Filled
    choice: Filled
    found: list[OrganizationCard] | None
    typing: bool
    done: bool = False
    path: str = field(default="")

    @property
    def shown(self) -> Filled:
        """The form whose faults the page shows."""
        return self.choice if self.choice.faults else self.search

    def context(self, more: dict[str, str] | None = None) -> dict[str, object]:
        """Return what the templates of the results need; ``more`` stands in the address beside the search."""
        searched = {"legal_name": self.search["legal_name"], "state": self.search["state"]}
        return {
            "search": self.search,
            "choice": self.choice,
            "found": self.found,
            "choice_address": f"{self.path}?{urlencode({**(more or {}), **searched})}",
        }


def chosen(request: Visit, draft: RequestCard) -> Choosing:
    """Search as the address says, and choose what was sent. Source: ORG-4, ORG-5 (EU 14, ADD 10).

    Reading: the search stands in the address, so that it can be reloaded; choosing is what is sent, and is judged by
    what the organization is. It is searched again only where the page is shown again.
    """
    typing = request.headers.get("HX-Request") == "true"
    refused = _choose(request) if request.method == "POST" else []
    if refused is None:
        return Choosing(SEARCH.blank(), CHOICE.blank(), None, typing, done=True)
    search, found = searched(request, draft.organization)
    form = CHOICE.choosing(organization=organization_choices(found or [])).filled(
        request, {"organization": _marked(draft, found or []), **request.parked}
    )
    if form.sent and not found:
        form = CHOICE.blank().faulted(ORGANIZATION_MISSING())
    elif form.ready:
        form = form.faulted(*refused)
    return Choosing(search, form, found, typing, path=request.path)


def _choose(request: Visit) -> Sequence[Reason] | None:
    """Choose the organization that was sent; return why not, or nothing where it is chosen."""
    try:
        choose_organization(request.person_id, UUID(request.POST.get("organization", "").strip()))
    except ValueError:
        return [ORGANIZATION_MISSING()]
    except Refused as refused:
        return refused.reasons
    return None


def searched(request: Visit, known: OrganizationCard | None) -> tuple[Filled, list[OrganizationCard] | None]:
    """Return what is searched for, with what was found: before anything was asked what is known already, if it is."""
    if "legal_name" not in request.GET:
        named = {"legal_name": known.legal_name, "state": known.state} if known else {}
        return SEARCH.blank(named), [known] if known else None
    search = SEARCH.read(request.GET)
    if not search.ready:
        return search, None
    try:
        return search, find_organizations(search["legal_name"], search["state"])
    except Refused as refused:
        return search.refused(refused), None


def organization_choices(found: Iterable[OrganizationCard]) -> list[Choice]:
    """Return organizations as answers that a field offers."""
    return [
        Choice(str(card.id), card.legal_name, f"{card.city}, {STATES.get(card.state, card.state)}") for card in found
    ]


def _marked(draft: RequestCard, found: list[OrganizationCard]) -> str:
    """Return what stands chosen: the draft's organization, or the only one that was found."""
    if draft.organization in found:
        return str(draft.organization.id) if draft.organization else ""
    return str(found[0].id) if len(found) == 1 else ""
