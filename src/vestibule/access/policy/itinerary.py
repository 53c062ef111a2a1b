"""The pages of a role request in their order, derived from what is known, never from where somebody was.

So every page can be reopened, reloaded or resumed another day, and lands on the right one.
"""

from dataclasses import dataclass
from enum import StrEnum

from vestibule.access.policy.catalog import DECIDING_KINDS


class Page(StrEnum):
    """A page of the journey."""

    APPLICATION = "application"
    ROLE = "role"
    PROOFING_TERMS = "proofing-terms"
    PROOFING_FORM = "proofing-form"
    PROOFING_OUTCOME = "proofing-outcome"
    CREATE_OR_ASSOCIATE = "create-or-associate"
    FIND_ORGANIZATION = "organization"
    REVIEW = "review"
    CONFIRMATION = "confirmation"


class Proofing(StrEnum):
    """How far identity proofing has come."""

    NONE = "none"
    TERMS_ACCEPTED = "terms_accepted"
    ASKING = "asking"
    REFERRED = "referred"
    MANUAL = "manual"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Progress:
    """What is known of a request so far."""

    application_chosen: bool = False
    role_kind: str | None = None
    needs_proofing: bool = False
    needs_organization: bool = False
    proofing: Proofing = Proofing.NONE
    organization_chosen: bool = False
    submitted: bool = False


_DUE = {
    Proofing.NONE: Page.PROOFING_TERMS,
    Proofing.TERMS_ACCEPTED: Page.PROOFING_FORM,
    Proofing.ASKING: Page.PROOFING_OUTCOME,
    Proofing.REFERRED: Page.PROOFING_OUTCOME,
    Proofing.MANUAL: Page.PROOFING_OUTCOME,
}
_PROOFING_PAGES = tuple(dict.fromkeys(_DUE.values()))
_WAITING = (Proofing.ASKING, Proofing.MANUAL)  # for somebody else's answer: nothing is entered meanwhile


def next_page(progress: Progress) -> Page:
    """Return the first page whose question is still open.

    Source: ROL-2, ROL-6 (APP 9-16, EU 8-15), PRF-1, ORG-3 to ORG-5. Reading: approvers and backups create or
    associate their organization, end users find theirs.
    """
    if progress.submitted:
        return Page.CONFIRMATION
    if not progress.application_chosen:
        return Page.APPLICATION
    if progress.role_kind is None:
        return Page.ROLE
    if progress.needs_proofing and progress.proofing is not Proofing.VERIFIED:
        return _DUE[progress.proofing]
    if progress.needs_organization and not progress.organization_chosen:
        return organization_page(progress.role_kind)
    return Page.REVIEW


def pages_of(progress: Progress) -> list[Page]:
    """Return the pages of this request in order, as far as can be told, the confirmation last."""
    pages = [Page.APPLICATION, Page.ROLE]
    if progress.needs_proofing:
        pages += _PROOFING_PAGES
    if progress.needs_organization or progress.role_kind is None:
        pages.append(organization_page(progress.role_kind))
    return [*pages, Page.REVIEW, Page.CONFIRMATION]


def landing(asked: Page, progress: Progress) -> Page:
    """Return where somebody lands who opens a page: there, if the journey has come so far, else on the next one.

    Source: ROL-6. Reading: answers may be changed until submission, and none after it; what is verified isn't asked
    again, and while somebody else has the answer nothing is entered.
    """
    due = next_page(progress)
    pages = pages_of(progress)
    if asked not in pages or due not in pages or due is Page.CONFIRMATION:
        return due
    if asked in _PROOFING_PAGES and progress.proofing in (Proofing.VERIFIED, *_WAITING):
        return due
    return asked if pages.index(asked) <= pages.index(due) else due


def verification_landing(asked: Page, proofing: Proofing) -> Page | None:
    """Return where somebody lands who must be verified again and asks for no role; nowhere once they are verified.

    Source: ACC-13, PRF-1. Reading: the same pages in the same order as within a request.
    """
    if proofing is Proofing.VERIFIED:
        return None
    due = _DUE[proofing]
    may_go_back = proofing not in _WAITING and _PROOFING_PAGES.index(asked) <= _PROOFING_PAGES.index(due)
    return asked if may_go_back else due


def organization_page(role_kind: str | None) -> Page:
    """Return the page on which a request for a role of a kind comes to its organization. Source: ORG-3, ORG-5."""
    return Page.CREATE_OR_ASSOCIATE if role_kind in DECIDING_KINDS else Page.FIND_ORGANIZATION
