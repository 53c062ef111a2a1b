"""Many at once on one form: one of them counts, and nothing is done or told twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import AT
from tests.racing import more, said_by
from tests.rooms.access.consequences import Consequences, consequences
from tests.rooms.organizations.forming import (
    SIGNATURE,
    VISITOR,
    SentForm,
    a_form,
    a_signed_form,
    content,
)
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.secrets import new_token
from vestibule.organizations.actions import submit_form, withdraw_form
from vestibule.organizations.actions.by_desk import accept_form, reject_form
from vestibule.organizations.forms import form_document
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.signing import sign

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _one_of_each(before: Consequences, fact: str, *kinds: str) -> None:
    after = consequences()
    assert more(before.facts, after.facts) == {fact: 1}
    assert more(before.mails, after.mails) == dict.fromkeys(kinds, 1)


def _a_form(number: int):
    """Return a form of its own hour and addresses: forms are counted."""
    return a_form(
        at=AT + timedelta(hours=number),
        official_email=f"olga{number}@example.com",
        contact_email=f"carl{number}@example.com",
    )


def test_of_eight_signing_at_once_one_signature_stands(transactional_db):
    """Source: ORG-1. One signature, one fact, one set of mails, and the document of who won."""
    winners = set()
    for number in range(ROUNDS):
        form = _a_form(number)
        digest, made_at, before = form.row.digest, form.row.made_at, consequences()

        def put(one: int, form: SentForm = form, digest: str = digest, at: datetime = made_at) -> str:
            signature = type(SIGNATURE)(SIGNATURE.name, f"Title {'ABCDEFGH'[one]}", attested=True)
            return said_by(lambda: sign(form.signature_token, signature, digest=digest, by=VISITOR, at=at))

        said = at_once(put, 8)

        assert sorted(said) == ["done", *["form.already_signed"] * 7]
        _one_of_each(before, "organizations.form_signed", "organizations/form_signed")
        winner = "ABCDEFGH"[said.index("done")]
        assert f"Title {winner}" in str(form.row.signature)
        assert form_document(form.id)
        winners.add(winner)
    assert len(winners) > 1, "the same thread won every round: that was no race"


def test_one_page_sent_eight_times_at_once_makes_one_form(transactional_db):
    """Source: ORG-1."""
    for number in range(ROUNDS):
        before, token = consequences(), new_token()
        told = content(official_email=f"olga{number}@example.com", contact_email=f"carl{number}@example.com")

        def send(_: int, token: str = token, told=told) -> str:
            return said_by(lambda: submit_form(told, page_token=token, language="en", by=VISITOR, at=AT))

        said = at_once(send, 8)

        assert sorted(said) == ["done", *["form.sent_already"] * 7]
        _one_of_each(
            before, "organizations.form_submitted", "organizations/form_submitted", "organizations/form_to_sign"
        )


def test_signed_and_withdrawn_at_once_it_is_one_after_the_other_or_one_of_the_two(transactional_db):
    """Source: ORG-1. A withdrawn form carries no signature that came later."""
    for number in range(ROUNDS):
        form = _a_form(number)
        digest = form.row.digest

        def deed(one: int, form=form, digest: str = digest) -> str:
            if one == 0:
                return said_by(lambda: sign(form.signature_token, SIGNATURE, digest=digest, by=VISITOR, at=AT))
            return said_by(lambda: withdraw_form(form.contact_token, by=VISITOR, at=AT))

        signed, withdrawn = at_once(deed, 2)

        row = form.row
        assert (signed, withdrawn) in {("done", "done"), ("form.withdrawn", "done"), ("done", "move_not_open")}
        assert row.status == ("withdrawn" if withdrawn == "done" else "signed")
        assert (row.document is not None) == (signed == "done")


def test_two_forms_with_one_tin_accepted_by_eight_at_once_are_one_acceptance(transactional_db):
    """Source: ORG-4. One submitter ID for a TIN."""
    for number in range(ROUNDS):
        tin = f"65-77700{number:02d}"
        mail: dict[str, Any] = {
            "official_email": f"olga{number}@example.com",
            "contact_email": f"carl{number}@example.com",
        }
        forms = [a_signed_form(tin=tin, **mail) for _ in range(2)]
        before = consequences()

        def accept(one: int, forms=forms) -> str:
            return said_by(lambda: accept_form(forms[one % 2].id, by=OPERATOR, at=AT))

        said = at_once(accept, 8)

        assert said.count("done") == 1
        assert set(said) - {"done"} <= {"form.tin_taken", "form.already_accepted"}
        assert OrganizationForm.objects.filter(tin_index=forms[0].row.tin_index, status="accepted").count() == 1
        _one_of_each(
            before,
            "organizations.form_accepted",
            "organizations/approval_approver",
            "organizations/approval_backup",
            "organizations/form_accepted",
        )


def test_accepted_and_rejected_at_once_it_is_one_of_the_two(transactional_db):
    """Source: ORG-1. The first decision counts."""
    for number in range(ROUNDS):
        form = a_signed_form(official_email=f"olga{number}@example.com", contact_email=f"carl{number}@example.com")

        def decide(one: int, form=form) -> str:
            if one % 2:
                return said_by(lambda: accept_form(form.id, by=OPERATOR, at=AT))
            return said_by(lambda: reject_form(form.id, reason="Not enrolled.", by=OPERATOR, at=AT))

        said = at_once(decide, 8)

        assert said.count("done") == 1
        assert set(said) - {"done"} <= {f"form.already_{form.row.status}", "form.tin_taken"}
