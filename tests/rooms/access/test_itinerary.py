"""The order of pages of a role request."""

from itertools import product

import pytest

from vestibule.access.policy.itinerary import Page, Progress, Proofing, landing, next_page, pages_of

NOTHING = Progress()
APPLICATION = Progress(application_chosen=True)
END_USER = Progress(application_chosen=True, role_kind="end_user", needs_organization=True)
FOUND = Progress(application_chosen=True, role_kind="end_user", needs_organization=True, organization_chosen=True)
APPROVER = Progress(application_chosen=True, role_kind="approver", needs_organization=True, needs_proofing=True)
SUBMITTED = Progress(
    application_chosen=True, role_kind="end_user", needs_organization=True, organization_chosen=True, submitted=True
)


def _approver(proofing: Proofing, *, organization_chosen: bool = False) -> Progress:
    return Progress(
        application_chosen=True,
        role_kind="backup",
        needs_organization=True,
        needs_proofing=True,
        proofing=proofing,
        organization_chosen=organization_chosen,
    )


@pytest.mark.parametrize(
    ("progress", "page"),
    [
        (NOTHING, Page.APPLICATION),
        (APPLICATION, Page.ROLE),
        (END_USER, Page.FIND_ORGANIZATION),
        (FOUND, Page.REVIEW),
        (SUBMITTED, Page.CONFIRMATION),
        (APPROVER, Page.PROOFING_TERMS),
        (_approver(Proofing.TERMS_ACCEPTED), Page.PROOFING_FORM),
        (_approver(Proofing.ASKING), Page.PROOFING_OUTCOME),
        (_approver(Proofing.REFERRED), Page.PROOFING_OUTCOME),
        (_approver(Proofing.MANUAL), Page.PROOFING_OUTCOME),
        (_approver(Proofing.VERIFIED), Page.CREATE_OR_ASSOCIATE),
        (_approver(Proofing.VERIFIED, organization_chosen=True), Page.REVIEW),
        (Progress(application_chosen=True, role_kind="end_user"), Page.REVIEW),
    ],
)
def test_the_page_that_is_due_follows_from_what_is_known(progress, page):
    """Source: ROL-2, ROL-6, PRF-1, ORG-3, ORG-5."""
    assert next_page(progress) is page


@pytest.mark.parametrize(
    ("asked", "progress", "lands"),
    [
        (Page.REVIEW, NOTHING, Page.APPLICATION),
        (Page.REVIEW, END_USER, Page.FIND_ORGANIZATION),
        (Page.ROLE, FOUND, Page.ROLE),
        (Page.FIND_ORGANIZATION, FOUND, Page.FIND_ORGANIZATION),
        (Page.FIND_ORGANIZATION, APPLICATION, Page.ROLE),
        (Page.CREATE_OR_ASSOCIATE, END_USER, Page.FIND_ORGANIZATION),
        (Page.PROOFING_FORM, END_USER, Page.FIND_ORGANIZATION),
        (Page.PROOFING_FORM, APPROVER, Page.PROOFING_TERMS),
        (Page.PROOFING_TERMS, _approver(Proofing.VERIFIED), Page.CREATE_OR_ASSOCIATE),
        (Page.PROOFING_FORM, _approver(Proofing.REFERRED), Page.PROOFING_FORM),
        (Page.PROOFING_TERMS, _approver(Proofing.TERMS_ACCEPTED), Page.PROOFING_TERMS),
        (Page.PROOFING_FORM, _approver(Proofing.ASKING), Page.PROOFING_OUTCOME),
        (Page.PROOFING_FORM, _approver(Proofing.MANUAL), Page.PROOFING_OUTCOME),
        (Page.PROOFING_OUTCOME, _approver(Proofing.TERMS_ACCEPTED), Page.PROOFING_FORM),
        (Page.ROLE, _approver(Proofing.MANUAL), Page.ROLE),
        (Page.ROLE, SUBMITTED, Page.CONFIRMATION),
        (Page.CONFIRMATION, FOUND, Page.REVIEW),
    ],
)
def test_a_reopened_page_lands_where_the_journey_has_come(asked, progress, lands):
    """Source: ROL-6."""
    assert landing(asked, progress) is lands


def _every_progress() -> list[Progress]:
    return [
        Progress(application, kind, proofing, organization, how_far, chosen, submitted)
        for application, kind, proofing, organization, how_far, chosen, submitted in product(
            (True, False), (None, "end_user", "approver"), (True, False), (True, False), Proofing, (True, False),
            (True, False),
        )
    ]  # fmt: skip


def test_nobody_lands_past_the_page_that_is_due():
    """Source: ROL-6. Every progress there can be, with every page."""
    for progress in _every_progress():
        pages, due = pages_of(progress), next_page(progress)
        for asked in Page:
            page = landing(asked, progress)
            assert page in pages
            assert pages.index(page) <= pages.index(due)
