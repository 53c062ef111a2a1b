"""The moves of accounts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from vestibule.accounts import events
from vestibule.accounts.holders import email_holder, proven_holder, user_id_is_taken
from vestibule.accounts.lifecycle import ACCOUNT, ACTIVE, HELD, INVITED, KNOWN, UNVERIFIED
from vestibule.accounts.models import (
    EnrolmentLink,
    PasswordRecord,
    Person,
    RegistrationDraft,
    SecurityAnswer,
    TermsAcceptance,
)
from vestibule.accounts.policy.registration import (
    Contact,
    Personal,
    contact_faults,
    invitation_faults,
    personal_faults,
)
from vestibule.accounts.policy.standing import ALREADY_SUBMITTED, EMAIL_TAKEN, USER_ID_TAKEN
from vestibule.accounts.policy.user_ids import user_id_faults
from vestibule.accounts.queries import (
    email_index,
    enrolment_digest,
    likeness_index,
    user_id_index,
)
from vestibule.accounts.unused import note_used
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.kernel.telephones import telephone_number
from vestibule.storage.compiled import compiled_change
from vestibule.storage.rows import moved, one_at_a_time

ENROLMENT_LASTS = timedelta(days=7)
TOLD_AT_MOST_EVERY = timedelta(days=1)
_MAY_LAPSE = Q(state=UNVERIFIED) | Q(state=HELD, email_index=None)


@dataclass(frozen=True)
class Hashes:
    """What an errand made of a password and, where one is asked for, of the answer to the security question."""

    password: str = field(repr=False)
    question: str = ""
    answer: str = field(default="", repr=False)


@dataclass(frozen=True)
class Invitation:
    """An invited person, and the token of the link by which they enrol: shown once, stored nowhere."""

    person_id: UUID
    token: str = field(repr=False)


@action
def register_person(
    draft_id: UUID,
    *,
    personal: Personal,
    contact: Contact,
    user_id: str,
    hashes: Hashes,
    language: str,
    by: Actor,
    at: datetime,
) -> None:
    """Make the account that a judged registration asks for, once for each draft; nothing that is returned differs.

    Source: ACC-1, ACC-2, SIG-5 (APP 1-4, EU 1-4). Reading: where the email address is taken a shadow is made in the
    account's place, which holds the User ID, lets one sign in up to the emailed code, and is held and counts as a
    likeness like any other. Else a stranger would learn from the User ID, or by signing in, what the page doesn't say.
    """
    require(
        [
            *personal_faults(personal, today=at.date()),
            *contact_faults(contact),
            *user_id_faults(user_id, rulebook().user_id, own_email=personal.email),
        ]
    )
    drafts = RegistrationDraft.objects.filter(pk=draft_id, submitted_at=None, expires_at__gt=at)
    if not moved(drafts, submitted_at=at, pages=None):
        raise Refused(ALREADY_SUBMITTED())

    person = _new_person(personal, contact, user_id, language, at)
    known = _known_alike(person)
    if known is not None:
        person.state = HELD
    person.password_hash = hashes.password
    owner_id = _insert(person, at)
    _keep_answer(person.pk, hashes)
    accept_terms(person.pk, personal.terms_version, by=by, at=at)

    if owner_id is not None:
        told = may_be_told(owner_id, at=at)
        record(events.TakenEmailRegistered(person_id=owner_id, shadow_id=person.pk, told=told), by=by, at=at)
    elif known is not None:
        record(events.RegistrationHeld(person_id=person.pk, known_person_id=known), by=by, at=at)
    else:
        record(events.PersonRegistered(person_id=person.pk), by=by, at=at)


@action
def accept_terms(person_id: UUID, version: str, *, by: Actor, at: datetime) -> None:
    """Put on record that a person accepts a version of the terms. Source: ACC-11 (APP 2, ADD 4)."""
    if not Person.objects.filter(pk=person_id).update(terms_version=version):
        raise NotFound(f"No person {person_id}.")
    acceptance = TermsAcceptance(person_id=person_id, version=version, accepted_at=at, address=by.trail.address)
    TermsAcceptance.objects.bulk_create([acceptance], ignore_conflicts=True)
    record(events.TermsAccepted(person_id=person_id, terms_version=Code(version)), by=by, at=at)


@action
def verify_email(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let an account come alive, whose owner has just proven the email address. Source: SIG-2, ACC-2 (APP 6).

    Reading: an address is whose who proves it, not whose who typed it first: a shadow comes alive where the address was
    only typed before, or has come free. What was typed first is the shadow then, and lapses.
    """
    expected = Person.objects.filter(pk=person_id, state__in=ACCOUNT.sources("verify"))
    if not moved(expected.exclude(email_index=None), state=ACTIVE) and not _proves_first(expected, at):
        raise Refused(EMAIL_TAKEN() if expected.exists() else MOVE_NOT_OPEN())
    record(events.EmailVerified(person_id=person_id), by=by, at=at)


