"""The page of a new organization form, and where it stands by its reference number."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.consequences import NONE, consequences
from tests.people import AT, END_USER, a_person, proofed, the_catalog
from tests.rooms.organizations.forming import TYPED, a_form, a_signed_form, mailed_token, typed
from vestibule.access.upkeep import choose_role
from vestibule.accounts.models import AttemptCounter
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.models import Mail
from vestibule.organizations.actions.by_desk import ask_for_more
from vestibule.organizations.models import OrganizationForm

pytestmark = pytest.mark.django_db

NEW = "/organizations/new-form"
LABELS = [
    "Kind of organization", "Legal business name", "TIN/SSN", "NPI", "Provider number (PTAN)", "Address", "City",
    "State/territory", "ZIP code", "Company telephone", "Location", "Line of business", "Contact first name",
    "Contact last name", "Contact email address", "Contact telephone", "Approver first name", "Approver middle name",
    "Approver last name", "Approver suffix", "Approver email address", "Backup approver first name",
    "Backup approver middle name", "Backup approver last name", "Backup approver suffix",
    "Backup approver email address", "Official first name", "Official last name", "Official title",
    "Official email address",
]  # fmt: skip
PERSONAL = [TYPED[name] for name in TYPED if name.endswith(("_email", "_telephone", "_last_name")) and TYPED[name]]


def page_token() -> str:
    """Return the token of a page that was opened anew."""
    return hidden(Client().get(NEW))["page"]


@pytest.mark.said
def test_a_form_is_sent_and_its_reference_number_leads_on(client):
    """Source: ORG-1 (APP 0)."""
    assert "/organizations/new-form" in client.get("/").text
    opened = client.get(NEW)
    said = re.findall(r"<(?:label|legend)[^>]*>([^<]+)<", opened.text)
    for label in LABELS:
        assert said.count(label) == 1, label

    answer = client.post(NEW, {**typed(), **hidden(opened)})

    form = OrganizationForm.objects.get()
    assert answer.url == f"/organizations/forms/{form.reference}/sent"
    sent = client.get(answer.url)
    assert f'<p class="page-reference">{form.reference}</p>' in sent.text
    assert "The official was mailed a link" in sent.text
    assert mailed_token(form.reference)


@pytest.mark.alike
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"tin": "12345"}, "A TIN or SSN has nine digits"),
        ({"tin": ""}, "TIN/SSN is required."),
        ({"zip_code": "3220"}, "A ZIP code has five digits"),
        ({"npi": "1234567890"}, "An NPI has ten digits"),
        ({"npi": ""}, "A provider office gives its NPI."),
        ({"telephone": "555"}, "Enter a telephone number of the United States"),
        ({"kind": ""}, "Choose an answer: Kind of organization."),
        ({"kind": "third_party_biller"}, "A third-party biller has no number of a provider"),
        ({"state": "XX"}, "Choose a state or territory"),
        ({"contact_telephone": "1"}, "Enter a telephone number of the United States"),
        ({"official_email": "olga"}, "Enter an email address such as"),
        ({"backup_email": "ann.archer@example.com"}, "The backup approver needs an email address of their own."),
        ({"approver_first_name": "<script>alert(1)</script>"}, "Approver first name: the character"),
        ({"approver_last_name": "Ar\u202echer"}, "invisible or damaged character"),
        ({"legal_name": "a\x00b"}, "invisible or damaged character"),
        (
            {"official_title": "x" * 200},
            "Enter the official's title, such as Practice Administrator: up to 100 characters.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, told, sentence):
    """Source: ORG-1."""
    before = consequences()
    page = client.post(NEW, {**typed(**{"legal_name": "Harbor & Sons Imaging", **told}), "page": page_token()})
    assert page.status_code == 422
    assert sentence in words(page)
    if "legal_name" not in told:
        assert 'value="Harbor &amp; Sons Imaging"' in page.text
    assert "<script>alert" not in page.text
    assert 'value="carl.contact@example.com"' in page.text
    assert consequences() - before == NONE
    assert not OrganizationForm.objects.exists()


@pytest.mark.said
def test_each_wrong_answer_stands_beside_its_field_once(client):
    """Source: ORG-1."""
    page = client.post(NEW, {"page": page_token()}).text
    wrong = set(re.findall(r'id="([a-z_]+)-error"', page))
    needed = {name for name, value in TYPED.items() if value and not name.startswith("backup_")} | {"tin"}
    assert wrong == needed - {"npi", "ptan"}
    for name in wrong:
        beside = re.search(rf'id="{name}-error">(.*?)</div>', page)
        assert beside
        assert beside[1].count("usa-error-message") == 1, name


@pytest.mark.said
def test_pressed_twice_the_same_page_makes_one_form(client):
    """Source: ORG-1. The same, changed, or emptied meanwhile: what was sent from this page has its number."""
    told, page = typed(), hidden(client.get(NEW))
    first = client.post(NEW, {**told, **page})
    before = consequences()
    again = [
        client.post(NEW, {**told, **page}),
        client.post(NEW, {**typed(city="Tampa"), **page}),
        client.post(NEW, page),
    ]
    assert [answer.url for answer in again] == [first.url] * 3
    assert consequences() - before == NONE
    assert client.post(NEW, {**told, **hidden(client.get(NEW))}).url != first.url


@pytest.mark.said
@pytest.mark.parametrize("token", ["", "x", "x" * 500, "a\x00" + "b" * 41])
def test_a_page_token_of_another_shape_is_replaced(client, token):
    """Source: ORG-1."""
    answer = client.post(NEW, {**typed(), "page": token})
    assert answer.status_code == 302
    assert OrganizationForm.objects.count() == 1


@pytest.mark.said
def test_the_status_page_names_nobody_and_shows_the_thread(client):
    """Source: ORG-1, PRF-7."""
    form = a_signed_form(at=clock.now())
    ask_for_more(form.id, question="Which <b>suite</b> is it?", by=OPERATOR, at=clock.now())

    for address in (f"/organizations/forms/{form.reference}", f"/organizations/forms/{form.reference}/sent"):
        page = client.get(address)
        assert "Sunshine Medical Group, LLC" in page.text
        for secret in (*PERSONAL, form.tin, form.tin[-4:], TYPED["npi"], TYPED["ptan"], TYPED["address"]):
            assert secret not in page.text.split("page-help")[0], secret
    page = client.get(f"/organizations/forms/{form.reference.lower()}", follow=True)
    assert "Which &lt;b&gt;suite&lt;/b&gt; is it?" in page.text
    assert "The contact: answer the help desk" in page.text


def test_a_reference_number_is_looked_up_however_it_is_typed(client):
    """Source: ORG-1."""
    form = a_form(at=clock.now())
    typed_so = f" {form.reference.lower().replace('-', ' ')} "
    answer = client.post("/organizations/forms", {"reference": typed_so})
    assert answer.url == f"/organizations/forms/{form.reference}"


def test_unknown_numbers_look_alike_and_guesses_are_counted(client, travel):
    """Source: ORG-1. Whatever was typed, and whether a form has it or not."""
    travel(AT)
    form = a_form(at=clock.now())
    unknown = ["00000-00000", "nonsense", "é", "' OR 1=1 --", form.reference[::-1]]
    said = {words(client.post("/organizations/forms", {"reference": text})).replace(text, "") for text in unknown}
    pages = {re.sub(r'value="[^"]*"', "", text) for text in said}
    assert len(pages) == 1
    assert client.get("/organizations/forms/00000-00000").status_code == 404
    assert client.get("/organizations/forms/nonsense").status_code == 404

    for _ in range(rulebook().organization.lookups_an_hour - len(unknown)):
        client.post("/organizations/forms", {"reference": "nonsense"})
    assert client.post("/organizations/forms", {"reference": form.reference}).status_code == 429
    elsewhere: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.77"}
    assert Client(**elsewhere).post("/organizations/forms", {"reference": form.reference}).status_code == 302


@pytest.mark.said
def test_opening_pages_changes_nothing(client):
    """Source: the house: mail scanners follow links, with GET and HEAD."""
    form = a_form(at=clock.now())
    before, counters = consequences(), list(AttemptCounter.objects.values())
    links = (
        NEW,
        "/organizations/forms",
        f"/organizations/forms/{form.reference}",
        f"/organizations/forms/{form.reference}/sent",
        f"/organizations/forms/sign/{form.signature_token}",
        f"/organizations/forms/sign/{form.signature_token}/document",
        f"/organizations/forms/answer/{form.contact_token}",
        f"/organizations/forms/answer/{form.contact_token}/withdraw",
    )
    for link in links:
        assert client.get(link).status_code in {200, 404, 405}
        assert client.head(link).status_code in {200, 404, 405}
    assert consequences() - before == NONE
    assert list(AttemptCounter.objects.values()) == counters
    assert form.row.status == "awaiting_signature"


@pytest.mark.said
def test_the_form_is_sent_in_the_visitors_language(client):
    """Source: NEW-5."""
    client.post("/preferences", {"language": "es", "next": NEW})
    client.post(NEW, {**typed(), **hidden(client.get(NEW))})
    assert set(Mail.objects.values_list("language", flat=True)) == {"es"}


@pytest.mark.said
def test_who_finds_no_organization_is_led_to_the_form(travel):
    """Source: ORG-1, ORG-5 (EU 14)."""
    travel(AT)
    the_catalog()
    who = proofed(a_person())
    choose_role(who, END_USER, application_key="spot", at=AT)
    page = signed_in(who).get("/role-request/organization", {"legal_name": "Nowhere Clinic", "state": "FL"})
    assert "Your organization is not found" in page.text
    assert 'href="/organizations/new-form"' in page.text
