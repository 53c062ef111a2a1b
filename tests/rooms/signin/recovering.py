"""Getting back in, as people do it: ask on a page, let the queue write the mail, open its link."""

import re
from typing import Any
from uuid import UUID

from django.test import Client

from tests.people import AT, hashed
from tests.rooms.signin.people import a_person
from vestibule.accounts.models import SecurityAnswer
from vestibule.jobs.models import Job
from vestibule.kernel import clock
from vestibule.notices.models import Mail
from vestibule.signin.jobs import send_recovery_mail
from vestibule.signin.models import Device

NEW_PASSWORD = "Different-Horse-8-Battery"
FORGOT_USER_ID, FORGOT_PASSWORD, UNLOCK = "/sign-in/forgot-user-id", "/sign-in/forgot-password", "/sign-in/unlock"
NEW, DEVICE, CHOOSE = "/sign-in/new-password", "/sign-in/new-password/device", "/sign-in/new-password/choose-device"


def someone(user_id: str = "ann.archer", *, state: str = "active", answer: str = "") -> UUID:
    """Return somebody with the address as their only device, and an answer to the security question if one is given."""
    person_id = a_person(user_id, state=state)
    Device.objects.create(person_id=person_id, kind="email", added_at=AT, last_used_at=AT)
    if answer:
        SecurityAnswer.objects.create(person_id=person_id, question="first-pet", answer_hash=hashed(answer))
    return person_id


def ask(browser: Client, page: str, typed: str) -> Any:
    """Fill in one of the three pages, and let the queue do what it left behind."""
    answer = browser.post(page, {"email" if page == FORGOT_USER_ID else "user_id": typed})
    for job in Job.objects.filter(kind="signin.send_recovery_mail", state="waiting"):
        send_recovery_mail(**job.arguments, at=clock.now())
        job.delete()
    return answer


def link_of(mail: Mail) -> str:
    """Return the address, from its root, to which a mail leads."""
    found = re.search(r"^http://[^/]+(/sign-in/\S+)$", mail.text or "", re.MULTILINE)
    assert found, mail.text
    return found[1]


def latest_mail() -> Mail:
    """Return the mail that was written last."""
    return Mail.objects.order_by("-queued_at", "-pk")[0]


def asked_link(browser: Client, page: str = FORGOT_PASSWORD, user_id: str = "ann.archer") -> str:
    """Ask for a mail, and return its link."""
    before = set(Mail.objects.values_list("pk", flat=True))
    ask(browser, page, user_id)
    return link_of(Mail.objects.exclude(pk__in=before).get())


def at_new_password(browser: Client, user_id: str = "ann.archer", **form: str) -> None:
    """Come to the page of the new password, as somebody without a device but email."""
    browser.post(asked_link(browser, user_id=user_id), form)
    assert browser.get(NEW).status_code == 200


def choose_password(browser: Client, password: str = NEW_PASSWORD, confirmed: str | None = None) -> Any:
    """Type a new password twice and send it."""
    return browser.post(NEW, {"password": password, "confirm_password": password if confirmed is None else confirmed})