def unverified_too_long(at: datetime) -> "QuerySet[Person]":
    """Return the accounts that lapse at a moment, the oldest first. Source: ACC-2, LIF-7."""
    before = at - timedelta(days=rulebook().registration.lapses_after_days)
    return Person.objects.filter(_MAY_LAPSE, invited=False, made_at__lte=before).order_by("made_at")


@set_action
def lapse_unverified(*, by: Actor, at: datetime) -> int:
    """Let accounts lapse whose email address was never proven, and free address and User ID; return how many.

    Source: ACC-2. Reading: whom the operator invited doesn't lapse; nor does who is held, for it waits for us. A shadow
    waits for nobody.
    """
    late = unverified_too_long(at)
    lapsing = list(late.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])
    rows = Person.objects.filter(_MAY_LAPSE, pk__in=lapsing)
    changed = rows.update(
        state=ACCOUNT.after(UNVERIFIED, "lapse"),
        user_id_index=None,
        email_index=None,
        likeness_index=None,
        password_hash="",
    )
    if changed != len(lapsing):
        raise RuntimeError(f"{len(lapsing)} accounts were locked, and {changed} lapsed.")
    record_set([events.AccountLapsed(person_id=person_id) for person_id in lapsing], by=by, at=at)
    return changed


@action
def invite_person(
    *,
    personal: Personal,
    contact: Contact = Contact(),
    user_id: str = "",
    language: str = "en",
    by: Actor,
    at: datetime,
) -> Invitation:
    """Make an account for somebody the operator vouches for, and a link by which they enrol.

    Source: ACC-2, ACC-3 (one person, one account). Refuses an email address or a User ID that is taken. Reading: birth
    date, address and User ID may be unknown yet; what is given is judged like anybody's.
    """
    require(invitation_faults(personal, contact, user_id, rules=rulebook().user_id, today=at.date()))
    person = _new_person(personal, contact, user_id, language, at)
    person.state, person.invited = INVITED, True
    if _insert(person, at) is not None:
        raise Refused(EMAIL_TAKEN())

    token = _new_link(person.pk, at)
    record(events.PersonInvited(person_id=person.pk), by=by, at=at)
    return Invitation(person.pk, token)


@action
def issue_enrolment_link(person_id: UUID, *, by: Actor, at: datetime) -> Invitation:
    """Make a new enrolment link for an invited person; the one before is void. Source: ACC-2."""
    if not Person.objects.filter(pk=person_id, state=INVITED).exists():
        raise Refused(MOVE_NOT_OPEN())
    token = _new_link(person_id, at)
    record(events.EnrolmentLinkIssued(person_id=person_id), by=by, at=at)
    return Invitation(person_id, token)


@action
def enrol_person(token: str, *, user_id: str, hashes: Hashes, by: Actor, at: datetime) -> UUID:
    """Take an invited person's User ID, password and answer, and use up the link; return the person.

    Source: ACC-3, ACC-4, ACC-10. Reading: a User ID that the operator gave stays; ``user_id`` counts where none was.
    """
    links = EnrolmentLink.objects.filter(token_digest=enrolment_digest(token), expires_at__gt=at)
    link = links.select_for_update().select_related("person").first()
    if link is None or not links.delete()[0]:
        raise NotFound("No open enrolment.")
    person = link.person
    if not person.user_id:
        require(user_id_faults(user_id, rulebook().user_id, own_email=person.email))
        if user_id_is_taken(user_id, at=at):
            raise Refused(USER_ID_TAKEN())
        _name(person, email=person.email or "", user_id=user_id)

    person.state = ACCOUNT.after(person.state, "enrol")
    person.password_hash = hashes.password
    _save_named(person)
    note_used(person.pk, at=at)
    _keep_answer(person.pk, hashes)
    record(events.PersonEnrolled(person_id=person.pk), by=by, at=at)
    return person.pk


@action
def set_password(
    person_id: UUID,
    new_hash: str,
    *,
    instead_of: str,
    occasion: str,
    by: Actor,
    at: datetime,
) -> None:
    """Replace a password by one that was judged and hashed beforehand; sign-in calls it, and ends the sessions.

    Source: ACC-5, ACC-7 (APP 4). ``instead_of`` is the hash against which the new password was judged: where another
    change came in between, this one is refused. Reading: only ``change`` starts the clock of ACC-7; ``recovery``,
    ``waking`` and ``demanded`` start none.
    """
    expected = Person.objects.filter(pk=person_id, password_hash=instead_of).exclude(password_hash="")
    changes: dict[str, datetime | None] = {"password_demanded_at": None}
    if occasion == "change":
        changes["password_changed_at"] = at
    if not moved(expected, password_hash=new_hash, **changes):
        raise Refused(MOVE_NOT_OPEN())
    note_used(person_id, at=at)

    PasswordRecord.objects.create(person_id=person_id, password_hash=instead_of, replaced_at=at)
    kept = PasswordRecord.objects.filter(person_id=person_id).order_by("-replaced_at", "-pk")
    most = max(rulebook().password.history - 1, 0)
    PasswordRecord.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[most:])).delete()
    record(events.PasswordSet(person_id=person_id, occasion=Code(occasion)), by=by, at=at)


