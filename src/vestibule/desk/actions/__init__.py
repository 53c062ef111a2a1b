"""What is done at the help desk: staff, cases and what is done about them, looks at stories, announcements."""

from vestibule.desk.actions.certifications import certify_role, remove_at_certification, take_evidence
from vestibule.desk.actions.claims import claim_case, release_case
from vestibule.desk.actions.deeds import (
    accept_form,
    accept_update,
    approve_request,
    ask_for_more,
    confirm_evidence,
    confirm_loss,
    correct_request,
    deny_request,
    enter_evidence,
    enter_loss_evidence,
    note_stopped_loss,
    refuse_loss,
    refuse_verification,
    reject_form,
)
from vestibule.desk.actions.duplicates import find_different, find_same
from vestibule.desk.actions.looks import look_at_organization, look_at_person, look_through_record
from vestibule.desk.actions.news import (
    discard_announcement,
    publish_announcement,
    rewrite_announcement,
    withdraw_announcement,
    write_announcement,
)
from vestibule.desk.actions.people import (
    correct_email,
    disable_person,
    enable_person,
    replace_device,
    send_reset,
    unlock_person,
)
from vestibule.desk.actions.sharing import disable_for_sharing, dismiss_sharing
from vestibule.desk.actions.staff import appoint_staff
from vestibule.desk.actions.sweeps import let_sweep_go_on

__all__ = [
    "accept_form",
    "accept_update",
    "appoint_staff",
    "approve_request",
    "ask_for_more",
    "certify_role",
    "claim_case",
    "confirm_evidence",
    "confirm_loss",
    "correct_email",
    "correct_request",
    "deny_request",
    "disable_for_sharing",
    "disable_person",
    "discard_announcement",
    "dismiss_sharing",
    "enable_person",
    "enter_evidence",
    "enter_loss_evidence",
    "find_different",
    "find_same",
    "let_sweep_go_on",
    "look_at_organization",
    "look_at_person",
    "look_through_record",
    "note_stopped_loss",
    "publish_announcement",
    "refuse_loss",
    "refuse_verification",
    "reject_form",
    "release_case",
    "remove_at_certification",
    "replace_device",
    "rewrite_announcement",
    "send_reset",
    "take_evidence",
    "unlock_person",
    "withdraw_announcement",
    "write_announcement",
]
