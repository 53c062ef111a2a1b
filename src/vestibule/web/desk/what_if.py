"""What another number of the policy would do to people, before an operator puts it in force."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from vestibule.kernel.reasons import declare_reason, gettext_noop
from vestibule.kernel.rulebook import numbers, rulebook, with_number, written
from vestibule.sweeps.supposing import Difference, differences
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import Choice, Field, Form, Kind, show

MOST_NAMED = 50
NO_NUMBER = declare_reason(
    "policy.no_number",
    gettext_noop("Type a number like the one in force: digits, several with commas, or yes or no."),
    rule="LIF-7",
    field="number",
)
# Numbers that sweeps go by; what is judged at use changes nobody's standing beforehand.
SWEPT = ("access", "dormancy", "organization", "registration", "request", "sharing")


@dataclass(frozen=True)
class Row:
    """What a sweep would do more, and no more: how many, and the first of them by their ids."""

    sweep: str
    deed: str
    more: int
    fewer: int
    people: tuple[UUID, ...]
    unnamed: int


@staff_only
@require_GET
def what_if(request: AtDesk) -> HttpResponse:
    """Say what another number would do at the next run of the sweeps; nothing is done or kept. Source: LIF-7."""
    form = _form()
    filled = form.read(request.GET) if "name" in request.GET else form.blank()
    rows = None
    if filled.sent and filled.ready:
        try:
            book = with_number(rulebook(), filled["name"], filled["number"])
        except ValueError:
            filled = filled.faulted(NO_NUMBER())
        else:
            rows = [_row(each) for each in differences(book, at=request.at)]
    return show(
        request,
        "web/desk/what_if.html",
        filled,
        status=200,
        asking=filled,
        rows=rows,
        page_path=reverse("desk-what-if"),
    )


def _form() -> Form:
    """Return the form, with the numbers that stand now."""
    swept = [(name, number) for name, number in numbers(rulebook()).items() if name.partition(".")[0] in SWEPT]
    choices = tuple(Choice(name, f"{name}: {written(number)}") for name, number in swept)
    return Form(
        (
            Field("name", gettext_noop("Number in force"), Kind.SELECT, choices=choices),
            Field("number", gettext_noop("Would be"), width="sm", most=40),
        )
    )


def _row(difference: Difference) -> Row:
    touched = dict.fromkeys(row.person_id for row in (*difference.more, *difference.fewer) if row.person_id)
    named = tuple(touched)[:MOST_NAMED]
    return Row(
        difference.sweep,
        difference.deed,
        len(difference.more),
        len(difference.fewer),
        named,
        len(touched) - len(named),
    )
