"""What happens to organizations."""

from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class OrganizationLoaded(Fact, name="organizations.loaded", rules=("ORG-4",)):
    """The operator made an organization known, from the record of the accepted form."""

    organization_id: UUID
    kind: Code


class OrganizationCorrected(Fact, name="organizations.corrected", rules=("ORG-4",)):
    """The operator loaded an organization again, and some of its particulars had changed."""

    organization_id: UUID
    changed: tuple[Code, ...]


class OrganizationCreated(Fact, name="organizations.created", rules=("ORG-3", "ORG-4")):
    """A submitted role request created an organization, pending: its TIN and submitter ID are taken."""

    organization_id: UUID
    form_id: UUID
    kind: Code


class OrganizationActivated(Fact, name="organizations.activated", rules=("ORG-3",)):
    """The request that created an organization was approved: others find it from here on."""

    organization_id: UUID


class OrganizationDropped(Fact, name="organizations.dropped", rules=("ORG-3",)):
    """The request that created an organization was denied or taken back: its TIN and submitter ID are free again."""

    organization_id: UUID


class OrganizationAwaited(Fact, name="organizations.awaited", rules=("ORG-5",)):
    """Somebody didn't find their organization, and asked to be told when it exists."""

    awaited_id: UUID
    person_id: UUID


class WaitingStopped(Fact, name="organizations.waiting_stopped", rules=("ORG-5",)):
    """Somebody no longer wants to be told of an organization."""

    awaited_id: UUID
    person_id: UUID


class AwaitedOrganizationFound(Fact, name="organizations.awaited_found", rules=("ORG-5",)):
    """An organization exists that somebody waited for, and they are told."""

    awaited_id: UUID
    person_id: UUID
    organization_id: UUID


class FormSubmitted(Fact, name="organizations.form_submitted", rules=("ORG-1",)):
    """A new organization form was sent for signature."""

    form_id: UUID
    kind: Code


class UpdateSubmitted(Fact, name="organizations.update_submitted", rules=("ORG-6",)):
    """An update form was sent for signature."""

    form_id: UUID
    organization_id: UUID | None


class UpdateAccepted(Fact, name="organizations.update_accepted", rules=("ORG-6",)):
    """The help desk accepted an update form: what it says stands from here on; ``changed`` says in what it differs."""

    form_id: UUID
    organization_id: UUID | None
    changed: tuple[Code, ...]


class SignedFormUploaded(Fact, name="organizations.signed_form_uploaded", rules=("ORG-1", "ORG-6")):
    """A form came with a document that the official signed by hand; it waits for the help desk."""

    form_id: UUID
    kind: Code
    organization_id: UUID | None = None  # of an update


class FormSigned(Fact, name="organizations.form_signed", rules=("ORG-1", "ORG-6")):
    """The official signed a form; it waits for the help desk."""

    form_id: UUID


class FormAnswerNeeded(Fact, name="organizations.form_answer_needed", rules=("ORG-1", "ORG-6")):
    """The help desk asked the contact of a form for more."""

    form_id: UUID
    message_id: UUID


class FormAnswered(Fact, name="organizations.form_answered", rules=("ORG-1", "ORG-6")):
    """The contact of a form answered the help desk."""

    form_id: UUID
    message_id: UUID


class FormAccepted(Fact, name="organizations.form_accepted", rules=("ORG-1", "ORG-2")):
    """The help desk accepted a form, and its submitter ID was issued."""

    form_id: UUID


class FormRejected(Fact, name="organizations.form_rejected", rules=("ORG-1", "ORG-6")):
    """The help desk rejected a form."""

    form_id: UUID


class FormWithdrawn(Fact, name="organizations.form_withdrawn", rules=("ORG-1", "ORG-6")):
    """The contact of a form took it back."""

    form_id: UUID
    was: Code


class FormLapsed(Fact, name="organizations.form_lapsed", rules=("ORG-1", "ORG-6")):
    """A form was not signed in time."""

    form_id: UUID
