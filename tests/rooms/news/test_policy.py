"""What an announcement may say, when it is shown, and what a preview promises."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.people import AT
from tests.rooms.news.announcing import WORDS
from vestibule.kernel.rulebook import NewsRules
from vestibule.news.lifecycle import ANNOUNCEMENT
from vestibule.news.policy.content import Content
from vestibule.news.policy.publishing import choice_faults, fingerprint, preview_faults
from vestibule.news.policy.schedule import clock_time, hour_faults, moment, schedule_faults
from vestibule.news.policy.wording import Piece, Words, paragraphs, wording_faults

RULES = NewsRules()
EASTERN, PUERTO_RICO = ZoneInfo("America/New_York"), ZoneInfo("America/Puerto_Rico")


def codes(faults) -> list[str]:
    """Return what is wrong, with the field it stands at."""
    return [f"{fault.field}: {fault.code}" if fault.field else fault.code for fault in faults]


def test_good_words_have_no_fault():
    """Source: NEW-2."""
    assert wording_faults(WORDS, RULES) == []


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("title_en", "Down\r\nBcc: everybody@example.com", "news.plays"),
        ("title_es", "Down\nSubject: Free money", "news.plays"),
        ("title_en", "Down\u2028Bcc: everybody@example.com", "news.plays"),
        ("title_en", "SPOT \u202egnp.exe", "news.plays"),
        ("title_en", "SP\u200bOT", "news.plays"),
        ("title_en", "  ", "news.title_empty"),
        ("title_en", "x" * 121, "news.title_too_long"),
        ("body_es", "", "news.body_empty"),
        ("body_en", "x" * 4001, "news.body_too_long"),
        ("body_en", "Read \u2066this\u2069", "news.plays"),
        ("body_en", "Nothing\x00 here", "news.plays"),
        ("body_en", "See https://idm.example.org@evil.example/ now", "news.link_hides"),
        ("body_en", "See https://xn--\u0430pple.example/ now", "news.link_hides"),
    ],
)
def test_words_that_play_tricks_are_refused_beside_their_field(field, text, fault):
    """Source: NEW-2. Headers of a mail, changes of direction, invisible letters, links that hide where they lead."""
    assert f"{field}: {fault}" in codes(wording_faults(replace(WORDS, **{field: text}), RULES))


def test_a_text_becomes_paragraphs_lines_and_links():
    """Source: NEW-2."""
    shown = paragraphs("One <b>line</b>\nanother.\n\n\nSee https://a.example/x?y=1&z=2, or http://b.example.\n")
    assert shown == (
        ((Piece("One <b>line</b>"),), (Piece("another."),)),
        ((Piece("See "), Piece("https://a.example/x?y=1&z=2", is_link=True), Piece(", or http://b.example.")),),
    )


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "HTTPS:evil", 'https://a.example"><b>'])
def test_nothing_but_a_plain_https_address_is_a_link(text):
    """Source: NEW-2."""
    links = [piece.text for part in paragraphs(text) for line in part for piece in line if piece.is_link]
    assert links in ([], ["https://a.example"])


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("8:30 a.m.", time(8, 30)),
        ("8:30pm", time(20, 30)),
        ("12:00 am", time(0, 0)),
        ("12:15 PM", time(12, 15)),
        ("20:30", time(20, 30)),
        ("24:00", None),
        ("13:00 p.m.", None),
        ("0:30 am", None),
        ("8:60", None),
        ("soon", None),
    ],
)
def test_times_are_read_as_people_write_them(typed, hour):
    """Source: NEW-2."""
    assert clock_time(typed) == hour


@pytest.mark.parametrize(
    ("day", "hour", "zone", "fault"),
    [
        (date(2026, 3, 8), time(1, 59), EASTERN, []),
        (date(2026, 3, 8), time(2, 0), EASTERN, ["news.no_such_hour"]),
        (date(2026, 3, 8), time(2, 59), EASTERN, ["news.no_such_hour"]),
        (date(2026, 3, 8), time(3, 0), EASTERN, []),
        (date(2026, 11, 1), time(0, 59), EASTERN, []),
        (date(2026, 11, 1), time(1, 0), EASTERN, ["news.hour_twice"]),
        (date(2026, 11, 1), time(1, 59), EASTERN, ["news.hour_twice"]),
        (date(2026, 11, 1), time(2, 0), EASTERN, []),
        (date(2026, 3, 8), time(2, 30), PUERTO_RICO, []),
        (date(2026, 11, 1), time(1, 30), PUERTO_RICO, []),
    ],
)
def test_a_time_names_one_moment_or_is_refused(day, hour, zone, fault):
    """Source: NEW-2. Daylight saving, where the help desk is."""
    assert codes(hour_faults(day, hour, zone)) == fault


def test_a_day_that_is_longer_or_shorter_keeps_its_hours():
    """Source: NEW-2."""
    assert moment(date(2026, 3, 8), time(1, 0), EASTERN) == datetime(2026, 3, 8, 6, 0, tzinfo=UTC)
    assert moment(date(2026, 3, 8), time(8, 0), EASTERN) == datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "fault"),
    [
        (0, 1, None),
        (-5, 1, None),
        (1, 1, "news.ends_before"),
        (2, 1, "news.ends_before"),
        (-2, 0, "news.is_over"),
        (0, 366, None),
        (0, 367, "news.too_far"),
        (367, 368, "news.too_far"),
    ],
)
def test_it_is_shown_for_a_while_that_is_still_to_come(starts, ends, fault):
    """Source: NEW-2."""
    days = timedelta(days=1)
    faults = schedule_faults(AT + starts * days, AT + ends * days, RULES, at=AT)
    assert codes(faults) == ([f"until_day: {fault}"] if fault else [])


def test_kinds_and_audiences_are_from_the_lists():
    """Source: NEW-2."""
    assert codes(choice_faults("outage", "everybody", {"everybody"})) == []
    assert codes(choice_faults("party", "role:none", {"everybody"})) == [
        "kind: news.kind_unknown",
        "audience: news.audience_unknown",
    ]


@pytest.mark.parametrize(
    ("reach_seen", "reach", "refused"),
    [(0, 10, False), (0, 11, True), (1000, 1050, False), (1000, 1051, True), (1000, 3, False)],
)
def test_a_preview_stands_for_so_many_people(reach_seen, reach, refused):
    """Source: NEW-2. Whom it concerns comes and goes; a whole audience more is a surprise."""
    faults = preview_faults(seen="a", now="a", reach_seen=reach_seen, reach=reach, rules=RULES)
    assert codes(faults) == (["news.reaches_more"] if refused else [])


def test_a_preview_stands_for_each_letter():
    """Source: NEW-2."""
    said = Content("change", "everybody", Words("a", "b", "c", "d"), AT, AT + timedelta(days=1))
    one, other = (fingerprint(replace(said, words=Words(*words, "c", "d"))) for words in (("a", "b"), ("ab", "")))
    faults = preview_faults(seen=one, now=other, reach_seen=5, reach=5, rules=RULES)
    assert codes(faults) == ["news.not_as_seen"]


def test_what_is_published_is_never_changed():
    """Source: NEW-2, AUD-1."""
    assert sorted(move for state, move in ANNOUNCEMENT.moves if state == "published") == ["replace", "withdraw"]
