"""Ids that come back from a browser beside an address's path, or in a hidden field: whatever else comes is none."""

from uuid import UUID

from django.http import HttpRequest


def id_in(request: HttpRequest, name: str) -> UUID | None:
    """Return the id that an address names, if it is one."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def ids_of(text: str) -> frozenset[UUID]:
    """Return the ids that stand in a text, apart by blanks; what is none counts as none."""
    found = set()
    for word in text.split():
        try:
            found.add(UUID(word))
        except ValueError:
            continue
    return frozenset(found)
