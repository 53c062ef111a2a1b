"""Who announces what to whom: written, published, corrected, withdrawn at the help desk; shown to whom it concerns."""

from datetime import timedelta

import pytest

from tests.consequences import NONE, consequences
from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import leaves, staff
from tests.rooms.news.announcing import a_content, a_draft, an_announcement, publish
from vestibule.access.models import RoleGrant
from vestibule.accounts.models import Person
from vestibule.desk import actions
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.news.models import Announcement, Dismissal
from vestibule.news.queries import banners, news_of, public_news, reach, told_announcement
from vestibule.news.upkeep import dismiss

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture
def sam():
    """Return somebody at the help desk, with the catalogue in force."""
    the_catalog()
    return staff("Sam", "Staff")


def recorded() -> list[str]:
    """Return what is on record of announcements, sorted."""
    return sorted(Entry.objects.filter(fact__startswith="news.").values_list("fact", flat=True))


def shown_to(who, at=AT):
    """Return which announcements somebody sees as banners."""
    return [card.id for card in banners(who, at=at)]


def test_a_draft_is_seen_by_nobody_and_what_is_published_by_all(sam):
    """Source: NEW-2, AUD-1."""
    una = a_person("Una", "User")
    draft = a_draft(sam)
    assert (shown_to(una), public_news(at=AT)) == ([], [])
    publish(draft, sam)
    assert shown_to(una) == [draft]
    assert [card.id for card in public_news(at=AT)] == [draft]
    assert recorded() == ["news.announcement_published", "news.announcement_written"]
    assert Entry.objects.filter(fact="desk.announcement_handled", subject_id=draft).count() == 2


def test_it_is_shown_from_its_beginning_until_its_end(sam):
    """Source: NEW-2."""
    una = a_person("Una", "User")
    starts, ends = AT + timedelta(hours=2), AT + timedelta(hours=5)
    one = an_announcement(sam, starts_at=starts, ends_at=ends)
    moment = timedelta(microseconds=1)
    seen = [shown_to(una, at) for at in (AT, starts - moment, starts, ends - moment, ends)]
    assert seen == [[], [], [one], [one], []]


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("everybody", ["approver", "end user", "nobody", "in Puerto Rico"]),
        ("application:spot", ["approver", "end user", "in Puerto Rico"]),
        (f"role:{APPROVER}", ["approver"]),
        ("state:FL", ["approver", "end user"]),
        ("state:PR", ["in Puerto Rico"]),
        ("line:part_a", ["approver", "end user", "in Puerto Rico"]),
        ("line:part_b", ["approver", "end user"]),
    ],
)
def test_it_is_shown_to_whom_it_concerns_and_to_no_others(sam, audience, seen):
    """Source: NEW-2. The number that the preview says is theirs."""
    ours, theirs = an_organization(), an_organization("Clínica del Mar", state="PR", line_of_business="part_a")
    people = {
        who: a_person(*who.title().split()[:2] if " " in who else (who.title(), "User"))
        for who in ("approver", "end user", "nobody", "in Puerto Rico")
    }
    holds(people["approver"], APPROVER, ours)
    holds(people["end user"], END_USER, ours)
    holds(people["in Puerto Rico"], END_USER, theirs)
    one = an_announcement(sam, audience=audience)
    assert [who for who, person_id in people.items() if one in shown_to(person_id)] == seen
    assert reach(audience) == len(seen) + (audience == "everybody")  # who wrote it is somebody, too


def test_who_lost_the_role_sees_no_more_of_what_was_for_its_holders(sam):
    """Source: NEW-2, ROL-10."""
    una = a_person("Una", "User")
    grant = holds(una, END_USER, an_organization())
    one = an_announcement(sam, audience="application:spot")
    assert shown_to(una) == [one]
    RoleGrant.objects.filter(pk=grant).update(ended_at=LATER)
    assert (shown_to(una, LATER), news_of(una, at=LATER), reach("application:spot")) == ([], [], 0)
    with pytest.raises(NotFound):
        dismiss(one, by=person(una), at=LATER)


def test_accounts_that_are_not_in_use_are_not_counted(sam):
    """Source: NEW-2."""
    una = a_person("Una", "User")
    holds(una, END_USER, an_organization())
    Person.objects.filter(pk=una).update(state="disabled")
    assert reach("application:spot") == 0


def test_one_puts_it_away_for_oneself(sam):
    """Source: NEW-2. Twice is no mistake, and the page of news still has it."""
    una, ben = a_person("Una", "User"), a_person("Ben", "User")
    one = an_announcement(sam)
    for _ in range(2):
        dismiss(one, by=person(una), at=AT)
    assert (shown_to(una), shown_to(ben), [card.id for card in news_of(una, at=AT)]) == ([], [one], [one])
    assert Dismissal.objects.count() == 1


