"""The forms of registration and enrolment, and what their answers mean to the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.http import HttpRequest

from vestibule.accounts.policy.checklist import Line, password_lines, user_id_lines
from vestibule.accounts.policy.questions import MOST, QUESTIONS
from vestibule.accounts.policy.registration import LABELS, LONGEST_LINE, LONGEST_NAME, Contact, Personal
from vestibule.accounts.submission import Chosen
from vestibule.kernel.addresses import STATES
from vestibule.kernel.addresses import zip_code as full_zip_code
from vestibule.kernel.reasons import Reason, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.telephones import telephone_number as full_telephone_number
from vestibule.signin.policy.entering import LONGEST_PASSWORD
from vestibule.web.forms import Check, Choice, Field, Filled, Form, Kind

# The rules speak about length themselves, in their own words; the form lets every length through to them.
_ANY_LENGTH = 100_000_000

PERSONAL = Form(
    (
        Field("first_name", LABELS["first_name"], autocomplete="given-name", most=LONGEST_NAME),
        Field("middle_name", LABELS["middle_name"], autocomplete="additional-name", required=False, most=LONGEST_NAME),
        Field("last_name", LABELS["last_name"], autocomplete="family-name", most=LONGEST_NAME),
        Field(
            "suffix",
            LABELS["suffix"],
            hint=gettext_noop("For example, Jr. or III"),
            autocomplete="honorific-suffix",
            required=False,
            most=LONGEST_NAME,
            width="sm",
        ),
        Field(
            "birth_date",
            gettext_noop("Date of birth"),
            Kind.DATE,
            hint=gettext_noop("For example, January 19 1970"),
            autocomplete="bday",
        ),
        Field(
            "email",
            gettext_noop("Email address"),
            Kind.EMAIL,
            hint=gettext_noop("A code is sent to it at your first sign-in."),
            autocomplete="email",
            most=_ANY_LENGTH,
        ),
        Field("terms", gettext_noop("I agree to the terms and conditions"), Kind.CHECKBOX),
    )
)

CONTACT = Form(
    (
        Field("address_line_1", LABELS["address_line_1"], autocomplete="address-line1", most=LONGEST_LINE),
        Field(
            "address_line_2", LABELS["address_line_2"], autocomplete="address-line2", required=False, most=LONGEST_LINE
        ),
        Field("city", LABELS["city"], autocomplete="address-level2", most=LONGEST_LINE),
        Field(
            "state",
            gettext_noop("State/territory"),
            Kind.SELECT,
            autocomplete="address-level1",
            choices=tuple(Choice(code, name) for code, name in STATES.items()),
        ),
        Field(
            "zip_code",
            gettext_noop("ZIP code"),
            hint=gettext_noop("Five digits, or nine as in 32202-1234"),
            autocomplete="postal-code",
            width="sm",
            most=_ANY_LENGTH,
        ),
        Field(
            "telephone",
            gettext_noop("Primary contact telephone number"),
            Kind.TELEPHONE,
            hint=gettext_noop("With the area code, for example 904-555-0123"),
            autocomplete="tel-national",
            width="md",
            most=_ANY_LENGTH,
        ),
    )
)


QUESTION = (
    Field(
        "security_question",
        gettext_noop("Security question"),
        Kind.SELECT,
        choices=tuple(Choice(code, words) for code, words in QUESTIONS.items()),
    ),
    Field(
        "security_answer",
        gettext_noop("Security answer"),
        hint=gettext_noop("Capital letters and spaces make no difference."),
        autocomplete="off",
        most=MOST,
    ),
)


CURRENT_PASSWORD = Field(
    "current_password",
    gettext_noop("Current password"),
    Kind.PASSWORD,
    autocomplete="current-password",
    most=LONGEST_PASSWORD,
)


def credentials_form(*, with_user_id: bool = True) -> Form:
    """Return what the last page asks for under the profile in force. Source: ACC-1, ACC-9, ACC-10 (APP 4)."""
    book = rulebook()
    user_id = Field(
        "user_id",
        gettext_noop("User ID"),
        autocomplete="username",
        checks=_checks(user_id_lines(book.user_id)),
        most=_ANY_LENGTH,
    )
    password, confirmed = _password_fields(gettext_noop("Password"))
    asked = QUESTION if book.registration.security_question else ()
    return Form((*((user_id,) if with_user_id else ()), password, confirmed, *asked))


def new_password_form(*, with_current: bool = False) -> Form:
    """Return what is asked for a new password: with the current one, or after a recovery. Source: ACC-4, ACC-9."""
    fields = _password_fields(gettext_noop("New password"))
    return Form((CURRENT_PASSWORD, *fields) if with_current else fields)


def _password_fields(label: str) -> tuple[Field, Field]:
    password = Field(
        "password",
        label,
        Kind.PASSWORD,
        autocomplete="new-password",
        checks=_checks(password_lines(rulebook().password)),
        most=_ANY_LENGTH,
    )
    return password, replace(password, name="confirm_password", label=gettext_noop("Confirm New Password"), checks=())


def personal_of(typed: Mapping[str, str]) -> Personal:
    """Return what was typed on the first page as the rules know it."""
    return Personal(
        first_name=typed.get("first_name", ""),
        middle_name=typed.get("middle_name", ""),
        last_name=typed.get("last_name", ""),
        suffix=typed.get("suffix", ""),
        birth_date=date.fromisoformat(typed["birth_date"]) if typed.get("birth_date") else None,
        email=typed.get("email", ""),
        terms_version=typed.get("terms_version", ""),
    )


def contact_of(typed: Mapping[str, str]) -> Contact:
    """Return what was typed on the second page as the rules know it; what can be read is written in full."""
    zip_code, telephone = typed.get("zip_code", ""), typed.get("telephone", "")
    return Contact(
        address_line_1=typed.get("address_line_1", ""),
        address_line_2=typed.get("address_line_2", ""),
        city=typed.get("city", ""),
        state=typed.get("state", ""),
        zip_code=full_zip_code(zip_code) or zip_code,
        telephone=full_telephone_number(telephone) or telephone,
    )


def chosen_of(request: HttpRequest, user_id: str = "") -> Chosen:
    """Return what was typed on the last page as the rules know it; ``user_id`` where it was given to one before.

    Source: ACC-3, ACC-4. Reading: the form shows no invisible characters again, but the rules name them, so they see
    what was sent.
    """
    typed = request.POST
    return Chosen(
        user_id=user_id or typed.get("user_id", ""),
        password=typed.get("password", ""),
        confirmed=typed.get("confirm_password", ""),
        question=typed.get("security_question", ""),
        answer=typed.get("security_answer", ""),
    )


def judged(form: Filled, reasons: Iterable[Reason]) -> Filled:
    """Return a form with what the rules say: they know better, except where nothing was given at all."""
    absent = {fault.field for fault in form.faults if fault.code in _ABSENT}
    ruled = [reason for reason in reasons if reason.field not in absent]
    spoken = {reason.field for reason in ruled}
    kept = [fault for fault in form.faults if fault.field not in spoken]
    order = [each.name for each in form.form.fields]
    faults = sorted([*kept, *ruled], key=lambda fault: order.index(fault.field) if fault.field in order else -1)
    return replace(form, faults=tuple(faults))


_ABSENT = {"form.missing", "form.not_ticked", "form.not_chosen", "form.date_incomplete", "form.date_impossible"}


def _checks(lines: Iterable[Line]) -> tuple[Check, ...]:
    return tuple(Check(line.code, line.sentence, line.values) for line in lines)
