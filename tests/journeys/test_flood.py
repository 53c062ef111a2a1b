"""A flood of sign-ins against a running server: the surplus is turned away, and who is signed in is served."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import psycopg
import pytest
import requests

from tests.journeys.arriving import arrive
from workshop.installation import Installation

pytestmark = pytest.mark.programs

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


def test_fifty_wrong_passwords_at_once_reach_three_hashes_over_all_processes(installation: Installation) -> None:
    """Source: SIG-6. The pages are served by as many processes as there are cores; they count together.

    Whoever is turned away, because all hashes are busy, tries again: that isn't counted.
    """
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda _: _wrong_password(installation.origin, "owen.mabry"), range(50)))

    assert answers == [422] * 50
    assert _failures(installation) == 3


def _wrong_password(origin: str, user_id: str) -> int:
    """Give a wrong password in a browser of one's own until it was looked at; return how it was answered."""
    session = requests.Session()
    page = session.get(f"{origin}/", timeout=30)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"user_id": user_id, "password": "Wrong-Horse-7-Battery", "terms": "yes", "csrfmiddlewaretoken": token}
    while True:
        sent = session.post(f"{origin}/", form, timeout=30)
        if sent.status_code != 503:
            return sent.status_code
        time.sleep(0.05)


def _failures(installation: Installation) -> int:
    """Count the wrong passwords of people that there are, on record."""
    counted = "SELECT count(*) FROM journal_entry WHERE fact = 'signin.failed' AND person_id IS NOT NULL"
    if installation.database_url:
        with psycopg.connect(installation.database_url) as rows:
            return int(rows.execute(counted).fetchall()[0][0])
    with closing(sqlite3.connect(installation.home / "vestibule.sqlite3", timeout=20)) as rows:
        return int(rows.execute(counted).fetchall()[0][0])


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
