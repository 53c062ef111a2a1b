"""The states of an organization and of the form that leads to it, and the moves between them."""

from vestibule.kernel.lifecycle import Lifecycle

PENDING = "pending"  # a submitted role request would create it: TIN and submitter ID are taken, nobody else finds it
ACTIVE = "active"
DROPPED = "dropped"  # that request was denied or taken back: TIN and submitter ID are free again

ORGANIZATION = Lifecycle(
    {
        (PENDING, "activate"): ACTIVE,
        (PENDING, "drop"): DROPPED,
    },
)

WAITING = "waiting"  # for an organization that doesn't exist yet

AWAITED = Lifecycle(
    {
        (WAITING, "tell"): "told",
        (WAITING, "stop"): "stopped",
    },
)

STANDING = (PENDING, ACTIVE)  # what an update form can change

NEW, UPDATE = "new", "update"  # what a form is for

AWAITING_SIGNATURE = "awaiting_signature"
SIGNED = "signed"  # waits for the help desk
ANSWER_NEEDED = "answer_needed"  # the help desk asked for more
ACCEPTED = "accepted"
REPLACED = "replaced"  # accepted once; an accepted update form stands in its place
REJECTED = "rejected"
WITHDRAWN = "withdrawn"
LAPSED = "lapsed"  # never signed in time

FORM = Lifecycle(
    {
        (AWAITING_SIGNATURE, "sign"): SIGNED,
        (AWAITING_SIGNATURE, "withdraw"): WITHDRAWN,
        (AWAITING_SIGNATURE, "lapse"): LAPSED,
        (SIGNED, "withdraw"): WITHDRAWN,
        (SIGNED, "ask"): ANSWER_NEEDED,
        (SIGNED, "accept"): ACCEPTED,
        (SIGNED, "reject"): REJECTED,
        (ANSWER_NEEDED, "answer"): SIGNED,
        (ANSWER_NEEDED, "withdraw"): WITHDRAWN,
        (ANSWER_NEEDED, "accept"): ACCEPTED,
        (ANSWER_NEEDED, "reject"): REJECTED,
        (ACCEPTED, "replace"): REPLACED,
    },
)
