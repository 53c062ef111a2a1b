"""Forms that the official signed by hand: uploaded with what was filled in, judged by the help desk."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.browsing import hidden, signed_in, words
from tests.consequences import consequences
from tests.people import APPROVER, a_person, holds
from tests.rooms.access.affiliating import the_open_catalog
from tests.rooms.desk.casing import at_browser, staff
from tests.rooms.organizations.forming import TYPED, typed
from tests.rooms.organizations.updating import NORA, PEOPLE, There, an_organization_by_form
from vestibule.desk.actions import claim_case
from vestibule.desk.policy.cases import FORM
from vestibule.kernel import clock
from vestibule.notices.models import Mail
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.policy.uploads import MOST_BYTES
from vestibule.web.uploads import MOST_AT_ONCE

pytestmark = pytest.mark.django_db

NEW, UPDATE = "/organizations/new-form", "/organizations/update-form"
SCAN = b"%PDF-1.7\nsigned by hand"
SUBMIT = {"move": "submit"}


def scanned(content: bytes = SCAN, name: str = "scan.pdf") -> SimpleUploadedFile:
    """Return a file as a browser sends it; of its name and type nothing is believed."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def filled(**told: Any) -> dict[str, Any]:
    """Return what somebody types on the page of a new form, with its page's token."""
    return {**typed(), **hidden(Client().get(NEW)), **told}


def mailed() -> dict[str, list[str]]:
    """Return who was mailed, by the kind of the mail."""
    kinds: dict[str, list[str]] = {}
    for mail in Mail.objects.all():
        kinds.setdefault(mail.kind, []).append(mail.recipient)
    return {kind: sorted(recipients) for kind, recipients in kinds.items()}


def letter_to(address: str) -> str:
    """Return the text of the one mail to somebody."""
    (text,) = [str(mail.text) for mail in Mail.objects.all() if mail.recipient == address]
    return text


def claimed_page(form: OrganizationForm) -> tuple[Client, Any]:
    """Return the browser of a member of the help desk who has claimed a form, and the form's page."""
    stan = staff("Stan", "Staff")
    claim_case(FORM, form.pk, by=stan, at=clock.now())
    browser = at_browser(stan)
    return browser, browser.get(f"/help-desk/forms/{form.pk}")


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (SCAN, "application/pdf", "pdf"),
        (b"\x89PNG\r\n\x1a\nsigned", "image/png", "png"),
        (b"\xff\xd8\xff\xe0signed", "image/jpeg", "jpg"),
    ],
)
def test_a_signed_form_goes_to_the_help_desk_at_once(client, content, kind, ending):
    """Source: ORG-1 (APP 0). What it is called makes no difference."""
    opened = client.get(NEW)
    assert 'enctype="multipart/form-data"' in opened.text
    for words_of_it in ("Upload signed form", "Submit form", "Send for signature"):
        assert words_of_it in words(opened)

    answer = client.post(NEW, {**filled(), **SUBMIT, "signed_form": scanned(content)})

    form = OrganizationForm.objects.get()
    assert answer.url == f"/organizations/forms/{form.reference}/sent"
    sent = words(client.get(answer.url))
    assert "Form received" in sent
    assert "Signed, waits for the help desk" in sent
    assert "mailed a link" not in sent
    assert mailed() == {"organizations/form_uploaded": [TYPED["contact_email"], TYPED["official_email"]]}
    assert "You are named as who signed it. Didn't you?" in letter_to(TYPED["official_email"])
    assert "/forms/answer/" not in letter_to(TYPED["official_email"])
    assert "/forms/answer/" in letter_to(TYPED["contact_email"])

    browser, page = claimed_page(form)
    assert "Signed by hand: look for the official's signature" in words(page)
    document = browser.get(f"/help-desk/forms/{form.pk}/document")
    assert document.content == content
    assert document["Content-Type"] == kind
    assert document["Content-Disposition"] == f'attachment; filename="form-{form.reference}.{ending}"'
    assert document["X-Content-Type-Options"] == "nosniff"

    browser.post(f"/help-desk/forms/{form.pk}/accept")
    form.refresh_from_db()
    assert form.status == "accepted"
    assert form.submitter_id


