"""What is done to the catalogue: put in force, and told where its applications are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vestibule.access.events import ApplicationPlaced, CatalogApplied
from vestibule.access.models import Application, Role
from vestibule.access.policy.catalog import Catalog, DeclaredApplication, catalog_faults
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, require


@dataclass(frozen=True)
class CatalogPlan:
    """What putting a catalogue in force would do: the keys it adds, changes (which columns), and no longer offers.

    ``placed`` are applications that it declares at another address than where they were placed, which stands.
    """

    added: tuple[str, ...]
    changes: Mapping[str, tuple[str, ...]]
    withdrawn: tuple[str, ...]
    placed: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The keys of what would change."""
        return tuple(self.changes)

    @property
    def empty(self) -> bool:
        """Whether nothing would happen."""
        return not (self.added or self.changed or self.withdrawn)


def catalog_plan(catalog: Catalog) -> CatalogPlan:
    """Return what putting a catalogue in force would do. Raises ``Refused`` where it contradicts itself.

    Source: ROL-2. Reading: a role that is no longer declared can't be asked for any more; who holds it keeps it.
    """
    require(catalog_faults(catalog))
    wanted = {key: columns for application in catalog.applications for key, columns in _columns(application).items()}
    known: dict[str, Application | Role] = {row.key: row for row in Application.objects.all()}
    known |= {row.key: row for row in Role.objects.all()}
    return CatalogPlan(
        added=tuple(key for key in wanted if key not in known),
        changes={
            key: differing
            for key, columns in wanted.items()
            if key in known and (differing := _differing(known[key], columns))
        },
        withdrawn=tuple(
            key for key, row in known.items() if key not in wanted and isinstance(row, Role) and row.requestable
        ),
        placed=tuple(
            each.key
            for each in catalog.applications
            if isinstance(row := known.get(each.key), Application) and row.address != each.address
        ),
    )


def first_catalog(*, by: Actor, at: datetime) -> None:
    """Put the shipped catalogue in force where none stands; one that the operator has applied stays. Source: ROL-2."""
    if not Application.objects.exists():
        apply_catalog(by=by, at=at)


def apply_catalog(catalog: Catalog | None = None, *, by: Actor, at: datetime) -> CatalogPlan:
    """Put a catalogue in force, by default the shipped one; where nothing differs nothing happens. Source: ROL-2."""
    wanted = catalog or _shipped()
    plan = catalog_plan(wanted)
    if not plan.empty:
        change_catalog(wanted, by=by, at=at)
    return plan


@action
def change_catalog(catalog: Catalog, *, by: Actor, at: datetime) -> None:
    """Write what a catalogue adds, changes and no longer offers. Source: ROL-2."""
    plan = catalog_plan(catalog)

    for declared in catalog.applications:
        Application.objects.get_or_create(
            key=declared.key, defaults={"name": declared.name, "address": declared.address}
        )
        for key, columns in _columns(declared).items():
            rows = Application.objects if key == declared.key else Role.objects
            rows.update_or_create(key=key, defaults=columns)
    Role.objects.filter(key__in=plan.withdrawn).update(requestable=False)

    record(CatalogApplied(added=_codes(plan.added), changed=_codes((*plan.changed, *plan.withdrawn))), by=by, at=at)


def place_application(application_key: str, address: str, *, by: Actor, at: datetime) -> None:
    """Say where people find an application; where it is there already nothing happens. Source: ROL-2 (APP 17)."""
    row = Application.objects.filter(pk=application_key).first()
    if row is None:
        raise NotFound(f"application {application_key}")
    if row.address != address:
        move_application(application_key, address, by=by, at=at)


@action
def move_application(application_key: str, address: str, *, by: Actor, at: datetime) -> None:
    """Write where people find an application: mails and pages link to it. Source: ROL-2 (APP 17, EU 16)."""
    Application.objects.filter(pk=application_key).update(address=address)

    record(ApplicationPlaced(application_key=Code(application_key)), by=by, at=at)


def _shipped() -> Catalog:
    from vestibule.access.catalog import read_catalog  # noqa: PLC0415 - with pydantic, which few commands need

    return read_catalog()


def _columns(declared: DeclaredApplication) -> dict[str, dict[str, object]]:
    """Return what the catalogue says of each row by key; an address stands as first loaded, or where it was placed."""
    columns: dict[str, dict[str, object]] = {declared.key: {"name": declared.name}}
    for position, role in enumerate(declared.roles, start=1):
        columns[role.key] = {
            **{name: value for name, value in vars(role).items() if name != "key"},
            "organization_kinds": list(role.organization_kinds),
            "application_id": declared.key,
            "position": position,
        }
    return columns


def _differing(row: Application | Role, columns: dict[str, object]) -> tuple[str, ...]:
    return tuple(name for name, value in columns.items() if getattr(row, name) != value)


def _codes(keys: tuple[str, ...]) -> tuple[Code, ...]:
    return tuple(Code(key) for key in keys)
