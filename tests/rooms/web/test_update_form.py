"""The pages of an update form: by who knows the numbers, by who decides, and before the help desk."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.consequences import NONE, consequences
from tests.people import APPROVER, BACKUP, END_USER, a_person, holds
from tests.rooms.access.affiliating import the_open_catalog
from tests.rooms.desk.casing import at_browser, staff
from tests.rooms.organizations.forming import mailed_token
from tests.rooms.organizations.updating import NORA, PEOPLE, There, an_organization_by_form, an_update, signed
from vestibule.access.actions import give_up_role
from vestibule.access.models import RoleGrant
from vestibule.desk.actions import claim_case
from vestibule.desk.policy.cases import FORM
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person
from vestibule.notices.models import Mail
from vestibule.organizations.actions.by_desk import accept_update
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.policy.content import digest_of
from vestibule.organizations.standing import standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.said]

UPDATE = "/organizations/update-form"


@pytest.fixture
def there() -> There:
    the_open_catalog()
    return an_organization_by_form()


def by_numbers(there: There, **told: Any) -> dict[str, str]:
    """Return what somebody types who isn't signed in."""
    known = {"tin": there.known.tin, "submitter_id": there.known.submitter_id, "known_as": there.known.legal_name}
    return {**PEOPLE, **known, **hidden(Client().get(UPDATE)), **told}


def as_shown(page: Any) -> dict[str, str]:
    """Return what a page of somebody who decides there sends back untouched."""
    return {name: value for name, value in page.context["form"].values.items() if value}


def an_approver(there: There, *, role: str = APPROVER) -> UUID:
    who = a_person("Ann", "Archer", at=clock.now())
    holds(who, role, there.id, at=clock.now())
    return who


def test_who_knows_the_numbers_sends_it_and_the_official_signs_it(client, there):
    """Source: ORG-6 (APP 0)."""
    page = client.get(UPDATE)
    assert "SPOT update form" in words(page)
    assert UPDATE in client.get("/").text

    answer = client.post(UPDATE, by_numbers(there, **NORA, approver_left="on"))

    form = OrganizationForm.objects.get(purpose="update")
    assert answer.url == f"/organizations/forms/{form.reference}/sent"
    assert "whoever it names anew is mailed" in words(client.get(answer.url))
    link = f"/organizations/forms/sign/{mailed_token(form.reference)}"
    asked = client.get(link)
    assert "Sign the SPOT update form" in words(asked)
    assert "has left the organization" in words(asked)
    for secret in ("Ann", "Ocean Drive", there.known.tin):
        assert secret not in asked.text
    signature = {"signed_name": "Olga Official", "signed_title": "Owner", "attested": "on", **hidden(asked)}
    assert client.post(link, signature).status_code == 302
    form.refresh_from_db()
    assert form.status == "signed"


@pytest.mark.alike
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "This form changes nothing"),
        ({"submitter_id": "FCAAAAAAAA", "telephone": "904-555-0199"}, "No organization has this TIN/SSN"),
        ({"tin": "65-9999999", "telephone": "904-555-0199"}, "No organization has this TIN/SSN"),
        ({"known_as": "Moonshine", "telephone": "904-555-0199"}, "No organization has this TIN/SSN"),
        ({"tin": "", "telephone": "904-555-0199"}, "TIN/SSN is required."),
        ({"approver_left": "on", "telephone": "904-555-0199"}, "Whoever has left can't stay the approver"),
        ({"state": "XX"}, "Choose a state or territory"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(client, there, told, sentence):
    """Source: ORG-6. An empty and a partial form too."""
    before = consequences()
    page = client.post(UPDATE, by_numbers(there, **told))
    assert page.status_code == 422
    assert sentence in words(page)
    assert client.post(UPDATE, {}).status_code == 422
    assert consequences() - before == NONE


def test_who_decides_there_sees_what_stands_and_sends_what_differs(there):
    """Source: ORG-6, LIF-5."""
    browser, address = signed_in(an_approver(there)), f"/organizations/{there.id}/update-form"
    page = browser.get(address)
    for shown in ("100 Ocean Drive", "904-555-0143", "bob.baker@example.com", "olga.official@example.com"):
        assert shown in page.text
    assert there.known.tin not in page.text
    assert page.context["form"]["seen"] != digest_of(standing_of(there.id).content.written())  # nor to be tried out

    answer = browser.post(
        address, {**as_shown(page), "contact_telephone": "904-555-0150", "address": "200 Harbor Road"}
    )

    assert answer.status_code == 302, words(answer)
    row = OrganizationForm.objects.get(purpose="update")
    assert row.begun_by is not None
    assert "200 Harbor Road" in row.content
    assert "Jacksonville" not in row.content


def test_what_changed_while_the_page_was_open_is_shown_anew_and_nothing_is_sent(there):
    """Source: ORG-6. Else what stood before would come back as a change."""
    browser, address = signed_in(an_approver(there)), f"/organizations/{there.id}/update-form"
    sent = {**as_shown(browser.get(address)), "contact_telephone": "904-555-0150", "address": "200 Harbor Road"}
    form = signed(an_update(there.known, telephone="904-555-0177"))
    accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=clock.now())

    page = browser.post(address, sent)

    assert page.status_code == 422
    assert "has changed since you opened this page" in words(page)
    assert "904-555-0177" in page.text
    assert "904-555-0143" not in page.text
    assert OrganizationForm.objects.filter(purpose="update").count() == 1


