"""How each kind of field looks: the design system's markup, with label, hint, faults and value tied together."""

from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from vestibule.web.forms import Check, Choice, Field, Filled, Form, Kind, sentence
from vestibule.web.markup import element, joined

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_TYPES = {Kind.EMAIL: "email", Kind.TELEPHONE: "tel", Kind.PASSWORD: "password"}


def field(form: Filled, each: Field) -> SafeString:
    """Return one field, whatever its kind; one that is empty and right looks the same to everybody."""
    if form.is_blank(each):
        return _blank(each, get_language())
    return _drawn(form, each)


@lru_cache(maxsize=512)
def _blank(each: Field, _language: str | None) -> SafeString:
    return _drawn(Form((each,)).blank(), each)


def _drawn(form: Filled, each: Field) -> SafeString:
    if each.kind is Kind.HIDDEN:
        return element("input", type="hidden", name=each.name, value=form[each.name])
    draw = {Kind.CHECKBOX: _checkbox, Kind.RADIOS: _radios, Kind.DATE: _date}.get(each.kind, _labelled)
    wrong = " usa-form-group--error" if form.faults_of(each.name) else ""
    return element("div", draw(form, each), class_=f"usa-form-group{wrong}")


def first_input(each: Field) -> str:
    """Return the id to which a link in the summary of errors leads."""
    if each.kind is Kind.DATE:
        return f"{each.name}_month"
    return f"{each.name}-1" if each.kind is Kind.RADIOS else each.name


def _labelled(form: Filled, each: Field) -> SafeString:
    wrong = bool(form.faults_of(each.name))
    label = element(
        "label", gettext(each.label), class_=f"usa-label{' usa-label--error' if wrong else ''}", for_=each.name
    )
    return joined(label, _hint(each), _faults(form, each), _input(form, each), _checks(each))


def _input(form: Filled, each: Field) -> SafeString:
    common = _common(form, each)
    wrong = "usa-input--error" if form.faults_of(each.name) else ""
    if each.kind is Kind.AREA:
        return element("textarea", "\n" + form[each.name], class_=f"usa-textarea {wrong}", rows="5", **common)
    if each.kind in {Kind.SELECT, Kind.COMBO}:
        return _select(form, each, common)
    if each.kind is Kind.FILE:
        # Not USWDS's own: its words are English in every language, while the browser speaks its reader's.
        return element("input", class_="page-file", type="file", accept=".pdf,.png,.jpg,.jpeg", **common)
    value = "" if each.kind is Kind.PASSWORD else form[each.name]
    return element(
        "input",
        class_=f"usa-input {wrong}{_width(each)}",
        type=_TYPES.get(each.kind, "text"),
        value=value,
        autocomplete=each.autocomplete or ("one-time-code" if each.kind is Kind.CODE else None),
        inputmode="numeric" if each.kind is Kind.CODE else None,
        spellcheck="false" if each.kind in _TYPES or each.kind is Kind.CODE else None,
        autocapitalize="none" if each.kind in {Kind.EMAIL, Kind.PASSWORD} else None,
        **common,
    )


def _select(form: Filled, each: Field, common: dict[str, object]) -> SafeString:
    chosen = form[each.name]
    nothing = element("option", gettext("- Select -"), value="", selected=not chosen)
    offered = [_option(choice.value, gettext(choice.label), chosen) for choice in each.choices]
    select = element(
        "select",
        *([nothing] if each.kind is Kind.SELECT or not chosen else []),
        *offered,
        class_=f"usa-select{' usa-input--error' if form.faults_of(each.name) else ''}{_width(each)}",
        autocomplete=each.autocomplete,
        **common,
    )
    if each.kind is Kind.COMBO:
        return _combo(select, chosen)
    return select


def _combo(select: SafeString, chosen: str) -> SafeString:
    """Return the place in which the design system makes a select one in which one types, and its parts' names."""
    return element(
        "div",
        select,
        class_="usa-combo-box",
        data_default_value=chosen,
        data_list_name=gettext("Answers"),
        data_clear_name=gettext("Clear"),
        data_toggle_name=gettext("Show or hide the answers"),
    )


def _option(value: str, label: str, chosen: str) -> SafeString:
    return element("option", label, value=value, selected=value == chosen)


def _checkbox(form: Filled, each: Field) -> SafeString:
    box = element(
        "input",
        class_="usa-checkbox__input",
        type="checkbox",
        value="yes",
        checked=form.ticked(each.name),
        **_common(form, each),
    )
    label = element("label", gettext(each.label), class_="usa-checkbox__label", for_=each.name)
    return joined(_faults(form, each), element("div", box, label, class_="usa-checkbox"), _hint(each))


