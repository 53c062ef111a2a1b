"""What is constant in a template is drawn once for each language, and nothing else is."""

from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.template.base import Template
from django.utils import translation

from vestibule.web.settled import Settled, settle

PERSONAL = [
    "{{ name }}",
    "{% csrf_token %}",
    "{% translate name %}",
    "{% blocktranslate %}Dear {{ name }}{% endblocktranslate %}",
    "{% blocktranslate with who=person.name %}Dear {{ who }}{% endblocktranslate %}",
    "{% if live %}in{% endif %}",
    "{% if text_size == name %}in{% endif %}",
    "{% if not help_desk %}{{ name }}{% endif %}",
    "{{ help_desk.name|default:name }}",
    "{{ text_size.secret }}",
    "{% url 'sign-in' as address %}",
    "{% translate 'Home' as words %}",
    "{% for one in many %}{% endfor %}",
    "{% now 'Y' %}",
]


def _engine() -> Engine:
    django: Any = engines["django"]
    engine: Engine = django.engine
    return engine


def _template(text: str) -> Template:
    return Template("{% load i18n pages static %}" + text, engine=_engine())


def _settled(text: str) -> Template:
    template = _template(text)
    settle(template.nodelist)
    return template


@pytest.mark.once
@pytest.mark.parametrize("text", PERSONAL)
def test_what_depends_on_who_asks_is_drawn_for_each(text):
    """Source: SIG-7. A CSRF token or a name that was kept would be shown to somebody else."""
    assert len([node for node in _settled(text).nodelist if not isinstance(node, Settled)]) == 1


@pytest.mark.once
def test_constants_are_drawn_once_for_each_language_and_size():
    """Source: NEW-5."""
    text = (
        "<p>{% translate 'Home' %}</p>{% icon 'phone' %}{% static 'web/mark.svg' %}{% url 'sign-in' %}"
        "{% if text_size == 'large' %}A{% else %}a{% endif %}{{ help_desk.name }}"
        "{% blocktranslate with name=help_desk.name %}Need help? Contact the {{ name }}{% endblocktranslate %}"
    )
    template, plain = _settled(text), _template(text)
    assert [type(node) for node in template.nodelist] == [Settled]
    for language in ("en", "es", "en"):
        for size in ("normal", "large"):
            known = {"text_size": size, "help_desk": {"name": "Desk & Co"}}
            with translation.override(language):
                assert template.render(Context(known)) == plain.render(Context(known))
                assert template.render(Context(known, autoescape=False)) == plain.render(
                    Context(known, autoescape=False)
                )


@pytest.mark.once
def test_what_was_drawn_without_a_name_it_needs_is_not_kept():
    """Source: HLP-4."""
    template = _settled("{{ help_desk.name }}")
    assert template.render(Context({})) == ""
    assert template.render(Context({"help_desk": {"name": "Desk"}})) == "Desk"


@pytest.mark.once
def test_the_pages_of_the_house_are_settled():
    """Source: NEW-5. As it is loaded, a page has its frame drawn together."""
    page = _engine().get_template("web/components/footer.html")
    assert any(isinstance(node, Settled) for node in page.nodelist)


@pytest.mark.once
def test_an_address_that_gets_a_name_has_it_at_each_showing():
    template = _settled("{% url 'sign-in' as way %}{% url kind as other %}{{ way }} {{ other }}")
    assert [type(node).__name__ for node in template.nodelist[:3]] == ["Settled", "SettledAddress", "URLNode"]
    shown = [template.render(Context({"kind": kind})) for kind in ("home", "sign-out", "home")]
    assert shown == ["/ /home", "/ /sign-out", "/ /home"]
