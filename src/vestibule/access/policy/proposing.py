"""Which role is the right one: offered at all, proposed after three questions, or meant by an accepted form."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from vestibule.access.policy.catalog import APPROVER, BACKUP, END_USER


class OfferedRole(Protocol):
    """What is to be known of a role of the catalogue."""

    @property
    def kind(self) -> str:
        """End user, approver or backup."""

    @property
    def organization_kinds(self) -> tuple[str, ...]:
        """In organizations of which kinds it may be had."""

    @property
    def requestable(self) -> bool:
        """Whether it can be asked for."""


R = TypeVar("R", bound=OfferedRole)


class Standing(StrEnum):
    """As what somebody says that the organization's form names them."""

    APPROVER = "approver"
    BACKUP = "backup"
    NEITHER = "neither"


class Why(StrEnum):
    """Why a role is proposed."""

    WORKS_WITH_RECORDS = "works_with_records"
    IS_APPROVER = "is_approver"
    IS_BACKUP = "is_backup"
    FORM_FIRST = "form_first"  # decides, but no form names them: end user until one does


@dataclass(frozen=True)
class Answers:
    """What somebody answers to the three questions."""

    decides: bool
    standing: Standing
    organization_kind: str


def offered(roles: Iterable[R]) -> list[R]:
    """Return the roles that can be asked for. Source: ROL-2, ROL-5.

    Reading: what is held somewhere stays on the list, for it may be asked for in another organization; what can't be
    right in a chosen organization is said there, with the role that can.
    """
    return [role for role in roles if role.requestable]


def right_role(roles: Iterable[R], *, kind: str, organization_kind: str) -> R | None:
    """Return the role of a kind that may be had in an organization of a kind, if one is offered. Source: ROL-3."""
    fitting = (role for role in offered(roles) if role.kind == kind and organization_kind in role.organization_kinds)
    return next(fitting, None)


def proposed_kind(answers: Answers) -> tuple[str, Why]:
    """Return which kind of role is right after three questions, and why. Source: ROL-5 (APP 10, EU 9).

    Reading: who doesn't decide who gets access is an end user, whatever else a form says; who decides but is named by
    no form needs one first.
    """
    if not answers.decides:
        return END_USER, Why.WORKS_WITH_RECORDS
    return {
        Standing.APPROVER: (APPROVER, Why.IS_APPROVER),
        Standing.BACKUP: (BACKUP, Why.IS_BACKUP),
        Standing.NEITHER: (END_USER, Why.FORM_FIRST),
    }[answers.standing]
