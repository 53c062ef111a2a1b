"""Registering agrees to the terms that the page showed, and to no others."""

import pytest

from tests.browsing import hidden
from tests.people import AT
from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, fill_in, the_person
from vestibule.accounts.models import Person, TermsAcceptance
from vestibule.accounts.policy.terms import TERMS_VERSION

pytestmark = [pytest.mark.django_db, pytest.mark.said]

NEW, PAGE = "2027-03", "/register/personal"


@pytest.fixture
def a_new_version(monkeypatch, tmp_path, settings, travel):
    """Put a new version in force, as the release does that brings it."""
    travel(AT)

    def come() -> None:
        place = tmp_path / "accounts/terms"
        place.mkdir(parents=True)
        (place / f"{NEW}.html").write_text("<p>New terms.</p>")
        (settings_of,) = settings.TEMPLATES
        settings.TEMPLATES = [{**settings_of, "DIRS": [tmp_path]}]
        for module in ("accounts.policy.terms", "web.portal.registration"):
            monkeypatch.setattr(f"vestibule.{module}.TERMS_VERSION", NEW)

    return come


def test_the_version_that_was_shown_is_on_record(client, a_new_version):
    """Source: ACC-11 (APP 2)."""
    assert hidden(client.get(PAGE))["terms_shown"] == TERMS_VERSION
    fill_in(client, {**FIRST_PAGE, "terms_shown": TERMS_VERSION}, SECOND_PAGE, THIRD_PAGE)
    assert TermsAcceptance.objects.get(person_id=the_person().pk).version == TERMS_VERSION


def test_a_page_that_showed_other_terms_agrees_to_nothing(client, a_new_version):
    """Source: ACC-11. The box is empty again, and the page shows what is new."""
    before = hidden(client.get(PAGE))
    a_new_version()
    answer = client.post(PAGE, {**FIRST_PAGE, **before, "move": "next"})
    assert answer.status_code == 422
    assert "have changed since this page was opened" in answer.text
    assert "New terms." in answer.text
    assert hidden(answer)["terms_shown"] == NEW
    assert "checked" not in answer.text.partition('name="terms"')[2].partition(">")[0]
    assert client.post(PAGE, {**FIRST_PAGE, **hidden(answer), "move": "next"}).url == "/register/contact"


def test_terms_that_change_on_the_way_are_asked_for_before_submit(client, a_new_version):
    """Source: ACC-11, ACC-1. Nothing else is lost, and no account is made that agreed to what is no longer in force."""
    fill_in(client, {**FIRST_PAGE, "terms_shown": TERMS_VERSION}, SECOND_PAGE)
    a_new_version()
    assert client.post("/register/credentials", {**THIRD_PAGE, "move": "next"}).url == PAGE
    assert not Person.objects.exists()
    page = client.get(PAGE)
    assert 'value="O&#x27;Brien"' in page.text
    assert "checked" not in page.text.partition('name="terms"')[2].partition(">")[0]
    fill_in(client, {**FIRST_PAGE, **hidden(page)}, SECOND_PAGE, THIRD_PAGE)
    assert TermsAcceptance.objects.get(person_id=the_person().pk).version == NEW
