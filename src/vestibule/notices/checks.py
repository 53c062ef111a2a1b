"""What must be in order before a deed causes a mail: else the mail's fault would undo the deed."""

from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.template import Context, TemplateSyntaxError
from django.template.base import NodeList
from django.template.loader_tags import BlockNode, ExtendsNode

from vestibule.notices.outbox import letter_template

PARTS = ("subject.txt", "body.txt", "body.html")
SAID = ("text.txt",)  # of a text message or a call


def notice_faults() -> list[str]:
    """Return a sentence for each notice of any room that lacks a part, or whose part can't be read."""
    return [
        fault
        for room in apps.get_app_configs()
        for folder in _folders(Path(room.path) / "templates" / "notices" / room.label)
        for fault in faults_of_notice(f"{room.label}/{folder.name}", folder)
    ]


def faults_of_notice(kind: str, folder: Path) -> list[str]:
    """Return a sentence for each part of one notice that is missing or can't be read."""
    faults = []
    for part in SAID if (folder / SAID[0]).is_file() else PARTS:
        if not (folder / part).is_file():
            faults.append(f"The notice {kind} has no {part}.")
        elif fault := _fault_in(f"notices/{kind}/{part}"):
            faults.append(f"The notice {kind} has a {part} that can't be read: {fault}.")
    return faults


def _folders(place: Path) -> list[Path]:
    return sorted(each for each in place.iterdir() if each.is_dir()) if place.is_dir() else []


def _fault_in(name: str) -> str:
    """Say what is wrong with a part; words in a block that its frame doesn't have would never be mailed."""
    try:
        part = letter_template(name)
    except TemplateSyntaxError as fault:
        return str(fault)
    for extending in part.nodelist.get_nodes_by_type(ExtendsNode):
        frame = letter_template(cast("Any", extending).parent_name.resolve(Context()))
        if lost := sorted(_blocks(cast("ExtendsNode", extending).nodelist) - _blocks(frame.nodelist)):
            return f"its frame has no block {lost[0]}"
    return ""


def _blocks(nodes: NodeList) -> set[str]:
    return {cast("BlockNode", node).name for node in nodes.get_nodes_by_type(BlockNode)}
