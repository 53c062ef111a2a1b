"""Who may be appointed to the help desk."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

SUPERVISOR = "supervisor"

TIERS = {
    "agent": gettext_noop("Help desk agent"),
    SUPERVISOR: gettext_noop("Help desk supervisor"),
}

UNKNOWN_TIER = declare_reason(
    "staff.unknown_tier", gettext_noop("The help desk has the tiers %(tiers)s, not this one."), rule="HLP-2"
)
ALREADY_STAFF = declare_reason(
    "staff.already_appointed", gettext_noop("This person works at the help desk already."), rule="HLP-2"
)
OWN_POWERS = declare_reason(
    "staff.own_powers", gettext_noop("Nobody raises their own powers: ask a colleague."), rule="HLP-2"
)


def appointment_faults(tier: str, *, for_oneself: bool, is_staff: bool) -> list[Reason]:
    """List why somebody can't be appointed to a tier of the help desk.

    Source: HLP-2 (EU 0). Reading: nobody raises their own powers, so nobody appoints themself.
    """
    faults = [] if tier in TIERS else [UNKNOWN_TIER(tiers=", ".join(TIERS))]
    if for_oneself:
        faults.append(OWN_POWERS())
    if is_staff:
        faults.append(ALREADY_STAFF())
    return faults
