"""What reaches a log: codes and ids, never what people typed, nor what opens a door."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as some
from structlog.stdlib import ProcessorFormatter

from vestibule.config.logs import REDACTED, logging_settings, redact

ID = UUID("5e000000-0000-4000-8000-00000000000e")
TOKEN = "Zk3v9-QpXw7_LmN2bVcRtYuIoP5aSdFgHjKlQwErTy0"


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Return a function that tells what the installation's own pipe has written, whatever a command has set before."""
    logging_settings("json")
    [handler] = [one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)]
    assert isinstance(handler, logging.StreamHandler)
    paper = io.StringIO()
    before = handler.setStream(paper)
    yield paper.getvalue
    handler.setStream(before)


def line(**values: object) -> dict[str, object]:
    """Return what is left of a log line's values."""
    return redact(None, "info", dict(values))


@pytest.mark.parametrize(
    "key",
    [
        *("password", "new_password", "secret", "token", "code", "security_answer", "cookie", "authorization", "ssn"),
        *("tin", "owner_tin", "birth_date", "email", "recipient", "user_id", "last_name", "name", "street_address"),
        *("telephone", "query_string", "BODY"),
    ],
)
def test_values_that_name_or_let_in_are_taken_out_by_their_key(key):
    """Source: AUD-1, PRF-7."""
    assert line(**{key: "whatever"}) == {key: REDACTED}
    assert line(inner={key: {"more": ["whatever"]}}) == {"inner": {key: REDACTED}}


@pytest.mark.parametrize(
    "text",
    [
        *("ann@example.com", "o'brien+x@mail.example.co", "123-45-6789", "123 45 6789", "123456789", "12-3456789"),
        *("(305) 555-0100", "305.555.0100", TOKEN),
    ],
)
def test_values_that_name_or_let_in_are_taken_out_of_sentences(text):
    """Source: AUD-1, PRF-7."""
    assert line(event=f"Sent to {text}, it said.") == {"event": f"Sent to {REDACTED}, it said."}
    assert line(seen=[text, {"deep": text}]) == {"seen": [REDACTED, {"deep": REDACTED}]}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("event", "job_failed"), ("job_id", str(ID)), ("attempt", 3), ("reason_code", "request.own_decision")),
        *(("timestamp", "2026-11-22T22:23:45.407179Z"), ("kind_name", "notices.send"), ("waiting", 4)),
        *(("path_name", "/role-request/review"), ("is_last", False), ("status_code", -9), ("seconds", 0.25)),
    ],
)
def test_ids_codes_and_counts_stay_readable(key, value):
    """A log that says nothing helps nobody."""
    assert line(**{key: value}) == {key: value}
    assert line(person_id=ID) == {"person_id": str(ID)}


def test_objects_are_named_by_their_kind_only():
    """What an object says of itself, nobody has checked. Source: AUD-1."""
    assert line(error=ValueError("Ann Archer"), sent=b"Ann") == {"error": "<ValueError>", "sent": "<bytes>"}


@given(some.integers(100_000_000, 999_999_999), some.sampled_from(["", "-", " ", ".", ") "]))
def test_no_nine_digits_pass_however_they_are_separated(number, separator):
    """Source: PRF-7."""
    digits = str(number)
    written = f"{digits[:3]}{separator}{digits[3:5]}{separator}{digits[5:]}"

    assert line(event=f"it is {written}!") == {"event": f"it is {REDACTED}!"}


def test_an_exception_is_logged_without_what_it_says(logged):
    """Messages quote what people typed; where it happened is enough to find it. Source: AUD-1."""
    who = str(ID)  # what stands in the code itself is shown
    try:
        try:
            int(who)
        except ValueError as fault:
            raise LookupError(who) from fault
    except LookupError:
        structlog.get_logger("test").exception("it_broke")
        logging.getLogger("elsewhere").exception("It broke for %s", "ann@example.com")

    ours, theirs = [json.loads(one) for one in logged().splitlines()]
    for told in (ours, theirs):
        assert "builtins.ValueError" in told["exception"]
        assert told["exception"].endswith("builtins.LookupError")
        assert "test_logs.py" in told["exception"]
    assert who not in logged()
    assert (ours["event"], theirs["event"]) == ("it_broke", f"It broke for {REDACTED}")
