"""A new organization form from its sending to its end, by the actions."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from tests.consequences import NONE, Consequences, consequences
from tests.rooms.organizations.forming import (
    SIGNATURE,
    VISITOR,
    a_form,
    a_signed_form,
    content,
)
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.notices.models import Mail
from vestibule.organizations.actions import answer_form, lapse_forms, submit_form, withdraw_form
from vestibule.organizations.actions.by_desk import accept_form, ask_for_more, reject_form
from vestibule.organizations.document import drawable, signed_document
from vestibule.organizations.forms import form_document, form_to_sign, told_form
from vestibule.organizations.jobs import lapse
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.signing import sign

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=1)
ANSWER = "The group moved in January; the lease is attached to the enrollment record."


def facts() -> list[str]:
    return list(Entry.objects.order_by("at", "fact").values_list("fact", flat=True))


def mailed() -> list[tuple[str, str]]:
    return sorted((mail.kind.split("/")[1], str(mail.recipient).split("@")[0]) for mail in Mail.objects.all())


def words_of(document: bytes) -> str:
    """Return what a document says, its lines run together as they were broken."""
    return " ".join(page.extract_text().replace("\n", " ") for page in PdfReader(io.BytesIO(document)).pages)


def test_a_form_is_stored_in_one_written_form_and_two_links_are_mailed(at):
    """Source: ORG-1."""
    form = a_form(tin="65-1234567", legal_name=" Sunshine  Medical Group, LLC ")
    row = form.row

    assert (row.status, row.legal_name, row.state) == ("awaiting_signature", "Sunshine Medical Group, LLC", "FL")
    assert row.digest == hashlib.sha256(row.content.encode()).hexdigest()
    assert row.sign_by == at + rulebook().organization.signature_days * DAYS
    assert facts() == ["organizations.form_submitted"]
    assert mailed() == [("form_submitted", "carl.contact"), ("form_to_sign", "olga.official")]
    for token in (form.signature_token, form.contact_token):
        assert token not in repr(list(OrganizationForm.objects.values()))
    assert b"651234567" not in repr(list(OrganizationForm.objects.values())).encode()


def test_a_signature_makes_a_document_of_all_that_was_signed(at):
    """Source: ORG-1."""
    form = a_form(tin="65-1234567")
    shown = form_to_sign(form.signature_token, at=at)

    sign(form.signature_token, replace(SIGNATURE, name="olga OFFICIAL"), digest=shown.digest, by=VISITOR, at=at)

    row = form.row
    assert (row.status, row.signed_at, row.waiting_since) == ("signed", at, at)
    said = words_of(form_document(form.id))
    signed = [line.value for section in shown.sections for line in section.lines]
    assert len(signed) > 15
    for words in (*signed, form.reference, "olga OFFICIAL", SIGNATURE.title, SIGNATURE.address, "65-1234567"):
        assert words in said, words
    assert f"{row.digest[:32]} {row.digest[32:]}" in said
    assert "2026-03-10T14:00:00Z" in said
    assert facts() == ["organizations.form_signed", "organizations.form_submitted"]
    assert ("form_signed", "carl.contact") in mailed()


def test_the_document_is_the_same_bytes_whenever_it_is_made(at):
    """Source: ORG-1."""
    first, second = a_form(), a_form()
    asked = form_to_sign(first.signature_token, at=at)
    one, other = (signed_document(asked, SIGNATURE, at=at) for _ in range(2))
    assert one == other
    assert one != signed_document(form_to_sign(second.signature_token, at=at), SIGNATURE, at=at)
    assert one[:5] == b"%PDF-"


def test_of_a_social_security_number_the_document_shows_the_last_four(at):
    """Source: PRF-7, ORG-1. Reading: the digest holds all nine digits."""
    form = a_signed_form(tin="219-09-9998")
    said = words_of(form_document(form.id))
    assert "***-**-9998" in said
    assert "219" not in said.replace(form.row.digest[:32], "").replace(form.row.digest[32:], "")
    assert "219099998" in form.row.content


def test_letters_that_the_document_can_not_draw_stand_by_their_number():
    """Source: ORG-1. Nothing that is signed becomes an empty box."""
    assert drawable("Zoë Núñez Łucja") == "Zoë Núñez Łucja"
    assert drawable("Жanna") == "[U+0416]anna"


@pytest.mark.parametrize(
    ("signature", "why_not"),
    [
        ({"name": "Carl Contact"}, "form.signed_by_another"),
        ({"name": ""}, "form.signed_by_another"),
        ({"name": "Olga"}, "form.signed_by_another"),
        ({"title": " "}, "form.signing_title_missing"),
        ({"title": "x" * 101}, "form.signing_title_missing"),
        ({"attested": False}, "form.not_attested"),
    ],
)
def test_a_signature_that_does_not_hold_leaves_no_trace(at, signature, why_not):
    """Source: ORG-1."""
    form = a_form()
    before = consequences()
    with pytest.raises(Refused, match=why_not):
        sign(form.signature_token, replace(SIGNATURE, **signature), digest=form.row.digest, by=VISITOR, at=at)
    assert consequences() - before == NONE
    assert (form.row.status, form.row.document) == ("awaiting_signature", None)


def test_a_form_is_signed_once(at):
    """Source: ORG-1."""
    form = a_signed_form()
    document, before = form_document(form.id), consequences()
    with pytest.raises(Refused, match="already_signed"):
        sign(form.signature_token, SIGNATURE, digest=form.row.digest, by=VISITOR, at=at + DAYS)
    assert consequences() - before == NONE
    assert form_document(form.id) == document


def test_other_words_than_those_shown_are_not_signed(at):
    """Source: ORG-1. The digest of another form, sent along by a page that was tampered with."""
    form, other = a_form(), a_form()
    before = consequences()
    with pytest.raises(Refused, match="other_words"):
        sign(form.signature_token, SIGNATURE, digest=other.row.digest, by=VISITOR, at=at)
    assert consequences() - before == NONE


@pytest.mark.parametrize("which", ["contact", "made up"])
def test_the_link_of_somebody_else_signs_nothing(at, which):
    """Source: ORG-1."""
    form = a_form()
    token = form.contact_token if which == "contact" else new_token()
    with pytest.raises(NotFound):
        sign(token, SIGNATURE, digest=form.row.digest, by=VISITOR, at=at)
    with pytest.raises(NotFound):
        withdraw_form(form.signature_token, by=VISITOR, at=at)
    assert form.row.status == "awaiting_signature"


def test_who_signs_too_late_is_refused_before_the_calendar_has_come_by(at):
    """Source: ORG-1, LIF-7."""
    form = a_form()
    late = form.row.sign_by
    with pytest.raises(Refused, match=r"form\.lapsed"):
        sign(form.signature_token, SIGNATURE, digest=form.row.digest, by=VISITOR, at=late)
    sign(form.signature_token, SIGNATURE, digest=form.row.digest, by=VISITOR, at=late - timedelta(seconds=1))


def test_forms_lapse_once_and_only_those_that_nobody_signed(at):
    """Source: ORG-1, LIF-7."""
    late, signed, fresh = a_form(), a_signed_form(), a_form(at=at + DAYS)
    deadline = late.row.sign_by
    lapse(at=deadline - timedelta(seconds=1))
    assert late.row.status == "awaiting_signature"
    before = consequences()

    lapse(at=deadline)
    assert lapse_forms(by=SYSTEM, at=deadline) == 0

    assert [form.row.status for form in (late, signed, fresh)] == ["lapsed", "signed", "awaiting_signature"]
    assert consequences() - before == Consequences(entries=1, mails=1, jobs=1)
    assert ("form_lapsed", "carl.contact") in mailed()
    with pytest.raises(Refused, match=r"form\.lapsed"):
        withdraw_form(late.contact_token, by=VISITOR, at=deadline)


def test_question_and_answer_go_to_and_fro(at):
    """Source: ORG-1."""
    form = a_signed_form()
    ask_for_more(form.id, question="Since when is the group at this address?", by=OPERATOR, at=at + DAYS)
    assert form.row.status == "answer_needed"
    answer_form(form.contact_token, ANSWER, by=VISITOR, at=at + 2 * DAYS)

    story = told_form(form.id)
    assert (story.status, story.waiting_since) == ("signed", at + 2 * DAYS)
    assert [(each.by_desk, each.words) for each in story.messages] == [
        (True, "Since when is the group at this address?"),
        (False, ANSWER),
    ]
    mail = Mail.objects.get(kind="organizations/form_answer_needed")
    assert "Since when is the group" in str(mail.text)
    assert f"/organizations/forms/answer/{form.contact_token}" in str(mail.html)
    with pytest.raises(Refused, match="nothing_asked"):
        answer_form(form.contact_token, ANSWER, by=VISITOR, at=at + 2 * DAYS)


@pytest.mark.parametrize("number", ["219-09-9998", "219 09 9998", "65-1234567", "651234567"])
def test_no_number_of_anybody_is_written_into_the_thread(at, number):
    """Source: PRF-7. A ZIP code of nine digits and a telephone number may be."""
    form = a_signed_form()
    with pytest.raises(Refused, match="number_written"):
        ask_for_more(form.id, question=f"Is it {number}?", by=OPERATOR, at=at)
    ask_for_more(form.id, question="Is it 32202-1234, and 904-555-0143?", by=OPERATOR, at=at)
    with pytest.raises(Refused, match="number_written"):
        answer_form(form.contact_token, f"No, it is {number}.", by=VISITOR, at=at)


def test_a_withdrawn_form_is_over_for_everybody(at):
    """Source: ORG-1."""
    form = a_form()
    withdraw_form(form.contact_token, by=VISITOR, at=at)
    before = consequences()
    for deed in (
        lambda: withdraw_form(form.contact_token, by=VISITOR, at=at),
        lambda: answer_form(form.contact_token, ANSWER, by=VISITOR, at=at),
        lambda: sign(form.signature_token, SIGNATURE, digest=form.row.digest, by=VISITOR, at=at),
        lambda: accept_form(form.id, by=OPERATOR, at=at),
        lambda: reject_form(form.id, reason="Too late.", by=OPERATOR, at=at),
    ):
        with pytest.raises(Refused, match=r"form\.withdrawn"):
            deed()
    assert consequences() - before == NONE
    assert ("form_withdrawn", "olga.official") in mailed()


def test_one_page_makes_one_form(at):
    """Source: ORG-1."""
    token = new_token()
    submit_form(content(), page_token=token, language="en", by=VISITOR, at=at)
    before = consequences()
    with pytest.raises(Refused, match="sent_already"):
        submit_form(content(), page_token=token, language="en", by=VISITOR, at=at)
    assert consequences() - before == NONE


def test_a_network_sends_only_so_many_forms_an_hour_and_a_mailbox_gets_only_so_many(at):
    """Source: ORG-1."""
    rules = rulebook().organization
    for _ in range(rules.forms_to_one_address_a_day):
        a_form()
    with pytest.raises(Refused, match="asked_too_often") as refused:
        a_form()
    assert refused.value.reasons[0].field == "contact_email"
    elsewhere: dict[str, Any] = {"contact_email": "x@example.com", "official_email": "y@example.com"}
    for number in range(rules.forms_an_hour - rules.forms_to_one_address_a_day):
        a_form(contact_email=f"c{number}@example.com", official_email=f"o{number}@example.com")
    with pytest.raises(Refused, match="too_many"):
        a_form(**elsewhere)
    a_form(**elsewhere, at=at + timedelta(hours=1))


def test_mails_speak_the_language_of_the_form_and_no_name_breaks_a_header(at):
    """Source: NEW-1, NEW-5."""
    form = a_form(language="es", legal_name="Clinic\r\nBcc: x@evil.example \u202eLLC")
    assert form.row.legal_name == "Clinic Bcc: x@evil.example LLC"
    for mail in Mail.objects.all():
        assert mail.language == "es"
        assert "\n" not in str(mail.subject)
        assert "\u202e" not in f"{mail.subject}{mail.text}{mail.html}"
        assert "x@evil.example" not in str(mail.recipient)
