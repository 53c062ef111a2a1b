"""What happens between people, applications and us."""

from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class ClientRegistered(Fact, name="federation.client_registered", rules=("FED-1",)):
    """An application may sign people in here from now on."""

    client_id: Code
    application_key: Code


class ClientChanged(Fact, name="federation.client_changed", rules=("FED-1",)):
    """An application's name, addresses or secret were changed."""

    client_id: Code
    application_key: Code
    changed: tuple[Code, ...]


class SigningKeyMade(Fact, name="federation.signing_key_made", rules=("FED-1",)):
    """The first key that signs what applications are told was made."""

    kid: Code


class SigningKeyRotated(Fact, name="federation.signing_key_rotated", rules=("FED-1",)):
    """A new key signs; the one before is only served until nobody needs it."""

    kid: Code
    retired_kid: Code


class AdmissionRefused(Fact, name="federation.admission_refused", rules=("FED-1", "SPT-3")):
    """Somebody stood at an application's door without an active role there."""

    person_id: UUID
    client_id: Code
    standing: Code


class CodeIssued(Fact, name="federation.code_issued", rules=("FED-1",)):
    """Somebody was let through to an application, which may now redeem a code."""

    person_id: UUID
    client_id: Code
    code_id: UUID


class SignedInToApplication(Fact, name="federation.signed_in_to_application", rules=("FED-1", "SPT-1", "LIF-1")):
    """An application redeemed its code: the person signed in to the application itself. LIF-1 counts this."""

    person_id: UUID
    client_id: Code
    application_key: Code
    client_session_id: UUID


class CodeReused(Fact, name="federation.code_reused", rules=("FED-1",)):
    """A code came a second time; what its first redemption gave was revoked."""

    person_id: UUID
    client_id: Code
    code_id: UUID
    revoked: bool
