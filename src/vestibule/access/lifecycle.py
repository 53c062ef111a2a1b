"""The states of a role request, and the moves between them."""

from vestibule.kernel.lifecycle import Lifecycle

DRAFT = "draft"
SUBMITTED = "submitted"
CORRECTED = "corrected"
APPROVED = "approved"
DENIED = "denied"
CANCELLED = "cancelled"
EXPIRED = "expired"  # nobody decided in time

UNDER_WAY = (CORRECTED, DRAFT, SUBMITTED)  # whose turn it is to act, the requester's own first

REQUEST = Lifecycle(
    {
        (DRAFT, "submit"): SUBMITTED,
        (DRAFT, "cancel"): CANCELLED,
        (SUBMITTED, "cancel"): CANCELLED,
        (SUBMITTED, "approve"): APPROVED,
        (SUBMITTED, "deny"): DENIED,
        (SUBMITTED, "correct"): CORRECTED,
        (CORRECTED, "confirm"): SUBMITTED,
        (CORRECTED, "withdraw"): SUBMITTED,
        (CORRECTED, "cancel"): CANCELLED,
        (SUBMITTED, "expire"): EXPIRED,
        (CORRECTED, "expire"): EXPIRED,
    },
)

OPEN = "open"  # an invitation that nobody has used

INVITATION = Lifecycle(
    {
        (OPEN, "use"): "used",
        (OPEN, "withdraw"): "withdrawn",
        (OPEN, "lapse"): "lapsed",
    },
)
