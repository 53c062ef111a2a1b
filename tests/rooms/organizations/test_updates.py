"""An update form from its sending to its signature, by the actions, and what it says of nothing that stands."""

from dataclasses import replace

import pytest

from tests.consequences import NONE, consequences
from tests.people import an_organization
from tests.rooms.organizations.forming import NOBODY, SIGNATURE, VISITOR, a_form, a_signed_form, an_accepted_form
from tests.rooms.organizations.updating import (
    NORA,
    There,
    an_organization_by_form,
    an_update,
    an_update_by,
    changes,
    sent,
    signed,
)
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.notices.models import Mail
from vestibule.organizations.accepted import accepted_form, accepted_form_named, accepted_form_of, officials_of
from vestibule.organizations.actions import load_organization, submit_known_update, submit_update
from vestibule.organizations.actions.by_desk import accept_form, accept_update
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.forms import form_to_sign, told_form, update_beside
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.organizations.policy.naming import APPROVER, BACKUP, NamedPerson
from vestibule.organizations.policy.updating import Known, update_faults
from vestibule.organizations.signing import sign
from vestibule.organizations.standing import standing_of

pytestmark = pytest.mark.django_db

NORAS = NamedPerson("Nora", "", "Newman", "", "nora.newman@example.com")
ANN = NamedPerson("Ann", "", "Archer", "", "ann.archer@example.com")
BOB = NamedPerson("Bob", "", "Baker", "", "bob.baker@example.com")


def accepted(there: There, **told) -> OrganizationForm:
    """Return an update that was sent, signed and accepted."""
    form = signed(an_update(there.known, **told))
    accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=form.row.made_at)
    return form.row


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, {"update.changes_nothing"}),
        ({"telephone": "904-555-0199"}, set()),
        ({"npi": "1234567890"}, {"organization.npi_malformed"}),
        ({"zip_code": "1"}, {"organization.zip_code_malformed"}),
        ({"location": "TX", "line_of_business": "c"}, {"form.location_unknown", "form.line_unknown"}),
        (NORA, set()),
        ({"approver_email": "nora.newman@example.com"}, {"registration.required"}),
        ({"approver_left": True, "telephone": "904-555-0199"}, {"update.left_and_stays"}),
        ({"backup_left": True, "telephone": "904-555-0199"}, {"update.backup_left_and_stays"}),
        ({"backup_left": True, "no_backup": True}, set()),
        (
            {"no_backup": True, **{name.replace("approver", "backup"): said for name, said in NORA.items()}},
            {"update.backup_or_none"},
        ),
        (
            {**NORA, **{name.replace("approver", "backup"): said for name, said in NORA.items()}},
            {"form.same_email", "form.same_person"},
        ),
        ({"legal_name": "www.example.com Group"}, {"form.holds_a_link"}),
        ({"telephone": "904-555-0199", "official_email": ""}, {"email.invalid"}),
    ],
)
def test_an_update_says_whole_what_changes_and_nothing_of_what_stays(told, why):
    """Source: ORG-6, LIF-5."""
    content = changes(known_as="Sunshine Medical Group, LLC", **told).tidied()
    assert {fault.code for fault in update_faults(content)} == why


def test_an_update_is_found_by_tin_submitter_id_and_name_and_says_nothing_of_what_stands(at):
    """Source: ORG-6, PRF-7. Who has the numbers and signs as an official of their own choice sees what was typed."""
    there = an_organization_by_form()
    form = an_update(there.known, telephone="904-555-0199")

    shown = form_to_sign(form.signature_token, at=at)
    said = " ".join(line.value for section in shown.sections for line in section.lines)
    assert "904-555-0199" in said
    assert there.known.submitter_id in said
    for secret in ("Ann", "Bob", "Ocean", "1234567893", there.known.tin, there.known.tin[-4:]):
        assert secret not in said, secret
    assert (form.row.purpose, form.row.organization_id, form.row.begun_by) == ("update", there.id, None)
    assert not [mail for mail in Mail.objects.all() if mail.kind.endswith("to_sign") and "Ocean" in str(mail.text)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"tin": "65-9999999"},
        {"submitter_id": "FCAAAAAAAA"},
        {"legal_name": "Moonshine Medical Group, LLC"},
        {"tin": "", "submitter_id": ""},
    ],
)
def test_whichever_number_is_wrong_the_answer_is_the_same_and_leaves_nothing(at, wrong):
    """Source: ORG-6."""
    there = an_organization_by_form()
    before = consequences()
    with pytest.raises(Refused) as refused:
        an_update(replace(there.known, **wrong), telephone="904-555-0199")
    assert [(fault.code, fault.field) for fault in refused.value.reasons] == [("update.unknown", "tin")]
    assert consequences() - before == NONE


