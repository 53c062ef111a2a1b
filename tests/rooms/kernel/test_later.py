"""Libraries that are loaded when they are first asked for."""

import sys

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
