"""What must be in order before a deed causes a mail: else the mail's fault would undo the deed."""

from pathlib import Path

from django.apps import apps
from django.template import TemplateSyntaxError
from django.template.loader import get_template

PARTS = ("subject.txt", "body.txt", "body.html")


def notice_faults() -> list[str]:
    """Return a sentence for each notice of any room that lacks a part, or whose part can't be read."""
    faults = []
    for room in apps.get_app_configs():
        for folder in _folders(Path(room.path) / "templates" / "notices" / room.label):
            kind = f"{room.label}/{folder.name}"
            for part in PARTS:
                if not (folder / part).is_file():
                    faults.append(f"The notice {kind} has no {part}.")
                elif fault := _fault_in(f"notices/{kind}/{part}"):
                    faults.append(f"The notice {kind} has a {part} that can't be read: {fault}.")
    return faults


def _folders(place: Path) -> list[Path]:
    return sorted(each for each in place.iterdir() if each.is_dir()) if place.is_dir() else []


def _fault_in(name: str) -> str:
    try:
        get_template(name)
    except TemplateSyntaxError as fault:
        return str(fault)
    return ""
