"""Who certifies roles while the server is killed: keeps and removes them, singly and many at once."""

import random
from collections.abc import Callable
from uuid import UUID

from tests.journeys.killing_browser import Person, id_in
from tests.journeys.killing_ledger import Ledger
from vestibule.cli.walking import Demo

REMOVED = "The person doesn't work at this office any more."
MOST_TICKED = 3
_DICE = random.SystemRandom()


def certifying(reviewer: Person, demo: Demo, ledger: Ledger) -> Callable[[], None]:
    """Return the deed of who reviews the roles that are due at several organizations."""
    deeds = (_keep, _remove, _keep_at_once)

    def certify() -> None:
        reviewer.visitor.open(f"{demo.origin}/certifications")
        if reviewer.visitor.offers("Keep selected"):  # two are due at least
            _DICE.choice(deeds)(reviewer, ledger)

    return certify


def _keep(reviewer: Person, ledger: Ledger) -> None:
    visitor = reviewer.visitor
    due = [(form, button) for form in visitor.page.forms for button in form.buttons if button.words == "Keep"]
    form, button = _DICE.choice(due)
    ledger.tried["certifications"] += 1
    visitor.press("Keep", beside=button.beside)
    visitor.must_see("was certified.")
    ledger.kept.add(id_in(form.action))


def _remove(reviewer: Person, ledger: Ledger) -> None:
    visitor = reviewer.visitor
    first = next(button for form in visitor.page.forms for button in form.buttons if button.words == "Remove")
    visitor.fill("Reason for removal", REMOVED)  # of the first that is due
    ledger.tried["certifications"] += 1
    visitor.press("Remove", beside=first.beside)
    visitor.must_see("was removed.")
    ledger.not_kept.add(id_in(first.formaction))


def _keep_at_once(reviewer: Person, ledger: Ledger) -> None:
    visitor = reviewer.visitor
    boxes = [one for form in visitor.page.forms for one in form.controls if one.name == "role"]
    ticked = {one.label.removeprefix("Select "): one.value for one in reversed(boxes)}  # the first of each name
    names = list(ticked)[-MOST_TICKED:]
    for name in names:
        visitor.tick(f"Select {name}")
        visitor.tick(f"I have looked at this : {name}")
    ledger.tried["certifications"] += len(names)
    visitor.press("Keep selected")
    if visitor.page.text.count(": certified.") == len(names):
        ledger.kept.update(UUID(ticked[name]) for name in names)
