"""When two registrations look like one person."""

from datetime import date

from vestibule.kernel.names import folded_name


def likeness(first_name: str, last_name: str, birth_date: date, zip_code: str) -> str:
    """Return the text that is equal for two registrations which look like one person.

    Source: ACC-2 (APP 4, EU 0). Reading: the legal name is first and last name, folded; of the ZIP code its first
    five digits count.
    """
    return "|".join((folded_name(first_name), folded_name(last_name), birth_date.isoformat(), zip_code.strip()[:5]))
