"""What an organization's particulars must look like."""

import re
from dataclasses import dataclass, replace

from stdnum import luhn
from stdnum.us import ein, ssn

from vestibule.kernel.addresses import STATES, zip_code
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.telephones import telephone_number
from vestibule.kernel.texts import one_line

PROVIDER_OFFICE = "provider_office"
THIRD_PARTY_BILLER = "third_party_biller"
KINDS = (PROVIDER_OFFICE, THIRD_PARTY_BILLER)

_SUBMITTER_ID = re.compile(r"[A-Z0-9]{3,20}")
_PTAN = re.compile(r"[A-Z0-9]{4,15}")

NAME_MISSING = declare_reason(
    "organization.name_missing",
    gettext_noop("Enter the legal business name: up to 200 characters, with at least one letter or digit."),
    rule="ORG-1",
    field="legal_name",
)
KIND_UNKNOWN = declare_reason(
    "organization.kind_unknown",
    gettext_noop("An organization is a provider office or a third-party biller."),
    rule="ORG-1",
    field="kind",
)
TIN_MALFORMED = declare_reason(
    "organization.tin_malformed",
    gettext_noop("A TIN or SSN has nine digits, such as 12-3456789 or 123-45-6789, and one of these can't be issued."),
    rule="ORG-1",
    field="tin",
)
SUBMITTER_ID_MALFORMED = declare_reason(
    "organization.submitter_id_malformed",
    gettext_noop("A submitter ID has 3 to 20 letters and digits."),
    rule="ORG-2",
    field="submitter_id",
)
NPI_MALFORMED = declare_reason(
    "organization.npi_malformed",
    gettext_noop("An NPI has ten digits, begins with 1 or 2, and its last digit checks the others."),
    rule="ORG-1",
    field="npi",
)
PTAN_MALFORMED = declare_reason(
    "organization.ptan_malformed",
    gettext_noop("A provider number (PTAN) has 4 to 15 letters and digits."),
    rule="ORG-1",
    field="ptan",
)
ADDRESS_MISSING = declare_reason(
    "organization.address_missing",
    gettext_noop("Enter the street address, up to 200 characters."),
    rule="ORG-1",
    field="address",
)
CITY_MISSING = declare_reason(
    "organization.city_missing", gettext_noop("Enter the city, up to 200 characters."), rule="ORG-1", field="city"
)
STATE_UNKNOWN = declare_reason(
    "organization.state_unknown",
    gettext_noop("Choose a state or territory from the list."),
    rule="ORG-1",
    field="state",
)
ZIP_CODE_MALFORMED = declare_reason(
    "organization.zip_code_malformed",
    gettext_noop("A ZIP code has five digits, or nine: 32202 or 32202-1234."),
    rule="ORG-1",
    field="zip_code",
)
TELEPHONE_MALFORMED = declare_reason(
    "organization.telephone_malformed",
    gettext_noop("Enter a telephone number of the United States or its territories, such as 904-555-0123."),
    rule="ORG-1",
    field="telephone",
)


@dataclass(frozen=True)
class Particulars:
    """All that an organization's accepted form says of it."""

    legal_name: str
    kind: str
    tin: str
    submitter_id: str
    npi: str
    ptan: str
    address: str
    city: str
    state: str
    zip_code: str
    telephone: str

    def tidied(self) -> "Particulars":
        """Return the same in the one form that is stored; what can't be brought into it stands as it was."""
        return replace(
            self,
            legal_name=one_line(self.legal_name),
            tin=tin_digits(self.tin) or self.tin.strip(),
            submitter_id=_compact(self.submitter_id),
            npi=_compact(self.npi),
            ptan=_compact(self.ptan),
            address=one_line(self.address),
            city=one_line(self.city),
            state=self.state.strip().upper(),
            zip_code=zip_code(self.zip_code) or self.zip_code.strip(),
            telephone=telephone_number(self.telephone) or self.telephone.strip(),
        )


def particulars_faults(told: Particulars) -> list[Reason]:
    """List what is wrong with an organization's particulars, tidied before; empty means that it may be stored.

    Source: ORG-1, ORG-2 (APP 0, 15). Reading: a third-party biller has neither NPI nor PTAN, a provider office may
    have both; what is given must be well formed.
    """
    malformed = not _SUBMITTER_ID.fullmatch(told.submitter_id)
    return [*office_faults(told), *([SUBMITTER_ID_MALFORMED()] if malformed else [])]


def office_faults(told: Particulars) -> list[Reason]:
    """List what is wrong with an organization's particulars before it has a submitter ID, tidied before.

    Source: ORG-1 (APP 0).
    """
    checks = (
        (1 <= len(told.legal_name) <= 200 and any(letter.isalnum() for letter in told.legal_name), NAME_MISSING),
        (told.kind in KINDS, KIND_UNKNOWN),
        (is_tin(told.tin), TIN_MALFORMED),
        (not told.npi or is_npi(told.npi), NPI_MALFORMED),
        (not told.ptan or _PTAN.fullmatch(told.ptan), PTAN_MALFORMED),
        (1 <= len(told.address) <= 200, ADDRESS_MISSING),
        (1 <= len(told.city) <= 200, CITY_MISSING),
        (told.state in STATES, STATE_UNKNOWN),
        (zip_code(told.zip_code), ZIP_CODE_MALFORMED),
        (telephone_number(told.telephone), TELEPHONE_MALFORMED),
    )
    return [reason() for well_formed, reason in checks if not well_formed]


def is_tin(text: str) -> bool:
    """Say whether nine digits can be an employer's number or a person's social security number. Source: ORG-1."""
    digits = tin_digits(text)
    return len(digits) == 9 and bool(ein.is_valid(digits) or ssn.is_valid(digits))


def is_npi(text: str) -> bool:
    """Say whether ten digits are an NPI: the check digit is Luhn's over 80840 and the number. Source: ORG-1."""
    return bool(re.fullmatch(r"[12][0-9]{9}", text)) and luhn.is_valid("80840" + text)


def submitter_id(text: str) -> str:
    """Return a submitter ID as it is stored and compared. Source: ORG-2."""
    return _compact(text)


def tin_digits(text: str) -> str:
    """Return a TIN or SSN as it is stored and compared: its digits, or nothing. Source: ORG-1."""
    bare = re.sub(r"[ -]", "", text)
    return bare if re.fullmatch(r"[0-9]+", bare) else ""


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()
