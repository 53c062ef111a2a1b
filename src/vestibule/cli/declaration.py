"""What ``vestibule load`` reads: organizations, people, roles, agreements and clients, declared in YAML or JSON."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Address(_Declared):
    """Where somebody or something is; ``state`` by its two letters."""

    line_1: Words
    line_2: str = ""
    city: Words
    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    zip_code: Words


class Organization(_Declared):
    """An organization; known again by its submitter ID."""

    submitter_id: Words
    legal_name: Words
    kind: Literal["provider_office", "third_party_biller"]
    tin: Words
    npi: str = ""
    ptan: str = ""
    line_of_business: Literal["part_a", "part_b", "both", ""] = ""
    address: Address
    telephone: Words


class HeldRole(_Declared):
    """A role that a person holds, by its key in the catalogue, in an organization, by its submitter ID.

    ``certified_on`` is the day on which it was certified last, or granted, in the system before.
    """

    role: Key
    organization: Words
    certified_on: date | None = None


class Person(_Declared):
    """A person; known again by the User ID. Without a password they get an enrolment link."""

    user_id: Words
    first_name: Words
    middle_name: str = ""
    last_name: Words
    suffix: str = ""
    birth_date: date
    email: Words
    address: Address
    telephone: Words
    password: str = Field(default="", repr=False)
    roles: list[HeldRole] = []


class Agreement(_Declared):
    """That a business office serves a provider organization in an application, each by its submitter ID."""

    office: Words
    provider: Words
    application: Key


class Client(_Declared):
    """An application that signs people in here; known again by its client id. ``address`` is where people find it."""

    client_id: Key
    name: Words
    application: Key
    address: str = ""
    secret: Annotated[str, StringConstraints(min_length=32, max_length=200)] = Field(repr=False)
    redirect_uris: list[Words]
    post_logout_redirect_uris: list[Words] = []
    backchannel_logout_uri: str = ""


_KEYS = {"organizations": "submitter_id", "people": "user_id", "clients": "client_id"}


class Declaration(_Declared):
    """A whole file."""

    organizations: list[Organization] = []
    people: list[Person] = []
    agreements: list[Agreement] = []
    clients: list[Client] = []


def read_declaration(file: Path) -> Declaration:
    """Read and check a whole file before anything of it is stored. Exits with one sentence if it can't be taken."""
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        declared = Declaration.model_validate(content or {})
    except OSError as fault:
        raise SystemExit(f"{file} can't be read: {fault.strerror}.") from None
    except yaml.YAMLError as fault:
        raise SystemExit(f"{file} is neither YAML nor JSON: {' '.join(str(fault).split())}.") from None
    except UnicodeDecodeError:
        raise SystemExit(f"{file} is not a text in UTF-8.") from None
    except ValidationError as faults:
        raise SystemExit(f"{file}: {_in_plain_words(faults.errors(include_input=False)[0])}") from None
    for nouns, key in _KEYS.items():
        known = [getattr(one, key).casefold() for one in getattr(declared, nouns)]
        if twice := next((name for name in known if known.count(name) > 1), None):
            raise SystemExit(f"{file}: {nouns} has two entries with the {key} {twice}.")
    return declared


def _in_plain_words(fault: ErrorDetails) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    if not place:
        return "a declaration has the keys organizations, people, agreements and clients."
    if fault["type"] == "extra_forbidden":
        return f"{place} is no key of a declaration."
    return f"{place} is missing." if fault["type"] == "missing" else f"{place}: {fault['msg']}."