def test_tries_are_counted_for_a_tin_right_ones_too(at):
    """Source: ORG-6. Else who guesses would learn from the answer."""
    there = an_organization_by_form()
    for _ in range(rulebook().organization.guesses_an_hour - 1):
        with pytest.raises(Refused, match="unknown"):
            an_update(replace(there.known, submitter_id="FCAAAAAAAA"), telephone="904-555-0199")
    an_update(there.known, telephone="904-555-0199")
    with pytest.raises(Refused, match="tried_too_often"):
        an_update(there.known, telephone="904-555-0199")


def test_who_sees_what_stands_signs_only_what_differs(at):
    """Source: ORG-6. The page is filled in beforehand; what is sent back as it was is no change."""
    there = an_organization_by_form()
    form = an_update_by(
        OPERATOR,
        there.id,
        legal_name="Sunshine Medical Group, LLC",
        address="200 Harbor Road",
        city="Jacksonville",
        approver_first_name="Ann",
        approver_last_name="Archer",
        approver_email="ann.archer@example.com",
    )
    said = form_to_sign(form.signature_token, at=at).content
    assert (said.particulars.address, said.particulars.city, said.particulars.legal_name) == ("200 Harbor Road", "", "")
    assert not said.approver.says_anything
    with pytest.raises(Refused, match="changes_nothing"):
        an_update_by(OPERATOR, there.id, city="Jacksonville")


def test_who_saw_what_stands_no_more_looks_again(at):
    """Source: ORG-6. Another update was accepted while the page was open."""
    there = an_organization_by_form()
    seen = standing_of(there.id)
    accepted(there, telephone="904-555-0177")
    with pytest.raises(Refused, match="changed_meanwhile"):
        submit_update(
            changes(address="200 Harbor Road"),
            seen,
            saw_what_stands=True,
            page_token=new_token(),
            language="en",
            by=OPERATOR,
            at=at,
        )


def test_acceptance_writes_what_changes_and_nothing_else(at):
    """Source: ORG-6, ORG-3, ORG-5."""
    there = an_organization_by_form()
    was = there.row
    form = accepted(there, legal_name="Sunrise Medical Group, LLC", address="200 Harbor Road", state="FL", **NORA)

    row = there.row
    assert (row.legal_name, row.address, row.form_id) == ("Sunrise Medical Group, LLC", "200 Harbor Road", form.pk)
    for kept in ("tin", "tin_index", "submitter_id", "kind", "npi", "ptan", "city", "zip_code", "telephone", "status"):
        assert getattr(row, kept) == getattr(was, kept), kept
    assert row.tin == there.known.tin
    in_force = accepted_form_of(there.id)
    assert in_force
    assert in_force.names_as(NORAS) == APPROVER
    assert in_force.names_as(ANN) is None
    assert in_force.names_as(BOB) == BACKUP
    assert [card.id for card in find_organizations("Sunrise Medical", "FL", 5)] == [there.id]
    assert find_organizations("Sunshine", "FL", 5) == []
    entry = Entry.objects.get(fact="organizations.update_accepted")
    assert "".join(str(entry.canonical).split()).count('"changed":["legal_name","address","approver","contact"]') == 1


def test_the_form_before_keeps_its_words_and_leads_to_the_one_in_its_place(at):
    """Source: ORG-6, ORG-3. A request that was begun by the old form is judged by what stands."""
    there = an_organization_by_form(pending=True)
    form = accepted(there, **NORA)
    before = OrganizationForm.objects.get(pk=there.form_id)
    assert (before.status, before.submitter_id) == ("replaced", None)
    assert "ann.archer" in before.content
    now = accepted_form_named(there.form_id)
    assert now
    assert (now.id, now.names_as(NORAS)) == (form.pk, APPROVER)
    assert now.particulars.tin == there.known.tin
    assert accepted_form(there.known.tin, there.known.submitter_id) == now


