"""The two clocks that keep access true: when somebody must sign in to an application, and when a role is certified."""

from datetime import datetime, timedelta

from vestibule.kernel.rulebook import AccessRules


def must_sign_in_by(first_granted_at: datetime, last_signed_in_at: datetime | None, rules: AccessRules) -> datetime:
    """Return until when somebody must sign in to an application to keep access to it. Source: LIF-1 (APP 0, EU 0).

    Reading: one clock per person and application. It starts at the first of the grants that are held, each sign-in to
    the application itself starts it again, and a grant that comes later doesn't. The day of the moment returned counts
    to its end where the installation is, so that nobody is late on the day that they were told.
    """
    started_at = max(first_granted_at, last_signed_in_at or first_granted_at)
    return started_at + timedelta(days=rules.inactive_after_days)


def certify_by(certified_at: datetime, rules: AccessRules) -> datetime:
    """Return until when a role must be certified: so long after its grant, or after it was certified last.

    Source: LIF-3 (APP 0). Reading: the day of the moment returned counts to its end.
    """
    return certified_at + timedelta(days=rules.certified_every_days)
