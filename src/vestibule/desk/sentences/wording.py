"""How a fact is put into words: one sentence for each, with places that are filled from the fact's own fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Places that stand for a name, and the field whose id or key is looked up; any other place is a field itself.
NAMES = {
    "person": "person_id",
    "known_person": "known_person_id",
    "organization": "organization_id",
    "office": "office_id",
    "role": "role_key",
    "proposed_organization": "proposed_organization_id",
    "proposed_role": "proposed_role_key",
    "was_organization": "was_organization_id",
    "was_role": "was_role_key",
    "application": "application_key",
}

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Sentence:
    """What a fact says to people; ``words`` says what the codes of a field mean. All of it is translated when shown."""

    text: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    @property
    def places(self) -> list[str]:
        """The places of the sentence, in their order."""
        return _PLACE.findall(self.text)

    @property
    def fields(self) -> set[str]:
        """The fields of the fact that the sentence needs."""
        return {NAMES.get(place, place) for place in self.places} | set(self.words)
