"""Technical state of forms, and of what they said before a column had room for it."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.upkeep import network_of
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, upkeep
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.organizations.turns import take_turn


@upkeep
def may_look_up(address: str | None, *, at: datetime) -> bool:
    """Count one more look-up of a network; say whether it may still be answered. Source: ORG-1.

    Reading: right numbers count as well, else a guesser would learn from the answer that nothing is counted.
    """
    most = rulebook().organization.lookups_an_hour
    return take_turn("form.look-up", network_of(address), most=most, every=timedelta(hours=1), at=at)


def note_lines() -> None:
    """Note of organizations which line of business their forms name, where a release before this one left it out.

    Source: NEW-2. May be done again, and after being killed midway.
    """
    last = None
    while last := _note_some_lines(last):
        pass


@upkeep
def _note_some_lines(after: UUID | None) -> UUID | None:
    """Note the next of them; return the last one, or nothing where there are no more."""
    unknown = Organization.objects.filter(line_of_business="", form__isnull=False).select_related("form")
    read = unknown.only("form__content", "form__stands")
    rows = list((read.filter(pk__gt=after) if after else read).order_by("pk")[:MOST_ROWS_IN_A_SET])
    named: dict[str, list[UUID]] = {}
    for row in rows:
        named.setdefault(_line_in(row.form), []).append(row.pk)
    for line, ids in named.items():
        if line:
            Organization.objects.filter(pk__among=ids, line_of_business="").update(line_of_business=line)
    return rows[-1].pk if rows else None


def _line_in(form: OrganizationForm | None) -> str:
    return str(json.loads(form.stands or form.content).get("line_of_business", "")) if form else ""
