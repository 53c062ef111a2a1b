"""The pages of agreements: found and proposed, answered, looked at, reviewed and ended; each side its own."""

from datetime import timedelta

import pytest

from tests.browsing import signed_in, words
from tests.people import a_person
from tests.rooms.access.agreeing import Pair, a_pair
from tests.rooms.recertification.years import awake
from vestibule.access.actions import load_agreement
from vestibule.access.models import Agreement, RoleGrant
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def pair() -> Pair:
    return a_pair(clock.now())


def place(organization, *rest) -> str:
    return "/".join([f"/my-organizations/{organization}/agreements", *map(str, rest)])


def test_it_is_found_proposed_accepted_looked_at_and_ended(pair):
    """Source: ORG-8 (APP 10). Without a script."""
    petra = signed_in(pair.petra)
    assert "Agreements: which business offices serve you" in words(
        petra.get(f"/my-organizations/{pair.provider}/members")
    )
    assert "No agreement yet" in words(petra.get(place(pair.provider)))
    search = f"{place(pair.provider, 'propose')}?legal_name=Bayside+Billing&state=FL"
    assert "Bayside Billing Services, Inc. Tampa, Florida" in words(petra.get(search))
    sent = petra.post(search, {"organization": str(pair.office)}, follow=True)
    assert "The agreement is proposed. The other side is asked by email." in words(sent)
    [agreement] = Agreement.objects.all()

    olga = signed_in(pair.olga)
    assert "Proposed to you: please answer" in words(olga.get(place(pair.office)))
    assert "Once you accept, everybody with an active role at Bayside" in words(
        olga.get(place(pair.office, agreement.pk))
    )
    accepted = olga.post(place(pair.office, agreement.pk, "accept"), follow=True)
    assert "The agreement is in force" in words(accepted)

    shown = words(petra.get(place(pair.provider, agreement.pk)))
    assert "Eva Enduser" in shown
    assert "Olga Office" in shown
    assert "example.com" not in shown  # by name, and no more
    assert "Choose an answer: Why it ends" in words(petra.post(place(pair.provider, agreement.pk, "end"), {"why": ""}))
    ended = petra.post(place(pair.provider, agreement.pk, "end"), {"why": "another_office"}, follow=True)
    assert "The agreement has ended, and with it what it opened." in words(ended)
    assert "Eva Enduser" not in words(ended)


def test_who_works_at_the_office_reads_whom_they_act_for(pair):
    """Source: ORG-8, ROL-10."""
    eva, grant = signed_in(pair.eva), RoleGrant.objects.get(person_id=pair.eva)
    assert "You also act for" not in words(eva.get("/my-roles"))
    load_agreement(pair.office, pair.provider, application_key="spot", by=OPERATOR, at=clock.now())
    assert "You also act for 1 organization that it serves" in words(eva.get("/my-roles"))
    assert "Sunshine Medical Group, LLC" in words(eva.get(f"/my-roles/{grant.pk}/serves"))
    assert signed_in(pair.olga).get(f"/my-roles/{grant.pk}/serves").status_code == 404
    RoleGrant.objects.filter(pk=grant.pk).update(suspended_at=clock.now())
    assert "You also act for" not in words(eva.get("/my-roles"))
    assert "None at present." in words(eva.get(f"/my-roles/{grant.pk}/serves"))


def test_it_is_reviewed_on_its_page(pair):
    """Source: ORG-8."""
    now = clock.now()
    agreement = load_agreement(
        pair.office, pair.provider, application_key="spot", by=OPERATOR, at=now - timedelta(days=350)
    )
    awake([pair.petra, pair.olga], now)
    assert "go on for a year" not in words(signed_in(pair.olga).get(place(pair.office, agreement)))
    petra = signed_in(pair.petra)
    assert "Review" in words(petra.get(place(pair.provider)))
    assert "Look at who may act for you." in words(petra.get(place(pair.provider, agreement)))
    reviewed = petra.post(place(pair.provider, agreement, "review"), follow=True)
    assert "The agreement is in force" in words(reviewed)
    again = petra.post(place(pair.provider, agreement, "review"))
    assert "that can be done from" in words(again)


def test_only_the_other_kind_is_offered_and_no_other_is_taken(pair):
    """Source: ORG-8, ORG-5."""
    petra = signed_in(pair.petra)
    search = f"{place(pair.provider, 'propose')}?legal_name=Sunshine+Medical&state=FL"
    assert "No business office is found by this name and state." in words(petra.get(search))
    sent = petra.post(search, {"organization": str(pair.provider)})
    assert "Choose an organization from the list." in words(sent)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("rest", [(), ("propose",), ("one",)])
def test_of_an_organizations_agreements_nobody_else_sees_anything(pair, rest):
    """Source: ORG-8. Not its own end users, nor the other side's people under this address."""
    agreement = load_agreement(pair.office, pair.provider, application_key="spot", by=OPERATOR, at=clock.now())
    path = place(pair.office, *(agreement if part == "one" else part for part in rest))
    for who in (pair.eva, pair.petra, a_person("Stan", "Stranger", at=clock.now())):
        assert signed_in(who).get(path).status_code == 404
