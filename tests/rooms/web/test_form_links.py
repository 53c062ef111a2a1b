"""The links that are mailed: signing a form, answering the help desk, taking the form back."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from tests.browsing import hidden, words
from tests.consequences import NONE, consequences
from tests.rooms.organizations.forming import VISITOR, a_form, a_signed_form, an_accepted_form
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.organizations.actions import withdraw_form
from vestibule.organizations.actions.by_desk import ask_for_more, reject_form
from vestibule.organizations.links import contact_token
from vestibule.organizations.models import OrganizationForm

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Olga Official", "signed_title": "Practice Administrator", "attested": "yes"}
ANSWER = "Suite 4, since January."
SECRETS = (
    "carl.contact@example.com",
    "ann.archer@example.com",
    "Archer",
    "Baker",
    "Olga",
    "100 Ocean Drive",
    "1234567893",
)


def sign_link(form) -> str:
    return f"/organizations/forms/sign/{form.signature_token}"


def answer_link(form) -> str:
    return f"/organizations/forms/answer/{form.contact_token}"


def sign_it(client: Client, form, **told: str):
    return client.post(sign_link(form), {**hidden(client.get(sign_link(form))), **SIGNED, **told})


def says_no_more_than_the_reference_would(page) -> bool:
    """Say whether a page holds none of what a form says but its name and state."""
    return not [secret for secret in SECRETS if secret in page.text]


@pytest.mark.said
def test_the_official_reads_signs_and_takes_the_document_away(client):
    """Source: ORG-1 (APP 0)."""
    form = a_form(at=clock.now())
    page = client.get(sign_link(form))
    for words_shown in (*SECRETS, form.row.digest, form.reference, "Bob Baker", "904-555-0143", "Part B"):
        assert words_shown in page.text

    answer = sign_it(client, form)

    assert answer.url == sign_link(form)
    after = client.get(answer.url)
    assert "Thank you, the form is signed" in after.text
    assert says_no_more_than_the_reference_would(after)
    document = client.get(f"{sign_link(form)}/document")
    assert document["Content-Type"] == "application/pdf"
    assert form.reference in document["Content-Disposition"]
    assert "Olga Official" in PdfReader(io.BytesIO(document.content)).pages[-1].extract_text()
    assert form.row.signature
    assert "127.0.0.1" in form.row.signature


@pytest.mark.said
def test_the_document_is_for_the_browser_that_signed_and_for_an_hour(client, travel):
    """Source: ORG-1, PRF-7. A mail that is passed on later opens nothing."""
    form, other = a_form(at=clock.now()), a_signed_form(at=clock.now())
    sign_it(client, form)
    stranger = Client()
    assert stranger.get(f"{sign_link(form)}/document").status_code == 404
    assert "Download" not in stranger.get(sign_link(form)).text
    assert client.get(f"{sign_link(other)}/document").status_code == 404
    for forged in ("", "x", "99999999999.x", "9" * 30 + ".x", "²²²²."):
        stranger.cookies[settings.SIGNED_FORM_COOKIE] = forged
        assert stranger.get(f"{sign_link(form)}/document").status_code == 404
    travel(clock.now() + timedelta(hours=1, seconds=1))
    assert client.get(f"{sign_link(form)}/document").status_code == 404


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"signed_name": "Carl Contact"}, "Only the official signs"),
        ({"signed_name": ""}, "Full legal name is required."),
        ({"signed_title": ""}, "Title is required."),
        ({"signed_title": "///"}, "Enter your title"),
        ({"attested": ""}, "To go on, tick the box"),
        ({"attested": "", "signed_name": "Carl Contact"}, "Only the official signs"),
    ],
)
def test_a_signature_that_does_not_hold_keeps_what_was_typed(client, told, sentence):
    """Source: ORG-1."""
    form = a_form(at=clock.now())
    before = consequences()
    page = sign_it(client, form, **told)
    assert page.status_code == 422
    assert sentence in words(page)
    if told.get("signed_name") != "":
        assert f'value="{told.get("signed_name", "Olga Official")}"' in page.text
    assert consequences() - before == NONE
    assert form.row.status == "awaiting_signature"


@pytest.mark.said
def test_a_form_signed_twice_is_signed_once_and_the_second_is_told(client):
    """Source: ORG-1."""
    form = a_form(at=clock.now())
    page = hidden(client.get(sign_link(form)))
    client.post(sign_link(form), {**page, **SIGNED})
    before = consequences()
    again = Client().post(sign_link(form), {**page, **SIGNED})
    assert again.status_code == 409
    assert "Signed, waits for the help desk" in again.text
    assert says_no_more_than_the_reference_would(again)
    assert consequences() - before == NONE


@pytest.mark.said
def test_other_words_than_the_page_showed_are_not_signed(client):
    """Source: ORG-1. Without a digest, and with another form's."""
    form, other = a_form(at=clock.now()), a_form(at=clock.now())
    for digest in ("", "0" * 64, other.row.digest):
        assert sign_it(client, form, digest=digest).status_code == 422
    assert form.row.status == "awaiting_signature"


