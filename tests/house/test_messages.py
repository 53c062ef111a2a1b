"""Translations: every sentence that people read is found, wherever it is said."""

import io
import re

import pytest
from babel.messages.pofile import read_po

from workshop import CHECKOUT
from workshop.messages import bring_up, sentences

pytestmark = pytest.mark.once

CATALOGUES = sorted((CHECKOUT / "src").rglob("django.po"))
PLACE = re.compile(r"%\(\w+\)s|</?strong>")

PAGE = """{% load i18n %}
{% block title %}{% translate "Sign In" %}{% endblock %}
    {% blocktranslate with name=help_desk.name %}Need help? Contact the {{ name }}{% endblocktranslate %}
  {% blocktranslate count n=waiting %}{{ n }} request waits{% plural %}{{ n }} requests wait{% endblocktranslate %}
"""
CODE = """
own = declare_reason("request.own", gettext_noop("Nobody decides "
    "on their own request."))
shown = gettext(each.label)
"""


def test_templates_and_code_give_up_their_sentences():
    """Source: NEW-5."""
    assert list(sentences(PAGE, is_template=True)) == [
        ("Sign In", None),
        ("Need help? Contact the %(name)s", None),
        (("%(n)s request waits", "%(n)s requests wait"), None),
    ]
    assert list(sentences(CODE, is_template=False)) == [("Nobody decides on their own request.", None)]


def test_translations_stand_while_the_pages_change(tmp_path):
    """Source: NEW-5. What is gone is dropped, what is new is empty, what stood stays."""
    file = tmp_path / "django.po"
    bring_up(file, "es", [("a.html", ("Next", None)), ("a.html", ("Back", None))], checking=False)
    file.write_text(file.read_text().replace('msgid "Next"\nmsgstr ""', 'msgid "Next"\nmsgstr "Siguiente"'))

    behind = bring_up(file, "es", [("b.html", ("Next", None)), ("b.html", ("Submit", None))], checking=False)

    assert behind
    assert 'msgid "Next"\nmsgstr "Siguiente"' in file.read_text()
    assert 'msgid "Submit"\nmsgstr ""' in file.read_text()
    assert "Back" not in file.read_text()
    assert file.with_suffix(".mo").is_file()
    assert not bring_up(file, "es", [("b.html", ("Next", None)), ("b.html", ("Submit", None))], checking=True)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_every_translation_has_the_places_of_its_sentence(file):
    """Source: NEW-5. Reading: a place that is missing or misspelled would break the page in that language only."""
    catalogue = read_po(io.BytesIO(file.read_bytes()))

    wrong = [
        said
        for message in catalogue
        if message.id
        for said in _each(message.string)
        if said and set(PLACE.findall(said)) != set(PLACE.findall(_each(message.id)[0]))
    ]

    assert len(catalogue) > 100
    assert wrong == []


def _each(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words or [])  # type: ignore[call-overload]
