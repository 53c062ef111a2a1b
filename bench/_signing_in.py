"""The work that ``bench/sign_in.py`` measures; each process imports it after the surroundings are set."""

import re
import time

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402

from bench._browser import Browser  # noqa: E402
from vestibule.accounts.actions import Hashes, enrol_person, invite_person  # noqa: E402
from vestibule.accounts.models import Person  # noqa: E402
from vestibule.accounts.passwords import hash_secret, secret_matches  # noqa: E402
from vestibule.accounts.policy.registration import Personal  # noqa: E402
from vestibule.accounts.policy.terms import TERMS_VERSION  # noqa: E402
from vestibule.accounts.queries import user_id_owner  # noqa: E402
from vestibule.config.wsgi import application  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.kernel.actor import OPERATOR  # noqa: E402
from vestibule.notices.models import Mail  # noqa: E402
from vestibule.signin.models import Device  # noqa: E402

SIGN_INS = 150  # of each process, each of another person
PAGES = 30  # in each of twenty rounds
PASSWORD = "Correct-Horse-7-Battery"

Spent = tuple[float, float]  # seconds on the wall, and of CPU


def prepare(cores: int) -> None:
    """Make the database, and people who have signed in before."""
    call_command("migrate", verbosity=0)
    hashes, at = Hashes(password=hash_secret(PASSWORD)), clock.now()
    for core in range(cores):
        for number in range(SIGN_INS):
            user_id = f"bench.{core}.x{number}"
            named = Personal(first_name="Ann", last_name="Archer", email=f"{user_id}@example.com")
            link = invite_person(personal=named, user_id=user_id, by=OPERATOR, at=at)
            enrol_person(link.token, user_id=user_id, hashes=hashes, by=OPERATOR, at=at)
            Device.objects.create(person_id=link.person_id, kind="email", added_at=at)
    Person.objects.update(state="active", terms_version=TERMS_VERSION)


def hash_bare(_core: int) -> Spent:
    """Check as many passwords as there will be sign-ins."""
    known = hash_secret(PASSWORD)
    began = _spent()
    for _number in range(SIGN_INS):
        secret_matches(known, PASSWORD)
    return _since(began)


def give_passwords(core: int) -> Spent:
    """Send the first request of everybody of this process: User ID and password."""
    _warm_up()
    began = _spent()
    for number in range(SIGN_INS):
        browser = Browser(application, settings.CSRF_COOKIE_NAME)
        _must(browser.post("/", user_id=f"bench.{core}.x{number}", password=PASSWORD, terms="yes")[0] == 302)
    return _since(began)


def sign_in_all(core: int) -> Spent:
    """Sign everybody of this process in."""
    _warm_up()
    began, mail_wall, mail_cpu = _spent(), 0.0, 0.0
    for number in range(SIGN_INS):
        _browser, (wall, cpu) = _sign_in(f"bench.{core}.x{number}")
        mail_wall, mail_cpu = mail_wall + wall, mail_cpu + cpu
    wall, cpu = _since(began)
    return wall - mail_wall, cpu - mail_cpu


def open_home(_core: int) -> float:
    """Return the milliseconds of CPU of the self-service page: of twenty rounds the one that was disturbed least."""
    _warm_up()
    browser, _ = _sign_in("bench.0.x0")
    rounds = []
    for _round in range(20):
        began = _spent()
        for _number in range(PAGES):
            _must(browser.get("/home")[0] == 200)
        rounds.append(_since(began)[1] * 1000 / PAGES)
    return min(rounds)


def _sign_in(user_id: str) -> tuple[Browser, Spent]:
    """Sign somebody in; return the browser, and what reading the mail took: that is the person's time, not ours."""
    browser = Browser(application, settings.CSRF_COOKIE_NAME)
    _must(browser.post("/", user_id=user_id, password=PASSWORD, terms="yes")[0] == 302)
    _must(browser.post("/sign-in/verify", move="send")[0] == 302)
    began = _spent()
    mail = Mail.objects.filter(person_id=user_id_owner(user_id)).latest("queued_at")
    found = re.search(r"\b(\d{6})\b", mail.text or "")
    reading = _since(began)
    _must(browser.post("/sign-in/verify", move="verify", code=found[1] if found else "")[0] == 302)
    _must(settings.SESSION_COOKIE in browser.cookies)
    return browser, reading


def _warm_up() -> None:
    """Load what a server has loaded before its first visitor: templates, addresses, translations, connections."""
    browser = Browser(application, settings.CSRF_COOKIE_NAME)
    for path in ("/", "/sign-in/verify", "/home"):
        browser.get(path)
    browser.post("/", user_id="nobody.here", password=PASSWORD, terms="yes")


def _spent() -> Spent:
    return time.perf_counter(), time.process_time()


def _since(began: Spent) -> Spent:
    wall, cpu = _spent()
    return wall - began[0], cpu - began[1]


def _must(holds: bool) -> None:
    if not holds:
        raise RuntimeError("A sign-in of the benchmark didn't go as it should.")
