"""The work that ``bench/sign_in.py`` measures; each process imports it after the surroundings are set."""

import itertools
import os
import random
import re
import time
from pathlib import Path

import django

django.setup()

import pyotp  # noqa: E402 - Django must be set up first
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench._bare import Did  # noqa: E402
from bench._browser import Browser  # noqa: E402
from bench._wire import Wire  # noqa: E402
from vestibule.accounts.actions import Hashes, enrol_person, invite_person  # noqa: E402
from vestibule.accounts.models import Person  # noqa: E402
from vestibule.accounts.passwords import hash_secret, secret_matches  # noqa: E402
from vestibule.accounts.policy.registration import Personal  # noqa: E402
from vestibule.accounts.policy.terms import TERMS_VERSION  # noqa: E402
from vestibule.accounts.queries import user_id_owner  # noqa: E402
from vestibule.config.wsgi import application  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.kernel.actor import OPERATOR  # noqa: E402
from vestibule.kernel.secrets import new_token  # noqa: E402
from vestibule.notices.models import Mail  # noqa: E402
from vestibule.signin.models import AuthenticatorApp, Device, Session  # noqa: E402
from vestibule.signin.policy.devices import APP, EMAIL  # noqa: E402
from vestibule.signin.queries import token_digest  # noqa: E402

# Of each lane and kind of device, each of another person: as many as are signed in at the most.
SIGN_INS = int(os.environ.get("VESTIBULE_BENCH_SIGN_INS", "400"))
WARM_UPS = 20  # sign-ins of each lane before: so many that every thread of the server has had some
PAGES = 30  # in each of twenty rounds
PASSWORD = "Correct-Horse-7-Battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of every authenticator app here


def prepare(lanes: int) -> None:
    """Make the database, and people who have signed in before, each with an authenticator app or an address."""
    call_command("migrate", verbosity=0)
    hashes, at = Hashes(password=hash_secret(PASSWORD)), clock.now()
    for kind in (APP, EMAIL):
        for lane in range(lanes):
            for number in range(SIGN_INS + WARM_UPS):
                user_id = _user_id(kind, lane, number)
                named = Personal(first_name="Ann", last_name="Archer", email=f"{user_id}@example.com")
                link = invite_person(personal=named, user_id=user_id, by=OPERATOR, at=at)
                enrol_person(link.token, user_id=user_id, hashes=hashes, by=OPERATOR, at=at)
                device = Device.objects.create(person_id=link.person_id, kind=kind, added_at=at)
                if kind == APP:
                    AuthenticatorApp.objects.create(device=device, secret=SECRET, last_step=0)
    Person.objects.update(state="active", terms_version=TERMS_VERSION)
    _hang_up()


def hash_parameters() -> tuple[int, int, int]:
    """Return passes, KiB and lanes of a password's hash."""
    return settings.ARGON2_PASSES, settings.ARGON2_MEMORY_KIB, settings.ARGON2_LANES


def hash_as_we_do(_lane: int, seconds: float) -> Did:
    """Check passwords for so long, and nothing else, as a sign-in does."""
    known, done, in_time = hash_secret(PASSWORD), 0, 0
    cpu, ends = time.process_time(), time.perf_counter() + seconds
    while time.perf_counter() < ends:
        _must(secret_matches(known, PASSWORD))
        done, in_time = done + 1, in_time + (time.perf_counter() <= ends)
    return Did(done, in_time, time.process_time() - cpu)


def sign_in_for(port: int, kind: str, lane: int, first: int, seconds: float) -> Did:
    """Sign in people of a lane for so long, one after the other from a first one on, each in a new browser.

    Reading a mail is the person's time, and taken out of it.
    """
    done = in_time = away = 0
    cpu, ends = time.process_time(), time.perf_counter() + seconds
    while time.perf_counter() < ends:
        _must(first + done < SIGN_INS, "there are no more people")
        browser, user_id = Wire(port), _user_id(kind, lane, first + done)
        away += _give_password(browser, user_id)
        _must(browser.get("/sign-in/verify")[0] == 200)
        if kind == EMAIL:
            _must(browser.post("/sign-in/verify", move="send")[0] == 302)
            _must(browser.get("/sign-in/verify")[0] == 200)
        began, began_cpu = time.perf_counter(), time.process_time()
        code = _code(kind, user_id)
        ends += time.perf_counter() - began
        cpu += time.process_time() - began_cpu
        answer = browser.post("/sign-in/verify", move="verify", code=code)
        _must(
            answer[0] == 302, (user_id, answer[0], re.findall(rb"usa-error-message.*|page-errors__list.*", answer[1]))
        )
        _must(settings.SESSION_COOKIE in browser.cookies)
        browser.close()
        done, in_time = done + 1, in_time + (time.perf_counter() <= ends)
    spent = time.process_time() - cpu
    _hang_up()
    return Did(done, in_time, spent, away)


