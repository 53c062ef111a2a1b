"""Creating an organization inside a request: what is typed is held against the accepted form, guesses are counted."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.affiliations import affiliation_by
from vestibule.access.events import GuessesUsedUp
from vestibule.access.models import RoleRequest
from vestibule.access.policy.affiliating import NOT_NAMED, affiliation_faults
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.queries import role_card, roles_of
from vestibule.accounts.attempts import attempt_key, give_back_attempt, take_attempt
from vestibule.journal.spine import action, record, upkeep
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.accepted import AcceptedForm, accepted_form
from vestibule.organizations.creating import EXISTS
from vestibule.organizations.finding import organizations_named_nearly
from vestibule.organizations.policy.matching import NO_SUCH_FORM, match_faults, typed_faults
from vestibule.organizations.policy.particulars import Particulars, is_tin
from vestibule.organizations.queries import OrganizationCard, is_taken

GUESSES_FORGOTTEN_AFTER = timedelta(hours=1)
TYPED = ("tin", "legal_name", "address", "telephone", "city", "state", "zip_code", "submitter_id")
NOTHING = Particulars(**dict.fromkeys(Particulars.__dataclass_fields__, ""))

GUESSES_USED_UP = declare_reason(
    "organization.guesses_used_up",
    gettext_noop(
        "What you entered didn't match an accepted form too often. Try again in an hour, with your communication from "
        "the help desk at hand, or call the help desk."
    ),
    rule="ORG-3",
)


@dataclass(frozen=True)
class Tried:
    """What came of trying to create an organization: why not, or whose names nearly equal it; neither means chosen.

    ``was_last`` says that it failed, and that no guess is left.
    """

    faults: tuple[Reason, ...] = ()
    near: tuple[OrganizationCard, ...] = ()
    was_last: bool = False


@dataclass(frozen=True)
class _Guess:
    """An accepted form that was looked for: whether it was the last guess, and why it can't be taken."""

    form: AcceptedForm | None
    faults: tuple[Reason, ...]
    was_last: bool = False


def typed_before(person_id: UUID) -> Particulars:
    """Return what somebody has typed under Create an Organization in their draft. Source: ROL-6, ORG-3."""
    return _typed(RoleRequest.objects.filter(person_id=person_id, state=lifecycle.DRAFT).first())


@upkeep
def keep_typed(person_id: UUID, typed: Particulars) -> None:
    """Keep what somebody has typed so far in their draft; a TIN left empty stays as it was. Source: ROL-6, ORG-3."""
    draft = _draft(person_id)
    _keep(draft, _whole(draft, typed))


def choose_creation(person_id: UUID, typed: Particulars, *, none_of_these: bool, by: Actor, at: datetime) -> Tried:
    """Hold what was typed against the accepted form, and put the form into the draft if it matches.

    Source: ORG-3, ORG-4 (APP 15), AUD-1. Reading: that somebody's guesses are used up is worth remembering.
    """
    tried = _try(person_id, typed, none_of_these=none_of_these, at=at)
    if tried.was_last:
        note_guesses_used_up(person_id, by=by, at=at)
    return tried


@action
def note_guesses_used_up(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Remember that somebody has failed as often as is allowed, for who looks into it. Source: ORG-3, AUD-1."""
    record(GuessesUsedUp(person_id=person_id), by=by, at=at)


@upkeep
def _try(person_id: UUID, typed: Particulars, *, none_of_these: bool, at: datetime) -> Tried:
    """Try once, and keep what was typed.

    Source: ORG-3, ORG-4 (APP 15). Reading: what was typed is kept either way, so that nothing is typed twice; a guess
    that fails is counted, whatever failed, and while the guesses are used up even the right values are refused.
    """
    draft = _draft(person_id)
    typed = _whole(draft, typed)
    _keep(draft, typed)
    if malformed := typed_faults(typed.tidied()):
        return Tried(tuple(malformed))

    guess = _guess(draft, typed.tidied(), at=at)
    form = guess.form
    if form is None or guess.faults:
        return Tried(guess.faults, was_last=guess.was_last)
    if is_taken(form.particulars.tin, form.particulars.submitter_id):
        return Tried((EXISTS(),))
    near = organizations_named_nearly(form.particulars.legal_name, form.particulars.state)
    if near and not none_of_these:
        return Tried(near=tuple(near))

    draft.form_id, draft.organization_id = form.id, None
    draft.save(update_fields=["form_id", "organization_id"])
    return Tried()


def _guess(draft: RoleRequest, typed: Particulars, *, at: datetime) -> _Guess:
    """Look for the accepted form, and judge whom it names and what it says, at the cost of one guess unless all is so.

    Reading: to whom a form doesn't name no more is said of it; a wrong role alone is no guess.
    """
    key = attempt_key("organization-guess", str(draft.person_id))
    most = rulebook().organization.guesses_an_hour
    number = take_attempt(key, most=most, pause=GUESSES_FORGOTTEN_AFTER, at=at)
    if number is None:
        return _Guess(None, (GUESSES_USED_UP(),))
    was_last = number >= most
    form = accepted_form(typed.tin, typed.submitter_id)
    if form is None:
        return _Guess(None, (NO_SUCH_FORM(),), was_last)
    affiliation = affiliation_by(form, draft.person_id)
    if affiliation.named_as is None:
        return _Guess(None, (NOT_NAMED(),), was_last)
    if mismatches := match_faults(typed, form.particulars):
        return _Guess(form, tuple(mismatches), was_last)

    give_back_attempt(key)
    role = role_card(draft.role_id or "")
    return _Guess(form, tuple(affiliation_faults(role, roles_of(role.application_key), affiliation)))


def _draft(person_id: UUID) -> RoleRequest:
    """Return somebody's draft, locked, for a role that creates or associates its organization. Raises ``NotFound``."""
    rows = RoleRequest.objects.select_related("role").select_for_update(of=("self",))
    row = rows.filter(person_id=person_id, state=lifecycle.DRAFT, role__kind__in=DECIDING_KINDS).first()
    if row is None:
        raise NotFound("No draft that creates an organization.")
    return row


def _whole(draft: RoleRequest, typed: Particulars) -> Particulars:
    return typed if typed.tin else replace(typed, tin=_typed(draft).tin)


def _keep(draft: RoleRequest, typed: Particulars) -> None:
    kept = {name: getattr(typed, name) for name in TYPED}
    if not is_tin(typed.tin):
        kept["tin"] = ""  # no page shows it again, so that a malformed one has to be typed anew
    draft.particulars = json.dumps(kept)
    draft.form_id = None
    draft.save(update_fields=["particulars", "form_id"])


def _typed(draft: RoleRequest | None) -> Particulars:
    kept = json.loads(draft.particulars) if draft and draft.particulars else {}
    return replace(NOTHING, **{name: kept[name] for name in TYPED if name in kept})
