"""What happens to the embedded bureau."""

from vestibule.kernel.facts import Fact


class IdentitiesLoaded(Fact, name="adapters.bureau_identities_loaded", rules=("PRF-6",)):
    """The operator loaded identities into the embedded bureau; how many were new, and how many had changed."""

    added: int
    changed: int
