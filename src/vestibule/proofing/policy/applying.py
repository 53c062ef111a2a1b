"""What somebody says of themself to be verified, and how often they may try."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from vestibule.accounts.policy.registration import (
    Contact,
    Personal,
    birth_date_faults,
    contact_faults,
    names_faults,
)
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import ProofingRules
from vestibule.proofing.policy.naming import given_names, given_names_agree, suffixes_agree, surname
from vestibule.proofing.ports import Applicant

WINDOW = timedelta(hours=24)
CALLS_A_DAY = 10  # asking again by the reference, after a call
_SSN_SEPARATORS = str.maketrans("", "", "- \u2010\u2011\u2013")

NO_SSN = declare_reason(
    "proofing.no_ssn",
    gettext_noop("A Social Security number has nine digits, such as 000-12-3456. You may leave it out."),
    rule="PRF-2",
    field="ssn",
)
NOT_YOUR_NAME = declare_reason(
    "proofing.not_your_name",
    gettext_noop(
        "This isn't the legal name in your profile, and only you yourself can be verified here. The help desk corrects "
        "a profile that is wrong."
    ),
    rule="PRF-1",
)
NOT_YOUR_BIRTH_DATE = declare_reason(
    "proofing.not_your_birth_date",
    gettext_noop("This isn't the date of birth in your profile. The help desk corrects a profile that is wrong."),
    rule="PRF-1",
    field="birth_date",
)
ATTEMPTS_USED_UP = declare_reason(
    "proofing.attempts_used_up",
    gettext_noop(
        "You have tried %(most)s times within 24 hours, which is as often as you may. The next try is possible a day "
        "after the first of these. You can call with your Review Reference Number, or ask the help desk, meanwhile."
    ),
    rule="PRF-3",
)
CALLS_USED_UP = declare_reason(
    "proofing.calls_used_up",
    gettext_noop(
        "The service was asked about your number %(most)s times within 24 hours. Try again tomorrow, or ask the help "
        "desk to verify you."
    ),
    rule="PRF-4",
)
ALREADY_ASKING = declare_reason(
    "proofing.already_asking",
    gettext_noop("The service is being asked at this moment, perhaps from another window of yours."),
    rule="PRF-3",
)
ENTERED_BEFORE_CHANGE = declare_reason(
    "proofing.entered_before_change",
    gettext_noop(
        "The legal name or date of birth in your profile was changed after you entered this. Correct what you entered."
    ),
    rule="ACC-13",
)
SENT_BEFORE = declare_reason(
    "proofing.sent_before",
    gettext_noop("This page was sent before, or in another window. It was not sent again, and cost no attempt."),
    rule="PRF-3",
)


def applicant_faults(applicant: Applicant, *, today: date) -> list[Reason]:
    """List why the service can't be asked with what somebody entered. Source: PRF-2 (APP 12)."""
    return [
        *names_faults(_personal(applicant)),
        *birth_date_faults(applicant.birth_date, today=today),
        *([] if not applicant.ssn or ssn_digits(applicant.ssn) else [NO_SSN()]),
        *contact_faults(_contact(applicant)),
    ]


def own_identity_faults(applicant: Applicant, account: Personal) -> list[Reason]:
    """List where what somebody entered isn't who their account belongs to.

    Source: PRF-1, ACC-13 (APP 12). Reading: else one person could be verified in another's account. A middle name or a
    suffix may be added or left out, as the bureau has it; an account without a date of birth takes the one entered.
    """
    faults = []
    mine = given_names(applicant.first_name, applicant.middle_name)
    if not given_names_agree(mine, given_names(account.first_name, account.middle_name)):
        faults.append(NOT_YOUR_NAME().on("first_name"))
    if surname(applicant.last_name) != surname(account.last_name):
        faults.append(NOT_YOUR_NAME().on("last_name"))
    if not suffixes_agree(applicant.suffix, account.suffix):
        faults.append(NOT_YOUR_NAME().on("suffix"))
    if account.birth_date is not None and applicant.birth_date != account.birth_date:
        faults.append(NOT_YOUR_BIRTH_DATE())
    return faults


def ssn_digits(text: str) -> str | None:
    """Return the nine digits of a Social Security number, or nothing where it can't be one.

    Source: PRF-2, PRF-7. Reading: whether it was ever issued is the bureau's to know.
    """
    digits = text.strip().translate(_SSN_SEPARATORS)
    return digits if len(digits) == 9 and digits.isascii() and digits.isdigit() else None


def attempt_faults(answered: Sequence[datetime], *, rules: ProofingRules, at: datetime) -> list[Reason]:
    """List why the service can't be asked once more. Source: PRF-3 (APP 12-13).

    Reading: [3] attempts within any 24 hours, counted from their answers; one that was never answered, by an outage or
    a crash, costs nothing. Exactly 24 hours after an answer the next is allowed.
    """
    used = sum(moment > at - WINDOW for moment in answered)
    return [ATTEMPTS_USED_UP(most=rules.attempts_a_day)] if used >= rules.attempts_a_day else []


def call_faults(answered: Sequence[datetime], *, at: datetime) -> list[Reason]:
    """List why the service can't be asked about a reference once more. Source: PRF-4 (APP 14).

    Reading: asking again by the number after the call is no new attempt, for nothing new is guessed; it is limited to
    ten within any 24 hours, so that nobody keeps the vendor busy.
    """
    used = sum(moment > at - WINDOW for moment in answered)
    return [CALLS_USED_UP(most=CALLS_A_DAY)] if used >= CALLS_A_DAY else []


def next_attempt_at(answered: Sequence[datetime], *, rules: ProofingRules, at: datetime) -> datetime | None:
    """Return when the next attempt is possible, where it isn't now. Source: PRF-3."""
    counted = sorted(moment for moment in answered if moment > at - WINDOW)
    return counted[-rules.attempts_a_day] + WINDOW if len(counted) >= rules.attempts_a_day else None


def _personal(applicant: Applicant) -> Personal:
    return Personal(
        first_name=applicant.first_name,
        middle_name=applicant.middle_name,
        last_name=applicant.last_name,
        suffix=applicant.suffix,
        birth_date=applicant.birth_date,
    )


def _contact(applicant: Applicant) -> Contact:
    return Contact(
        address_line_1=applicant.address_line_1,
        address_line_2=applicant.address_line_2,
        city=applicant.city,
        state=applicant.state,
        zip_code=applicant.zip_code,
        telephone=applicant.telephone,
    )
