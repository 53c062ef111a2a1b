"""Someone at a browser without JavaScript: finds fields by label, buttons and links by name."""

import re
import time
from urllib.parse import urljoin

import requests

from vestibule.cli.page_reader import Button, Control, Form, Page, plain, read_page


class Lost(Exception):  # noqa: N818 - the house's word
    """The page doesn't show what the visitor was told to look for."""


class Visitor:
    """One person at one browser."""

    def __init__(self, mail_json: str = "") -> None:
        """Start with no cookies and no page; ``mail_json`` is where this person's mail can be read."""
        self._session = requests.Session()
        self._mail_json = mail_json
        self._typed: dict[int, str | bool] = {}
        self._read: set[str] = set()
        self.address = ""
        self.status = 0
        self.page = Page()

    def open(self, address: str) -> None:
        """Go to an address."""
        self._show(self._session.get(urljoin(self.address, address), timeout=30))

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        for known, address in self.page.links:
            if known == words or known.startswith(f"{words} "):
                return self.open(address)
        raise self.lost(f"a link “{words}”")

    def fill(self, label: str, value: str) -> None:
        """Type into, or choose from, the field with this label."""
        control = self._control(label)
        if control.tag == "select":
            value = self._option(control, value)
        self._typed[id(control)] = value

    def choose_any(self, label: str) -> None:
        """Choose the first real choice under this label."""
        control = self._control(label)
        self._typed[id(control)] = next(value for value, _ in control.options if value)

    def tick(self, label: str) -> None:
        """Tick the box, or choose the radio button, whose label begins with these words."""
        chosen = self._control(label)
        for form in self.page.forms:
            if chosen in form.controls and chosen.kind == "radio":
                for other in form.controls:
                    if other.kind == "radio" and other.name == chosen.name:
                        self._typed[id(other)] = False
        self._typed[id(chosen)] = True

    def filled(self, label: str) -> str:
        """Return what stands in the field with this label."""
        return self._control(label).value

    def asks(self, label: str) -> bool:
        """Say whether the page has a field with this label."""
        return any(control.label == label for form in self.page.forms for control in form.controls)

    def offers(self, words: str) -> bool:
        """Say whether the page has a button with these words."""
        return any(plain(button.words) == words for form in self.page.forms for button in form.buttons)

    def press(self, words: str, *, beside: str = "") -> None:
        """Press the button with these words, and so send its form; of several, the one beside other words."""
        form, button = self._button(words, beside)
        sent = [(name, value) for control in form.controls for name, value in self._sent(control)]
        if button.name:
            sent.append((button.name, button.value))
        address = urljoin(self.address, button.formaction or form.action or self.address)
        if form.method == "post":
            headers = {"Referer": self.address, "Origin": "/".join(self.address.split("/")[:3])}
            self._show(self._session.post(address, data=sent, headers=headers, timeout=30))
        else:
            self._show(self._session.get(address, params=sent, timeout=30))

    def sees(self, words: str) -> bool:
        """Say whether the page shows these words."""
        return " ".join(words.split()) in self.page.text

    def must_see(self, words: str) -> None:
        """Stop where the page doesn't show these words."""
        if not self.sees(words):
            raise self.lost(f"the words “{words}”")

    def after(self, words: str) -> str:
        """Return the one word that the page shows after these."""
        if found := re.search(re.escape(words) + r"\W+([\w-]+)", self.page.text):
            return found.group(1)
        raise self.lost(f"anything after “{words}”")

    def mailed(self, to: str, pattern: str, *, patience: float = 30.0) -> str:
        """Wait for a mail, not read before, in which the pattern is found; return what its last group met, or all."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for mail in self._inbox(to):
                if mail["id"] not in self._read and (found := re.search(pattern, f"{mail['subject']}\n{mail['text']}")):
                    self._read.add(mail["id"])
                    return found.group(found.lastindex or 0)
            time.sleep(0.1)
        raise Lost(f"No mail with {pattern} came to {to} within {patience:.0f} seconds.")

    def pass_over_mail(self, to: str) -> None:
        """Take what lies in the inbox now as read."""
        self._read.update(mail["id"] for mail in self._inbox(to))

    def _inbox(self, to: str) -> list[dict[str, str]]:
        mails: list[dict[str, str]] = self._session.get(self._mail_json, params={"to": to}, timeout=10).json()
        return mails

    def _show(self, answer: requests.Response) -> None:
        self.address, self.status = answer.url, answer.status_code
        self.page, self._typed = read_page(answer.text), {}

    def _control(self, label: str) -> Control:
        controls = [control for form in self.page.forms for control in form.controls if control.kind != "hidden"]
        for control in controls:
            if control.label == label:
                return control
        for control in controls:
            if control.label.startswith(f"{label} "):
                return control
        raise self.lost(f"a field “{label}”")

    def _option(self, control: Control, words: str) -> str:
        for value, known in control.options:
            if words in {known, value}:
                return value
        raise self.lost(f"a choice “{words}” under “{control.label}”")

    def _button(self, words: str, beside: str) -> tuple[Form, Button]:
        for form in self.page.forms:
            for button in form.buttons:
                if plain(button.words) == words and beside in button.beside:
                    return form, button
        raise self.lost(f"a button “{words}”")

    def _sent(self, control: Control) -> list[tuple[str, str]]:
        if not control.name:
            return []
        typed = self._typed.get(id(control))
        if control.kind in {"checkbox", "radio"}:
            on = control.checked if typed is None else bool(typed)
            return [(control.name, control.value)] if on else []
        return [(control.name, control.value if typed is None else str(typed))]

    def lost(self, what: str) -> Lost:
        """Return what to raise where the page doesn't show something."""
        shown = " ".join(self.page.text.split())[:300]
        return Lost(f"{self.address} ({self.status}) doesn't show {what}. It says: {shown}")
