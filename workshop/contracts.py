"""Contracts for import-linter that its own kinds can't say: a room's models, and the help desk's deeds."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class OwnModels(Contract):
    """Rooms read from one another through queries and write through actions, so nobody imports another's models."""

    type_name = "own_models"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import of a room's models from outside that room."""
        strangers = [
            (importer, module)
            for module in sorted(graph.modules)
            if (room := _room_of_models(module))
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not f"{importer}.".startswith(f"{room}.")
        ]
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import, and the way to go instead."""
        for importer, module in check.metadata["strangers"]:
            output.print_error(f"{importer} imports {module}: read through queries, write through actions.")


class DeskDeeds(Contract):
    """What the help desk alone may do stands in modules named ``by_desk``; the desk judges its people, nobody else."""

    type_name = "desk_deeds"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import of such a module by anybody but the help desk's room."""
        strangers = [
            (importer, module)
            for module in sorted(graph.modules)
            if module.rsplit(".", 1)[-1] == "by_desk"
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not f"{importer}.".startswith("vestibule.desk.")
        ]
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import, and the way to go instead."""
        for importer, module in check.metadata["strangers"]:
            output.print_error(f"{importer} imports {module}: only vestibule.desk judges who works at the help desk.")


def _room_of_models(module: str) -> str | None:
    """Return the room (``vestibule.access``) whose models a module holds, if it holds any."""
    parts = module.split(".")
    return ".".join(parts[:2]) if len(parts) > 2 and parts[2] == "models" else None
