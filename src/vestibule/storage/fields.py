"""Personal data in a column: sealed under the key ring, bound to its row, opened when it is read."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from vestibule.kernel.secrets import keyring


class Sealed(bytes):
    """A ciphertext as it came from the database, not opened yet."""


class _OpenedOnRead(DeferredAttribute):
    """Opens a sealed column at its first reading, with the row's own identity."""

    field: "SealedText"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = self.field.opened(keyring().open(bytes(value), bound_to=self.field.place(instance)))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Take a new value; defining this is what sends every reading through ``__get__``."""
        instance.__dict__[self.field.attname] = value


class SealedText(models.Field):  # type: ignore[type-arg]  # at run time Django's field takes no types
    """Text that is stored as AES-256-GCM ciphertext, bound to ``table.column:primary key``.

    It can't be searched or sorted: keep a blind index beside it. ``QuerySet.update`` refuses it, for an update knows
    no single row; write it with ``save``. To migrations it is a plain ``BinaryField``.
    """

    descriptor_class = _OpenedOnRead
    empty: str | bytes = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Take the options of a column; sealed text is never edited by Django's own forms."""
        super().__init__(
            *args, **{"default": None if options.get("null") else self.empty, "editable": False, **options}
        )

    def get_internal_type(self) -> str:
        """Be bytes to the database."""
        return "BinaryField"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Stand in migrations as the column that the database sees."""
        name, _, args, options = super().deconstruct()
        for ours in ("default", "editable"):
            options.pop(ours, None)
        return name, "django.db.models.BinaryField", list(args), dict(options)

    def place(self, instance: models.Model) -> str:
        """Return the identity of this column in this row, to which its ciphertext is bound."""
        if instance.pk is None:
            raise ValueError("A sealed column needs a row with its own key, set before it is saved.")
        return self.place_of(str(instance.pk))

    def place_of(self, key: str) -> str:
        """Return the identity of this column in the row with this key."""
        return self._column_of_table + key

    @cached_property
    def _column_of_table(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}:"  # noqa: SLF001 - Django's documented way

    def unsealing(self) -> Callable[[Sealed | None, str], Any]:
        """Return what opens the values of very many rows as they were read, each with the key of its row."""
        column, opened, opens = self._column_of_table, self.opened, keyring().opening()
        return lambda sealed, key: None if sealed is None else opened(opens(sealed, column + key))

    def plain(self, value: Any) -> bytes:
        """Return the bytes that are sealed for a value."""
        return str(value).encode()

    def opened(self, plain: bytes) -> Any:
        """Return the value that sealed bytes stand for."""
        return plain.decode()

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal the text for its row."""
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        return Sealed(keyring().seal(self.plain(value), bound_to=self.place(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Let only sealed values through."""
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: write it through its row, not with update() or a filter.")
        return None if value is None else connection.Database.Binary(bytes(value))

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        """Leave what was read sealed until somebody reads it."""
        return None if value is None else Sealed(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to be dumped in clear."""
        raise TypeError(f"{self.name} is sealed and isn't exported.")


class SealedBytes(SealedText):
    """A document that is stored like sealed text; empty is none."""

    empty = b""

    def plain(self, value: Any) -> bytes:
        """Return the document itself."""
        return bytes(value)

    def opened(self, plain: bytes) -> Any:
        """Return the document itself."""
        return plain
