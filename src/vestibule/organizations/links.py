"""The links that a form lives by, and what stands in the database in place of their tokens."""

from uuid import UUID

from vestibule.kernel.secrets import keyring


def signature_digest(token: str) -> str:
    """Return the digest that is stored in place of the official's token. Source: ORG-1."""
    return keyring().digest(token, purpose="organization-form.signature")


def contact_digest(token: str) -> str:
    """Return the digest that is stored in place of the contact's token. Source: ORG-1."""
    return keyring().digest(token, purpose="organization-form.contact")


def page_digest(token: str) -> str:
    """Return the digest that is stored in place of the token of the page that was sent. Source: ORG-1."""
    return keyring().digest(token, purpose="organization-form.page")


def contact_token(form_id: UUID) -> str:
    """Return the token of the contact's link, the same in every mail about one form. Source: ORG-1.

    Reading: a mail months later holds the link that the first one had, so it is made from the key ring again: it is
    stored nowhere, and without the keys nobody makes it.
    """
    return keyring().digest(str(form_id), purpose="organization-form.contact-token")
