"""Reading a declaration of applications and roles from YAML."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from vestibule.access.policy.catalog import Catalog, DeclaredApplication, DeclaredRole

SHIPPED = Path(__file__).with_name("catalog.yaml")

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class CatalogUnreadable(ValueError):  # noqa: N818 - the house's word
    """A declaration that isn't one, in one plain sentence."""


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Role(_Declared):
    key: Key
    name: Name
    description: Words
    kind: Literal["end_user", "approver", "backup"]
    needs_organization: bool
    organization_kinds: tuple[Literal["provider_office", "third_party_biller"], ...] = ()
    needs_proofing: bool
    approved_by: Literal["organization", "desk"]
    requestable: bool


class _Application(_Declared):
    key: Key
    name: Name
    address: Annotated[str, StringConstraints(pattern=r"^https?://\S{1,290}$")]
    roles: tuple[_Role, ...]


class _Catalog(_Declared):
    applications: tuple[_Application, ...]


def read_catalog(file: Path = SHIPPED) -> Catalog:
    """Return the catalogue that a file declares, by default the shipped one. Raises ``CatalogUnreadable``.

    Source: ROL-2, ROL-3.
    """
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        declared = _Catalog.model_validate(content)
    except OSError as fault:
        raise CatalogUnreadable(f"{file} can't be read: {fault.strerror}.") from None
    except yaml.YAMLError as fault:
        raise CatalogUnreadable(f"{file} is not YAML: {' '.join(str(fault).split())}.") from None
    except UnicodeDecodeError:
        raise CatalogUnreadable(f"{file} is not a text in UTF-8.") from None
    except RecursionError:
        raise CatalogUnreadable(f"{file} is nested too deeply to be a catalogue.") from None
    except ValidationError as faults:
        first = faults.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise CatalogUnreadable(f"{file}: {place}: {first['msg']}.") from None
    except ValueError as fault:  # a date or a number that YAML reads and the calendar doesn't know
        raise CatalogUnreadable(f"{file} has a value that can't be: {fault}.") from None
    return Catalog(tuple(_application(each) for each in declared.applications))


def _application(told: _Application) -> DeclaredApplication:
    roles = tuple(DeclaredRole(**role.model_dump()) for role in told.roles)
    return DeclaredApplication(key=told.key, name=told.name, address=told.address, roles=roles)
