"""What templates load as ``pages``: fields, the summary of errors, steps, icons, sentences."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from vestibule.kernel.reasons import Reason
from vestibule.kernel.telephones import shown_telephone
from vestibule.signin.device_queries import DeviceCard
from vestibule.signin.policy.devices import KINDS, RECOVERY, has_enough
from vestibule.web import fields as drawn
from vestibule.web.forms import Filled, sentence
from vestibule.web.markup import element, joined

register = template.Library()
register.filter("sentence", sentence)
register.filter("telephone", shown_telephone)

# What a browser calls itself, the telling words first: every browser also claims to be several others.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser_name(agent: str) -> str:
    """Say in a few words which browser it is, as far as it tells the truth about itself. Source: SIG-7."""
    browser = next((name for word, name in BROWSERS.items() if word in agent), gettext("Unknown browser"))
    system = next((name for word, name in SYSTEMS.items() if word in agent), "")
    return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


@register.filter
def kind_name(kind: str) -> str:
    """Say what a kind of device is called. Source: SIG-3."""
    return gettext(KINDS.get(kind, ""))


@register.filter
def needs_another(devices: Iterable[DeviceCard]) -> bool:
    """Say whether somebody has fewer devices than are recommended. Source: SIG-3 (APP 7, EU 6)."""
    return not has_enough([device.kind for device in devices])


@register.filter
def has_codes(devices: Iterable[DeviceCard]) -> bool:
    """Say whether somebody has made recovery codes. Source: SIG-3, SIG-8."""
    return any(device.kind == RECOVERY for device in devices)


@register.filter
def said(reason: Reason) -> str:
    """Say a reason in the visitor's language, where it stands beside no field."""
    return sentence(reason)


@register.filter
def duration(time: timedelta) -> str:
    """Say about how long something takes: in hours within two days, in days beyond. Source: ROL-13."""
    hours = round(time / timedelta(hours=1))
    if hours < 1:
        return gettext("less than an hour")
    if hours < 48:
        return ngettext("about %(count)s hour", "about %(count)s hours", hours) % {"count": hours}
    days = round(time / timedelta(days=1))
    return ngettext("about %(count)s day", "about %(count)s days", days) % {"count": days}


@register.simple_tag
def field(form: Filled, name: str) -> SafeString:
    """Show one field with its label, hint, faults and value."""
    return drawn.field(form, form.form.named(name))


@register.simple_tag
def fields(form: Filled) -> SafeString:
    """Show all fields of a form in their order."""
    return joined(*(drawn.field(form, each) for each in form.form.fields))


@register.simple_tag
def error_summary(form: Filled | None) -> SafeString:
    """Show everything that is wrong on top of the page, each with a link to its field."""
    if not form or not form.faults:
        return joined()
    items = [element("li", _summed_up(form, fault)) for fault in form.faults]
    return element(
        "div",
        element("h2", gettext("There is a problem"), class_="page-errors__heading", id="page-errors-title"),
        element("ul", *items, class_="page-errors__list"),
        class_="page-errors",
        id="page-errors",
        role="alert",
        tabindex="-1",
        aria_labelledby="page-errors-title",
    )


@register.simple_tag
def steps(labels: Sequence[str], current: int) -> SafeString:
    """Show where one is in a journey of several pages; the first is 1."""
    segments = [_segment(gettext(label), number, current) for number, label in enumerate(labels, start=1)]
    words = gettext("Step %(current)s of %(total)s") % {"current": current, "total": len(labels)}
    return element(
        "div",
        element("ol", *segments, class_="usa-step-indicator__segments"),
        element(
            "p",
            element("span", words, class_="page-steps__count"),
            " ",
            element("span", gettext(labels[current - 1]), class_="page-steps__name"),
            class_="page-steps__heading",
        ),
        class_="usa-step-indicator page-steps",
        aria_label=gettext("Progress"),
        role="group",
    )


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Show one icon of the design system as an ornament: the words beside it say what it means."""
    use = element("use", href=f"{static('vendor/uswds/img/sprite.svg')}#{name}")
    return element("svg", use, class_="usa-icon", aria_hidden="true", focusable="false", role="img")


def _summed_up(form: Filled, fault: Reason) -> SafeString | str:
    known = {each.name: each for each in form.form.fields}
    if fault.field not in known:
        return sentence(fault)
    return element("a", sentence(fault), href=f"#{drawn.first_input(known[fault.field])}")


def _segment(label: str, number: int, current: int) -> SafeString:
    standing, words = "", gettext("not completed")
    if number < current:
        standing, words = " usa-step-indicator__segment--complete", gettext("completed")
    elif number == current:
        standing, words = " usa-step-indicator__segment--current", ""
    hidden = element("span", words, class_="usa-sr-only") if words else ""
    return element(
        "li",
        element("span", label, " ", hidden, class_="usa-step-indicator__segment-label"),
        class_=f"usa-step-indicator__segment{standing}",
        aria_current="step" if number == current else None,
    )