def test_an_accepted_form_is_updated_before_its_organization_is_there(at):
    """Source: ORG-6, ORG-3. Its designated approver left before they registered."""
    form_id, submitter_id, tin = an_accepted_form()
    known = Known(tin, submitter_id, "Sunshine Medical Group, LLC")
    form = signed(an_update(known, **NORA))
    beside = update_beside(form.id)
    assert beside
    accept_update(form.id, seen=beside.digest, by=OPERATOR, at=at)
    now = accepted_form(tin, submitter_id)
    assert now
    assert now.names_as(NORAS) == APPROVER
    assert OrganizationForm.objects.get(pk=form_id).status == "replaced"
    (mail,) = [mail for mail in Mail.objects.all() if mail.recipient == "nora.newman@example.com"]
    assert "create the organization" in str(mail.text)


def test_what_the_operator_loaded_has_a_form_from_its_first_update_on(at):
    """Source: ORG-6, ORG-9. And so an official who is warned."""
    organization_id = an_organization("Bayside Clinic", tin="59-7654321", submitter_id="FL765432")
    form = signed(an_update(Known("59-7654321", "FL765432", "Bayside Clinic"), **NORA))
    assert officials_of([organization_id]) == {}
    accept_update(form.id, seen=standing_of(organization_id).digest, by=OPERATOR, at=at)
    assert officials_of([organization_id])[organization_id].email == "olga.official@example.com"
    mail = Mail.objects.get(kind="organizations/approval_approver")
    assert "associate to the organization" in str(mail.text)
    assert "FL765432" in str(mail.text)


def test_a_backup_is_named_no_more(at):
    """Source: ORG-6."""
    there = an_organization_by_form()
    accepted(there, no_backup=True)
    in_force = accepted_form_of(there.id)
    assert in_force
    assert (in_force.backup, in_force.names_as(ANN)) == (None, APPROVER)


def test_the_second_of_two_updates_is_compared_with_what_the_first_has_made(at):
    """Source: ORG-6. It overwrites nothing silently, and only what it names."""
    there = an_organization_by_form()
    first, second = (signed(an_update(there.known, telephone=f"904-555-01{end}")) for end in (77, 88))
    seen = standing_of(there.id).digest
    accept_update(first.id, seen=seen, by=OPERATOR, at=at)
    before = consequences()
    with pytest.raises(Refused, match="changed_meanwhile"):
        accept_update(second.id, seen=seen, by=OPERATOR, at=at)
    assert consequences() - before == NONE
    assert there.row.telephone == "+19045550177"
    beside = update_beside(second.id)
    assert beside
    assert "telephone" in beside.changed_since
    marked = [(each.old.value, each.new.value) for _, lines in beside.compared for each in lines if each.differs]
    assert marked[0] == ("904-555-0177", "904-555-0188")
    accept_update(second.id, seen=beside.digest, by=OPERATOR, at=at)
    assert there.row.telephone == "+19045550188"


def test_what_the_operator_corrected_meanwhile_is_looked_at_again(at):
    """Source: ORG-6, ORG-4."""
    there = an_organization_by_form()
    form = signed(an_update(there.known, **NORA))
    seen, row = standing_of(there.id).digest, there.row
    told = {name: getattr(row, name) for name in Known.__dataclass_fields__ if name != "tin"}
    load_organization(
        **told,
        tin=there.known.tin,
        **{name: getattr(row, name) for name in ("kind", "npi", "ptan", "address", "state", "zip_code", "telephone")},
        city="Tampa",
        by=OPERATOR,
        at=at,
    )
    with pytest.raises(Refused, match="changed_meanwhile"):
        accept_update(form.id, seen=seen, by=OPERATOR, at=at)
    accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=at)
    assert there.row.city == "Tampa"


