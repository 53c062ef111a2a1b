"""A GET changes nothing, with one exception that a protocol prescribes, in one place."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.once

SOURCE = Path(__file__).resolve().parents[2] / "src"


def places(word: str) -> list[str]:
    """Return the files that use a word, the one that defines it aside."""
    return sorted(
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if word in file.read_text() and file.name != "spine.py"
    )


def test_the_one_exception_stands_at_the_door_of_openid_connect():
    """Decision 0003: issuing a code, or remembering that it was refused, is the only deed of a GET."""
    assert places("protocol_step") == ["vestibule/web/oidc/authorize.py"]
    door = (SOURCE / "vestibule/web/oidc/authorize.py").read_text()
    assert door.count("with protocol_step()") == 1