@pytest.mark.parametrize("deed", ["write", "rewrite", "publish", "discard", "withdraw"])
def test_whoever_left_the_help_desk_does_nothing_any_more(sam, deed):
    """Source: NEW-2, HLP-2. Nor does anybody else; a refused deed leaves no trace."""
    draft, shown = a_draft(sam), an_announcement(sam)
    card = told_announcement(draft)
    deeds = {
        "write": lambda by: actions.write_announcement(a_content(), by=by, at=LATER),
        "rewrite": lambda by: actions.rewrite_announcement(draft, a_content(), by=by, at=LATER),
        "publish": lambda by: actions.publish_announcement(draft, seen=card.fingerprint, reach_seen=9, by=by, at=LATER),
        "discard": lambda by: actions.discard_announcement(draft, by=by, at=LATER),
        "withdraw": lambda by: actions.withdraw_announcement(shown, by=by, at=LATER),
    }
    leaves(sam)
    before = consequences()
    for by in (sam, person(a_person("Una", "User"))):
        before = consequences()
        with pytest.raises(NotFound):
            deeds[deed](by)
        assert consequences() - before == NONE
    assert set(Announcement.objects.values_list("state", flat=True)) == {"draft", "published"}


def test_an_audience_that_was_widened_since_the_preview_is_not_published(sam):
    """Source: NEW-2. A colleague's change, or another window's."""
    draft = a_draft(sam, audience=f"role:{APPROVER}")
    seen = told_announcement(draft).fingerprint
    actions.rewrite_announcement(draft, a_content(audience="everybody"), by=sam, at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"news\.not_as_seen"):
        actions.publish_announcement(draft, seen=seen, reach_seen=0, by=sam, at=AT)
    assert consequences() - before == NONE


def test_an_audience_that_grew_since_the_preview_is_looked_at_again(sam):
    """Source: NEW-2."""
    draft = a_draft(sam, audience="application:spot")
    office = an_organization()
    for letter in "abcdefghijk":
        holds(a_person(f"Una{letter}", "User"), END_USER, office)
    with pytest.raises(Refused, match=r"news\.reaches_more"):
        actions.publish_announcement(draft, seen=told_announcement(draft).fingerprint, reach_seen=0, by=sam, at=AT)


def test_what_was_past_when_it_was_to_be_published_is_refused(sam):
    """Source: NEW-2."""
    draft = a_draft(sam)
    with pytest.raises(Refused, match=r"news\.is_over"):
        publish(draft, sam, at=AT + timedelta(days=2))


def test_it_is_published_once_and_never_changed_afterwards(sam):
    """Source: NEW-2, AUD-1."""
    one = an_announcement(sam)
    for deed in (
        lambda: publish(one, sam),
        lambda: actions.rewrite_announcement(one, a_content(title_en="Other words"), by=sam, at=AT),
        lambda: actions.discard_announcement(one, by=sam, at=AT),
    ):
        with pytest.raises(Refused, match="move_not_open"):
            deed()


def test_a_correction_takes_the_place_of_what_it_corrects_in_one_moment(sam):
    """Source: NEW-2, AUD-1. It is shown anew to who had put the old one away; both stay on record."""
    una = a_person("Una", "User")
    one = an_announcement(sam)
    dismiss(one, by=person(una), at=AT)
    correction = a_draft(sam, corrects=one, title_en="SPOT is down on Sunday night")
    assert shown_to(a_person("Ben", "User")) == [one]
    publish(correction, sam, at=LATER)
    assert shown_to(una, LATER) == [correction]
    assert told_announcement(one).state == "replaced"
    assert "news.announcement_replaced" in recorded()
    with pytest.raises(Refused, match="move_not_open"):
        a_draft(sam, corrects=one, at=LATER)


def test_of_two_corrections_one_is_published(sam):
    """Source: NEW-2."""
    one = an_announcement(sam)
    first, second = a_draft(sam, corrects=one), a_draft(sam, corrects=one)
    publish(first, sam)
    with pytest.raises(Refused, match="move_not_open"):
        publish(second, sam)
    assert [card.id for card in public_news(at=AT)] == [first]


def test_what_is_withdrawn_is_shown_to_nobody(sam):
    """Source: NEW-2, AUD-1."""
    una = a_person("Una", "User")
    one = an_announcement(sam)
    actions.withdraw_announcement(one, by=sam, at=LATER)
    assert (shown_to(una, LATER), public_news(at=LATER)) == ([], [])
    with pytest.raises(Refused, match="move_not_open"):
        actions.withdraw_announcement(one, by=sam, at=LATER)


def test_banners_cost_one_query_where_all_are_for_everybody(sam, django_assert_num_queries):
    """Source: NEW-2. Each page asks for them."""
    una = a_person("Una", "User")
    an_announcement(sam)
    with django_assert_num_queries(1):
        banners(una, at=AT)
    an_announcement(sam, audience="application:spot")
    with django_assert_num_queries(2):
        banners(una, at=AT)
