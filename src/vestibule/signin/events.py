"""What happens at the door."""

from datetime import datetime
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class SignInFailed(Fact, name="signin.failed", rules=("SIG-5", "SIG-6")):
    """A User ID and password were checked and didn't open the account; nobody is named where nobody was meant."""

    person_id: UUID | None
    reason: Code
    locked: bool


class LockTold(Fact, name="signin.lock_told", rules=("SIG-6",)):
    """The owner of a locked account was told."""

    person_id: UUID


class PasswordAccepted(Fact, name="signin.password_accepted", rules=("SIG-1", "ACC-11")):
    """User ID and password were right and the terms were agreed to; a second factor is still missing."""

    person_id: UUID
    journey_id: UUID


class CodeSent(Fact, name="signin.code_sent", rules=("SIG-2", "SIG-3"), version=2):
    """A one-time code went to a device of the person: in a sign-in, or in a session that changes devices."""

    person_id: UUID
    journey_id: UUID | None
    code_id: UUID
    kind: Code


class CodeFailed(Fact, name="signin.code_failed", rules=("SIG-2", "SIG-3", "SIG-6"), version=2):
    """A wrong code was entered: in a sign-in, or in a session that changes devices."""

    person_id: UUID
    journey_id: UUID | None
    kind: Code
    tries_left: int


class PasskeyRefused(Fact, name="signin.passkey_refused", rules=("SIG-3", "SIG-6")):
    """A passkey was shown and not taken: not verified, perhaps copied, or of nobody who may sign in."""

    person_id: UUID | None
    device_id: UUID | None
    journey_id: UUID | None
    reason: Code


class DeviceAdded(Fact, name="signin.device_added", rules=("SIG-3",)):
    """A second factor was set up; a set of recovery codes takes the place of the one before."""

    person_id: UUID
    device_id: UUID
    kind: Code


class DeviceRemoved(Fact, name="signin.device_removed", rules=("SIG-4",)):
    """A second factor was removed: it opens nothing; what it shared with us is forgotten once this can't be undone."""

    person_id: UUID
    device_id: UUID
    kind: Code


class DevicePutBack(Fact, name="signin.device_put_back", rules=("SIG-4",)):
    """A second factor that had been removed is there again: its owner has undone the removal."""

    person_id: UUID
    device_id: UUID
    kind: Code


class NewEmailAsked(Fact, name="signin.new_email_asked", rules=("ACC-13", "ACC-2", "SIG-5")):
    """Who is signed in wants another email address, and was sent a code there; ``known_person_id`` has it already."""

    person_id: UUID
    code_id: UUID
    known_person_id: UUID | None


class NewEmailFailed(Fact, name="signin.new_email_failed", rules=("ACC-13", "SIG-6")):
    """A wrong code was entered for another email address."""

    person_id: UUID
    tries_left: int


class ChangeUndone(Fact, name="signin.change_undone", rules=("SIG-4", "ACC-13")):
    """Changes of what somebody signs in with were undone by the link from the mail: all from a certain one on."""

    person_id: UUID
    kinds: tuple[Code, ...]


class RecoveryCodeUsed(Fact, name="signin.recovery_code_used", rules=("SIG-8",)):
    """A recovery code was used to verify; so many of its set are left."""

    person_id: UUID
    device_id: UUID
    left: int


class FactorProven(Fact, name="signin.factor_proven", rules=("SIG-4",)):
    """Who is signed in showed a second factor once more, to change devices."""

    person_id: UUID
    session_id: UUID
    device_id: UUID
    kind: Code


class ProfileChanged(Fact, name="signin.profile_changed", rules=("ACC-13", "SIG-4")):
    """Who is signed in changed, after a fresh second factor, what is held of them; what exactly is the fact inside."""

    person_id: UUID
    session_id: UUID
    what: Code


class SessionStarted(Fact, name="signin.session_started", rules=("SIG-1", "SIG-7")):
    """The person is in."""

    person_id: UUID
    session_id: UUID
    journey_id: UUID
    methods: tuple[Code, ...]


class OwnDataTaken(Fact, name="signin.own_data_taken", rules=("ACC-13", "AUD-1")):
    """A person downloaded all that is held about them, after a fresh second factor."""

    person_id: UUID
    session_id: UUID


class SessionDisowned(Fact, name="signin.session_disowned", rules=("SIG-7", "ACC-13")):
    """A person said that a sign-in to their account wasn't theirs."""

    person_id: UUID
    session_id: UUID


class SessionEnded(Fact, name="signin.session_ended", rules=("SIG-7",)):
    """A session is over: signed out, replaced by a newer one, or ended for the person."""

    person_id: UUID
    session_id: UUID
    reason: Code


