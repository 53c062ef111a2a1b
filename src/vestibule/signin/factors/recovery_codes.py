"""Recovery codes: ten one-time values that their owner keeps on paper, for the day a device is lost."""

from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.attempts import attempt_key, forget_attempts, take_attempt
from vestibule.kernel.reasons import Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring, new_word
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.models import Device, RecoveryCode
from vestibule.signin.policy.devices import NOT_CHOSEN, RECOVERY
from vestibule.signin.policy.recovery_codes import (
    CODE_LENGTH,
    CODE_LETTERS,
    RECOVERY_CODE_USED,
    RECOVERY_CODE_WRONG,
    RECOVERY_CODES_REST,
    SET_OF_CODES,
    meant_code,
    recovery_code_faults,
)
from vestibule.storage.rows import moved


def new_codes(device: Device) -> list[str]:
    """Make the codes of a new set; nobody can read them again, for only their digests are kept. Source: SIG-8."""
    texts = [new_word(CODE_LETTERS, CODE_LENGTH) for _ in range(SET_OF_CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(device=device, digest=_digest(device.pk, text)) for text in texts])
    return texts


def judge(asked: Asked, typed: str, at: datetime) -> Judged:
    """Compare an entered code with those of the set, and use it up; of the same sent twice at once, one is right.

    Source: SIG-8, SIG-6. Reading: tries are counted for the account, wherever it is asked, until one succeeds.
    """
    text = meant_code(typed)
    require(recovery_code_faults(text))
    sets = Device.objects.filter(person_id=asked.person_id, kind=RECOVERY, state="live")
    if asked.device_id is None or not sets.filter(pk=asked.device_id).exists():
        raise Refused(NOT_CHOSEN())
    left = _take_a_try(asked.person_id, at=at)

    codes = RecoveryCode.objects.filter(device_id=asked.device_id, digest=_digest(asked.device_id, text))
    if moved(codes.filter(used_at=None), used_at=at):
        forget_attempts(_tries_key(asked.person_id))
        return Judged()
    return Judged(RECOVERY_CODE_USED() if codes.exists() else RECOVERY_CODE_WRONG(left=left), left)


def codes_left(device_id: UUID) -> int:
    """Return how many codes of a set are still good. Source: SIG-8."""
    return RecoveryCode.objects.filter(device_id=device_id, used_at=None).count()


def _digest(device_id: UUID, text: str) -> str:
    return keyring().digest(f"{device_id}:{text}", purpose="recovery-code")


def _take_a_try(person_id: UUID, *, at: datetime) -> int:
    """Take one of the account's tries at recovery codes; return how many are left. Raises ``Refused`` if none was."""
    rules = rulebook().sign_in
    pause = timedelta(minutes=rules.locked_minutes)
    number = take_attempt(_tries_key(person_id), most=rules.code_tries, pause=pause, at=at)
    if number is None:
        raise Refused(RECOVERY_CODES_REST(tries=rules.code_tries, minutes=rules.locked_minutes))
    return rules.code_tries - number


def _tries_key(person_id: UUID) -> str:
    return attempt_key("recovery-code", str(person_id))
