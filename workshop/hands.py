"""How a person uses a page: with a pointer, or with the keyboard alone. Everything is found by its label or name."""

import re
from abc import ABC, abstractmethod
from pathlib import Path

from playwright.sync_api import Locator, Page

MOST_STOPS = 200  # presses of Tab, before a thing counts as out of reach

_CHOSEN = "list => list.selectedOptions[0].text.trim()"
_HAS_FOCUS = "element => element === document.activeElement"
_STOP = """wanted => {
  const outlined = (element, part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  const here = document.activeElement;
  const label = here.nextElementSibling;
  const shown = outlined(here) || here === document.body || here.id === "page-content"
    || Boolean(label && (outlined(label) || outlined(label, "::before")));
  return {there: wanted.includes(here), gone: !wanted.every(each => each.isConnected), shown,
          words: shown ? "" : here.outerHTML.slice(0, 200)};
}"""


class Hands(ABC):
    """What a person can do at a page; each way of doing it comes to the same."""

    def __init__(self, page: Page) -> None:
        """Sit down before a page."""
        self.page = page

    def open(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address)

    @abstractmethod
    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""

    @abstractmethod
    def choose(self, label: str, answer: str) -> None:
        """Choose an answer from the list with this label; where one types in it, by typing."""

    @abstractmethod
    def tick(self, label: str) -> None:
        """Tick the box, or choose the radio button, with this label."""

    def attach(self, label: str, file: Path) -> None:
        """Choose a file of this machine in the field with this label; the browser's own window asks which."""
        self.field(label).set_input_files(file)

    @abstractmethod
    def press(self, name: str, *, within: str = "") -> None:
        """Press the button with this name, of several the one beside some words, and wait for the page that comes."""

    @abstractmethod
    def follow(self, name: str) -> None:
        """Follow the link with this name."""

    def field(self, label: str) -> Locator:
        """Return the field with this label."""
        return self.page.get_by_label(label, exact=True).and_(self.page.locator("input, select, textarea")).first

    def button(self, name: str, within: str = "") -> Locator:
        """Return the button with this name; of several, the one in the row or card that has some words."""
        place = self.page.locator("article, li, tr").filter(has_text=within) if within else self.page
        return place.get_by_role("button", name=name, exact=True).first

    def link(self, name: str) -> Locator:
        """Return the link whose name begins like this (a tile adds how much waits)."""
        return self.page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first

    def option(self, answer: str) -> Locator:
        """Return an answer of the list that stands open."""
        return self.page.get_by_role("option", name=answer, exact=True)


class Pointer(Hands):
    """A person with a mouse or a finger."""

    def fill(self, label: str, text: str) -> None:
        """Click into the field and type."""
        self.field(label).fill(text)

    def choose(self, label: str, answer: str) -> None:
        """Open the list and click."""
        field = self.field(label)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=answer)
        else:
            field.fill(answer.partition("-")[0])
            self.option(answer).click()

    def tick(self, label: str) -> None:
        """Click on the words: the box itself is drawn by them."""
        box = self.page.get_by_label(label).and_(self.page.locator("input")).first
        self.page.locator(f"label[for='{box.get_attribute('id')}']").click()

    def press(self, name: str, *, within: str = "") -> None:
        """Click on the button."""
        with self.page.expect_navigation():
            self.button(name, within).click()

    def follow(self, name: str) -> None:
        """Click on the link."""
        with self.page.expect_navigation():
            self.link(name).click()


class Keyboard(Hands):
    """A person with nothing but a keyboard, who sees at each stop where they are."""

    def fill(self, label: str, text: str) -> None:
        """Tab to the field and type."""
        self._reach(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, answer: str) -> None:
        """Tab to the list and type until the answer stands there."""
        field = self.field(label)
        self._reach(field)
        if field.evaluate("element => element.tagName") == "SELECT":
            if answer.isascii():
                self.page.keyboard.type(answer)
            else:  # nobody has a key for the dash in a role
                self._step_to(field, answer)
            return
        self.page.keyboard.type(answer.partition("-")[0])
        self.option(answer).wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def tick(self, label: str) -> None:
        """Tab to the box or the group, go on with the arrows, and press the space bar."""
        box = self.page.get_by_label(label).and_(self.page.locator("input")).first
        if box.get_attribute("type") == "radio":
            group = self.page.locator(f"input[name='{box.get_attribute('name')}']")
            self._reach(*group.all())
            for _ in range(group.count()):
                if box.evaluate(_HAS_FOCUS):
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            self._reach(box)
        self.page.keyboard.press("Space")

    def press(self, name: str, *, within: str = "") -> None:
        """Tab to the button and press Enter."""
        self._reach(self.button(name, within))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, name: str) -> None:
        """Tab to the link and press Enter."""
        self._reach(self.link(name))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _step_to(self, field: Locator, answer: str) -> None:
        """Go through a list with the arrows, from its top, until the answer stands there."""
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if field.evaluate(_CHOSEN) == answer:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate(_CHOSEN) == answer, f"The keyboard doesn't come to {answer}"

    def _reach(self, *wanted: Locator) -> None:
        """Press Tab until one of the things wanted has the focus; each stop on the way must show itself."""
        known = [each.element_handle() for each in wanted]
        for stops in range(MOST_STOPS):
            stop = self.page.evaluate(_STOP, known)
            assert stop["shown"] or not stops, f"The focus can't be seen on {stop['words']}"
            if stop["there"]:
                return
            if stop["gone"]:  # the page has drawn that part anew
                known = [each.element_handle() for each in wanted]
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard doesn't reach {wanted[0]}")
