"""Every fact can be told: a sentence for each that is about a person, an organization or a case."""

from dataclasses import fields
from importlib import import_module
from pkgutil import walk_packages

import pytest

import vestibule
from vestibule.desk.sentences import SENTENCES
from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.facts import SUBJECTS, Fact, complete, known_facts

pytestmark = pytest.mark.once

TOLD_BY = {"person_id", "organization_id", *SUBJECTS}


@pytest.fixture(scope="module", autouse=True)
def every_fact():
    """Import all events, so that every fact is known."""
    for module in walk_packages(vestibule.__path__, "vestibule."):
        if module.name.endswith(".events"):
            import_module(module.name)


def ours() -> dict[str, type[Fact]]:
    """Return the facts that rooms declare."""
    return {name: fact for name, fact in known_facts().items() if fact.__module__.startswith("vestibule.")}


def held(fact: type[Fact]) -> set[str]:
    """Return what a fact holds."""
    complete(fact)
    return {each.name for each in fields(fact)}


def lacking(sentence: Sentence, fact: type[Fact]) -> set[str]:
    """Return what a sentence speaks of and its fact doesn't hold."""
    return sentence.fields - held(fact)


def test_each_fact_about_somebody_or_something_has_a_sentence():
    """Source: HLP-2, AUD-1. A fact that can't be told would be a hole in a story."""
    untold = [name for name, fact in ours().items() if held(fact) & TOLD_BY and name not in SENTENCES]
    assert untold == []


def test_no_sentence_speaks_of_what_its_fact_does_not_hold():
    """Source: AUD-1."""
    wrong = {
        name: lack for name, told in SENTENCES.items() if (fact := ours().get(name)) and (lack := lacking(told, fact))
    }
    assert wrong == {}


def test_there_is_no_sentence_for_a_fact_that_is_no_more():
    """Nor one whose name is misspelt."""
    assert [name for name in SENTENCES if name not in ours()] == []


def test_sentences_are_whole():
    """They begin with a capital or a name, end with a stop, and hold no place that isn't a plain one."""
    odd = [
        name
        for name, told in SENTENCES.items()
        if not told.text.endswith(".")
        or not (told.text[0].isupper() or told.text.startswith("%("))
        or "%s" in told.text
    ]
    assert odd == []


def test_a_sentence_that_speaks_of_too_much_would_be_found():
    """The check above can fail."""

    class Waved(Fact, name="test.waved", rules=("AUD-1",)):
        """Somebody waved."""

    assert lacking(Sentence("%(person)s waved with %(hand)s.", {"mood": {}}), Waved) == {"person_id", "hand", "mood"}
