"""A flood of sign-ins against a running server: the surplus is turned away, and who is signed in is served."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import requests

from tests.journeys.arriving import arrive
from workshop.installation import Installation

AT_ONCE = 16


def test_a_flood_of_sign_ins_does_not_starve_who_is_signed_in(installation: Installation) -> None:
    """Source: SIG-6. Each process hashes two passwords at once and lets one wait; a thread stays free for pages."""
    member = arrive(installation, "grace.lindqvist", installation.origin)
    over = Event()

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        flood = [crowd.submit(_hammer, installation.origin, number, over) for number in range(AT_ONCE)]
        try:
            time.sleep(1)
            waits = [_seconds(lambda: member.open(f"{installation.origin}/home")) for _ in range(20)]
            assert member.sees("Welcome, Grace Lindqvist")
        finally:
            over.set()

    answers = [answer for one in flood for answer in one.result()]
    assert {422, 503} == set(answers)
    assert sorted(waits)[10] < 1.0


def _hammer(origin: str, number: int, over: Event) -> list[int]:
    """Give wrong passwords until it is over, of a User ID of one's own each time; return how they were answered."""
    session = requests.Session()
    answers: list[int] = []
    page = session.get(f"{origin}/", timeout=30)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    while not over.is_set():
        form = {"user_id": f"flood.{number}.x{len(answers)}", "password": "Wrong-Horse-7-Battery", "terms": "yes"}
        sent = session.post(f"{origin}/", {**form, "csrfmiddlewaretoken": token}, timeout=30)
        answers.append(sent.status_code)
    return answers


def _seconds(deed) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began
