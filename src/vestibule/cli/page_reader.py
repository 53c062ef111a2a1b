"""Reads a page as a person without JavaScript would: labels, fields, buttons, links and headings, by their words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_GROUPS = {"li", "tr", "article"}
_HIDDEN = {"script", "style", "template", "svg", "head"}


@dataclass
class Control:
    """One input, select or textarea."""

    tag: str
    name: str
    kind: str
    id: str
    value: str
    checked: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)  # value, words
    label: str = ""


@dataclass
class Button:
    """One button that submits its form; ``beside`` are the words of the list item, row or article it stands in."""

    words: str
    name: str
    value: str
    formaction: str
    beside: str = ""


@dataclass
class Form:
    """One form: where it goes, what it holds, how it is sent."""

    action: str
    method: str
    id: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def hold(self, what: Control | Button) -> None:
        """Take in a control or a button."""
        if isinstance(what, Control):
            self.controls.append(what)
        else:
            self.buttons.append(what)


@dataclass
class Page:
    """What a page shows."""

    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # words, address
    headings: list[str] = field(default_factory=list)
    title: str = ""
    text: str = ""


def read_page(html: str) -> Page:
    """Read a page from its HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


def plain(words: str) -> str:
    """Return words as they are compared: single spaces, without the mark of a required field."""
    return " ".join(words.split()).removesuffix("*").strip()


class _Reader(HTMLParser):
    """Collects the page while its tags go by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._loose = Form("", "get", "")  # controls outside any form, tied to one by form="id"
        self._form = self._loose
        self._labels: list[tuple[str, str, Control | None]] = []  # for, words, wrapped control
        self._owners: list[tuple[str, Control | Button]] = []
        self._open: list[tuple[str, list[str], object]] = []  # elements whose words we collect
        self._hidden = 0
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "span":  # our spans stand on lines of their own, or apart
            self.handle_data(" ")
        if tag in _HIDDEN and tag not in _VOID:
            self._hidden += 1
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower(), given.get("id", ""))
            self.page.forms.append(self._form)
        elif tag in {"input", "select", "textarea"}:
            self._control(tag, given)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._open_element(tag, self._button(given))
        elif tag == "option":
            self._open_element(tag, given)
        elif tag == "label":
            self._open_element(tag, [given.get("for", ""), None])
        elif tag in _GROUPS:
            self._open_element(tag, [])
        elif tag in {"a", "h1", "h2", "h3", "legend", "title"}:
            self._open_element(tag, given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag == "form":
            self._form = self._loose
        if tag == "textarea":
            self._close_textarea()
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                _, words, what = self._open.pop(place)
                self._closed(tag, " ".join("".join(words).split()), what)
                break

    def handle_data(self, data: str) -> None:
        for tag, words, _ in self._open:
            if tag in {"textarea", "title"} or not self._hidden:
                words.append(data)
        if not self._hidden:
            self._text.append(data)

    def finished(self) -> Page:
        """Tie labels to their controls, and stray controls to their forms."""
        for wanted, words, wrapped in self._labels:
            for control in self._all_controls():
                if control is wrapped or (wanted and control.id == wanted):
                    control.label = words
        for form_id, stray in self._owners:
            for form in self.page.forms:
                if form.id == form_id:
                    form.hold(stray)
        self.page.text = " ".join("".join(self._text).split())
        return self.page

    def _all_controls(self) -> list[Control]:
        stray = [one for _, one in self._owners if isinstance(one, Control)]
        return [*stray, *(control for form in [self._loose, *self.page.forms] for control in form.controls)]

    def _open_element(self, tag: str, what: object) -> None:
        self._open.append((tag, [], what))

    def _control(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if kind in {"submit", "image"}:
            button = self._button(given)
            button.words = given.get("value", "")
            return
        control = Control(
            tag, given.get("name", ""), kind, given.get("id", ""), given.get("value", ""), "checked" in given
        )
        if kind in {"checkbox", "radio"}:
            control.value = given.get("value", "on")
        self._place(given, control)
        for open_tag, _, what in self._open:
            if open_tag == "label" and isinstance(what, list):
                what[1] = control
        if tag in {"select", "textarea"}:
            self._open_element(tag, control)

    def _button(self, given: dict[str, str]) -> Button:
        button = Button("", given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
        self._place(given, button)
        return button

    def _place(self, given: dict[str, str], what: Control | Button) -> None:
        if isinstance(what, Button):
            for tag, _, grouped in self._open:
                if tag in _GROUPS and isinstance(grouped, list):
                    grouped.append(what)
        if given.get("form"):
            self._owners.append((given["form"], what))
        else:
            self._form.hold(what)

    def _close_textarea(self) -> None:
        for tag, words, what in self._open:
            if tag == "textarea" and isinstance(what, Control):
                what.value = "".join(words).removeprefix("\n")

    def _closed(self, tag: str, words: str, what: object) -> None:
        if tag == "button" and isinstance(what, Button):
            what.words = words
        elif tag == "option" and isinstance(what, dict):
            self._option(what, words)
        elif tag == "label" and isinstance(what, list):
            self._labels.append((what[0], plain(words), what[1]))
        elif tag in _GROUPS and isinstance(what, list):
            for button in what:
                button.beside = f"{words} {button.beside}"
        elif tag == "a":
            self.page.links.append((words, str(what)))
        elif tag in {"h1", "h2", "h3", "legend"}:
            self.page.headings.append(words)
        elif tag == "title":
            self.page.title = words

    def _option(self, given: dict[str, str], words: str) -> None:
        select = next((what for tag, _, what in reversed(self._open) if tag == "select"), None)
        if isinstance(select, Control):
            value = given.get("value", words)
            select.options.append((value, words))
            if "selected" in given or len(select.options) == 1:
                select.value = value
