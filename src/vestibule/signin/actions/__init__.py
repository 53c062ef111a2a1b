"""What is done at the door, by subject: sign-ins from password to session, sessions, devices and what proves them."""

from vestibule.signin.actions.devices import add_app, add_device, add_email, remove_device
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
from vestibule.signin.actions.profile import change_own_contact, change_own_name, change_own_question
from vestibule.signin.actions.proving import Proven, prove_again, send_proof
from vestibule.signin.actions.recovery_codes import make_recovery_codes
from vestibule.signin.actions.sessions import end_all_sessions, end_session

__all__ = [
    "JOURNEY_LASTS",
    "Browser",
    "Entered",
    "Proven",
    "accept_password",
    "add_app",
    "add_device",
    "add_email",
    "change_own_contact",
    "change_own_name",
    "change_own_question",
    "end_all_sessions",
    "end_session",
    "enter_code",
    "make_recovery_codes",
    "prove_again",
    "refuse_password",
    "remove_device",
    "send_code",
    "send_proof",
    "tell_of_lock",
]
