"""What the pages of devices ask for: which device, its code, a name for it; and how a device is named to its owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext

from vestibule.kernel.reasons import gettext_noop
from vestibule.signin.device_queries import DeviceCard
from vestibule.signin.policy.devices import APP, EMAIL, KINDS, LONGEST_NAME, PASSKEY, RECOVERY, SMS, VOICE
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

CODE = Form((Field("code", gettext_noop("Enter Code"), Kind.CODE, most=40, width="sm"),))

RECOVERY_CODE = Form(
    (Field("code", gettext_noop("Enter recovery code"), autocomplete="off", most=40, width="md"),)  # letters as well
)

DEVICE = Form((Field("device", gettext_noop("How do you want to verify that it is you?"), Kind.RADIOS),))

NEW_TELEPHONE = Form(
    (
        Field(
            "telephone",
            gettext_noop("Telephone number"),
            Kind.TELEPHONE,
            hint=gettext_noop("With the area code, in the United States or its territories."),
            autocomplete="tel",
            most=40,
            width="md",
        ),
    )
)

ADD_DEVICE = Form((Field("kind", gettext_noop("Add another device"), Kind.SELECT, width="lg"),))

_NAME = Field(
    "name",
    gettext_noop("Name of the device"),
    hint=gettext_noop("So that you know it again, for example “my phone”."),
    required=False,
    most=LONGEST_NAME,
    width="lg",
)

NEW_APP = Form((Field("code", gettext_noop("Enter Code"), Kind.CODE, most=40, width="sm"), _NAME))

NEW_PASSKEY = Form((_NAME,))

_PASSKEY = Form((Field("code", KINDS[PASSKEY], Kind.HIDDEN, required=False, most=20_000),))


@dataclass(frozen=True)
class Way:
    """How a kind of device is set up: on which page, and what it is good for."""

    kind: str
    page: str
    words: str


WAYS: Mapping[str, Way] = {
    way.kind: way
    for way in (
        Way(
            APP,
            "add-app",
            gettext_noop(
                "An app on your phone that shows a new code every half minute, without network. We recommend two "
                "devices, so that you can still sign in when one is lost or an email is late."
            ),
        ),
        Way(
            PASSKEY,
            "add-passkey",
            gettext_noop(
                "Your phone, computer or security key, unlocked with its PIN, your fingerprint or your face. Safe from "
                "false pages, and no code to type."
            ),
        ),
        Way(SMS, "add-text", gettext_noop("A code that we send to your phone as a text message.")),
        Way(VOICE, "add-call", gettext_noop("A code that a voice reads to you when we call; any telephone will do.")),
        Way(EMAIL, "add-email", gettext_noop("A code that we send to the address of your account.")),
        Way(
            RECOVERY,
            "recovery-codes",
            gettext_noop(
                "Ten codes on paper, for the day your phone is lost. With your password, each lets you in once."
            ),
        ),
    )
}


def passkey_sent(request: HttpRequest) -> str:
    """Return what a browser has answered for a passkey; nothing where it has not."""
    return request.POST.get("passkey", "")


def shown_factor(request: HttpRequest) -> Filled:
    """Return what was sent to verify: a code that was typed, or what a browser answered for a passkey."""
    if "passkey" not in request.POST:
        return CODE.read(request.POST)
    return _PASSKEY.read({"code": passkey_sent(request), "move": request.POST.get("move", "")})


def device_choices(held: Iterable[DeviceCard], email: str) -> list[Choice]:
    """Return a choice for each of a person's devices, in their order."""
    return [Choice(str(device.id), KINDS[device.kind], _hint(device, email)) for device in held]


def kind_choices(kinds: Iterable[str]) -> list[Choice]:
    """Return a choice for each kind of device that may be added."""
    return [Choice(kind, KINDS[kind]) for kind in kinds]


def hinted(email: str) -> str:
    """Return enough of an address for its owner to know which inbox to open."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"


def _hint(device: DeviceCard, email: str) -> str:
    """Tell devices of the same kind apart: by the address, the name that its owner gave, or the day it came."""
    if device.kind == EMAIL:
        return hinted(email)
    if device.left is not None:
        return gettext("%(left)s left") % {"left": device.left}
    return device.name or gettext("added on %(day)s") % {"day": date_format(device.added_at, "DATE_FORMAT")}