def _radios(form: Filled, each: Field) -> SafeString:
    buttons = [_radio(form, each, choice, number) for number, choice in enumerate(each.choices, start=1)]
    return _fieldset(form, each, *buttons)


def _radio(form: Filled, each: Field, choice: Choice, number: int) -> SafeString:
    spot = f"{each.name}-{number}"
    button = element(
        "input",
        class_="usa-radio__input usa-radio__input--tile",
        type="radio",
        id=spot,
        name=each.name,
        value=choice.value,
        checked=form[each.name] == choice.value,
    )
    hint = element("span", gettext(choice.hint), class_="usa-radio__label-description") if choice.hint else ""
    label = element("label", gettext(choice.label), hint, class_="usa-radio__label", for_=spot)
    return element("div", button, label, class_="usa-radio")


def _date(form: Filled, each: Field) -> SafeString:
    month = element(
        "select",
        element("option", gettext("- Select -"), value=""),
        *(
            _option(str(number), gettext(name), form[f"{each.name}_month"].lstrip("0"))
            for number, name in enumerate(MONTHS, start=1)
        ),
        class_="usa-select",
        **_part(each, "month"),
    )
    day = _number(form, each, "day", most=2)
    year = _number(form, each, "year", most=4)
    parts = [
        _date_part(each, "month", gettext("Month"), month),
        _date_part(each, "day", gettext("Day"), day),
        _date_part(each, "year", gettext("Year"), year),
    ]
    return _fieldset(form, each, element("div", *parts, class_="usa-memorable-date"))


def _number(form: Filled, each: Field, part: str, *, most: int) -> SafeString:
    value = form[f"{each.name}_{part}"]
    return element(
        "input",
        class_="usa-input",
        type="text",
        inputmode="numeric",
        maxlength=most,
        value=value,
        **_part(each, part),
    )


def _part(each: Field, part: str) -> dict[str, object]:
    completed = f"bday-{part}" if each.autocomplete == "bday" else None
    return {"id": f"{each.name}_{part}", "name": f"{each.name}_{part}", "autocomplete": completed}


def _date_part(each: Field, part: str, label: str, control: SafeString) -> SafeString:
    return element(
        "div",
        element("label", label, class_="usa-label", for_=f"{each.name}_{part}"),
        control,
        class_=f"usa-form-group usa-form-group--{part}" + (" usa-form-group--select" if part == "month" else ""),
    )


def _fieldset(form: Filled, each: Field, *controls: SafeString) -> SafeString:
    legend = element("legend", gettext(each.label), class_="usa-legend")
    return element(
        "fieldset",
        legend,
        _hint(each),
        _faults(form, each),
        *controls,
        class_="usa-fieldset",
        aria_describedby=_described_by(form, each),
    )


def _common(form: Filled, each: Field) -> dict[str, object]:
    return {
        "id": each.name,
        "name": each.name,
        "aria_describedby": _described_by(form, each),
        "aria_invalid": "true" if form.faults_of(each.name) else None,
        "required": each.required,
    }


def _described_by(form: Filled, each: Field) -> str:
    spots = [
        f"{each.name}-error" if form.faults_of(each.name) else "",
        f"{each.name}-hint" if each.hint or _may_stay_empty(each) else "",
        f"{each.name}-checks" if each.checks else "",
    ]
    return " ".join(filter(None, spots))


def _hint(each: Field) -> SafeString:
    """Return the hint; a field that may stay empty says so here, so that its label stays its name."""
    words = [gettext("Optional.")] if _may_stay_empty(each) else []
    words += [gettext(each.hint)] if each.hint else []
    return element("div", " ".join(words), class_="usa-hint", id=f"{each.name}-hint") if words else joined()


def _may_stay_empty(each: Field) -> bool:
    return not each.required and not each.sometimes and each.kind is not Kind.CHECKBOX


def _faults(form: Filled, each: Field) -> SafeString:
    faults = form.faults_of(each.name)
    if not faults:
        return joined()
    lines = [element("span", sentence(fault), class_="usa-error-message") for fault in faults]
    return element("div", *lines, id=f"{each.name}-error")


def _checks(each: Field) -> SafeString:
    """Return the field's rules as a list; the module ``ticking.js`` sets ``data-met`` while one types."""
    if not each.checks:
        return joined()
    items = [_check(check) for check in each.checks]
    return element("ul", *items, class_="page-checks", id=f"{each.name}-checks", data_checks_for=each.name)


def _check(check: Check) -> SafeString:
    return element("li", sentence(check), class_="page-checks__item", data_check=check.code)


def _width(each: Field) -> str:
    return f" usa-input--{each.width}" if each.width else ""
