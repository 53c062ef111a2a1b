"""Libraries that are loaded when they are first asked for."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from vestibule.kernel.later import later

NAME = "colorsys"  # a small module of Python's own, which nothing here needs


def test_a_library_is_loaded_when_something_of_it_is_asked_for(monkeypatch):
    """And not when it is named; what a test puts in its place is met."""
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    put_off = later(NAME)
    assert NAME not in sys.modules

    assert put_off.rgb_to_hls(0, 0, 0) == (0.0, 0.0, 0.0)
    monkeypatch.setattr(sys.modules[NAME], "rgb_to_hls", lambda *_: "another")
    assert put_off.rgb_to_hls(0, 0, 0) == "another"


def test_what_a_library_does_not_have_is_missed_as_ever():
    """By Python's own error."""
    with pytest.raises(AttributeError, match="no attribute 'nothing_such'"):
        _ = later(NAME).nothing_such


def test_nobody_meets_a_library_that_another_thread_has_half_loaded(tmp_path, monkeypatch):
    """Whoever comes second waits."""
    (tmp_path / "slow_library.py").write_text("import time\ntime.sleep(0.3)\nword = 'whole'\n")
    monkeypatch.syspath_prepend(tmp_path)
    put_off = later("slow_library")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: put_off.word, range(4))) == ["whole"] * 4
    del sys.modules["slow_library"]
