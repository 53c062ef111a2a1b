"""What stands in the logs after people came and went: nothing that names them, and nothing that lets anybody in."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from tests.rooms.accounts.registering import FIRST_PAGE, PASSWORD, SECOND_PAGE, THIRD_PAGE, fill_in
from tests.rooms.organizations.forming import a_form, typed
from tests.rooms.signin.people import ask_for_code, enter_code
from vestibule.accounts.actions import invite_person
from vestibule.accounts.policy.registration import Personal
from vestibule.jobs.lease import claim
from vestibule.jobs.queue import job_kinds
from vestibule.jobs.worker import do
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.web.portal import home

pytestmark = pytest.mark.django_db

TYPED = [
    *(FIRST_PAGE[name] for name in ("first_name", "last_name", "email")),
    *(SECOND_PAGE[name] for name in ("address_line_1", "telephone", "zip_code")),
    *(THIRD_PAGE[name] for name in ("user_id", "password", "security_answer")),
]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what is written to the log meanwhile, as it goes to standard error."""
    root = logging.getLogger()
    form = next(each.formatter for each in root.handlers if isinstance(each.formatter, ProcessorFormatter))
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(form)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)


def an_enrolment() -> str:
    """Return the token of an enrolment link."""
    named = Personal(first_name="Bertha", last_name="Bellweather", email="bertha@bellweather.example")
    return invite_person(personal=named, by=OPERATOR, at=clock.now()).token


def fails_with_everything(*_: Any) -> Any:
    """Break as a library might, with what it was given in its words."""
    raise ValueError(f"can't read {FIRST_PAGE['email']}, 123-45-6789, token {'k3' * 22}")


def test_a_whole_visit_leaves_no_name_no_secret_and_no_address_in_the_log(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    """Source: AUD-1, PRF-7. Right and wrong turns, a broken page, and addresses with something in them."""
    browser, token = Client(raise_request_exception=False), an_enrolment()

    fill_in(browser, FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    known = {"user_id": THIRD_PAGE["user_id"], "terms": "yes"}
    browser.post("/", {**known, "password": "Wrong-Horse-7-Battery"})
    browser.post("/", {**known, "password": PASSWORD})
    code = ask_for_code(browser)
    enter_code(browser, "000000" if code != "000000" else "111111")
    enter_code(browser, code)
    assert browser.get("/home").status_code == 200
    cookies = [cookie.value for cookie in browser.cookies.values() if len(cookie.value) > 20]
    browser.get(f"/nothing/{FIRST_PAGE['email']}?code={code}&email={FIRST_PAGE['email']}")
    browser.get(f"/enrol/{token}")
    browser.get(f"/enrol/{token[:-1]}x")
    browser.get(f"/enrol/{token}/check")
    browser.post("/oidc/token", {"client_secret": PASSWORD}, headers={"Authorization": f"Bearer {token}"})
    Client(enforce_csrf_checks=True).post("/", {**known, "password": PASSWORD})
    browser.get("/", headers={"Host": "evil.example"})
    monkeypatch.setattr(home, "person_card", fails_with_everything)
    assert browser.get("/home").status_code == 500
    for job in claim(job_kinds(), 20, at=clock.now()):  # nobody takes mail here: each is a failure to be logged
        do(job)

    log = written.getvalue()
    assert "server_error" in log
    assert len(cookies) >= 3
    for secret in [*TYPED, *cookies, token, code, "Wrong-Horse", "Bellweather", "6789", "k3k3"]:
        assert secret not in log, secret
    assert all(json.loads(line) for line in log.splitlines())


def test_the_links_of_a_form_and_what_it_says_stay_out_of_the_log(written: io.StringIO):
    """Source: AUD-1, PRF-7, ORG-1. Sent, opened, signed, refused, answered, withdrawn, and its mail not delivered."""
    browser, form = Client(), a_form(at=clock.now(), tin="219-09-9998")
    signing, answering = f"/organizations/forms/sign/{form.signature_token}", form.contact_token
    browser.post("/organizations/new-form", typed(tin="219-09-9998", zip_code="1"))
    browser.get(signing)
    browser.get(f"{signing}x")
    browser.get(f"{signing}/document")
    browser.post(signing, {"signed_name": "Carl Contact", "signed_title": "Owner"})
    browser.post(f"/organizations/forms/answer/{answering}", {"answer": "It is 219-09-9998."})
    browser.get(f"/organizations/forms/answer/{answering}/withdraw")
    browser.post(f"/organizations/forms/answer/{answering}/withdraw")
    browser.post(signing, {})
    for job in claim(job_kinds(), 20, at=clock.now()):
        do(job)

    log = written.getvalue()
    assert "organizations/forms" in log
    for secret in (form.signature_token, answering, "099998", "09-9998", "example.com", "Archer", "Ocean Drive"):
        assert secret not in log, secret


def test_nobody_writes_lines_of_their_own_into_the_log(written: io.StringIO):
    """Source: AUD-1. A line end in an address stays inside its line."""
    Client().get("/nothing%0A%7B%22event%22%3A%22forged%22%7D%1b[31m")
    lines = written.getvalue().splitlines()
    assert lines
    assert not any(json.loads(line).get("event") == "forged" for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", written.getvalue())
