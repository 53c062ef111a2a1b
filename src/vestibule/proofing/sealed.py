"""What a verification keeps sealed, as values and as JSON."""

import json
from dataclasses import asdict, fields
from datetime import date

from vestibule.proofing.policy.evidence import Document, Evidence
from vestibule.proofing.ports import Applicant


def applicant_text(applicant: Applicant) -> str:
    """Return what somebody entered as it is sealed: without the Social Security number, which stands apart (PRF-7)."""
    told = {each.name: getattr(applicant, each.name) for each in fields(applicant) if each.name != "ssn"}
    return json.dumps({**told, "birth_date": applicant.birth_date.isoformat() if applicant.birth_date else ""})


def applicant_of(text: str | None, ssn: str | None = None) -> Applicant | None:
    """Return what somebody entered, if it is still kept."""
    if not text:
        return None
    told = json.loads(text)
    born = date.fromisoformat(told["birth_date"]) if told["birth_date"] else None
    return Applicant(**{**told, "birth_date": born}, ssn=ssn or "")


def evidence_text(evidence: Evidence) -> str:
    """Return evidence as it is sealed."""
    return json.dumps(asdict(evidence), default=date.isoformat)


def evidence_of(text: str | None) -> Evidence | None:
    """Return evidence, if it was entered."""
    if not text:
        return None
    told = json.loads(text)
    documents = tuple(
        Document(
            kind=each["kind"],
            last_digits=each["last_digits"],
            valid_until=date.fromisoformat(each["valid_until"]) if each["valid_until"] else None,
        )
        for each in told["documents"]
    )
    return Evidence(documents, date.fromisoformat(told["seen_on"]))
