"""The evidence with its proofs: table, document, and the record's own entries, in one file to be kept."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext

from vestibule.journal.exporting import part_of_record
from vestibule.recertification.evidence import Evidence
from vestibule.recertification.pack import evidence_csv, evidence_pdf


def evidence_zip(evidence: Evidence, *, at: datetime) -> bytes:
    """Return the evidence with each entry of the record and what proves that it stands there. Source: LIF-3, AUD-2.

    Reading: whoever has a checkpoint that was kept elsewhere verifies it off line, with ``vestibule record verify``.
    """
    named = f"certifications-{evidence.year}"
    files = {
        "README.txt": _read_me(evidence).encode(),
        f"{named}.csv": evidence_csv(evidence),
        f"{named}.pdf": evidence_pdf(evidence, at=at),
    }
    if evidence.checkpoint is not None:
        entries = [row.entry.id for row in evidence.rows if row.entry and row.entry.index is not None]
        lines = part_of_record(entries, evidence.checkpoint, about=str(evidence.organization.id))
        files[f"record-{evidence.year}.jsonl"] = b"".join(lines)
        files["checkpoint.txt"] = evidence.checkpoint.note.encode()

    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(_file(name, at), content)
    return made.getvalue()


def _file(name: str, at: datetime) -> ZipInfo:
    moment = localtime(at)
    told = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    told.compress_type = ZIP_DEFLATED
    return told


def _read_me(evidence: Evidence) -> str:
    young = sum(1 for row in evidence.rows if row.entry is None or row.entry.index is None)
    named = {"year": evidence.year, "organization": evidence.organization.legal_name, "count": young}
    words = [
        gettext("Annual Role Certifications %(year)s: %(organization)s"),
        gettext(
            "The table and the document have every decision. The last columns of the table name the entry of the "
            "record that has it, by its place and its hash; record-%(year)s.jsonl has those entries with their proofs."
        ),
        gettext(
            "To verify it off line you need the record's public key and a checkpoint that was kept elsewhere, not the "
            "one in this file:"
        ),
        "vestibule record verify certifications-%(year)s.zip --checkpoint KEPT --key KEYS",
        gettext(
            "Names, addresses and reasons stand in the table alone: the record has identifiers and codes, and proves "
            "by them who decided what and when."
        ),
    ]
    if young:
        words.append(
            gettext("Lines so young that no checkpoint covers them: %(count)s. Take the file again in some minutes.")
        )
    return "\n\n".join(each % named for each in words) + "\n"
