"""What happens to a form until the help desk decides, by whom its links were mailed to."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from vestibule.accounts.upkeep import network_of
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.kernel.references import new_reference
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.organizations import events, lifecycle
from vestibule.organizations.links import contact_digest, contact_token, page_digest, signature_digest
from vestibule.organizations.models import FormMessage, OrganizationForm
from vestibule.organizations.policy.content import FormContent, digest_of, read_content
from vestibule.organizations.policy.forms import form_faults
from vestibule.organizations.policy.handling import (
    ASKED_TOO_OFTEN,
    SENT_ALREADY,
    TOO_MANY_FORMS,
    move_faults,
    plain_words,
    words_faults,
)
from vestibule.organizations.policy.search import compared_name
from vestibule.organizations.policy.signing import Signature, digest_faults, signature_faults, standing
from vestibule.organizations.policy.uploads import document_faults, kind_of
from vestibule.organizations.tins import tin_index
from vestibule.organizations.turns import take_turn
from vestibule.storage.rows import moved


@action
def submit_form(
    content: FormContent, *, signed: bytes | None = None, page_token: str, language: str, by: Actor, at: datetime
) -> str:
    """Store a form, mail its links, and return its reference number. Source: ORG-1 (APP 0).

    ``page_token`` is of the page that was sent: one page makes one form, however often it is sent. ``signed`` is the
    document that the official signed by hand, if there is one: then it waits for the help desk at once.
    """
    content = content.tidied()
    require([*form_faults(content), *uploaded_faults(signed)])
    if OrganizationForm.objects.filter(page_digest=page_digest(page_token)).exists():
        raise Refused(SENT_ALREADY())
    take_form_turn(content, by, at)

    token = new_token()
    row = new_row(content, token, language, at)
    row.page_digest = page_digest(page_token)
    return keep(row, signed, events.FormSubmitted(form_id=row.pk, kind=Code(row.kind)), token, by=by, at=at)


def uploaded_faults(signed: bytes | None) -> list[Reason]:
    """Return why a document that was uploaded isn't taken; nothing where none was. Source: ORG-1."""
    return [] if signed is None else document_faults(signed)


def keep(
    row: OrganizationForm,
    signed: bytes | None,
    sent: events.FormSubmitted | events.UpdateSubmitted,
    token: str,
    *,
    by: Actor,
    at: datetime,
) -> str:
    """Store a form and have its official asked to sign, or store it as signed by hand; return its reference number.

    Source: ORG-1, ORG-6 (APP 0). Reading: whether what was uploaded is their signature, and says what was filled in,
    the help desk judges by the document.
    """
    if signed is None:
        insert(row)
        record(sent, by=by, at=at, secrets={"signature_token": token})
        return row.reference
    row.status = lifecycle.FORM.after(row.status, "sign")
    row.signed_at, row.sign_by = at, at
    row.document, row.document_kind = signed, kind_of(signed) or ""
    insert(row)
    kind, organization_id = Code(row.kind), row.organization_id
    record(events.SignedFormUploaded(form_id=row.pk, kind=kind, organization_id=organization_id), by=by, at=at)
    return row.reference


@action
def sign_form(token: str, signature: Signature, *, digest: str, document: bytes, by: Actor, at: datetime) -> str:
    """Store the official's signature, and the document made of it beforehand; return the reference number.

    Source: ORG-1 (APP 0). ``digest`` names the words that were shown, judged and put into the document: other words
    are not signed by it.
    """
    row = _held_by(signature_digest=signature_digest(token))
    require(move_faults(standing(row.status, row.sign_by, at=at), "sign"))
    faults = signature_faults(signature, read_content(row.content).official)
    require([*digest_faults(digest, row.digest), *faults])

    expected = OrganizationForm.objects.filter(pk=row.pk, status=lifecycle.AWAITING_SIGNATURE, sign_by__gt=at)
    signed = lifecycle.FORM.after(lifecycle.AWAITING_SIGNATURE, "sign")
    if not moved(expected.filter(digest=digest), status=signed, signed_at=at, waiting_since=at):
        refuse_late(row, "sign", at)
    row.signature, row.document = json.dumps(asdict(signature), ensure_ascii=False), document
    row.save(update_fields=["signature", "document"])

    record(events.FormSigned(form_id=row.pk), by=by, at=at)
    return row.reference


@action
def answer_form(token: str, words: str, *, by: Actor, at: datetime) -> None:
    """Answer what the help desk asked, and give the form back to it. Source: ORG-1 (APP 0)."""
    row = _held_by(contact_digest=contact_digest(token))
    require(move_faults(standing(row.status, row.sign_by, at=at), "answer"))
    words = plain_words(words)
    require(words_faults(words, "answer"))

    expected = OrganizationForm.objects.filter(pk=row.pk, status__in=lifecycle.FORM.sources("answer"))
    if not moved(expected, status=lifecycle.FORM.after(row.status, "answer"), waiting_since=at):
        refuse_late(row, "answer", at)
    message = FormMessage(form=row, by_desk=False, words=words, written_at=at)
    message.save(force_insert=True)

    record(events.FormAnswered(form_id=row.pk, message_id=message.pk), by=by, at=at)


