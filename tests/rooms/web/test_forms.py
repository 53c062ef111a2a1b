"""Forms: what no field may hold is refused, everything else comes back as it was typed."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import processor_seconds
from vestibule.kernel.reasons import Reason, Refused
from vestibule.web.fields import field
from vestibule.web.forms import Check, Choice, Field, Form, Kind, sentence, show
from vestibule.web.templatetags.pages import error_summary

FORM = Form(
    (
        Field("first_name", "First name", most=20),
        Field("suffix", "Suffix", required=False),
        Field("birth_date", "Date of birth", Kind.DATE, autocomplete="bday"),
        Field("password", "Password", Kind.PASSWORD, checks=(Check("password.digit", "at least one digit"),)),
        Field("state", "State/territory", Kind.SELECT, choices=(Choice("FL", "Florida"), Choice("PR", "Puerto Rico"))),
        Field("reason", "Reason for request", Kind.AREA, most=500, hint="e.g., access to Medicare data"),
        Field("code", "Enter Code", Kind.CODE),
        Field("terms", "Agree to terms and conditions", Kind.CHECKBOX),
    )
)
GOOD = {
    "first_name": "Ann",
    "birth_date_month": "2",
    "birth_date_day": "29",
    "birth_date_year": "1980",
    "password": " a password ",
    "state": "PR",
    "reason": "Claims.\r\nEvery day.",
    "code": "123 456",
    "terms": "yes",
    "move": "next",
}


def said(sent: dict[str, str]) -> list[str]:
    return [str(fault) for fault in FORM.read({**GOOD, **sent}).faults]


def test_what_was_sent_is_read_as_it_counts():
    """Source: ACC-1. Texts are trimmed, passwords never, codes lose the spaces that people paste with them."""
    form = FORM.read({**GOOD, "first_name": "  Ann "})

    assert form.ready
    assert form.pressed == "next"
    assert (form["first_name"], form["password"], form["code"]) == ("Ann", " a password ", "123456")
    assert form["reason"] == "Claims.\nEvery day."
    assert form.date("birth_date") == date(1980, 2, 29)
    assert form.ticked("terms")


@pytest.mark.parametrize(
    ("sent", "sentence_said"),
    [
        ({"first_name": "   "}, "First name is required."),
        ({"first_name": "A" * 21}, "First name can have 20 characters at most; you entered 21."),
        ({"first_name": "Ann\x00"}, "First name has an invisible or damaged character in it. Please type it again."),
        ({"first_name": "A\u200bnn"}, "First name has an invisible or damaged character in it. Please type it again."),
        ({"first_name": "Ann\nLee"}, "First name has an invisible or damaged character in it. Please type it again."),
        ({"password": "sec\x7fret"}, "Password has an invisible or damaged character in it. Please type it again."),
        ({"state": "ZZ"}, "Choose one of the answers offered: State/territory."),
        ({"state": ""}, "Choose an answer: State/territory."),
        ({"terms": ""}, "To go on, tick the box “Agree to terms and conditions”."),
        ({"birth_date_day": "30"}, "Date of birth is not a date in the calendar."),
        ({"birth_date_day": "²"}, "Date of birth is not a date in the calendar."),
        ({"birth_date_year": "0"}, "Date of birth is not a date in the calendar."),
        ({"birth_date_day": ""}, "Date of birth needs a month, a day and a year."),
        (
            {"birth_date_day": "", "birth_date_month": "", "birth_date_year": ""},
            "Date of birth is required.",
        ),
    ],
)
def test_what_no_field_may_hold_is_refused_by_name(sent, sentence_said):
    """Source: ACC-9. Reading: what rules can't judge is refused where it is read, in one way for all fields."""
    assert said(sent) == [sentence_said]