def sign_in_at_pace(port: int, lane: int, first: int, every: float, until: Path) -> list[float]:
    """Sign in with an app once in so many seconds, until a file is there; return how long each took.

    Once on average: people come when they come, and not at the beat of a clock. Whose turn comes again has another code
    by then.
    """
    took: list[float] = []
    coming = random.Random(lane)  # the same people at the same moments each time
    due = time.perf_counter() + coming.expovariate(1 / every)
    while not until.exists():
        time.sleep(max(due - time.perf_counter(), 0))
        browser, user_id = Wire(port), _user_id(APP, lane, 1 + (first + len(took)) % SIGN_INS)
        start = time.perf_counter()
        _give_password(browser, user_id)
        _must(browser.get("/sign-in/verify")[0] == 200)
        _must(browser.post("/sign-in/verify", move="verify", code=_code(APP, user_id))[0] == 302)
        took.append(time.perf_counter() - start)
        _must(settings.SESSION_COOKIE in browser.cookies)
        browser.close()
        due += coming.expovariate(1 / every)
    _hang_up()
    return took


def warm_up(port: int, lane: int) -> None:
    """Let every thread of the server load what it loads for its first visitors: templates, connections, statements."""
    for kind, number in itertools.product((APP, EMAIL), range(SIGN_INS, SIGN_INS + WARM_UPS)):
        browser, user_id = Wire(port), _user_id(kind, lane, number)
        _give_password(browser, user_id)
        browser.get("/sign-in/verify")
        if kind == EMAIL:
            browser.post("/sign-in/verify", move="send")
            browser.get("/sign-in/verify")
        browser.post("/sign-in/verify", move="verify", code=_code(kind, user_id))
        _must(browser.get("/home")[0] == 200)
        browser.close()
    _hang_up()


def open_home(_lane: int) -> float:
    """Return the milliseconds of CPU of the self-service page: of twenty rounds the one that was disturbed least."""
    person_id = user_id_owner(_user_id(APP, 0, 0))
    _must(person_id is not None)
    token, at = new_token(), clock.now()
    Session.objects.create(
        token_digest=token_digest(token),
        person_id=person_id or "",
        browser_digest=token_digest(new_token()),
        started_at=at,
        seen_at=at,
    )
    browser = Browser(application, settings.CSRF_COOKIE_NAME)
    browser.cookies[settings.SESSION_COOKIE] = token
    rounds = []
    for _round in range(20):
        began = time.process_time()
        for _number in range(PAGES):
            _must(browser.get("/home")[0] == 200)
        rounds.append((time.process_time() - began) * 1000 / PAGES)
    _hang_up()
    return min(rounds)


def _give_password(browser: Wire, user_id: str) -> int:
    """Open the form and send it; who is told to try again does so soon. Return how often that was."""
    away = 0
    _must(browser.get("/")[0] == 200)
    while (answer := browser.post("/", user_id=user_id, password=PASSWORD, terms="yes"))[0] == 503:
        away += 1
        time.sleep(0.02)
    _must(answer[0] == 302, (user_id, re.findall(rb"page-errors__list.*", answer[1])))
    return away


def _code(kind: str, user_id: str) -> str:
    """Return the code that a person would read: in their app, or in their mail."""
    if kind == APP:
        return pyotp.TOTP(SECRET).now()
    mail = Mail.objects.filter(person_id=user_id_owner(user_id)).latest("queued_at")
    found = re.search(r"\b(\d{6})\b", mail.text or "")
    return found[1] if found else ""


def _user_id(kind: str, lane: int, number: int) -> str:
    return f"{kind}.{lane}.x{number}"


def _hang_up() -> None:
    """Leave the database: a server that is told to stop waits for whoever is connected."""
    connection.close()


def _must(holds: bool, said: object = "") -> None:
    if not holds:
        raise RuntimeError(f"A sign-in of the benchmark didn't go as it should: {said}")
