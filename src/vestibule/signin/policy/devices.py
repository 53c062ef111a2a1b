"""Rules of second factors: which count, how fresh one must be, what may be added and removed. Pure, over values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vestibule.accounts.policy.registration import NO_TELEPHONE
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import SignInRules

# Every kind of second factor there is, and its name, in the order in which they are offered.
APP, PASSKEY, SMS, VOICE, EMAIL, RECOVERY = "totp", "passkey", "sms", "voice", "email", "recovery_codes"
KINDS = {
    APP: gettext_noop("Authenticator app"),
    PASSKEY: gettext_noop("Passkey or security key"),
    SMS: gettext_noop("Text message"),
    VOICE: gettext_noop("Voice call"),
    EMAIL: gettext_noop("Email"),
    RECOVERY: gettext_noop("Recovery codes"),
}
PHONES = (SMS, VOICE)  # kinds that need a telephone number, and a gateway that reaches it

ONE_OF_A_KIND = (EMAIL, RECOVERY)
ENOUGH_DEVICES = 2  # recommended (SIG-3)
LONGEST_NAME = 40

NOT_CHOSEN = declare_reason(
    "device.not_chosen", gettext_noop("Choose first with which device you verify that it is you."), rule="SIG-3"
)
NOT_FRESH = declare_reason(
    "device.not_fresh",
    gettext_noop("Show once more that it is you: your last code is more than %(minutes)s minutes old."),
    rule="SIG-4",
)
TOO_WEAK = declare_reason(
    "device.too_weak",
    gettext_noop("This device is not enough for a change of your devices. Use your strongest one."),
    rule="SIG-4",
)
LAST_ONE = declare_reason(
    "device.last_one",
    gettext_noop("This is your last device, and you could not sign in without it. Add another one first."),
    rule="SIG-4",
)
TOO_MANY = declare_reason(
    "device.too_many", gettext_noop("You have %(most)s devices, which is the most. Remove one first."), rule="SIG-3"
)
HELD_ALREADY = declare_reason("device.held_already", gettext_noop("This device is set up already."), rule="SIG-3")
SETUP_OVER = declare_reason(
    "device.setup_over",
    gettext_noop("Setting up this device took more than %(minutes)s minutes, or was begun elsewhere. Begin again."),
    rule="SIG-3",
)
NO_GATEWAY = declare_reason(
    "device.no_gateway",
    gettext_noop("Text messages and calls can't be sent at present. Use another device, or call the help desk."),
    rule="SIG-3",
)


# How a kind is called to applications (RFC 8176), where not as a one-time password. Of a passkey: a key was shown to be
# there (whether in hardware isn't known, so not hwk), and somebody was there who unlocked it.
_METHODS = {PASSKEY: ("pop", "user"), SMS: ("sms",), VOICE: ("tel",)}


@dataclass(frozen=True)
class Shown:
    """The second factor that was shown last in a session: its kind, and when."""

    kind: str
    at: datetime | None


def methods_of(kind: str, rules: SignInRules) -> list[str]:
    """Return what a sign-in with a password and this kind of device may be called to applications (RFC 8176).

    Source: SIG-3, FED-1. Reading: where the profile takes a mailed code for no second factor, it isn't even named, so
    that nobody counts two.
    """
    return ["pwd", *_METHODS.get(kind, ("otp",)), "mfa"] if _strength(kind, rules) else ["pwd"]


def alone_methods() -> list[str]:
    """Return what a sign-in with a passkey and nothing else may be called to applications.

    Source: SIG-3, FED-1. Reading: who has the key and unlocks it shows two factors, and no password.
    """
    return [*_METHODS[PASSKEY], "mfa"]


def risen_methods(before: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Return what a session may be called in which something more was shown: all of it. Source: SIG-4, FED-1.

    Reading: the password isn't asked for again, so it is named only where it was given before.
    """
    return list(dict.fromkeys([*before, *(each for each in shown if each != "pwd")]))


