"""Many rows of one table that differ in a few columns, without a row of the ORM for each.

Making a row of the ORM and asking it for the value of each column takes several times as long as all else that is done
for one of a hundred thousand. What is written is the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from vestibule.storage.compiled import A_FEW, insert
from vestibule.storage.lines import Values, columns_of, copy_in
from vestibule.storage.statements import here


def insert_alike(
    model: type[models.Model], same: Mapping[str, Any], names: Sequence[str], each: Sequence[Values]
) -> None:
    """Insert new rows: what all of them have, and the values of each under some names, of which the key is the first.

    Together they name every column, as ``attname`` does. Many are copied in, where the database can do that.
    """
    if columns_of(model).keys() != {*same, *names}:
        raise ValueError(f"A row of {model.__name__} has other columns than those that are named.")
    if len(each) > A_FEW and here().vendor == "postgresql":
        copy_in(model, same, names, each)
    else:
        insert([model(**same, **dict(zip(names, values, strict=True))) for values in each])
