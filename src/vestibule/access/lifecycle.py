"""The states of a role request, and the moves between them."""

from vestibule.kernel.lifecycle import Lifecycle

DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"
DENIED = "denied"
CANCELLED = "cancelled"

REQUEST = Lifecycle(
    {
        (DRAFT, "submit"): SUBMITTED,
        (DRAFT, "cancel"): CANCELLED,
        (SUBMITTED, "cancel"): CANCELLED,
        (SUBMITTED, "approve"): APPROVED,
        (SUBMITTED, "deny"): DENIED,
    },
)
