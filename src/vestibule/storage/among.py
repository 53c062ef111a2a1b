"""A condition on many ids at once, said to PostgreSQL as one value.

A thousand values in a statement are a thousand places to find, to fill and to read again: half of what such a query
costs. SQLite is told them one by one.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models.lookups import In


@models.ForeignKey.register_lookup
@models.UUIDField.register_lookup
class Among(In):
    """``id__among=ids``: what ``id__in`` says of UUIDs; of none at all the database isn't asked."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        """Take ids as they are."""
        ids = list(self.rhs)
        if not all(isinstance(each, UUID) for each in ids):
            raise TypeError("Only UUIDs are looked for among many.")
        return ids

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Say all of them in one value."""
        if not self.rhs:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", [*values, "{" + ",".join([each.hex for each in self.rhs]) + "}"]
