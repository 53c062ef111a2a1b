"""The scene with all addresses, set once for all tests of a file that let the same somebody knock."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine

from tests.journeys.everywhere import Scene, a_scene, undone
from tests.people import AT


@pytest.fixture(scope="module")
def built(who: str, stage: None) -> Iterator[Scene]:
    """Set the scene with somebody; ``who`` is a parameter of the tests, with the scope of a module."""
    with undone():
        with time_machine.travel(AT):
            scene = a_scene(who)
        yield scene


@pytest.fixture
def scene(built: Scene) -> Scene:
    """Return the scene as it was set, with a browser of this test's own."""
    return replace(built, browser=built.same_browser())
