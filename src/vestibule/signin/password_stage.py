"""The password's stage: reserve a try, hash, settle. Two short transactions around one slow errand."""

from dataclasses import dataclass
from datetime import datetime

from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.passwords import UNKNOWN_HASH, hashing_turn, secret_matches
from vestibule.accounts.policy.terms import TERMS_VERSION, shown_faults
from vestibule.accounts.queries import Credential, credential_of
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.reasons import Reason, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import accept_password, refuse_password
from vestibule.signin.locks import password_key
from vestibule.signin.policy.entering import demand_faults, form_faults, standing_faults, unused_faults, wrong
from vestibule.signin.queries import signed_in_here_before, token_digest
from vestibule.signin.upkeep import reserve_password


@dataclass(frozen=True)
class GivenPassword:
    """What came of User ID and password: the token of the sign-in that goes on, or why not."""

    journey_token: str = ""
    reasons: tuple[Reason, ...] = ()


def give_password(
    user_id: str,
    password: str,
    *,
    agreed: bool,
    terms_shown: str = "",
    next_path: str,
    browser_token: str,
    by: Actor,
    at: datetime,
) -> GivenPassword:
    """Judge User ID and password; whether the account exists shows neither in words nor in time.

    Raises ``Refused`` for a form that isn't tried at all, and ``Busy`` before anything is written where too many are
    being tried at once. Source: SIG-1, SIG-5, SIG-6 (APP 5, ADD 2-5).
    """
    require([*form_faults(user_id, password, agreed=agreed), *shown_faults(terms_shown)])
    rules = rulebook().sign_in
    with hashing_turn():
        credential = credential_of(user_id)
        known_here = signed_in_here_before(credential.person_id if credential else None, browser_token)
        key = password_key(user_id, token_digest(browser_token) if known_here else "")
        number = reserve_password(key, rules=rules, at=at)
        if number is None:
            return GivenPassword(reasons=(wrong(rules),))
        matches = secret_matches((credential and credential.password_hash) or UNKNOWN_HASH, password)

    faults = _faults(credential, at=at) if credential and matches else [wrong(rules)]
    if credential is None or faults:
        why = _why_not(credential, matches=matches)
        person_id = credential.person_id if credential else None
        last_try = number >= rules.wrong_passwords and not matches
        refuse_password(person_id, why, last_try=last_try, give_back=key if matches else "", by=by, at=at)
        return GivenPassword(reasons=tuple(faults))

    token = accept_password(
        credential.person_id,
        matched=credential.password_hash,
        new_terms=TERMS_VERSION if credential.terms_version != TERMS_VERSION else None,
        counter_key=key,
        next_path=next_path,
        by=person(credential.person_id, by.trail),
        at=at,
    )
    return GivenPassword(journey_token=token)


def _faults(credential: Credential, *, at: datetime) -> list[Reason]:
    """List why who gave the right password doesn't get in with it. Source: SIG-5, ACC-2, ACC-7, LIF-6."""
    return (
        standing_faults(credential.state, rulebook().sign_in)
        or demand_faults(credential.password_demanded_at)
        or unused_faults(credential.state, credential.used_at, rulebook().dormancy, at=at)
    )


def _why_not(credential: Credential | None, *, matches: bool) -> str:
    """Return the code that goes on record; it never reaches a page."""
    if credential is None:
        return "unknown_user_id"
    if not matches:
        return "wrong_password"
    return "unused" if credential.state == ACTIVE else credential.state
