"""Ids that stand in an address beside its path, for banners: whatever else stands there is none."""

from uuid import UUID

from django.http import HttpRequest


def id_in(request: HttpRequest, name: str) -> UUID | None:
    """Return the id that an address names, if it is one."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