@pytest.mark.said
@pytest.mark.parametrize("what", ["signed", "asked", "accepted", "rejected", "withdrawn", "lapsed"])
def test_a_link_whose_form_has_gone_on_says_so_and_no_more(client, travel, what):
    """Source: ORG-1. Both links, with GET and with POST."""
    at = clock.now()
    if what == "accepted":
        row = OrganizationForm.objects.get(pk=an_accepted_form(at=at)[0])
        links = [f"/organizations/forms/answer/{contact_token(row.pk)}"]
    else:
        form = a_form(at=at) if what in {"withdrawn", "lapsed"} else a_signed_form(at=at)
        row = form.row
        links = [sign_link(form)]
        if what == "asked":
            ask_for_more(form.id, question="Which suite?", by=OPERATOR, at=at)
        elif what == "rejected":
            reject_form(form.id, reason="Not enrolled.", by=OPERATOR, at=at)
        elif what == "withdrawn":
            withdraw_form(form.contact_token, by=VISITOR, at=at)
        elif what == "lapsed":
            travel(row.sign_by)
        if what not in {"signed", "asked"}:
            links.append(answer_link(form))
    before = consequences()
    for link in links:
        opened, sent = client.get(link), client.post(link, {**SIGNED, "digest": row.digest, "answer": ANSWER})
        assert (opened.status_code, sent.status_code) == (200, 409)
        for page in (opened, sent):
            assert f"/organizations/forms/{row.reference}" in page.text
            assert says_no_more_than_the_reference_would(page)
            assert "Not enrolled" not in page.text
    assert consequences() - before == NONE


@pytest.mark.said
def test_a_made_up_link_and_the_link_of_another_open_nothing(client):
    """Source: ORG-1."""
    form = a_form(at=clock.now())
    crossed = (
        f"/organizations/forms/sign/{form.contact_token}",
        f"/organizations/forms/answer/{form.signature_token}",
        "/organizations/forms/sign/made-up",
        "/organizations/forms/answer/\x00",
        f"/organizations/forms/answer/{form.signature_token}/withdraw",
        f"/organizations/forms/answer/{form.id}",
    )
    for link in crossed:
        assert client.post(link, {**SIGNED, "answer": ANSWER}).status_code == 404
    assert "This link is not known" in client.get(crossed[0]).text
    assert form.row.status == "awaiting_signature"


@pytest.mark.said
def test_the_contact_answers_and_may_withdraw(client):
    """Source: ORG-1 (APP 0)."""
    form = a_signed_form(at=clock.now())
    assert "Send answer" not in client.get(answer_link(form)).text
    ask_for_more(form.id, question="Which <i>suite</i>?", by=OPERATOR, at=clock.now())
    assert "Which &lt;i&gt;suite&lt;/i&gt;?" in client.get(answer_link(form)).text

    short = client.post(answer_link(form), {"answer": "4"})
    numbered = client.post(answer_link(form), {"answer": "It is 219-09-9998."})
    answered = client.post(answer_link(form), {"answer": f"{ANSWER}\nBy the lift."})
    again = client.post(answer_link(form), {"answer": ANSWER})

    assert (short.status_code, numbered.status_code, answered.status_code) == (422, 422, 302)
    assert ">\n4</textarea>" in short.text
    assert "Leave out Social Security numbers" in numbered.text
    assert again.status_code == 422
    assert "isn&#x27;t waiting for an answer" in again.text
    page = client.get(answer_link(form))
    assert "Suite 4, since January.<br>By the lift." in page.text

    withdrawn = client.post(f"{answer_link(form)}/withdraw")
    assert withdrawn.url == answer_link(form)
    assert "Withdrawn by its contact" in client.get(answer_link(form)).text
    assert client.post(f"{answer_link(form)}/withdraw").status_code == 409


@pytest.mark.said
def test_no_page_passes_its_secret_on(client):
    """Source: ORG-1. The footer's address to send on isn't the link, and no other site is told where one came from."""
    form = a_signed_form(at=clock.now())
    unsigned = a_form(at=clock.now())
    for link in (sign_link(unsigned), sign_link(form), answer_link(form)):
        page = client.get(link)
        token = link.rsplit("/", 1)[1]
        assert token not in page.text.split("page-help", 1)[1]
        assert page["Referrer-Policy"] == "same-origin"
        assert "no-store" in page["Cache-Control"]
        assert not re.findall(r'href="https?://[^"]*', page.text)