@pytest.mark.said
def test_an_uploaded_document_is_sealed(client):
    """Source: PRF-7. A scan shows a TIN, and a signature."""
    client.post(NEW, {**filled(), **SUBMIT, "signed_form": scanned()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM organization_form")
        assert SCAN not in bytes(cursor.fetchone()[0])


@pytest.mark.said
def test_where_a_form_stands_is_told_without_reading_its_document(client):
    """Source: ORG-1. Ten megabytes for each look of anybody would be an attack."""
    place = client.post(NEW, {**filled(), **SUBMIT, "signed_form": scanned()}).url.removesuffix("/sent")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(place).status_code == 200
        client.get(f"{place}/sent")
    assert any("organization_form" in query["sql"] for query in asked)
    assert not any('"document"' in query["sql"] for query in asked)


@pytest.mark.said
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (SUBMIT, "Choose the signed form: a PDF, PNG or JPEG file."),
        ({**SUBMIT, "signed_form": b""}, "Choose the signed form: a PDF, PNG or JPEG file."),
        ({**SUBMIT, "signed_form": b"<html>%PDF-"}, "This is no PDF, PNG or JPEG file."),
        ({**SUBMIT, "signed_form": b"GIF89a"}, "This is no PDF, PNG or JPEG file."),
        ({**SUBMIT, "signed_form": SCAN.ljust(MOST_BYTES + 1)}, "The signed form can have 10 megabytes at most."),
        ({**SUBMIT, "signed_form": SCAN, "tin": "1"}, "Choose the signed form again: a page can't keep a file."),
        ({"signed_form": SCAN}, "You chose a signed form as well."),
        ({**SUBMIT, "signed_form": "a text, and no file"}, "Choose the signed form: a PDF, PNG or JPEG file."),
    ],
)
def test_what_is_no_signed_form_stores_nothing(client, told, sentence):
    """Source: ORG-1. What was typed comes back, but for the file."""
    files = {name: scanned(said) if isinstance(said, bytes) else said for name, said in told.items()}
    before = consequences()

    answer = client.post(NEW, {**filled(), **files})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert TYPED["legal_name"] in answer.text
    assert "a text, and no file" not in answer.text
    assert consequences() == before


def test_what_is_far_too_large_is_not_even_read(client):
    """Source: ORG-1. Nobody fills the memory of a server with a form."""
    before = consequences()
    answer = client.post(NEW, {**filled(), **SUBMIT, "signed_form": scanned(SCAN.ljust(MOST_AT_ONCE))})
    assert answer.status_code == 400
    assert "This is too much at once" in words(answer)
    assert consequences() == before


@pytest.mark.said
def test_a_page_that_takes_no_file_keeps_none(client):
    """Source: ORG-1. It is dropped as it comes, and the page does what it does without."""
    answer = client.post("/organizations/forms", {"reference": "AAAAA-AAAAA", "file": scanned()})
    assert not answer.wsgi_request.FILES
    assert answer.wsgi_request.POST["reference"] == "AAAAA-AAAAA"


def test_one_page_makes_one_form_signed_or_not(client):
    """Source: ORG-1. A second press leads to the same number."""
    said = filled()
    first = client.post(NEW, {**said, **SUBMIT, "signed_form": scanned()})
    again = client.post(NEW, {**said, **SUBMIT, "signed_form": scanned()})
    other = client.post(NEW, said)
    assert first.url == again.url == other.url
    assert OrganizationForm.objects.count() == 1


@pytest.mark.said
def test_an_official_who_is_the_contact_is_mailed_once(client):
    """Source: ORG-1, NEW-1."""
    client.post(NEW, {**filled(contact_email="OLGA.official@example.com"), **SUBMIT, "signed_form": scanned()})
    assert [len(addresses) for addresses in mailed().values()] == [1]


@pytest.fixture
def there() -> There:
    the_open_catalog()
    return an_organization_by_form()


def test_an_update_signed_by_hand_by_who_knows_the_numbers(client, there):
    """Source: ORG-6 (APP 0). Whom it concerns is told before it is accepted."""
    known = {"tin": there.known.tin, "submitter_id": there.known.submitter_id, "known_as": there.known.legal_name}
    said = {**PEOPLE, **known, **hidden(client.get(UPDATE)), **NORA, "approver_left": "on"}
    Mail.objects.all().delete()

    client.post(UPDATE, {**said, **SUBMIT, "signed_form": scanned()})

    form = OrganizationForm.objects.get(purpose="update")
    assert (form.status, bytes(form.document or b"")) == ("signed", SCAN)
    told = mailed()
    assert told["organizations/form_uploaded"] == sorted({PEOPLE["contact_email"], PEOPLE["official_email"]})
    assert told["organizations/update_signed"]
    _, page = claimed_page(form)
    assert "Signed by hand" in words(page)


@pytest.mark.said
def test_an_update_signed_by_hand_by_who_decides_there(there):
    """Source: ORG-6 (APP 0)."""
    approver = a_person("Ann", "Archer", at=clock.now())
    holds(approver, APPROVER, there.id, at=clock.now())
    browser, address = signed_in(approver), f"/organizations/{there.id}/update-form"
    shown = {name: value for name, value in browser.get(address).context["form"].values.items() if value}

    said = {**shown, **NORA, "contact_telephone": "904-555-0150"}
    answer = browser.post(address, {**said, **SUBMIT, "signed_form": scanned()})

    form = OrganizationForm.objects.get(purpose="update")
    assert answer["Location"] == f"/organizations/forms/{form.reference}/sent"
    assert (form.status, form.begun_by) == ("signed", approver)