def _new_person(personal: Personal, contact: Contact, user_id: str, language: str, at: datetime) -> Person:
    person = Person(id=uuid4(), state=UNVERIFIED, language=language, made_at=at, used_at=at)
    person.first_name, person.middle_name = personal.first_name, personal.middle_name
    person.last_name, person.suffix = personal.last_name, personal.suffix
    person.address_line_1, person.address_line_2 = contact.address_line_1, contact.address_line_2
    person.city, person.address_state, person.zip_code = contact.city, contact.state, contact.zip_code
    person.telephone = telephone_number(contact.telephone) or ""
    if personal.birth_date is not None:
        born = personal.birth_date
        person.birth_date = born.isoformat()
        person.likeness_index = likeness_index(personal.first_name, personal.last_name, born, contact.zip_code)
    _name(person, email=personal.email, user_id=user_id)
    return person


def _name(person: Person, *, email: str, user_id: str) -> None:
    """Write email address and User ID with their blind indexes."""
    person.email, person.email_index = email.strip(), email_index(email)
    person.user_id = user_id.strip() or None
    person.user_id_index = user_id_index(user_id) if person.user_id else None


def _known_alike(person: Person) -> UUID | None:
    """Return who looks like a person that registers; of two at once the second sees the first."""
    one_at_a_time(f"accounts.likeness:{person.likeness_index}")
    alike = Person.objects.filter(likeness_index=person.likeness_index, state__in=KNOWN)
    return alike.order_by("made_at").values_list("pk", flat=True).first()


def _insert(person: Person, at: datetime) -> UUID | None:
    """Insert a person, as a shadow where the email address is taken; return its owner, if so.

    Raises ``Refused`` where the User ID is taken. Under concurrency the unique indexes decide: who comes second finds
    out who was first. Reading: the database is asked no more for a shadow than for anybody else: it could be measured.
    """
    index = person.email_index
    for _ in range(3):
        if person.user_id and user_id_is_taken(person.user_id, at=at):
            raise Refused(USER_ID_TAKEN())
        owner_id = email_holder(person.email or "", at=at) if index else None
        person.email_index = index if owner_id is None else None
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError:
            continue
        return owner_id
    raise Refused(MOVE_NOT_OPEN())


def _save_named(person: Person) -> None:
    """Save a person whose User ID was just chosen. Raises ``Refused`` where somebody was first, this very moment."""
    try:
        with transaction.atomic():
            person.save(update_fields=["state", "password_hash", "email", "email_index", "user_id", "user_id_index"])
    except IntegrityError:
        raise Refused(USER_ID_TAKEN()) from None


def _proves_first(shadows: QuerySet[Person], at: datetime) -> bool:
    """Give a shadow its address where nobody has proven it, and let it come alive; say whether that was so.

    The unique index decides where two prove the same address at once. The caller refuses, and so undoes all, if not.
    """
    shadow = shadows.filter(email_index=None).first()
    if shadow is None or not shadow.email or proven_holder(shadow.email, but=shadow.pk, at=at) is not None:
        return False
    index = email_index(shadow.email)
    give_way(index)
    try:
        with transaction.atomic():
            return moved(shadows.filter(email_index=None), state=ACTIVE, email_index=index)
    except IntegrityError:
        return False


def _keep_answer(person_id: UUID, hashes: Hashes) -> None:
    if hashes.question:
        SecurityAnswer.objects.create(person_id=person_id, question=hashes.question, answer_hash=hashes.answer)


def give_way(index: str) -> None:
    """Let an address go that somebody typed and never proved, in a transaction that is open: another has proven it."""
    Person.objects.filter(email_index=index, state=UNVERIFIED, invited=False).update(email_index=None)


def may_be_told(owner_id: UUID, *, at: datetime) -> bool:
    """Say whether the owner of an address is told of this attempt: once a day, else anybody could flood them."""
    return bool(_told_now(owner_id, at, at - TOLD_AT_MOST_EVERY))


@compiled_change
def _told_now(owner_id: UUID, at: datetime, before: datetime) -> tuple["QuerySet[Person]", dict[str, Any]]:
    not_told = Q(told_of_attempt_at=None) | Q(told_of_attempt_at__lte=before)
    return Person.objects.filter(not_told, pk=owner_id), {"told_of_attempt_at": at}


def _new_link(person_id: UUID, at: datetime) -> str:
    token = new_token()
    link = {"token_digest": enrolment_digest(token), "expires_at": at + ENROLMENT_LASTS}
    EnrolmentLink.objects.update_or_create(person_id=person_id, defaults=link)
    return token
