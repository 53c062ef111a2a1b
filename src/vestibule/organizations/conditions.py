"""Conditions for rows of other rooms that lead to an organization: how they are narrowed and sorted by its name."""

from django.db.models import Q

from vestibule.organizations.lifecycle import ACTIVE
from vestibule.organizations.policy.forms import BOTH_LINES, LINES_OF_BUSINESS
from vestibule.organizations.policy.search import MOST_WORDS, name_words


def has_in_name(organization: str, typed: str) -> Q:
    """Return the condition that an organization's name has all words that were typed, for rows that lead to it so.

    Source: ROL-10, ORG-5. Reading: words as the search folds them, in any order, unfinished ones too; nothing typed
    narrows nothing.
    """
    condition = Q()
    for word in name_words(typed)[:MOST_WORDS]:
        condition &= Q(**{f"{organization}__name_folded__contains": word})
    return condition


def by_name(organization: str) -> tuple[str, str]:
    """Return the columns by which rows that lead to an organization are sorted by its name."""
    return f"{organization}__name_folded", f"{organization}_id"


def lies_in(organization: str, state: str) -> Q:
    """Return the condition that an organization lies in a state or territory, for rows that lead to it so."""
    return Q(**{f"{organization}__state": state})


def works_in(organization: str, line: str) -> Q:
    """Return the condition that an organization works in a line of business, for rows that lead to it so.

    Source: NEW-2. Reading: one of which nobody said a line may work in each; better told in vain than not.
    """
    return Q(**{f"{organization}__line_of_business__in": (line, BOTH_LINES, "")})


def lines_of(named: str | None) -> tuple[str, ...]:
    """Return the lines of business that an organization works in, as ``works_in`` reads them; no organization, none."""
    if named is None:
        return ()
    each = tuple(line for line in LINES_OF_BUSINESS if line != BOTH_LINES)
    return each if named in (BOTH_LINES, "") else (named,)


def is_in_use(organization: str) -> Q:
    """Return the condition that an organization is active, neither pending nor dropped, for rows that lead to it so."""
    return Q(**{f"{organization}__status": ACTIVE})


def is_of_kind(organization: str, kind: str) -> Q:
    """Return the condition that an organization is in use and of a kind, for rows that lead to it so."""
    return is_in_use(organization) & Q(**{f"{organization}__kind": kind})


def state_of(organization: str) -> str:
    """Return the column that says in which state or territory an organization lies, for rows that lead to it so."""
    return f"{organization}__state"


def line_of(organization: str) -> str:
    """Return the column that says which line of business an organization named, for rows that lead to it so."""
    return f"{organization}__line_of_business"