def test_bytes_that_are_no_utf8_are_refused():
    """Source: ACC-9."""
    sent = QueryDict(b"first_name=A%ff%fenn", mutable=True)
    sent.update({name: value for name, value in GOOD.items() if name != "first_name"})

    form = FORM.read(sent)

    assert [fault.code for fault in form.faults] == ["form.unreadable"]
    assert form["first_name"] == "Ann"


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=300)))
def test_nothing_that_can_be_sent_breaks_a_form(sent):
    """Source: ACC-9. Whatever arrives, the page can be shown again, and nothing in it is markup of the sender's."""
    form = FORM.read({**GOOD, **sent})

    shown = "".join(field(form, each) for each in FORM.fields) + error_summary(form)

    assert "\x00" not in shown
    assert shown.count("<script") == 0
    assert FORM.blank(form.parked()).values.keys() == form.values.keys()


@pytest.mark.timed
def test_a_megabyte_in_a_field_costs_next_to_nothing():
    """Source: ACC-4. It gets its sentence, and neither the check nor the page grows with it."""
    sent = {**GOOD, "first_name": "x" * 1_000_000, "password": "y" * 1_000_000}
    form = FORM.read(sent)
    page = field(form, FORM.named("first_name"))

    assert processor_seconds(lambda: field(FORM.read(sent), FORM.named("first_name"))) < 0.1
    assert [fault.code for fault in form.faults] == ["form.too_long", "form.too_long"]
    assert len(page) < 15_000


def test_what_was_typed_comes_back_escaped_and_passwords_never():
    """Source: ACC-1."""
    form = FORM.read({**GOOD, "first_name": '"><b>Ann', "code": "", "password": "Sesame-open-123"})

    assert 'value="&quot;&gt;&lt;b&gt;Ann"' in field(form, FORM.named("first_name"))
    assert "Sesame" not in field(form, FORM.named("password"))
    assert "password" not in form.parked()


def test_parked_values_are_initial_values_again():
    """Source: ACC-1. Going back loses nothing: half a date and an empty box too."""
    form = FORM.read({**GOOD, "birth_date_day": "", "terms": ""})

    again = FORM.blank(form.parked())

    assert again["first_name"] == "Ann"
    assert again["birth_date_month"] == "2"
    assert again["birth_date_day"] == ""
    assert not again.ticked("terms")
    assert not again.faults
    assert FORM.blank({"birth_date": date(1980, 2, 3)})["birth_date_day"] == "3"


def test_a_reason_stands_beside_its_field_and_on_top_with_a_link():
    """Source: ACC-9. A refusal names the rule; what belongs to no field stands on top only."""
    beside = Reason("x.state", "Not %(state)s.", field="birth_date", values={"state": "today"})
    form = FORM.read(GOOD).refused(Refused(beside, Reason("x.all", "Not at all.")))

    shown, summary = field(form, FORM.named("birth_date")), error_summary(form)

    assert "Not today." in shown
    assert 'aria-describedby="birth_date-error"' in shown
    assert '<a href="#birth_date_month">Not today.</a>' in summary
    assert "<li>Not at all.</li>" in summary
    assert 'role="alert"' in summary


def test_a_sentence_is_said_in_the_visitors_language():
    """Source: NEW-5. The label inside it too, and what a person typed is never looked up."""
    fault = FORM.read({**GOOD, "first_name": ""}).faults[0]
    label = Reason("x", "%(label)s is required.", values={"label": "Password"})
    typed = Reason("x", "%(part)s", values={"part": "Password"})

    with translation.override("es"):
        assert sentence(fault) == "Falta completar: Nombre."
        assert sentence(label) == "Falta completar: Contraseña."
        assert sentence(typed) == "Password"


@pytest.mark.timed
def test_a_page_of_eight_fields_stays_under_four_milliseconds(rf: RequestFactory):
    """Source: ACC-9. Fields are drawn without templates: they are what pages spend most of their time on."""
    request = rf.get("/")
    form = FORM.read({**GOOD, "first_name": ""})
    show(request, "web/errors/404.html", form)

    def draw() -> None:
        "".join(field(form, each) for each in FORM.fields)
        show(request, "web/errors/404.html", form)

    assert processor_seconds(draw, times=30) < 0.004
