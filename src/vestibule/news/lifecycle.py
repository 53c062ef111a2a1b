"""The states of an announcement. What is published is never changed: a correction is another one, and replaces it."""

from vestibule.kernel.lifecycle import Lifecycle

DRAFT = "draft"
PUBLISHED = "published"

ANNOUNCEMENT = Lifecycle(
    {
        (DRAFT, "publish"): PUBLISHED,
        (DRAFT, "discard"): "discarded",
        (PUBLISHED, "withdraw"): "withdrawn",
        (PUBLISHED, "replace"): "replaced",  # by a correction, in the same moment
    },
)
