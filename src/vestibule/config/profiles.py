"""Policy profiles: the numbers in force, shipped or from a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from vestibule.kernel.rulebook import PasswordRules, RegistrationRules, Rulebook, SignInRules

CMS = Rulebook()
NIST = Rulebook(
    profile="nist-800-63-4",
    password=PasswordRules(least=15, most=128, composition=False, history=0, least_age_hours=0),
    registration=RegistrationRules(security_question=False),
    sign_in=SignInRules(email_is_second_factor=False, phone_is_restricted=True, passkey_alone=True),
)
SHIPPED = {book.profile: book for book in (CMS, NIST)}


def load_rulebook(profile: str) -> Rulebook:
    """Return a shipped profile by name, or the one that a YAML file declares. Exits with a sentence if it can't."""
    if profile in SHIPPED:
        return SHIPPED[profile]
    file = Path(profile)
    if not file.is_file():
        raise SystemExit(f"VESTIBULE_PROFILE is {profile}: neither {' nor '.join(SHIPPED)} nor a file.")
    import yaml  # noqa: PLC0415 - with pydantic a tenth of each start, which a shipped profile doesn't need
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - likewise

    try:
        return _with_holidays(TypeAdapter(Rulebook).validate_python(yaml.safe_load(file.read_text())), file)
    except (ValidationError, yaml.YAMLError) as fault:
        raise SystemExit(f"The profile {file} can't be read: {fault}") from None


def _with_holidays(book: Rulebook, profile: Path) -> Rulebook:
    """Read the days of the holiday file that a profile names: a date a line, and whatever comes after a ``#``."""
    if not book.request.holiday_file:
        return book
    file = profile.parent / book.request.holiday_file
    try:
        lines = [line.partition("#")[0].strip() for line in file.read_text().splitlines()]
        days = tuple(date.fromisoformat(line) for line in lines if line)
    except (OSError, ValueError) as fault:
        raise SystemExit(f"The holidays in {file} can't be read: {fault}") from None
    return replace(book, request=replace(book.request, holidays=days))
