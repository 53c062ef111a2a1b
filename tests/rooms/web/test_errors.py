"""Pages for what went wrong."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from vestibule.accounts.passwords import Busy
from vestibule.kernel.reasons import NotFound, Reason, Refused
from vestibule.web import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

RAISED = {
    "mistake": ValueError("password=hunter2-hunter2"),
    "absent": NotFound("nothing here"),
    "busy": Busy(),
    "refused": Refused(Reason("request.own_decision", "Nobody decides on their own request.")),
}


def go_wrong(request: HttpRequest, how: str) -> HttpResponse:
    """Raise what the address says, or take what was sent."""
    if how == "take":
        return HttpResponse(request.POST.get("x", "")[:10])
    raise RAISED[how]


urlpatterns = [path("wrong/<how>", go_wrong), *urls.urlpatterns]  # every page has links to others in its frame
handler400 = "vestibule.web.errors.bad_request"
handler404 = "vestibule.web.errors.not_found"
handler500 = "vestibule.web.errors.server_error"


@pytest.mark.said
def test_a_mistake_of_ours_shows_a_reference_that_stands_in_the_log(caplog):
    """Source: AUD-1. Reading: plain words, never a trace; who calls the help desk has something to name."""
    page = Client(raise_request_exception=False).get("/wrong/mistake")

    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    reference = next(line["reference"] for line in lines if line["event"] == "server_error")
    assert page.status_code == 500
    assert f'<p class="page-reference">{reference}</p>' in page.text
    assert "hunter2" not in page.text
    assert "Traceback" not in page.text


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("absent", 404, "Page not found"),
        ("busy", 503, "no attempt was counted"),
        ("refused", 409, "Nobody decides on their own request."),
    ],
)
def test_what_an_action_says_has_a_page(client: Client, how, status, words):
    """Source: ACC-9. A refusal names the rule even where no form stands on the page."""
    page = client.get(f"/wrong/{how}")

    assert page.status_code == status
    assert words in page.text


def test_what_is_not_visible_looks_like_what_never_was(client: Client):
    """Source: ROL-7."""
    hidden, absent = client.get("/wrong/absent"), client.get("/never-was")

    def without_address(page: str, address: str) -> str:
        start, _, rest = page.replace(address, "").partition('name="csrfmiddlewaretoken"')
        return start + rest[rest.index(">") :]

    hidden_page = without_address(hidden.text.replace("%2Fwrong%2Fabsent", ""), "/wrong/absent")
    absent_page = without_address(absent.text.replace("%2Fnever-was", ""), "/never-was")
    assert hidden.status_code == absent.status_code == 404
    assert hidden_page == absent_page


def test_an_address_that_only_takes_forms_says_so_to_people(client: Client):
    """Source: ACC-9. Reading: a reload of what a form left behind is no mistake; programs get the bare answer."""
    page = client.get("/preferences", headers={"Accept": "text/html,*/*"})

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "It belongs to a form on another page." in page.text
    assert client.get("/preferences", headers={"Accept": "application/json"}).text == ""


def test_an_old_form_says_how_to_go_on():
    """Source: ACC-1. Nothing is lost, and the page says what to do."""
    page = Client(enforce_csrf_checks=True).post("/wrong/take", {"x": "typed"})

    assert page.status_code == 403
    assert "This form is too old" in page.text
    assert "Reload that page, and send the form again." in page.text


def test_what_is_far_too_large_is_not_read(client: Client, settings):
    """Source: ACC-4. Reading: refused before anything is hashed or stored."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    page = client.post("/wrong/take", {"x": "y" * 2000})

    assert page.status_code == 400
    assert "This is too much at once" in page.text
