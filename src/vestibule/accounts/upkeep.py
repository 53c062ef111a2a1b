"""Technical state of registrations: drafts, and the counter of what was told."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db.models import F

from vestibule.accounts.models import EnrolmentLink, FormerEmail, RegistrationDraft, RegistrationTries
from vestibule.accounts.queries import TOLD_TAKEN_AT_MOST, TRIES_COUNT_FOR, draft_digest, network_digest
from vestibule.journal.spine import upkeep
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.storage.rows import moved

# What no rule allows is not kept: anybody can write here, and a page is never near it.
_LONGEST_KEPT = 1000


@upkeep
def keep_page(token: str, page: str, typed: Mapping[str, str], *, at: datetime) -> str:
    """Keep what was typed on a page of a registration; return the token of its draft, a new one where there was none.

    Source: ACC-1 (going back loses nothing). The caller leaves out passwords and answers.
    """
    expires_at = at + timedelta(hours=rulebook().registration.draft_hours)
    kept = {name: text for name, text in typed.items() if len(text) <= _LONGEST_KEPT}
    open_drafts = RegistrationDraft.objects.filter(token_digest=draft_digest(token), expires_at__gt=at)
    draft = open_drafts.filter(submitted_at=None).select_for_update().first()
    if draft is None:
        token = new_token()
        pages = json.dumps({page: kept})
        RegistrationDraft.objects.create(token_digest=draft_digest(token), pages=pages, expires_at=expires_at)
        return token

    draft.pages = json.dumps({**json.loads(draft.pages or "{}"), page: kept})
    draft.expires_at = expires_at
    draft.save(update_fields=["pages", "expires_at"])
    return token


@upkeep
def may_tell_taken(network: str, *, at: datetime) -> bool:
    """Count one more telling of a network that a User ID is taken; say whether it may still be told.

    Source: ACC-2 (rate-limited). Reading: 20 times an hour for each network; exact under parallel tries, for each is
    one conditional write.
    """
    digest = network_digest(network)
    RegistrationTries.objects.bulk_create([RegistrationTries(network_digest=digest, since=at)], ignore_conflicts=True)
    told = RegistrationTries.objects.filter(pk=digest)
    if moved(told.filter(since__lte=at - TRIES_COUNT_FOR), since=at, count=1):
        return True
    return moved(told.filter(count__lt=TOLD_TAKEN_AT_MOST), count=F("count") + 1)


@upkeep
def sweep(*, at: datetime) -> None:
    """Throw away what no longer counts; nothing relies on its being gone, for all is judged at use."""
    RegistrationDraft.objects.filter(expires_at__lte=at).delete()
    RegistrationTries.objects.filter(since__lte=at - TRIES_COUNT_FOR).delete()
    EnrolmentLink.objects.filter(expires_at__lte=at).delete()
    FormerEmail.objects.filter(kept_until__lte=at).delete()


def network_of(address: str | None) -> str:
    """Return the network that an address counts for: itself, or of IPv6 the half that one household is given."""
    if not address:
        return ""
    known = ip_address(address)
    return str(ip_network(f"{known}/64", strict=False)) if isinstance(known, IPv6Address) else str(known)
