"""Agreement at the sign-in page belongs to the version that the page showed; who accepted which is on record."""

import pytest
from django.test import Client

from tests.browsing import hidden
from tests.people import AT
from tests.rooms.signin.people import a_person, give_password
from vestibule.accounts.models import AttemptCounter, Person, TermsAcceptance
from vestibule.accounts.policy import terms
from vestibule.accounts.policy.terms import TERMS_VERSION
from vestibule.journal.models import Entry
from vestibule.signin.models import SignInJourney

pytestmark = pytest.mark.django_db

NEW = "2027-03"


@pytest.fixture
def a_new_version(monkeypatch, tmp_path, settings):
    """Put a new version in force, as the release does that brings it."""

    def come() -> None:
        place = tmp_path / "accounts/terms"
        place.mkdir(parents=True)
        (place / f"{NEW}.html").write_text("<p>New terms.</p>")
        (settings_of,) = settings.TEMPLATES
        settings.TEMPLATES = [{**settings_of, "DIRS": [tmp_path]}]
        for module in ("accounts.policy.terms", "signin.password_stage", "web.portal.sign_in"):
            monkeypatch.setattr(f"vestibule.{module}.TERMS_VERSION", NEW)
        monkeypatch.setattr("vestibule.web.portal.sign_in.WHAT_CHANGED", "Codes are never shared either.")

    return come


def accepted(person_id) -> list[str]:
    """Return the versions that somebody has accepted."""
    return sorted(TermsAcceptance.objects.filter(person_id=person_id).values_list("version", flat=True))


def sent_from(page, browser: Client):
    """Send the form of a page, filled in, as a browser does: with what it holds beside what one types."""
    return give_password(browser, **hidden(page))


@pytest.mark.said
def test_a_new_version_is_asked_for_at_the_next_sign_in_and_says_what_changed(client, a_new_version):
    """Source: ACC-11 (ADD 4). Who accepted which, when and from where is on record."""
    person_id = a_person(state="active")
    assert sent_from(client.get("/"), client).status_code == 302
    a_new_version()
    page = Client().get("/")
    assert f"Version {NEW}" in page.text
    assert "The terms and conditions are new: Codes are never shared either." in " ".join(page.text.split())
    assert sent_from(page, Client()).status_code == 302

    assert accepted(person_id) == [TERMS_VERSION, NEW]
    assert Person.objects.get(pk=person_id).terms_version == NEW
    latest = TermsAcceptance.objects.get(version=NEW)
    assert (latest.address, latest.accepted_at >= AT) == ("127.0.0.1", True)
    assert Entry.objects.filter(fact="accounts.terms_accepted", person_id=person_id).count() == 2


@pytest.mark.said
def test_a_form_that_showed_other_terms_agrees_to_nothing_new(client, a_new_version):
    """Source: ACC-11. It costs no hash and no try, the box is empty again, and the page shows what is new."""
    person_id = a_person(state="active")
    before = client.get("/")
    a_new_version()
    answer = sent_from(before, client)
    assert answer.status_code == 422
    assert "have changed since this page was opened" in answer.text
    assert hidden(answer)["terms_shown"] == NEW
    assert 'name="terms" aria-describedby="terms-error" aria-invalid="true" required>' in answer.text
    assert not AttemptCounter.objects.exists()
    assert not SignInJourney.objects.exists()
    assert accepted(person_id) == []

    assert sent_from(answer, client).status_code == 302
    assert accepted(person_id) == [NEW]


@pytest.mark.said
@pytest.mark.parametrize("shown", ["1999-01", "2026-1", "9999-99", "x" * 21])
def test_a_version_that_was_made_up_is_none(client, shown):
    """Source: ACC-11."""
    a_person(state="active")
    assert give_password(client, terms_shown=shown).status_code == 422
    assert not SignInJourney.objects.exists()


@pytest.mark.said
def test_the_box_is_asked_for_every_time_and_accepts_once(client):
    """Source: ACC-11, SIG-1. Without it there is no sign-in; with it one version is accepted once."""
    person_id = a_person(state="active")
    assert client.post("/", {"user_id": "ann.archer", "password": "x", "terms": ""}).status_code == 422
    for _ in range(3):
        assert sent_from(Client().get("/"), Client()).status_code == 302
    assert accepted(person_id) == [TERMS_VERSION]


def test_the_version_in_force_has_its_text():
    """Source: ACC-11."""
    assert terms.shown_faults(TERMS_VERSION) == []
    assert [reason.code for reason in terms.shown_faults("1999-01")] == ["terms.changed"]
