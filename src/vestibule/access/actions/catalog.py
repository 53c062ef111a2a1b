"""What is done to the catalogue: put in force, and told where its applications are."""

from dataclasses import dataclass
from datetime import datetime

from vestibule.access.catalog import read_catalog
from vestibule.access.events import ApplicationPlaced, CatalogApplied
from vestibule.access.models import Application, Role
from vestibule.access.policy.catalog import Catalog, DeclaredApplication, catalog_faults
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, require


@dataclass(frozen=True)
class CatalogPlan:
    """What putting a catalogue in force would do: the keys it adds, changes, and no longer offers."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]

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
    known = {row.pk: row for row in [*Application.objects.all(), *Role.objects.all()]}
    return CatalogPlan(
        added=tuple(key for key in wanted if key not in known),
        changed=tuple(
            key
            for key, columns in wanted.items()
            if key in known and any(getattr(known[key], name) != value for name, value in columns.items())
        ),
        withdrawn=tuple(
            key for key, row in known.items() if key not in wanted and isinstance(row, Role) and row.requestable
        ),
    )


def apply_catalog(catalog: Catalog | None = None, *, by: Actor, at: datetime) -> CatalogPlan:
    """Put a catalogue in force, by default the shipped one; where nothing differs nothing happens. Source: ROL-2."""
    wanted = catalog or read_catalog()
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


def _codes(keys: tuple[str, ...]) -> tuple[Code, ...]:
    return tuple(Code(key) for key in keys)
