"""What is done to organizations and to the forms that lead to them; the help desk's deeds stand in ``by_desk``."""

from vestibule.organizations.actions.awaiting import await_organization, stop_waiting
from vestibule.organizations.actions.forms import answer_form, lapse_forms, sign_form, submit_form, withdraw_form
from vestibule.organizations.actions.loading import (
    TAKEN,
    correct_organization,
    create_organization,
    load_organization,
)
from vestibule.organizations.actions.updating import submit_known_update, submit_update

__all__ = [
    "TAKEN",
    "answer_form",
    "await_organization",
    "correct_organization",
    "create_organization",
    "lapse_forms",
    "load_organization",
    "sign_form",
    "stop_waiting",
    "submit_form",
    "submit_known_update",
    "submit_update",
    "withdraw_form",
]
