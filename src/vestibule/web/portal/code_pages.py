"""The page that asks for a code, for each kind of device: the same at the door and before devices are changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from vestibule.accounts.queries import person_card
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.device_queries import DeviceCard, code_is_sent
from vestibule.signin.policy.devices import APP, EMAIL, PASSKEY, RECOVERY, SMS, VOICE
from vestibule.web.forms import Filled, show
from vestibule.web.portal.device_fields import RECOVERY_CODE, hinted
from vestibule.web.visit import Visit


@dataclass(frozen=True)
class CodeAsked:
    """Of whom a code is asked, in which sign-in or session, and of which device; none before the first is set up."""

    person_id: UUID
    place_id: UUID
    kind: str
    device: DeviceCard | None = None
    new_email: str = ""  # where the code goes in place of a mailbox that is lost


def code_page(request: Visit, asked: CodeAsked, form: Filled, **more: object) -> HttpResponse:
    """Ask for the code of a device, and say where it comes from. Source: SIG-1, SIG-2, SIG-3."""
    template, told = _PAGES[asked.kind]
    form = replace(form, form=RECOVERY_CODE) if asked.kind == RECOVERY else form  # letters as well
    return show(request, template, form, None, rules=rulebook().sign_in, **told(asked), **more)


def _by_email(asked: CodeAsked) -> Mapping[str, object]:
    return {
        "sender_name": settings.MAIL_SENDER_NAME,
        "address": hinted(asked.new_email or person_card(asked.person_id).email),
        "code_sent": code_is_sent(asked.place_id),
    }


def _by_app(asked: CodeAsked) -> Mapping[str, object]:
    return {"device_name": asked.device.name if asked.device else ""}


def _by_passkey(asked: CodeAsked) -> Mapping[str, object]:
    return {**_by_app(asked), "device_id": asked.device and asked.device.id}


def _on_paper(asked: CodeAsked) -> Mapping[str, object]:
    return {"left": (asked.device and asked.device.left) or 0}


def _by_telephone(asked: CodeAsked) -> Mapping[str, object]:
    device = asked.device
    return {
        "number": device.name if device else "",
        "by_call": asked.kind == VOICE,
        "code_sent": device is not None and code_is_sent(asked.place_id, device.id),
    }


_PAGES: Mapping[str, tuple[str, Callable[[CodeAsked], Mapping[str, object]]]] = {
    EMAIL: ("web/sign_in/verify_email.html", _by_email),
    APP: ("web/sign_in/verify_app.html", _by_app),
    PASSKEY: ("web/sign_in/verify_passkey.html", _by_passkey),
    SMS: ("web/sign_in/verify_phone.html", _by_telephone),
    VOICE: ("web/sign_in/verify_phone.html", _by_telephone),
    RECOVERY: ("web/sign_in/verify_recovery_code.html", _on_paper),
}