@pytest.mark.parametrize("status", ["dropped", "merged"])
def test_what_stands_no_more_is_not_updated(at, status):
    """Source: ORG-6, ORG-10."""
    there = an_organization_by_form()
    form = signed(an_update(there.known, telephone="904-555-0199"))
    seen = standing_of(there.id)
    Organization.objects.filter(pk=there.id).update(status=status)
    assert status == "dropped" or update_beside(form.id) is None
    with pytest.raises(Refused, match=r"stands_no_more"):
        accept_update(form.id, seen=seen.digest, by=OPERATOR, at=at)
    if status == "merged":
        with pytest.raises(Refused, match="unknown"):
            an_update(there.known, telephone="904-555-0188")
    with pytest.raises(NotFound):
        standing_of(there.id)


def test_a_form_of_one_purpose_is_not_accepted_as_the_other(at):
    """Source: ORG-6, ORG-1."""
    there = an_organization_by_form()
    update, new = signed(an_update(there.known, telephone="904-555-0199")), a_signed_form()
    before = consequences()
    with pytest.raises(NotFound):
        accept_form(update.id, by=OPERATOR, at=at)
    with pytest.raises(NotFound):
        accept_update(new.id, seen=standing_of(there.id).digest, by=OPERATOR, at=at)
    with pytest.raises(NotFound):
        update_beside(new.id)
    assert consequences() - before == NONE


def test_the_link_of_one_form_signs_no_other(at):
    """Source: ORG-6, ORG-1."""
    there = an_organization_by_form()
    update, new = an_update(there.known, telephone="904-555-0199"), a_form(**NOBODY)
    before = consequences()
    for token, digest in ((new.signature_token, update.row.digest), (update.signature_token, new.row.digest)):
        with pytest.raises(Refused, match="other_words"):
            sign(token, SIGNATURE, digest=digest, by=VISITOR, at=at)
    assert consequences() - before == NONE


def test_an_unsigned_update_is_not_accepted_and_an_accepted_one_not_again(at):
    """Source: ORG-6."""
    there = an_organization_by_form()
    form = an_update(there.known, telephone="904-555-0199")
    with pytest.raises(Refused, match="not_signed"):
        accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=at)
    signed(form)
    accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=at)
    with pytest.raises(Refused, match="already_accepted"):
        accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=at)


def test_numbers_of_a_provider_are_not_given_to_a_biller(at):
    """Source: ORG-6, ORG-1. The visitor isn't told the kind; who decides is."""
    there = an_organization_by_form(kind="third_party_biller", npi="", ptan="")
    form = signed(an_update(there.known, npi="1234567893"))
    with pytest.raises(Refused, match="not_a_provider"):
        accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=at)


def test_duplicates_of_an_update_are_others_by_its_new_name_and_number(at):
    """Source: ORG-10, ORG-6. Its own organization and the form that led to it are none."""
    there = an_organization_by_form()
    other = an_organization("Harbor Imaging", npi="1999999984")
    form = signed(an_update(there.known, legal_name="Harbor Imagin", npi="1999999984"))
    assert [(each.id, each.why) for each in told_form(form.id).duplicates] == [(other, ("npi", "name"))]


def test_one_page_makes_one_update(at):
    """Source: ORG-6."""
    there, token = an_organization_by_form(), new_token()
    told = {"page_token": token, "language": "en", "by": VISITOR, "at": at}
    sent(submit_known_update(changes(telephone="904-555-0199"), there.known, **told))
    with pytest.raises(Refused, match="sent_already"):
        submit_known_update(changes(telephone="904-555-0199"), there.known, **told)


def test_whom_the_form_so_far_names_learns_of_an_update_before_it_is_accepted(at):
    """Source: ORG-6. Each mailbox once; not who has signed it. A new form concerns nobody else."""
    there = an_organization_by_form()
    assert not Mail.objects.filter(kind="organizations/update_signed").exists()
    mallory = {"official_first_name": "Mallory", "official_email": "mallory@example.net"}
    signed(an_update(there.known, **NORA, **mallory))
    mails = Mail.objects.filter(kind="organizations/update_signed")
    told = {"ann.archer@example.com", "bob.baker@example.com", "olga.official@example.com"}
    assert {mail.recipient for mail in mails} == told
    assert all("Mallory Official has signed a SPOT update form" in str(mail.text) for mail in mails)
    assert all("nora" not in f"{mail.text}{mail.html}".lower() for mail in mails)