def test_who_has_left_is_asked_for_it_on_the_page_and_by_mail_and_keeps_other_roles(there):
    """Source: LIF-5, ORG-6."""
    who, other = an_approver(there), an_organization_by_form(official_email="o2@example.com")
    kept = holds(who, APPROVER, other.id, at=clock.now())
    (grant,) = RoleGrant.objects.filter(person_id=who, organization_id=there.id)
    browser, address = signed_in(who), f"/organizations/{there.id}/update-form"
    assert f'href="{address}"' in browser.get(f"/my-roles/{grant.pk}/give-up").text

    page = browser.post(f"/my-roles/{grant.pk}/give-up", follow=True)

    assert "Who comes after you?" in words(page)
    assert f'href="{address}"' in page.text
    mail = Mail.objects.get(kind="access/role_given_up")
    assert f"http://testserver{address}" in str(mail.text)
    assert f"http://testserver{address}" in str(mail.html)
    assert RoleGrant.objects.get(pk=kept).ended_at is None
    page = browser.get(address)
    assert page.context["form"]["approver_left"]
    for secret in ("100 Ocean Drive", there.known.submitter_id, standing_of(there.id).digest):
        assert secret not in page.text
    sent = {**as_shown(page), **PEOPLE, **NORA}
    assert browser.post(address, sent).status_code == 302


def test_an_end_user_who_leaves_is_not_asked(there):
    """Source: LIF-5."""
    who = a_person("Una", "User", at=clock.now())
    grant = holds(who, END_USER, there.id, at=clock.now())
    give_up_role(grant, by=person(who), at=clock.now())
    assert "update-form" not in str(Mail.objects.get(kind="access/role_given_up").text)
    assert signed_in(who).get(f"/organizations/{there.id}/update-form").status_code == 404


def a_case(there: There, **told: Any) -> tuple[Client, str, OrganizationForm]:
    """Return the browser of who has claimed an update, its page's address, and its row."""
    form, stan = signed(an_update(there.known, **told)), staff()
    claim_case(FORM, form.id, by=stan, at=clock.now())
    return at_browser(stan), f"/help-desk/forms/{form.id}", form.row


def test_the_help_desk_sees_old_beside_new_and_whom_it_replaces_and_accepts(there):
    """Source: ORG-6, LIF-5, HLP-1, PRF-7."""
    ann = an_approver(there)
    holds(a_person("Bob", "Baker", at=clock.now()), BACKUP, there.id, at=clock.now())
    browser, address, row = a_case(there, address="200 Harbor Road", approver_left=True, **NORA)

    page = browser.get(address)

    said = words(page)
    assert "100 Ocean Drive New 200 Harbor Road" in said
    assert "nora.newman@example.com" in said
    assert "has left, by the form; accepting ends this role" in said
    assert "who was not signed in" in said
    assert there.known.tin not in page.text
    assert page.text.count('class="page-differs"') >= 3

    answer = browser.post(f"{address}/accept-update", as_compared(page))

    assert answer["Location"] == f"/help-desk?done={row.pk}"
    said = words(browser.get(answer["Location"]))
    assert "What it says stands from now on." in said
    assert "submitter ID" not in said
    row.refresh_from_db()
    assert row.status == "accepted"
    assert there.row.address == "200 Harbor Road"
    assert not RoleGrant.objects.filter(person_id=ann, ended_at=None).exists()
    assert browser.post(f"{address}/accept-update", as_compared(page)).status_code in {404, 422}


def as_compared(page: Any) -> dict[str, str]:
    """Return what the button under the comparison sends."""
    return dict(page.context["comparing"].values)


@pytest.mark.parametrize("sent", [{}, {"seen": "0" * 64}, {"replacing": "no-id"}])
def test_an_acceptance_that_saw_something_else_compares_anew(there, sent):
    """Source: ORG-6. An empty and a partial form too; nothing happens."""
    browser, address, row = a_case(there, telephone="904-555-0199")
    before = consequences()
    page = browser.post(f"{address}/accept-update", {**({} if not sent else as_compared(browser.get(address))), **sent})
    if sent == {"replacing": "no-id"}:
        assert page.status_code == 302  # nobody is replaced, and nobody was named
        return
    assert page.status_code == 422
    assert "look again" in words(page)
    assert consequences() - before == NONE
    row.refresh_from_db()
    assert row.status == "signed"


def test_an_update_is_not_accepted_by_the_button_of_a_new_form(there):
    """Source: ORG-6, ORG-1."""
    browser, address, _ = a_case(there, telephone="904-555-0199")
    assert browser.post(f"{address}/accept").status_code == 404
    assert "SPOT update form" in words(browser.get("/help-desk"))


def test_in_spanish_no_word_is_left_in_english(client, there):
    """Source: NEW-5, ORG-6."""
    client.post("/preferences", {"language": "es", "next": UPDATE})
    said = words(client.get(UPDATE))
    assert "Formulario de actualización de SPOT" in said
    for english in ("Fill in what is new", "has left", "Which organization", "Changed data"):
        assert english not in said
