"""Brings the database from the migrations it has to the last one, without making anew what a step leaves as it was.

After each step of a migration Django makes anew every model that hangs together with the one that changed, for a data
migration may follow the relations. Here nearly all hang together, by the person; and this was four fifths of
``vestibule migrate`` (decision 0041). A step changes one table, so one model is made anew here; a data migration gets
all of them, as ever.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState


def replay(tell: Callable[[Migration], None]) -> None:
    """Run every migration that the database lacks, and tell of each once it is done.

    Raises Django's ``InconsistentMigrationHistory`` where one was run before another that it needs.
    """

    def told(action: str, migration: Migration | None = None, fake: bool | None = None, /) -> None:
        if action == "apply_success" and migration is not None:
            tell(migration)

    executor = MigrationExecutor(connection, told)
    executor.loader.check_consistent_history(connection)
    executor.migrate(executor.loader.graph.leaf_nodes(), state=_as_applied(executor))


class OneByOne(ProjectState):
    """The models after some migrations; one that changes is made anew alone, unless others look at what changes."""

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Make one model anew; say that the others haven't heard of it, so that a data migration gets all anew."""
        if "apps" not in self.__dict__:
            return
        self.is_delayed = True
        with self.apps.bulk_update():
            self.apps.unregister_model(app_label, model_name)
        self.models[app_label, model_name].render(self.apps)

    def alter_field(self, *changed: Any, **options: Any) -> None:
        """Change a field, from which columns of others may take their type."""
        self._make_all_anew()
        super().alter_field(*changed, **options)

    def rename_field(self, *changed: Any) -> None:
        """Rename a field, to which others may point."""
        self._make_all_anew()
        super().rename_field(*changed)

    def rename_model(self, *changed: Any) -> None:
        """Rename a model, to which others may point."""
        self._make_all_anew()
        super().rename_model(*changed)

    def alter_model_options(self, *changed: Any, **options: Any) -> None:
        """Change what is said of a model, such as the table to which others point."""
        self._make_all_anew()
        super().alter_model_options(*changed, **options)

    def _make_all_anew(self) -> None:
        """Let go of all that was made; it is made again when it is next asked for."""
        self.__dict__.pop("apps", None)


def _as_applied(executor: MigrationExecutor) -> ProjectState:
    """Return the models as they are after the migrations that the database has."""
    loader = executor.loader
    state = OneByOne(real_apps=loader.unmigrated_apps)
    for migration, _ in executor.migration_plan(loader.graph.leaf_nodes(), clean_start=True):
        if (migration.app_label, migration.name) in loader.applied_migrations:
            migration.mutate_state(state, preserve=False)
    return state
