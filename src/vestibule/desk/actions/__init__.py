"""What is done at the help desk: appointing staff, claiming cases, dealing with them, looking at stories."""

from vestibule.desk.actions.claims import claim_case, release_case
from vestibule.desk.actions.deeds import (
    accept_form,
    approve_request,
    ask_for_more,
    confirm_evidence,
    correct_request,
    deny_request,
    enter_evidence,
    refuse_verification,
    reject_form,
)
from vestibule.desk.actions.looks import look_at_organization, look_at_person
from vestibule.desk.actions.people import disable_person, enable_person
from vestibule.desk.actions.staff import appoint_staff

__all__ = [
    "accept_form",
    "appoint_staff",
    "approve_request",
    "ask_for_more",
    "claim_case",
    "confirm_evidence",
    "correct_request",
    "deny_request",
    "disable_person",
    "enable_person",
    "enter_evidence",
    "look_at_organization",
    "look_at_person",
    "refuse_verification",
    "reject_form",
    "release_case",
]
