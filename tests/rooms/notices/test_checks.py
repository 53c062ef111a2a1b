"""A mail that can't be written is noticed at start, not when a deed depends on it."""

import pytest

from vestibule.notices.checks import faults_of_notice, notice_faults

WHOLE = {
    "subject.txt": "Hello",
    "body.txt": "Hello",
    "body.html": '{% extends "notices/base.html" %}{% block content %}<p>Hello</p>{% endblock %}',
}


def test_every_shipped_notice_can_be_written():
    """Source: NEW-1."""
    assert notice_faults() == []


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"body.html": None}, "The notice desk/greeting has no body.html."),
        ({"body.txt": "{% if %}"}, "The notice desk/greeting has a body.txt that can't be read"),
        (
            {"body.html": '{% extends "notices/base.html" %}{% block body %}<p>Hello</p>{% endblock %}'},
            "The notice desk/greeting has a body.html that can't be read: its frame has no block body.",
        ),
    ],
)
def test_a_notice_that_would_be_mailed_without_its_words_is_named(broken, sentence, tmp_path, settings):
    """Source: NEW-1."""
    folder = tmp_path / "notices/desk/greeting"
    folder.mkdir(parents=True)
    for part, words in (WHOLE | broken).items():
        if words is not None:
            (folder / part).write_text(words)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    [fault] = faults_of_notice("desk/greeting", folder)

    assert fault.startswith(sentence)
