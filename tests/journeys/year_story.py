"""What the people of one organization do in a year and a day: each deed on its day and hour, as clocks there say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from tests.journeys.year_days import DAY, days_between, moment
from tests.journeys.year_people import NOBODY, Somebody
from tests.people import APPROVER, BACKUP, END_USER, an_organization, proofed
from vestibule.access.actions import load_grant
from vestibule.accounts.actions import issue_enrolment_link
from vestibule.desk.actions import appoint_staff
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

FIRST, LAST = date(2027, 3, 1), date(2028, 3, 1)
REASON = "They work here no longer."
AGAIN = "Another7Horse-Battery"


@dataclass(frozen=True, order=True)
class Deed:
    """Something that happens at a moment."""

    at: datetime
    do: Callable[[], object] = field(compare=False)


@dataclass
class Office:
    """Everybody, and where they work."""

    ada: Somebody = field(default_factory=lambda: Somebody("Ada", "Alvarez"))
    ben: Somebody = field(default_factory=lambda: Somebody("Ben", "Brooks"))
    carmen: Somebody = field(default_factory=lambda: Somebody("Carmen", "Cruz", "PR", "es"))
    diego: Somebody = field(default_factory=lambda: Somebody("Diego", "Diaz", "PR", "es"))
    frank: Somebody = field(default_factory=lambda: Somebody("Frank", "Foster"))
    gus: Somebody = field(default_factory=lambda: Somebody("Gus", "Green"))
    hilda: Somebody = field(default_factory=lambda: Somebody("Hilda", "Hall"))
    iris: Somebody = field(default_factory=lambda: Somebody("Iris", "Irving"))
    jorge: Somebody = field(default_factory=lambda: Somebody("Jorge", "Juarez", "PR", "es"))
    karl: Somebody = field(default_factory=lambda: Somebody("Karl", "Kent"))
    lena: Somebody = field(default_factory=lambda: Somebody("Lena", "Lopez", "VI"))
    mona: Somebody = field(default_factory=lambda: Somebody("Mona", "Moore"))
    rita: Somebody = field(default_factory=lambda: Somebody("Rita", "Reyes", "VI"))
    stan: Somebody = field(default_factory=lambda: Somebody("Stan", "Stone"))
    vera: Somebody = field(default_factory=lambda: Somebody("Vera", "Vance", "VI"))
    id: UUID = NOBODY

    @property
    def people(self) -> list[Somebody]:
        """Return everybody."""
        return [each for each in vars(self).values() if isinstance(each, Somebody)]

    def names(self) -> dict[UUID, str]:
        """Return what everybody is called who has an account."""
        return {each.id: each.first for each in self.people if each.id != NOBODY}


def story(office: Office) -> list[Deed]:
    """Return all deeds of the year and of what came before, in their order."""
    deeds = [*_before(office), *_spring(office), *_summer(office), *_autumn(office), *_winter(office)]
    return sorted([*deeds, *_visits(office)])


def _on(day: str, hour: str, do: Callable[[], object]) -> Deed:
    return Deed(moment(date.fromisoformat(day), hour), do)


def _visit(day: str, who: Somebody) -> Deed:
    return _on(day, "09:00", who.visits_spot)


# Before: the operator loads roles with the days on which they were given in the system before this one.

LOADED = {
    "2026-05-01": ("iris", "karl"),
    "2026-08-10": ("frank",),
    "2026-08-20": ("rita", "vera"),
    "2026-11-07": ("diego",),
    "2026-12-24": ("jorge",),
}


def _before(office: Office) -> Iterator[Deed]:
    def founded() -> None:
        office.id = an_organization()

    def loaded(who: Somebody, role: str) -> Callable[[], object]:
        def load() -> None:
            who.is_invited()
            load_grant(person_id=who.id, role_key=role, organization_id=office.id, by=OPERATOR, at=clock.now())

        return load

    def hired() -> None:
        office.stan.is_invited()
        appoint_staff(office.stan.id, "agent", by=OPERATOR, at=clock.now())

    yield _on("2026-04-30", "12:00", founded)
    for day, names in LOADED.items():
        for name in names:
            yield _on(day, "12:00", loaded(getattr(office, name), END_USER))
    yield _on("2026-06-10", "12:00", loaded(office.ada, APPROVER))
    yield _on("2026-10-04", "12:00", loaded(office.ben, BACKUP))
    yield _on("2026-12-30", "12:00", hired)


# March to May: everybody comes; Diego falls asleep and wakes; Gus waits in vain.


def _spring(office: Office) -> Iterator[Deed]:
    ada, ben, carmen, diego, gus, hilda = office.ada, office.ben, office.carmen, office.diego, office.gus, office.hilda
    here = (ada, ben, diego, office.frank, office.iris, office.jorge, office.karl, office.rita, office.vera)
    for who in (*here, office.stan):
        yield _on("2027-03-01", "08:00", _enrolled(who))
    for who in here:
        yield _visit("2027-03-01", who)
    yield _on("2027-03-01", "09:20", office.stan.signs_in)
    for who in (ada, ben):
        yield _on("2027-03-01", "09:30", _proofed(who))
    for hour, who in (("10", carmen), ("11", hilda)):
        yield _on("2027-03-01", f"{hour}:00", who.registers)
        yield _on("2027-03-01", f"{hour}:10", who.signs_in)
        yield _on("2027-03-01", f"{hour}:20", who.asks)
    yield _on("2027-03-01", "15:00", ada.signs_in)
    yield _on("2027-03-01", "15:10", lambda: _approves(ada, carmen))
    yield _on("2027-03-01", "15:20", lambda: _approves(ada, hilda))
    yield _on("2027-03-17", "10:00", ada.signs_in)
    yield _on("2027-03-17", "10:10", lambda: _keeps_both(office))

    yield _on("2027-03-30", "10:00", gus.registers)
    yield _on("2027-04-01", "10:00", gus.signs_in)
    yield _on("2027-04-01", "10:10", gus.asks)
    yield _on("2027-04-30", "10:00", office.jorge.signs_in)
    yield _on("2027-04-30", "10:10", lambda: _gives_up(office.jorge))
    yield _on("2027-05-03", "10:00", gus.signs_in)
    yield _on("2027-05-03", "10:10", gus.asks_anew)
    yield _on("2027-05-04", "10:00", ben.signs_in)
    yield _on("2027-05-04", "10:10", lambda: _approves(ben, gus))

    yield _on("2027-04-15", "10:00", lambda: diego.is_turned_away_by_spot("inactivo"))
    yield _on("2027-04-16", "10:00", diego.forgot_password)
    yield _on("2027-04-16", "10:10", lambda: diego.chooses_password(AGAIN))
    yield _on("2027-05-20", "10:00", office.stan.signs_in)
    yield _on("2027-05-20", "10:10", lambda: _desk_keeps(office.stan, ada))


# June to August: Iris' account is unused; people are removed; Lena is invited, and never comes; two are not certified.


def _summer(office: Office) -> Iterator[Deed]:
    ada, iris, lena = office.ada, office.iris, office.lena
    yield _on("2027-06-12", "10:00", ada.signs_in)
    yield _on("2027-06-12", "10:10", lambda: _removes(ada, office.karl))
    yield _on("2027-06-17", "10:00", ada.signs_in)
    yield _on("2027-06-17", "10:10", lambda: _invites(office, lena))
    yield _on("2027-06-18", "10:00", lena.registers)
    yield _on("2027-06-18", "10:10", lena.signs_in)
    yield _on("2027-06-18", "10:20", lambda: _follows_invitation(lena))
    yield _on("2027-06-19", "10:00", ada.signs_in)
    yield _on("2027-06-19", "10:10", lambda: _denies(ada, lena))
    yield _on("2027-06-20", "10:00", lena.signs_in)
    yield _on("2027-06-20", "10:10", lena.asks_anew)
    yield _on("2027-06-21", "10:00", ada.signs_in)
    yield _on("2027-06-21", "10:10", lambda: _approves(ada, lena))
    yield _on("2027-06-22", "10:00", office.mona.registers)

    yield _on("2027-07-20", "10:00", lambda: _needs_new_password(iris))
    yield _on("2027-07-20", "10:10", iris.forgot_password)
    yield _on("2027-07-20", "10:20", lambda: iris.chooses_password(AGAIN))
    yield _on("2027-07-12", "10:00", office.stan.signs_in)
    yield _on("2027-07-12", "10:10", lambda: _disables(office.stan, office.gus))
    yield _on("2027-07-30", "10:00", iris.signs_in)
    yield _on("2027-07-30", "10:10", lambda: _gives_up(iris))
    yield _on("2027-08-05", "10:00", ada.signs_in)
    yield _on("2027-08-05", "10:10", lambda: _does_not_keep(ada, office.frank))


# September to November: one is restored at the last moment, one is revoked; Ben is forgotten.


def _autumn(office: Office) -> Iterator[Deed]:
    ada, ben, diego, rita, stan = office.ada, office.ben, office.diego, office.rita, office.stan
    yield _on("2027-09-03", "23:40", ada.signs_in)
    yield _on("2027-09-03", "23:50", lambda: _keeps(ada, office.vera))
    yield _on("2027-09-10", "10:00", rita.signs_in)
    yield _on("2027-09-10", "10:10", rita.asks)
    yield _on("2027-09-11", "10:00", ben.signs_in)
    yield _on("2027-09-11", "10:10", lambda: _denies(ben, rita))
    yield _on("2027-09-12", "10:00", office.vera.signs_in)
    yield _on("2027-09-12", "10:10", lambda: _gives_up(office.vera))
    yield _on("2027-10-18", "23:40", stan.signs_in)
    yield _on("2027-10-18", "23:50", lambda: _desk_keeps(stan, ben))
    yield _on("2027-11-09", "10:00", ada.signs_in)
    yield _on("2027-11-09", "10:10", lambda: _keeps(ada, diego))
    yield _on("2027-11-20", "10:00", ada.signs_in)
    yield _on("2027-11-20", "10:10", lambda: _removes(ada, diego))


# December to March: Ben leaves, and Ada certifies on the last minute of the 29 February.


def _winter(office: Office) -> Iterator[Deed]:
    yield _on("2027-12-01", "10:00", office.ben.signs_in)
    yield _on("2027-12-01", "10:10", lambda: _gives_up(office.ben))
    yield _on("2028-02-29", "23:40", office.ada.signs_in)
    yield _on("2028-02-29", "23:50", lambda: _keeps(office.ada, office.carmen))


# Who works there signs in to SPOT every 19 days: a day before the first mail would come.

EVERY = 19 * DAY
SINCE = date(2027, 3, 14)
UNTIL_THE_END = "2028-03-01"
AT_WORK = {
    "ada": [("2027-03-14", UNTIL_THE_END)],
    "ben": [("2027-03-14", "2027-10-01"), ("2027-10-20", "2027-11-30")],
    "carmen": [("2027-03-14", UNTIL_THE_END)],
    "diego": [("2027-03-14", "2027-03-14"), ("2027-04-17", "2027-11-19")],
    "frank": [("2027-03-14", "2027-08-04")],
    "gus": [("2027-05-05", "2027-07-11")],
    "hilda": [("2027-03-14", UNTIL_THE_END)],
    "iris": [("2027-03-14", "2027-05-19"), ("2027-07-21", "2027-07-29")],
    "jorge": [("2027-03-14", "2027-04-29")],
    "karl": [("2027-03-14", "2027-06-11")],
    "rita": [("2027-03-14", "2027-08-20")],
    "vera": [("2027-03-14", "2027-08-20")],
}
MORE_VISITS = (("2027-03-02", "carmen"), ("2027-05-20", "iris"), ("2027-09-05", "vera"), ("2027-10-19", "ben"))


def _visits(office: Office) -> Iterator[Deed]:
    for day in days_between(SINCE, LAST):
        if (day - SINCE) % EVERY == timedelta(0):
            for name, spans in AT_WORK.items():
                if any(first <= day.isoformat() <= last for first, last in spans):
                    yield _visit(day.isoformat(), getattr(office, name))
        if (day - SINCE) % (3 * EVERY) == timedelta(0):  # else the account would be unused for 60 days
            yield _on(day.isoformat(), "09:20", office.stan.signs_in)
    for other, name in MORE_VISITS:
        yield _visit(other, getattr(office, name))


# The deeds.


def _enrolled(who: Somebody) -> Callable[[], object]:
    return lambda: who.enrols(f"/enrol/{issue_enrolment_link(who.id, by=OPERATOR, at=clock.now()).token}")


def _proofed(who: Somebody) -> Callable[[], object]:
    return lambda: proofed(who.id, at=clock.now())


def _approves(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/my-approvals/{whom.request()}/approve", "was approved")


def _denies(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/my-approvals/{whom.request()}/deny", "was denied", denial_reason="Ask your own office first, please.")


def _removes(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/my-organizations/members/{whom.role()}/remove", "was removed", removal_reason=REASON)


def _keeps(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/certifications/{whom.role()}/keep", "was certified")


def _keeps_both(office: Office) -> None:
    roles = [str(office.iris.role()), str(office.karl.role())]
    office.ada.presses("/certifications/decide", ": certified.", move="keep", role=roles, looked_at=roles)


def _does_not_keep(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/certifications/{whom.role()}/remove", "was removed", removal_reason=REASON)


def _desk_keeps(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/help-desk/certifications/{whom.role()}/claim", whom.last)
    by.presses(f"/help-desk/certifications/{whom.role()}/keep", "was certified for another year")


def _disables(by: Somebody, whom: Somebody) -> None:
    by.presses(f"/help-desk/people/{whom.id}", whom.last, reason="The office telephoned about them.")
    by.presses(f"/help-desk/people/{whom.id}/disable", whom.last, reason="The office asked for it.")


def _gives_up(who: Somebody) -> None:
    who.presses(f"/my-roles/{who.role()}/give-up", "Sunshine Medical Group, LLC")


def _invites(office: Office, whom: Somebody) -> None:
    typed = {"email": whom.email, "role": END_USER}
    office.ada.presses(f"/my-organizations/{office.id}/invitations", "is invited by email", **typed)


def _follows_invitation(who: Somebody) -> None:
    who.browser.post(who.reads(r"^http://[^/]+(/invitations/\S+)$"))
    proofed(who.id, at=clock.now())
    who.sends(who.browser.get("/role-request/review"), "I was invited by the office.")


def _needs_new_password(who: Somebody) -> None:
    assert "it needs a new password first" in who.gives_password().text
