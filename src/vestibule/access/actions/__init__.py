"""What is done in access, by subject: the catalogue, requests, decisions on them, grants, members, agreements.

``by_desk`` is the help desk's, and only its room imports it.
"""

from vestibule.access.actions.agreements import (
    accept_agreement,
    decline_agreement,
    end_agreement,
    load_agreement,
    propose_agreement,
    review_agreement,
    withdraw_agreement,
)
from vestibule.access.actions.catalog import apply_catalog, first_catalog, place_application
from vestibule.access.actions.certifying import certify_role, revoke_late, suspend_late
from vestibule.access.actions.correcting import correct_request, withdraw_correction
from vestibule.access.actions.deciding import approve_request, deny_request
from vestibule.access.actions.grants import end_grant, load_grant
from vestibule.access.actions.holding import hold_grant, hold_grants, hold_with_right
from vestibule.access.actions.inactivity import wake_access
from vestibule.access.actions.inviting import invite, use_invitation, withdraw_invitation
from vestibule.access.actions.members import (
    export_members,
    give_up_role,
    remove_role,
    take_record,
)
from vestibule.access.actions.requests import cancel_request, confirm_correction, submit_request

__all__ = [
    "accept_agreement",
    "apply_catalog",
    "approve_request",
    "cancel_request",
    "certify_role",
    "confirm_correction",
    "correct_request",
    "decline_agreement",
    "deny_request",
    "end_agreement",
    "end_grant",
    "export_members",
    "first_catalog",
    "give_up_role",
    "hold_grant",
    "hold_grants",
    "hold_with_right",
    "invite",
    "load_agreement",
    "load_grant",
    "place_application",
    "propose_agreement",
    "remove_role",
    "review_agreement",
    "revoke_late",
    "submit_request",
    "suspend_late",
    "take_record",
    "use_invitation",
    "wake_access",
    "withdraw_agreement",
    "withdraw_correction",
    "withdraw_invitation",
]
