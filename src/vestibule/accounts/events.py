"""What happens to accounts."""

from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class PersonRegistered(Fact, name="accounts.person_registered", rules=("ACC-1", "ACC-2")):
    """Somebody registered; the email address isn't proven yet."""

    person_id: UUID


class RegistrationHeld(Fact, name="accounts.registration_held", rules=("ACC-2",)):
    """Somebody registered with the name, birth date and ZIP code of a known person; the help desk looks at it."""

    person_id: UUID
    known_person_id: UUID


class TakenEmailRegistered(Fact, name="accounts.taken_email_registered", rules=("ACC-2", "SIG-5")):
    """Somebody registered with this person's email address; ``shadow_id`` is the account that was made."""

    person_id: UUID
    shadow_id: UUID
    told: bool


class TermsAccepted(Fact, name="accounts.terms_accepted", rules=("ACC-11",)):
    """A person accepted this version of the terms and conditions."""

    person_id: UUID
    terms_version: Code


class EmailVerified(Fact, name="accounts.email_verified", rules=("SIG-2", "ACC-2")):
    """A person proved the email address; the account is active."""

    person_id: UUID


class AccountLapsed(Fact, name="accounts.account_lapsed", rules=("ACC-2",)):
    """An account whose email address was never proven lapsed; address and User ID are free again."""

    person_id: UUID


class PersonInvited(Fact, name="accounts.person_invited", rules=("ACC-2",)):
    """The operator made an account for a person, who chooses the password by an enrolment link."""

    person_id: UUID


class EnrolmentLinkIssued(Fact, name="accounts.enrolment_link_issued", rules=("ACC-2",)):
    """A new enrolment link was made for an invited person; older ones are void."""

    person_id: UUID


class PersonEnrolled(Fact, name="accounts.person_enrolled", rules=("ACC-3", "ACC-4")):
    """An invited person chose User ID, password and security question."""

    person_id: UUID


class PasswordSet(Fact, name="accounts.password_set", rules=("ACC-5", "ACC-7")):
    """A person has a new password: ``occasion`` says on what occasion (``change``, ``recovery``, ``demanded``)."""

    person_id: UUID
    occasion: Code


class NameCorrected(Fact, name="accounts.name_corrected", rules=("ACC-13",)):
    """A person's legal name or date of birth was corrected; ``proofing_void``: it was a verified one that was left."""

    person_id: UUID
    changed: tuple[Code, ...]
    proofing_void: bool


class ContactCorrected(Fact, name="accounts.contact_corrected", rules=("ACC-13", "SIG-4")):
    """A person's address or telephone number was corrected."""

    person_id: UUID
    changed: tuple[Code, ...]


class QuestionChosen(Fact, name="accounts.question_chosen", rules=("ACC-10", "ACC-13")):
    """A person chose another security question and answer."""

    person_id: UUID


class QuestionPutBack(Fact, name="accounts.question_put_back", rules=("ACC-10", "SIG-4")):
    """A changed security question was undone: the one before is the person's again."""

    person_id: UUID


class PreferencesChosen(Fact, name="accounts.preferences_chosen", rules=("ACC-13", "NEW-5")):
    """A person chose the language of pages and mails, and the text size."""

    person_id: UUID
    language: Code
    text_size: Code


class PasswordDemanded(Fact, name="accounts.password_demanded", rules=("ACC-7", "SIG-7")):
    """A person signs in again with a new password only."""

    person_id: UUID


class ClosingTold(Fact, name="accounts.closing_told", rules=("LIF-6",)):
    """The owner of an unused account was told that it will be closed; ``days`` is which deadline before it had come."""

    person_id: UUID
    days: int


class AccountClosed(Fact, name="accounts.account_closed", rules=("LIF-6",)):
    """An account that was unused for too long is closed; its email address is free again."""

    person_id: UUID


class AccountDisabled(Fact, name="accounts.account_disabled", rules=("HLP-2", "SPT-3")):
    """The help desk disabled an account."""

    person_id: UUID


class AccountEnabled(Fact, name="accounts.account_enabled", rules=("HLP-2",)):
    """The help desk let a disabled account be used again."""

    person_id: UUID


class EmailCorrected(Fact, name="accounts.email_corrected", rules=("HLP-2", "SIG-8")):
    """A person whose mailbox was lost has a new email address, which they proved; the help desk had checked them."""

    person_id: UUID


class EmailChanged(Fact, name="accounts.email_changed", rules=("ACC-13", "SIG-4", "ACC-2")):
    """A person has a new email address, which they proved, and where the User ID was the old one a new User ID too."""

    person_id: UUID
    changed: tuple[Code, ...]


class EmailPutBack(Fact, name="accounts.email_put_back", rules=("ACC-13", "SIG-4")):
    """A changed email address was undone from the address before: that one is the person's again."""

    person_id: UUID


class RegistrationReleased(Fact, name="accounts.registration_released", rules=("ACC-2",)):
    """The help desk found that a held registration is of somebody else than whom it looks like; it goes on."""

    person_id: UUID
    subject_id: UUID


class DuplicateClosed(Fact, name="accounts.duplicate_closed", rules=("ACC-2",)):
    """The help desk found that a held registration is of a known person; it is closed, what it had taken is free."""

    person_id: UUID
    known_person_id: UUID
    subject_id: UUID
