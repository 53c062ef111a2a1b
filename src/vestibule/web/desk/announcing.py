"""What the form of an announcement asks, and how it is read: days and times as the help desk's clock has them."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext

from vestibule.kernel.reasons import Reason, gettext_noop
from vestibule.news.audiences import known_audiences
from vestibule.news.policy.content import Content
from vestibule.news.policy.publishing import APPLICATION, KINDS, LINE, LINES, ROLE, STATE
from vestibule.news.policy.schedule import NO_TIME, clock_time, hour_faults, moment
from vestibule.news.policy.wording import Words
from vestibule.news.queries import AnnouncementCard
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

_TEXT_HINT = gettext_noop(
    "Plain words. A blank line begins a paragraph; an address that begins with https:// is a link."
)

ANNOUNCEMENT = Form(
    (
        Field("kind", gettext_noop("Kind"), Kind.RADIOS),
        Field("audience", gettext_noop("Whom it concerns"), Kind.SELECT),
        Field("title_en", gettext_noop("Title in English"), most=400),
        Field("body_en", gettext_noop("Text in English"), Kind.AREA, hint=_TEXT_HINT, most=9000),
        Field("title_es", gettext_noop("Title in Spanish"), most=400),
        Field("body_es", gettext_noop("Text in Spanish"), Kind.AREA, hint=_TEXT_HINT, most=9000),
        Field("from_day", gettext_noop("Shown from"), Kind.DATE),
        Field(
            "from_time", gettext_noop("Time of beginning"), hint=gettext_noop("Like 8:30 a.m. or 20:30."), width="sm"
        ),
        Field("until_day", gettext_noop("Shown until"), Kind.DATE),
        Field("until_time", gettext_noop("Time of end"), hint=gettext_noop("Like 8:30 a.m. or 20:30."), width="sm"),
        Field(
            "by_mail",
            gettext_noop("Send it by mail as well, once it begins"),
            Kind.CHECKBOX,
            required=False,
        ),
        Field("by_enews", gettext_noop("Send it as an issue of eNews"), Kind.CHECKBOX, required=False),
        Field("line", gettext_noop("Line of business of eNews"), Kind.RADIOS),
    )
)
PREVIEWED = Form(
    (
        Field("seen", gettext_noop("What was seen"), Kind.HIDDEN, most=64),
        Field("reach", gettext_noop("How many people"), Kind.HIDDEN, most=9),
    )
)
_OF = {
    APPLICATION: gettext_noop("Who holds a role in %(name)s"),
    ROLE: gettext_noop("Who holds the role %(name)s"),
    STATE: gettext_noop("Who holds a role in an organization in %(name)s"),
    LINE: gettext_noop("Who holds a role in an organization whose line of business is %(name)s"),
}


def audience_name(audience: str) -> str:
    """Say whom an audience is, in the visitor's language; of what is no longer in the catalogue its key."""
    return _named(audience, known_audiences().get(audience) or audience.partition(":")[2])


def announcement_form() -> Form:
    """Return the form with the kinds and audiences of today."""
    names = known_audiences()
    audiences = [Choice(code, _named(code, name)) for code, name in names.items()]
    return ANNOUNCEMENT.choosing(kind=_choices(KINDS), audience=audiences, line=_choices(LINES))


def content_of(form: Filled) -> tuple[Content | None, Filled]:
    """Return what a form says, or the form with what can't be read of its times."""
    if not form.ready:
        return None, form
    starts_at, faults = _moment(form, "from")
    ends_at, more = _moment(form, "until")
    if starts_at is None or ends_at is None:
        return None, form.faulted(*faults, *more)
    words = Words(**{name: form[name] for name in ("title_en", "title_es", "body_en", "body_es")})
    by_mail, by_enews = form.ticked("by_mail"), form.ticked("by_enews")
    content = Content(form["kind"], form["audience"], words, starts_at, ends_at, by_mail, by_enews, form["line"])
    return content, form


def known_content(card: AnnouncementCard) -> dict[str, object]:
    """Return what the form shows of an announcement that was written before."""
    zone = get_default_timezone()
    starts, ends = card.starts_at.astimezone(zone), card.ends_at.astimezone(zone)
    return {
        "kind": card.kind,
        "audience": card.audience,
        **vars(card.words),
        "from_day": starts.date().isoformat(),
        "from_time": starts.strftime("%H:%M"),
        "until_day": ends.date().isoformat(),
        "until_time": ends.strftime("%H:%M"),
        "by_mail": "yes" if card.by_mail else "",
        "by_enews": "yes" if card.by_enews else "",
        "line": card.line,
    }


def _moment(form: Filled, which: str) -> tuple[datetime | None, list[Reason]]:
    day, typed, zone = form.date(f"{which}_day"), form[f"{which}_time"], get_default_timezone()
    hour = clock_time(typed)
    if day is None or hour is None:
        return None, [NO_TIME(typed=typed).on(f"{which}_time")]
    faults = [fault.on(f"{which}_time") for fault in hour_faults(day, hour, zone)]
    return (None, faults) if faults else (moment(day, hour, zone), [])


def _choices(names: Mapping[str, str]) -> list[Choice]:
    return [Choice(code, gettext(name)) for code, name in names.items()]


def _named(code: str, name: str) -> str:
    kind = code.partition(":")[0]
    if kind not in _OF:
        return gettext("Everybody")
    return gettext(_OF[kind]) % {"name": gettext(name) if kind == LINE else name}
