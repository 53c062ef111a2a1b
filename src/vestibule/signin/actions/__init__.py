"""What is done at the door, by subject: from password to session, devices, new passwords, getting back in."""

from vestibule.signin.actions.devices import add_app, add_device, add_email, remove_device
from vestibule.signin.actions.emails import change_own_email, send_to_new_email
from vestibule.signin.actions.journey import (
    JOURNEY_LASTS,
    Browser,
    Entered,
    accept_password,
    enter_code,
    refuse_password,
    send_code,
    tell_of_lock,
)
from vestibule.signin.actions.losing import regain_access, report_loss, stop_loss
from vestibule.signin.actions.passkeys import Alone, add_passkey, sign_in_alone
from vestibule.signin.actions.passwords import change_password, reset_password, unlock_account, unlock_by_link
from vestibule.signin.actions.phones import add_telephone, send_to_new_telephone
from vestibule.signin.actions.profile import change_own_contact, change_own_name, change_own_question, take_own_data
from vestibule.signin.actions.proving import Proven, prove_again, send_proof
from vestibule.signin.actions.recovery import (
    Shown,
    ask_for_mail,
    begin_recovery,
    refuse_answer,
    send_recovery_code,
    send_recovery_mail,
    show_device,
)
from vestibule.signin.actions.recovery_codes import make_recovery_codes
from vestibule.signin.actions.sessions import disown_session, end_all_sessions, end_session
from vestibule.signin.actions.sharing import suspect_sharing
from vestibule.signin.actions.undoing import undo_changes
from vestibule.signin.rows import hold_everything

__all__ = [
    "JOURNEY_LASTS",
    "Alone",
    "Browser",
    "Entered",
    "Proven",
    "Shown",
    "accept_password",
    "add_app",
    "add_device",
    "add_email",
    "add_passkey",
    "add_telephone",
    "ask_for_mail",
    "begin_recovery",
    "change_own_contact",
    "change_own_email",
    "change_own_name",
    "change_own_question",
    "change_password",
    "disown_session",
    "end_all_sessions",
    "end_session",
    "enter_code",
    "hold_everything",
    "make_recovery_codes",
    "prove_again",
    "refuse_answer",
    "refuse_password",
    "regain_access",
    "remove_device",
    "report_loss",
    "reset_password",
    "send_code",
    "send_proof",
    "send_recovery_code",
    "send_recovery_mail",
    "send_to_new_email",
    "send_to_new_telephone",
    "show_device",
    "sign_in_alone",
    "stop_loss",
    "suspect_sharing",
    "take_own_data",
    "tell_of_lock",
    "undo_changes",
    "unlock_account",
    "unlock_by_link",
]
