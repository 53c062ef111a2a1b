"""What the help desk does to a form, and what it sees of it."""

from datetime import timedelta

import pytest

from tests.consequences import NONE, consequences
from tests.people import a_person, an_organization
from tests.rooms.organizations.forming import (
    NOBODY,
    VISITOR,
    a_form,
    a_signed_form,
    an_accepted_form,
)
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import Refused
from vestibule.notices.models import Mail
from vestibule.organizations.accepted import accepted_form
from vestibule.organizations.actions import withdraw_form
from vestibule.organizations.actions.by_desk import accept_form, ask_for_more, reject_form
from vestibule.organizations.forms import forms_waiting, told_form
from vestibule.organizations.policy.naming import BACKUP, NamedPerson

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=1)


def test_acceptance_issues_a_submitter_id_and_tells_those_who_need_it(at):
    """Source: ORG-1, ORG-2, ORG-3."""
    form_id, submitter_id, tin = an_accepted_form()

    assert len(submitter_id) == 10
    assert submitter_id.startswith("FC")
    found = accepted_form(tin, submitter_id)
    assert found
    assert found.id == form_id
    assert found.names_as(NamedPerson(first_name="Bob", last_name="Baker", email="BOB.BAKER@example.com")) == BACKUP
    approval, backup = (Mail.objects.get(kind=f"organizations/approval_{who}") for who in ("approver", "backup"))
    assert (approval.recipient, backup.recipient) == ("ann.archer@example.com", "bob.baker@example.com")
    for mail in (approval, backup):
        assert submitter_id in str(mail.text)
        assert "http://testserver/role-request/" in str(mail.text)
    for mail in Mail.objects.exclude(kind__startswith="organizations/approval"):
        assert submitter_id not in f"{mail.subject}{mail.text}{mail.html}"
    assert submitter_id not in repr(list(Entry.objects.values_list("canonical", flat=True)))


def test_submitter_ids_do_not_follow_from_one_another():
    """Source: ORG-2."""
    issued = [an_accepted_form(official_email=f"official{number}@example.com")[1] for number in range(5)]
    assert len({submitter_id[2:6] for submitter_id in issued}) == 5


def test_a_form_may_be_accepted_while_it_waits_for_an_answer_but_not_before_it_is_signed(at):
    """Source: ORG-1. The help desk may have heard by telephone."""
    unsigned, asked = a_form(), a_signed_form()
    ask_for_more(asked.id, question="Please call us.", by=OPERATOR, at=at)
    accept_form(asked.id, by=OPERATOR, at=at)
    with pytest.raises(Refused, match="not_signed"):
        accept_form(unsigned.id, by=OPERATOR, at=at)


@pytest.mark.parametrize("holder", ["form", "organization"])
def test_a_tin_that_is_taken_is_not_accepted_again(at, holder):
    """Source: ORG-4."""
    tin = "65-7654321"
    if holder == "form":
        an_accepted_form(tin=tin)
    else:
        an_organization(tin=tin)
    form = a_signed_form(tin=tin)
    before = consequences()
    with pytest.raises(Refused, match="tin_taken"):
        accept_form(form.id, by=OPERATOR, at=at)
    assert consequences() - before == NONE
    assert form.row.submitter_id is None


def test_a_rejection_tells_contact_and_official_why_each_mailbox_once(at):
    """Source: ORG-1."""
    form = a_signed_form(official_email="carl.contact@example.com")
    reject_form(form.id, reason="Not enrolled\nwith Medicare.", by=OPERATOR, at=at)
    (mail,) = Mail.objects.filter(kind="organizations/form_rejected")
    assert "    Not enrolled\n    with Medicare." in str(mail.text)
    assert told_form(form.id).rejection_reason == "Not enrolled\nwith Medicare."
    for deed in (
        lambda: accept_form(form.id, by=OPERATOR, at=at),
        lambda: ask_for_more(form.id, question="Why not?", by=OPERATOR, at=at),
        lambda: withdraw_form(form.contact_token, by=VISITOR, at=at),
    ):
        with pytest.raises(Refused, match="already_rejected"):
            deed()


@pytest.mark.parametrize("deed", ["accept", "ask", "reject"])
def test_nobody_decides_on_a_form_that_names_them(at, deed):
    """Source: HLP-2, ROL-7."""
    named, colleague = a_person(), a_person("Stan", "Staff")
    form = a_signed_form()

    def do(by):
        if deed == "accept":
            accept_form(form.id, by=by, at=at)
        elif deed == "ask":
            ask_for_more(form.id, question="Who are you?", by=by, at=at)
        else:
            reject_form(form.id, reason="Not enrolled.", by=by, at=at)

    with pytest.raises(Refused, match="own_form"):
        do(person(named))
    do(person(colleague))


def test_the_help_desk_sees_what_may_be_the_same_and_never_a_whole_tin(at):
    """Source: ORG-10, PRF-7."""
    tin = "65-2223334"
    same_tin = a_signed_form(tin=tin, legal_name="Harbor Imaging", npi="1999999984")
    near = an_organization("Sunshine Medical Grop")
    other = a_signed_form(legal_name="Bayside Clinic", npi="1888888884")
    form = a_signed_form(tin=tin, **NOBODY)

    story = told_form(form.id)

    found = {(each.what, each.id): each.why for each in story.duplicates}
    assert found == {("form", same_tin.id): ("tin",), ("organization", near): ("name",)}
    assert other.id not in {each.id for each in story.duplicates}
    assert story.tin_last_four == "3334"
    everything = f"{story!r} {story.sections!r} {vars(story.content.particulars)}"
    assert "652223334" not in everything
    assert "65-2223334" not in everything
    assert [line.value for line in story.sections[0].lines if line.label == "TIN/SSN"] == ["***-**-3334"]
    assert story.signature
    assert story.signature.name == "Olga Official"


def test_the_queue_has_who_waited_longest_first(at):
    """Source: HLP-1."""
    a_form()
    late = a_signed_form(signed_at=at + DAYS)
    early = a_signed_form(signed_at=at)
    an_accepted_form()
    assert [(card.id, card.state, card.legal_name) for card in forms_waiting()] == [
        (early.id, "FL", "Sunshine Medical Group, LLC"),
        (late.id, "FL", "Sunshine Medical Group, LLC"),
    ]
