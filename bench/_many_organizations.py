"""Many invented organizations: names whose words are as unevenly spread as real ones, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from django.db import transaction

from vestibule.organizations import lifecycle
from vestibule.organizations.models import Organization
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.rows import index_names, write

AT_ONCE = 5000
MADE_AT = datetime(2026, 3, 10, tzinfo=UTC)
STATES = ("FL", "PR", "VI", "GA")
WEIGHTS = (70, 20, 2, 8)  # nearly all where SPOT is
SURNAMES, PLACES = 60_000, 3_000
_SYLLABLES = [
    first + vowel + last for first in "bcdfghjklmnprstvwz" for vowel in "aeiou" for last in ("", "n", "r", "l")
]
_FIELDS = (
    "Medical", "Family", "Cardiology", "Dental", "Pediatrics", "Radiology", "Orthopedic", "Dermatology", "Oncology",
    "Primary Care", "Internal Medicine", "Physical Therapy", "Eye Care", "Home Health", "Urgent Care",
    "Behavioral Health", "Women's Health", "Pain Management",
    "Sleep Medicine", "Laboratory", "Imaging", "Surgery", "Podiatry", "Wellness",
)  # fmt: skip
_KINDS = ("Center", "Clinic", "Group", "Associates", "Practice", "Institute", "Services", "Partners", "Specialists")
_FORMS = ("LLC", "Inc.", "P.A.", "PLLC", "Corp", "")
_NATURE = (
    "Sunshine",
    "Coastal",
    "Gulf",
    "Lakeside",
    "Palm",
    "Bayside",
    "Premier",
    "Advanced",
    "First",
    "United",
    "Saint",
)


class Inventor:
    """Invents names and typings; the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        """Draw the surnames and places that names are made of."""
        self.dice = random.Random(seed)
        self.surnames = [self._word(2 + number % 3) for number in range(SURNAMES)]
        self.places = [self._word(3) for _ in range(PLACES)]

    def name(self) -> str:
        """Return the name of an organization."""
        dice = self.dice
        field, kind, form = dice.choice(_FIELDS), dice.choice(_KINDS), dice.choice(_FORMS)
        who, where = self._often(self.surnames), self._often(self.places)
        shape = dice.randrange(6)
        name = (
            f"{who} {field} {kind}",
            f"{where} {field} {kind}",
            f"{who} & {self._often(self.surnames)} {field}",
            f"{dice.choice(_NATURE)} {field} {kind} of {where}",
            f"{dice.choice(_NATURE)} {where} {kind}",
            f"Dr. {self._often(self.surnames)} {who} {field}",
        )[shape]
        return f"{name}, {form}" if form else name

    def misspelt(self, name: str, times: int) -> str:
        """Return a name with some letters left out, doubled, replaced or in the wrong order, the first one too."""
        letters, dice = list(name), self.dice
        for _ in range(times):
            place = dice.choice([at for at, letter in enumerate(letters) if letter.isalpha()])
            what = dice.randrange(4)
            if what == 0:
                del letters[place]
            elif what == 1:
                letters.insert(place, letters[place])
            elif what == 2:
                letters[place] = dice.choice("abcdefghijklmnopqrstuvwxyz")
            elif place:
                letters[place - 1], letters[place] = letters[place], letters[place - 1]
        return "".join(letters)

    def _word(self, syllables: int) -> str:
        return "".join(self.dice.choice(_SYLLABLES) for _ in range(syllables)).capitalize()

    def _often(self, words: list[str]) -> str:
        """Return a word; the first ones come often, the last ones hardly ever."""
        return words[int(len(words) * self.dice.random() ** 3)]


def load(count: int, inventor: Inventor) -> None:
    """Store so many organizations, with the words by which they are found."""
    numbers = iter(range(1, count + 1))
    while chunk := list(islice(numbers, AT_ONCE)):
        with transaction.atomic():
            rows = list(_rows(chunk, inventor))
            Organization.objects.bulk_create(rows)
            index_names(rows)
        if chunk[-1] % 100_000 == 0:
            print(f"  {chunk[-1]:9,} organizations stored", flush=True)


def _rows(numbers: list[int], inventor: Inventor) -> Iterator[Organization]:
    for number in numbers:
        row = Organization(status=lifecycle.ACTIVE, created_at=MADE_AT)
        write(
            row,
            Particulars(
                legal_name=inventor.name(),
                kind="provider_office",
                tin=f"{number:09d}",
                submitter_id=f"FC{number:08d}",
                npi="",
                ptan="",
                address="100 Ocean Drive",
                city="Jacksonville",
                state=inventor.dice.choices(STATES, WEIGHTS)[0],
                zip_code="32202",
                telephone="+19045550143",
            ),
        )
        yield row
