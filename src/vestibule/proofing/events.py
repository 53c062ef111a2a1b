"""What happens while it is found out whether somebody is who they say."""

from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class ProofingTermsAccepted(Fact, name="proofing.terms_accepted", rules=("PRF-2",)):
    """Somebody agreed to a version of the identity proofing terms."""

    person_id: UUID
    verification_id: UUID
    terms_version: Code


class ProofingReferred(Fact, name="proofing.referred", rules=("PRF-3", "PRF-4")):
    """The service could not verify somebody, and gave a Review Reference Number; ``again`` where it did before."""

    person_id: UUID
    verification_id: UUID
    bureau: Code
    again: bool


class PersonVerified(Fact, name="proofing.person_verified", rules=("PRF-3", "PRF-4", "PRF-5")):
    """Somebody is who they say: found ``at_once``, ``later``, ``after_call`` or ``by_desk``."""

    person_id: UUID
    verification_id: UUID
    how: Code


class DeskAsked(Fact, name="proofing.desk_asked", rules=("PRF-5",)):
    """Somebody whom the service could not verify asked the help desk to."""

    person_id: UUID
    verification_id: UUID


class EvidenceEntered(Fact, name="proofing.evidence_entered", rules=("PRF-5",)):
    """One at the help desk entered which documents they saw; another has to confirm it."""

    person_id: UUID
    verification_id: UUID
    kinds: tuple[Code, ...]


class VerificationRefused(Fact, name="proofing.verification_refused", rules=("PRF-5",)):
    """The help desk refused to verify somebody, with a reason that they read; they may try again."""

    person_id: UUID
    verification_id: UUID
