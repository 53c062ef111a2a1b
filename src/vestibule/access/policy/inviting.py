"""Whom an approver may invite, to which role, and how long an invitation is good."""

from datetime import datetime, timedelta

from vestibule.access.policy.catalog import END_USER
from vestibule.accounts.policy.emails import email_faults
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

GOOD_FOR = timedelta(days=14)
DAY = timedelta(days=1)
MOST_A_DAY = 50  # by one organization
MOST_TO_ONE_A_DAY = 3  # by one organization to one address, though each is withdrawn before the next

ROLE_NOT_INVITED_TO = declare_reason(
    "invitation.role_not_offered",
    gettext_noop("People are invited as end users only: approvers and backup approvers are named by a form."),
    rule="ROL-12",
    field="role",
)
ALREADY_INVITED = declare_reason(
    "invitation.already_open",
    gettext_noop("This address has been invited already, and the invitation is still open."),
    rule="ROL-12",
    field="email",
)
TOO_MANY = declare_reason(
    "invitation.too_many",
    gettext_noop("This organization has invited %(most)s people within a day. Go on tomorrow."),
    rule="ROL-12",
)
TOO_MANY_TO_ONE = declare_reason(
    "invitation.too_many_to_one",
    gettext_noop("This address has been invited %(most)s times within a day. Go on tomorrow."),
    rule="ROL-12",
    field="email",
)
NOT_OPEN = declare_reason("invitation.not_open", gettext_noop("This invitation is not open any more."), rule="ROL-12")


def inviting_faults(email: str, *, role_kind: str, requestable: bool) -> list[Reason]:
    """List why somebody can't be invited to a role; empty means that they may.

    Source: ROL-12, ORG-4. Reading: an invitation says nothing of whether the address has an account, nor of what it
    holds: it grants nothing, and whoever follows it is judged when they ask.
    """
    faults = list(email_faults(email))
    if role_kind != END_USER or not requestable:
        faults.append(ROLE_NOT_INVITED_TO())
    return faults


def sending_faults(*, is_open: bool, sent: int, sent_to_one: int) -> list[Reason]:
    """List why no more mail goes out, by how many did within a day: from the organization, and to this address.

    Source: ROL-12. Reading: the mail can't be taken back, so that a withdrawn invitation counts like any other.
    """
    if is_open:
        return [ALREADY_INVITED()]
    if sent_to_one >= MOST_TO_ONE_A_DAY:
        return [TOO_MANY_TO_ONE(most=MOST_TO_ONE_A_DAY)]
    return [TOO_MANY(most=MOST_A_DAY)] if sent >= MOST_A_DAY else []


def good_until(at: datetime) -> datetime:
    """Return until when an invitation of this moment is good. Source: ROL-12."""
    return at + GOOD_FOR
