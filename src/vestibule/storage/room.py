"""A room as Django knows it: at start it fills the tables that other rooms keep."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

from vestibule.storage import among  # noqa: F401 - the condition is known to every room

_TABLES = ("notices", "jobs", "outbound")


class Room(AppConfig):
    """An installed room: its ``notices.py``, ``jobs.py`` and ``outbound.py`` register what they hold at start."""

    default = False  # Django takes an app's only candidate, and would find this class beside the room's own

    def __init_subclass__(cls) -> None:
        """Make each room the one candidate of its app."""
        cls.default = True

    def ready(self) -> None:
        """Import the files that fill the tables, where the room has them."""
        if self.module is None:
            return
        for table in _TABLES:
            if module_has_submodule(self.module, table):
                import_module(f"{self.name}.{table}")
