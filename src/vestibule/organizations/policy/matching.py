"""Whether what is typed about an organization is what its accepted form says."""

from vestibule.kernel.names import folded_name
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.organizations.policy.particulars import Particulars, particulars_faults
from vestibule.organizations.policy.search import compared_name

NOT_AS_ACCEPTED = declare_reason(
    "organization.not_as_accepted",
    gettext_noop("%(label)s isn't what the accepted form says. Look it up in your communication from the help desk."),
    rule="ORG-3",
)
NO_SUCH_FORM = declare_reason(
    "organization.no_such_form",
    gettext_noop("No accepted form has this TIN/SSN together with this submitter ID. Check both."),
    rule="ORG-3",
    field="tin",
)

LABELS = {
    "legal_name": gettext_noop("Legal business name"),
    "address": gettext_noop("Address"),
    "telephone": gettext_noop("Company telephone"),
    "city": gettext_noop("City"),
    "state": gettext_noop("State/territory"),
    "zip_code": gettext_noop("ZIP code"),
}

# What people write out or shorten; both meet in the short form.
_STREET_WORDS = {
    "avenue": "ave", "av": "ave", "boulevard": "blvd", "building": "bldg", "circle": "cir", "court": "ct",
    "drive": "dr", "floor": "fl", "highway": "hwy", "lane": "ln", "parkway": "pkwy", "place": "pl", "plaza": "plz",
    "road": "rd", "room": "rm", "square": "sq", "street": "st", "str": "st", "suite": "ste", "terrace": "ter",
    "trail": "trl", "apartment": "apt", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne",
    "northwest": "nw", "southeast": "se", "southwest": "sw", "avenida": "ave", "calle": "c",
}  # fmt: skip


def typed_faults(typed: Particulars) -> list[Reason]:
    """List what is malformed in what was typed, tidied before; the kind isn't asked for. Source: ORG-1, ORG-3."""
    return [fault for fault in particulars_faults(typed) if fault.field != "kind"]


def match_faults(typed: Particulars, accepted: Particulars) -> list[Reason]:
    """List the fields in which what was typed differs from the accepted form, never what stands there.

    Source: ORG-3 (APP 15). Reading: name, street and city are compared folded, with the usual abbreviations; of a ZIP
    code the first five digits count. TIN and submitter ID have found the form, so they are equal.
    """
    accepted = accepted.tidied()
    same = {
        "legal_name": compared_name(typed.legal_name) == compared_name(accepted.legal_name),
        "address": folded_street(typed.address) == folded_street(accepted.address),
        "telephone": typed.telephone == accepted.telephone,
        "city": folded_name(typed.city) == folded_name(accepted.city),
        "state": typed.state == accepted.state,
        "zip_code": typed.zip_code[:5] == accepted.zip_code[:5],
    }
    return [NOT_AS_ACCEPTED(label=LABELS[name]).on(name) for name, is_same in same.items() if not is_same]


def folded_street(address: str) -> str:
    """Return the form in which two spellings of one street address meet: ``100 Ocean Drive`` is ``100 ocean dr``."""
    return " ".join(_STREET_WORDS.get(word, word) for word in folded_name(address).split())
