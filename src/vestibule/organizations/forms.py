"""Reads of forms, as cards: by reference for everybody, by link for whom it was mailed to."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.references import read_reference
from vestibule.organizations import lifecycle
from vestibule.organizations.duplicates import Duplicate, duplicates_of
from vestibule.organizations.links import contact_digest, page_digest, signature_digest
from vestibule.organizations.models import FormMessage, OrganizationForm
from vestibule.organizations.policy.content import FormContent, hidden_tin, read_content, shown_tin
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.shown import Compared, Section, compared, sections
from vestibule.organizations.policy.signing import Signature, standing
from vestibule.organizations.policy.updating import differing, updated
from vestibule.organizations.standing import standing_by_tin

WAITING = (lifecycle.SIGNED, lifecycle.ANSWER_NEEDED)


@dataclass(frozen=True)
class FormCard:
    """A form in the help desk's queue."""

    id: UUID
    reference: str
    status: str
    kind: str
    legal_name: str
    state: str
    waiting_since: datetime | None
    purpose: str


@dataclass(frozen=True)
class SignedForm:
    """A form that is, or was, before the help desk: what says whose it is, and whether it waits."""

    id: UUID
    reference: str
    status: str
    legal_name: str
    signed_at: datetime
    waiting_since: datetime | None
    purpose: str
    organization_id: UUID | None  # of an update
    people: tuple[NamedPerson, ...] = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A question of the help desk's, or an answer to it."""

    by_desk: bool
    words: str = field(repr=False)
    written_at: datetime


@dataclass(frozen=True)
class FormStatus:
    """What whoever has the reference number may know: nobody's name, no number, no address. Source: ORG-1."""

    reference: str
    purpose: str
    status: str
    legal_name: str
    state: str
    since: datetime
    sign_by: datetime
    messages: tuple[Message, ...]

    @property
    def state_name(self) -> str:
        """The state or territory in full."""
        return STATES.get(self.state, self.state)


@dataclass(frozen=True)
class FormToSign:
    """What the official is asked to sign."""

    id: UUID
    status: FormStatus
    language: str
    content: FormContent = field(repr=False)
    digest: str

    @property
    def sections(self) -> tuple[Section, ...]:
        """All that is signed, as it is shown to who signs it."""
        return sections(self.content, tin=shown_tin(self.content.particulars.tin, self.content.tin_kind))


@dataclass(frozen=True)
class FormStory:
    """All that the help desk sees of a form: of the TIN the last four, in ``content`` too. Source: ORG-1, PRF-7."""

    id: UUID
    reference: str
    status: str
    language: str
    content: FormContent = field(repr=False)
    tin_last_four: str
    submitter_id: str
    digest: str
    made_at: datetime
    sign_by: datetime
    signed_at: datetime | None
    signature: Signature | None
    has_document: bool
    document_kind: str
    waiting_since: datetime | None
    settled_at: datetime | None
    settled_by: UUID | None
    rejection_reason: str = field(repr=False)
    messages: tuple[Message, ...]
    duplicates: tuple[Duplicate, ...]
    purpose: str
    begun_by: UUID | None

    @property
    def sections(self) -> tuple[Section, ...]:
        """All that the form says, the TIN hidden but for its last four."""
        return sections(self.content, tin=self.content.particulars.tin)


@dataclass(frozen=True)
class UpdateBeside:
    """An update beside what stands now: field by field, what has changed since it was sent, and what names all that.

    Source: ORG-6.
    """

    organization_id: UUID | None
    stands: FormContent = field(repr=False)
    content: FormContent = field(repr=False)
    compared: tuple[tuple[str, tuple[Compared, ...]], ...] = field(repr=False)
    changed_since: tuple[str, ...]
    digest: str

    @property
    def new(self) -> FormContent:
        """What stands once it is accepted."""
        return updated(self.stands, self.content)


@dataclass(frozen=True)
class MailedForm:
    """What the mails about a form say of it."""

    id: UUID
    reference: str
    purpose: str
    legal_name: str
    kind: str
    language: str
    content: FormContent = field(repr=False)
    sign_by: datetime
    submitter_id: str
    rejection_reason: str = field(repr=False)
    last_question: str = field(repr=False)
    named_before: tuple[NamedPerson, ...] = field(repr=False)  # of an update: approver, backup and official so far


def forms_waiting() -> list[FormCard]:
    """Return the forms that are signed and not settled, who has waited longest first. Source: ORG-1, HLP-1.

    Reading: those that wait for an answer are among them, for the help desk may settle them without it.
    """
    columns = ("pk", "reference", "status", "kind", "legal_name", "state", "waiting_since", "purpose")
    rows = OrganizationForm.objects.filter(status__in=WAITING).order_by("waiting_since", "pk")
    return [FormCard(*values) for values in rows.values_list(*columns)]


def count_forms_waiting() -> int:
    """Count the forms that wait for the help desk. Source: HLP-1, ROL-1."""
    return OrganizationForm.objects.filter(status__in=WAITING).count()


def signed_form(form_id: UUID) -> SignedForm:
    """Return whose a form is and whether it waits, without looking for duplicates. Raises ``NotFound``.

    Source: ORG-1, HLP-1. Reading: what nobody has signed is not before the help desk.
    """
    row = _one(pk=form_id, signed_at__isnull=False)
    return SignedForm(
        id=row.pk,
        reference=row.reference,
        status=row.status,
        legal_name=row.legal_name,
        signed_at=cast("datetime", row.signed_at),
        waiting_since=row.waiting_since,
        purpose=row.purpose,
        organization_id=row.organization_id,
        people=tuple(
            named for written in (row.content, row.basis) if written for named in read_content(written).people
        ),
    )


