"""What rooms declare at start, looked at as a whole: facts, reasons, notices."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import vestibule
from vestibule.kernel.facts import Code, Fact, field_faults, known_facts
from vestibule.kernel.reasons import declared_reasons

pytestmark = pytest.mark.once

NOUN_WHAT = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*")
EVERYWHERE = {"move_not_open", "too_many"}  # reasons of the kernel, said of any noun


@pytest.fixture(scope="module", autouse=True)
def every_module():
    """Import all of Vestibule, so that whatever is declared is declared; each module must import."""
    for module in walk_packages(vestibule.__path__, "vestibule."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            import_module(module.name)


def ours() -> list[type[Fact]]:
    """Return the facts that rooms declare."""
    return [fact for fact in known_facts().values() if fact.__module__.startswith("vestibule.")]


def test_facts_hold_no_personal_data():
    """Ids and codes only. Source: AUD-1."""
    assert [fault for fact in ours() for fault in field_faults(fact)] == []


def test_a_fact_that_could_hold_free_text_would_be_found():
    """The check above can fail. Source: AUD-1."""

    class Loose(Fact, name="test.loose", rules=("AUD-1",)):
        words: str
        kind: Code

    assert field_faults(Loose) == ["test.loose.words"]


def test_facts_are_named_after_their_room_and_cite_rules():
    """``access.request_approved`` stands in ``vestibule.access`` and says which rule it follows."""
    wrong = [fact.name for fact in ours() if fact.name.split(".")[0] != fact.__module__.split(".")[1] or not fact.rules]
    assert wrong == []


def test_reasons_have_stable_codes_and_whole_sentences():
    """``noun.what``, and a sentence that ends."""
    odd = [
        code
        for code, reason in declared_reasons().items()
        if not (NOUN_WHAT.fullmatch(code) or code in EVERYWHERE) or not reason.sentence.rstrip("”").endswith((".", "?"))
    ]
    assert odd == []


def kinds_named() -> set[str]:
    """Return the kinds of mail that rooms' ``notices`` name: ``room/what_it_says``."""
    package = Path(vestibule.__path__[0])
    texts = [file.read_text() for each in ("*/notices.py", "*/notices/*.py") for file in sorted(package.glob(each))]
    return {found for text in texts for found in re.findall(r'"([a-z]+/[a-z_]+)"', text)}


def kinds_written() -> dict[str, set[str]]:
    """Return the kinds of mail that have templates, each with its parts."""
    folders = Path(vestibule.__path__[0]).glob("*/templates/notices/*/*/")
    return {f"{folder.parent.name}/{folder.name}": {part.name for part in folder.iterdir()} for folder in folders}


def test_each_mail_has_a_subject_and_two_bodies():
    """Source: NEW-1. A mail that can't be made would undo the deed that causes it."""
    written = kinds_written()
    assert kinds_named()
    whole = ({"subject.txt", "body.txt", "body.html"}, {"text.txt"})  # of a mail, of a text message or a call
    assert {kind: parts for kind, parts in written.items() if parts not in whole} == {}
    assert kinds_named() == set(written)
