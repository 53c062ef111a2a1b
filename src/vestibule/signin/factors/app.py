"""An authenticator app (TOTP, RFC 6238): a secret that the app and we know, a code for each half minute, each once."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
import segno
from django.db.models import QuerySet

from vestibule.accounts.attempts import attempt_key, forget_attempts, give_back_attempt, take_attempt
from vestibule.kernel.reasons import Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import same
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.models import AppSetup, AuthenticatorApp
from vestibule.signin.policy.codes import (
    APP_CODE_DIGITS,
    APP_CODE_USED,
    APP_CODE_WRONG,
    APP_RESTS,
    folded_code,
    shape_faults,
)
from vestibule.signin.policy.devices import NOT_CHOSEN
from vestibule.storage.compiled import compiled, compiled_change

_STEP = 30  # seconds, as every app has it
_SECRET_LETTERS = 32  # of five bits each: 160 bits, as RFC 4226 recommends


def new_secret() -> str:
    """Return a random secret of 160 bits in the letters that apps take (base 32)."""
    return pyotp.random_base32(_SECRET_LETTERS)


def enrolment_address(secret: str, *, account: str, issuer: str) -> str:
    """Return what the QR code says: the address by which an app takes the secret in."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def qr_code(text: str) -> str:
    """Return a QR code as an SVG element without styles, black on white with the quiet zone that cameras need."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn,
        kind="svg",
        omitsize=True,
        border=4,
        light="#fff",
        xmldecl=False,
        svgns=False,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue().decode()


def grouped(secret: str) -> str:
    """Return a secret as people type it: in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def matching_step(secret: str, text: str, *, at: datetime) -> int | None:
    """Return the time step whose code this is: the present one, the one before or the one after; or none.

    Source: SIG-3. Reading: a phone's clock may be off by half a minute either way. All three are always compared, each
    in constant time, so that nothing is learned from how long it takes.
    """
    app, now = pyotp.TOTP(secret), int(at.timestamp()) // _STEP
    found = None
    for step in (now - 1, now, now + 1):
        if same(app.generate_otp(step), text):
            found = step
    return found


def judge(asked: Asked, typed: str, at: datetime) -> Judged:
    """Compare an entered code with what the app shows; of the same code sent twice at once, one is right.

    Source: SIG-3, SIG-6. Reading: tries are counted for the account, whichever app and wherever, until one succeeds.
    """
    text = _read(typed)
    if asked.device_id is None:
        raise Refused(NOT_CHOSEN())
    found = _apps.along(asked.person_id, asked.device_id)
    left = _take_a_try(asked.person_id, at=at)  # with a refusal, nothing of it is kept
    device = next(iter(found()), None)
    if device is None:
        raise Refused(NOT_CHOSEN())

    step = matching_step(device.secret, text, at=at)
    if step is None:
        return Judged(APP_CODE_WRONG(left=left), left)
    if not _take_step(device.pk, step):
        return Judged(APP_CODE_USED(), left)
    forget_attempts(_tries_key(asked.person_id))
    return Judged()


@compiled
def _apps(person_id: UUID, device_id: UUID) -> "QuerySet[AuthenticatorApp]":
    return AuthenticatorApp.objects.filter(pk=device_id, device__person=person_id, device__state="live")


@compiled_change
def _take_step(device_id: UUID, step: int) -> tuple["QuerySet[AuthenticatorApp]", dict[str, Any]]:
    """Take a time step as used, if none that late was: of the same code sent twice at once, one is right."""
    return AuthenticatorApp.objects.filter(pk=device_id, last_step__lt=step), {"last_step": step}


def judge_setup(setup: AppSetup, typed: str, at: datetime) -> tuple[Judged, int]:
    """Compare an entered code with a secret that is being set up; return as well which time step's code it was.

    Source: SIG-3 (APP 7), SIG-6. Reading: a try here is one of the account's tries, and success here forgets none of
    the others: who adds an app of their own could else guess at another one for ever.
    """
    text = _read(typed)
    left = _take_a_try(setup.person_id, at=at)
    step = matching_step(setup.secret, text, at=at)
    if step is None:
        return Judged(APP_CODE_WRONG(left=left), left), 0
    give_back_attempt(_tries_key(setup.person_id))
    return Judged(), step


def _read(typed: str) -> str:
    text = folded_code(typed)
    require(shape_faults(text, digits=APP_CODE_DIGITS))
    return text


def _take_a_try(person_id: UUID, *, at: datetime) -> int:
    """Take one of the account's tries at codes of apps; return how many are left. Raises ``Refused`` if none was."""
    rules = rulebook().sign_in
    pause = timedelta(minutes=rules.locked_minutes)
    number = take_attempt(_tries_key(person_id), most=rules.code_tries, pause=pause, at=at)
    if number is None:
        raise Refused(APP_RESTS(tries=rules.code_tries, minutes=rules.locked_minutes))
    return rules.code_tries - number


def _tries_key(person_id: UUID) -> str:
    return attempt_key("app-code", str(person_id))
