"""How ``vestibule walk`` is told of a demo: by its file, named with an option or without."""

import argparse

import pytest

from vestibule.cli import walk

pytestmark = pytest.mark.once


@pytest.mark.parametrize("words", [["away.json"], ["--demo", "away.json"]])
def test_a_file_is_taken_with_and_without_its_option(words):
    """What is wrong with it is said with what to type."""
    with pytest.raises(SystemExit, match=r"no away\.json: .* name its file: vestibule walk var/demo/demo\.json\."):
        _walk(words)


def test_of_two_files_none_is_taken():
    with pytest.raises(SystemExit, match=r"one\.json or two\.json\? Name one"):
        _walk(["one.json", "--demo", "two.json"])


def _walk(words: list[str]) -> None:
    parser = argparse.ArgumentParser()
    walk.add_arguments(parser)
    walk.run(parser.parse_args(words))