def proving_kinds(kinds: Collection[str], rules: SignInRules) -> set[str]:
    """Return which of a person's kinds of device prove enough to change devices.

    Source: SIG-4. Reading: the strongest that somebody has, all of them; where that is no second factor at all, it
    must do, or nobody could ever set up a better one. Recovery codes prove as well, and don't make the others weaker,
    or who has nothing better than the address would use them up to add something better.
    """
    best = max((_strength(kind, rules) for kind in lasting(kinds)), default=0)
    return {kind for kind in kinds if _strength(kind, rules) >= best}


def lasting(kinds: Iterable[str]) -> list[str]:
    """Return the kinds of those that are devices: recovery codes run out, and are a way back and no more.

    Source: SIG-3, SIG-4, SIG-8. Reading: they aren't counted where two devices are recommended, nor as the last one.
    """
    return [kind for kind in kinds if kind != RECOVERY]


def freshness_faults(shown: Shown, kinds: Collection[str], rules: SignInRules, *, at: datetime) -> list[Reason]:
    """List why a session may not change devices just now. Source: SIG-4.

    Reading: fresh is a second factor shown within so many minutes in this very session, signing in included.
    """
    too_old = shown.at is None or at - shown.at >= timedelta(minutes=rules.fresh_minutes)
    if too_old or (kinds and shown.kind not in proving_kinds(kinds, rules)):
        return [NOT_FRESH(minutes=rules.fresh_minutes)]
    return []


def proving_faults(kind: str, kinds: Collection[str], rules: SignInRules) -> list[Reason]:
    """List why a kind of device doesn't prove enough to change devices. Source: SIG-4."""
    return [] if kind in proving_kinds(kinds, rules) else [TOO_WEAK()]


def kinds_to_add(held: Sequence[str], rules: SignInRules, *, gateway: bool = False) -> list[str]:
    """Return the kinds of device that somebody may add to those that they have. Source: SIG-3 (APP 7, EU 6).

    Reading: where no gateway is set, nothing is offered that needs one.
    """
    return [kind for kind in KINDS if not (reach_faults(kind, gateway=gateway) or adding_faults(kind, held, rules))]


def reach_faults(kind: str, *, gateway: bool) -> list[Reason]:
    """List why a kind of device can't be reached: a telephone needs a gateway. Source: SIG-3."""
    return [NO_GATEWAY()] if kind in PHONES and not gateway else []


def number_faults(number: str | None, *, held: bool) -> list[Reason]:
    """List why a telephone number can't be added: it is none of ours, or there already. Source: SIG-3."""
    if number is None:
        return [NO_TELEPHONE()]
    return [HELD_ALREADY().on("telephone")] if held else []


def adding_faults(kind: str, held: Sequence[str], rules: SignInRules) -> list[Reason]:
    """List why one more device of a kind can't be added. Source: SIG-3.

    Reading: there is one account address, so one device for it, and one set of recovery codes; the others may be
    several. Recovery codes take no device's place.
    """
    if kind in ONE_OF_A_KIND and kind in held:
        return [HELD_ALREADY()]
    is_full = len(lasting([kind])) and len(lasting(held)) >= rules.most_devices
    return [TOO_MANY(most=rules.most_devices)] if is_full else []


def has_enough(kinds: Sequence[str]) -> bool:
    """Say whether somebody has as many devices as are recommended. Source: SIG-3 (APP 7, EU 6)."""
    return len(lasting(kinds)) >= ENOUGH_DEVICES


def removing_faults(kind: str, held: Sequence[str]) -> list[Reason]:
    """List why a device can't be removed from those that somebody has. Source: SIG-4.

    Reading: nobody is left with recovery codes alone; they themselves may go at any time.
    """
    return [LAST_ONE()] if lasting([kind]) and len(lasting(held)) < 2 else []


def _strength(kind: str, rules: SignInRules) -> int:
    """Return what a kind of device is worth under a profile: nothing (0), a restricted second factor, or a full one."""
    if kind == EMAIL and not rules.email_is_second_factor:
        return 0
    return 1 if kind in PHONES and rules.phone_is_restricted else 2