@action
def withdraw_form(token: str, *, by: Actor, at: datetime) -> None:
    """Take a form back, as its contact; nobody can sign or decide on it any more. Source: ORG-1."""
    row = _held_by(contact_digest=contact_digest(token))
    require(move_faults(standing(row.status, row.sign_by, at=at), "withdraw"))

    expected = OrganizationForm.objects.filter(pk=row.pk, status=row.status)
    if not moved(expected, status=lifecycle.FORM.after(row.status, "withdraw"), waiting_since=None, settled_at=at):
        refuse_late(row, "withdraw", at)

    record(events.FormWithdrawn(form_id=row.pk, was=Code(row.status)), by=by, at=at)


def unsigned_too_long(at: datetime) -> "QuerySet[OrganizationForm]":
    """Return the forms that lapse at a moment, the oldest first. Source: ORG-1, LIF-7."""
    return OrganizationForm.objects.filter(status=lifecycle.AWAITING_SIGNATURE, sign_by__lte=at).order_by("sign_by")


@set_action
def lapse_forms(*, by: Actor, at: datetime) -> int:
    """Let forms lapse that were not signed in time; return how many. Source: ORG-1, LIF-7."""
    late = unsigned_too_long(at)
    lapsing = list(late.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])
    changed = OrganizationForm.objects.filter(pk__in=lapsing, status=lifecycle.AWAITING_SIGNATURE).update(
        status=lifecycle.FORM.after(lifecycle.AWAITING_SIGNATURE, "lapse"), waiting_since=None, settled_at=at
    )
    if changed != len(lapsing):
        raise RuntimeError(f"{len(lapsing)} forms were locked, and {changed} lapsed.")

    record_set([events.FormLapsed(form_id=form_id) for form_id in lapsing], by=by, at=at)
    return changed


def take_form_turn(content: FormContent, by: Actor, at: datetime) -> None:
    """Count this form for its network and for the addresses that it writes to. Raises ``Refused`` when it is enough.

    Source: ORG-1. Reading: anybody may send forms, so nobody's mailbox is filled by them, and no network sends many.
    """
    rules, network = rulebook().organization, network_of(by.trail.address)
    if not take_turn("form.network", network, most=rules.forms_an_hour, every=timedelta(hours=1), at=at):
        raise Refused(TOO_MANY_FORMS())
    for field_name, email in _written_to(content).items():
        most = rules.forms_to_one_address_a_day
        if not take_turn("form.address", email, most=most, every=timedelta(days=1), at=at):
            raise Refused(ASKED_TOO_OFTEN().on(field_name))


def _written_to(content: FormContent) -> dict[str, str]:
    """Return who is written to at once, each address once and in the same order, so that counters are never crossed."""
    contact, official = content.contact.email.casefold(), content.official.email.casefold()
    found = {"official_email": official} | ({"contact_email": contact} if contact != official else {})
    return dict(sorted(found.items(), key=lambda each: each[1]))


def new_row(content: FormContent, token: str, language: str, at: datetime) -> OrganizationForm:
    """Return a form that waits for its signature, not stored yet."""
    told, written, form_id = content.particulars, content.written(), uuid4()
    return OrganizationForm(
        id=form_id,
        reference=new_reference(),
        status=lifecycle.AWAITING_SIGNATURE,
        kind=told.kind,
        legal_name=told.legal_name,
        name_folded=compared_name(told.legal_name),
        state=told.state,
        npi=told.npi,
        tin_index=tin_index(told.tin),
        tin_last_four=told.tin[-4:],
        language=language,
        content=written,
        digest=digest_of(written),
        signature_digest=signature_digest(token),
        contact_digest=contact_digest(contact_token(form_id)),
        made_at=at,
        sign_by=at + timedelta(days=rulebook().organization.signature_days),
        waiting_since=at,
    )


def insert(row: OrganizationForm) -> None:
    """Insert a form; of two from one page at once the unique index lets one in. Raises ``Refused``."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(SENT_ALREADY()) from None


def _held_by(**digest: str) -> OrganizationForm:
    row = OrganizationForm.objects.filter(**digest).first()
    if row is None:
        raise NotFound("no form has this link")
    return row


def refuse_late(row: OrganizationForm, move: str, at: datetime) -> NoReturn:
    """Refuse a move that somebody else was faster than, in the words of what happened."""
    row.refresh_from_db(fields=["status", "sign_by"])
    raise Refused(*move_faults(standing(row.status, row.sign_by, at=at), move) or [MOVE_NOT_OPEN()])