def told_form(form_id: UUID) -> FormStory:
    """Return all of a form for the help desk. Raises ``NotFound``. Source: ORG-1, ORG-10."""
    row = _one(pk=form_id)
    content = read_content(row.content)
    hidden = _hidden(content, row)
    return FormStory(
        id=row.pk,
        reference=row.reference,
        status=row.status,
        language=row.language,
        content=hidden,
        tin_last_four=row.tin_last_four,
        submitter_id=row.submitter_id or "",
        digest=row.digest,
        made_at=row.made_at,
        sign_by=row.sign_by,
        signed_at=row.signed_at,
        signature=Signature(**json.loads(row.signature)) if row.signature else None,
        has_document=row.signed_at is not None,
        document_kind=row.document_kind,
        waiting_since=row.waiting_since,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        rejection_reason=row.rejection_reason or "",
        messages=_messages(row),
        duplicates=duplicates_of(row),
        purpose=row.purpose,
        begun_by=row.begun_by,
    )


def update_beside(form_id: UUID) -> UpdateBeside | None:
    """Return an update beside what stands now, the TIN hidden; nothing where the organization doesn't stand any more.

    Raises ``NotFound`` where the form is no update. Source: ORG-6, PRF-7.
    """
    row = _one(pk=form_id, purpose=lifecycle.UPDATE)
    stands = standing_by_tin(row.tin_index)
    if stands is None or row.organization_id not in (None, stands.organization_id):
        return None
    content, basis = read_content(row.content), read_content(row.basis or row.content)
    now = _hidden(stands.content, row)
    return UpdateBeside(
        organization_id=stands.organization_id,
        stands=now,
        content=content,
        compared=compared(now, updated(now, content), tin=now.particulars.tin),
        changed_since=differing(basis, stands.content),
        digest=stands.digest,
    )


def form_document(form_id: UUID) -> bytes:
    """Return the signed document: a PDF, or what was uploaded. Raises ``NotFound`` where there is none yet. ORG-1."""
    document = _one(pk=form_id).document
    if document is None:
        raise NotFound(f"document of form {form_id}")
    return bytes(document)


def form_by_reference(text: str, *, at: datetime) -> FormStatus:
    """Return what the reference number opens, however it was typed. Raises ``NotFound``. Source: ORG-1 (APP 0)."""
    reference = read_reference(text)
    if reference is None:
        raise NotFound("no reference number")
    return _status(_one(reference=reference), at)


def form_to_sign(token: str, *, at: datetime) -> FormToSign:
    """Return what the official's link opens, signed or settled forms too. Raises ``NotFound``. Source: ORG-1.

    The caller looks at the status before it shows more than that.
    """
    row = _one(signature_digest=signature_digest(token))
    return FormToSign(row.pk, _status(row, at), row.language, read_content(row.content), row.digest)


def form_of_contact(token: str, *, at: datetime) -> FormStatus:
    """Return what the contact's link opens. Raises ``NotFound``. Source: ORG-1."""
    return _status(_one(contact_digest=contact_digest(token)), at)


def mailed_form(form_id: UUID) -> MailedForm:
    """Return what the mails about a form say of it. Raises ``NotFound``."""
    row = _one(pk=form_id)
    asked = [message.words for message in _messages(row) if message.by_desk]
    return MailedForm(
        id=row.pk,
        reference=row.reference,
        purpose=row.purpose,
        legal_name=row.legal_name,
        kind=row.kind,
        language=row.language,
        content=read_content(row.content),
        sign_by=row.sign_by,
        submitter_id=row.submitter_id or "",
        rejection_reason=row.rejection_reason or "",
        last_question=asked[-1] if asked else "",
        named_before=_named_before(row),
    )


def reference_of_page(token: str) -> str | None:
    """Return the reference number of the form that was sent from a page before, if one was. Source: ORG-1."""
    found = OrganizationForm.objects.filter(page_digest=page_digest(token)).values_list("reference", flat=True)
    return found.first()


def _one(**which: object) -> OrganizationForm:
    row = OrganizationForm.objects.filter(**which).first()
    if row is None:
        raise NotFound("no such form")
    return row


def _named_before(row: OrganizationForm) -> tuple[NamedPerson, ...]:
    """Return whom the form in force named when an update was sent, but for its contact."""
    before = read_content(row.basis) if row.basis else None
    named = (before.approver, before.backup, before.official) if before else ()
    return tuple(person for person in named if person is not None and person.says_anything)


def _hidden(content: FormContent, row: OrganizationForm) -> FormContent:
    """Return what a form says with no more of the TIN than its last four. Source: PRF-7."""
    return replace(content, particulars=replace(content.particulars, tin=hidden_tin(row.tin_last_four)))


def _status(row: OrganizationForm, at: datetime) -> FormStatus:
    status = standing(row.status, row.sign_by, at=at)
    return FormStatus(
        reference=row.reference,
        purpose=row.purpose,
        status=status,
        legal_name=row.legal_name,
        state=row.state,
        since=row.sign_by if status != row.status else row.settled_at or row.waiting_since or row.made_at,
        sign_by=row.sign_by,
        messages=_messages(row),
    )


def _messages(row: OrganizationForm) -> tuple[Message, ...]:
    rows = FormMessage.objects.filter(form=row).order_by("written_at", "pk")
    return tuple(Message(each.by_desk, each.words, each.written_at) for each in rows)