class RecoveryAsked(Fact, name="signin.recovery_asked", rules=("SIG-5",)):
    """Somebody asked for a User ID, a new password or an unlocking; nobody is named where nobody was meant."""

    person_id: UUID | None
    what: Code


class UserIdMailed(Fact, name="signin.user_id_mailed", rules=("SIG-5",)):
    """A person was mailed their User ID."""

    person_id: UUID


class RecoveryExplained(Fact, name="signin.recovery_explained", rules=("SIG-5",)):
    """A person was mailed why what they asked for can't be done, and what to do instead."""

    person_id: UUID
    what: Code
    state: Code


class RecoveryLinkSent(Fact, name="signin.recovery_link_sent", rules=("SIG-5", "SIG-6")):
    """A one-time link to a new password, or to unlock the account, went to the person's address."""

    person_id: UUID
    link_id: UUID
    what: Code


class AnswerFailed(Fact, name="signin.answer_failed", rules=("ACC-10", "SIG-6")):
    """A wrong answer to the security question was given by who had opened a link."""

    person_id: UUID
    link_id: UUID
    tries_left: int


class RecoveryBegun(Fact, name="signin.recovery_begun", rules=("SIG-5", "ACC-10")):
    """A link to a new password was followed, and the security question answered where one is asked."""

    person_id: UUID
    link_id: UUID
    journey_id: UUID


class RecoveryProven(Fact, name="signin.recovery_proven", rules=("SIG-5",)):
    """Who recovers an account showed one of its devices other than the email address."""

    person_id: UUID
    journey_id: UUID
    device_id: UUID
    kind: Code


class PasswordReset(Fact, name="signin.password_reset", rules=("SIG-5", "SIG-7", "ACC-7")):
    """A person chose a new password in place of a forgotten one; every session is over."""

    person_id: UUID
    journey_id: UUID


class PasswordChanged(Fact, name="signin.password_changed", rules=("SIG-4", "SIG-7", "ACC-7")):
    """A person changed the password in their profile; every other session is over."""

    person_id: UUID
    session_id: UUID


class AccountUnlocked(Fact, name="signin.account_unlocked", rules=("SIG-6",)):
    """The wrong passwords counted against an account are forgotten."""

    person_id: UUID


class LossReported(Fact, name="signin.loss_reported", rules=("SIG-8", "HLP-1")):
    """Somebody said that they have lost their devices, or their mailbox (``kind``); the help desk looks at it."""

    person_id: UUID
    loss_id: UUID
    kind: Code


class LossEvidenceEntered(Fact, name="signin.loss_evidence_entered", rules=("SIG-8",)):
    """One at the help desk entered how it was checked who somebody is that has lost a device; another confirms."""

    person_id: UUID
    loss_id: UUID
    kinds: tuple[Code, ...]


class LossConfirmed(Fact, name="signin.loss_confirmed", rules=("SIG-8",)):
    """A second one at the help desk confirmed it: from ``ripe_at`` on the person may set up a new device."""

    person_id: UUID
    loss_id: UUID
    kind: Code
    ripe_at: datetime


class LossRefused(Fact, name="signin.loss_refused", rules=("SIG-8",)):
    """The help desk refused the case of somebody who has lost a device."""

    person_id: UUID
    loss_id: UUID


class LossStopped(Fact, name="signin.loss_stopped", rules=("SIG-8",)):
    """The owner of an account stopped the case of a lost device by the link from the mail."""

    person_id: UUID
    loss_id: UUID


class LossStopNoted(Fact, name="signin.loss_stop_noted", rules=("SIG-8", "HLP-1")):
    """Somebody at the help desk took note that the owner of an account stopped the case of a lost device."""

    person_id: UUID
    loss_id: UUID


class AccessRegained(Fact, name="signin.access_regained", rules=("SIG-8",)):
    """Somebody who had lost their devices, or their mailbox (``kind``), is back in, and begins with new ones."""

    person_id: UUID
    loss_id: UUID
    kind: Code


class SharingSuspected(Fact, name="signin.sharing_suspected", rules=("ACC-12",)):
    """An account's sign-ins look as if several people used it (``signs``); the help desk is to look at it."""

    person_id: UUID
    subject_id: UUID
    points: int
    signs: tuple[Code, ...]


class SharingDismissed(Fact, name="signin.sharing_dismissed", rules=("ACC-12",)):
    """The help desk found that nobody shares an account."""

    person_id: UUID
    subject_id: UUID


class SharingConfirmed(Fact, name="signin.sharing_confirmed", rules=("ACC-12",)):
    """The help desk found that an account is shared; it is disabled."""

    person_id: UUID
    subject_id: UUID
