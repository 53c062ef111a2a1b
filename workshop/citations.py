"""Finds where code and tests cite the rules: ``Source:`` in docstrings and template comments, and declared rules."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

RULE = re.compile(r"\b(ACC|SIG|PRF|ORG|ROL|LIF|NEW|SPT|FED|HLP|AUD)-(\d+)\b")
_RANGE = re.compile(r"\b([A-Z]{3})-(\d+) to \1-(\d+)\b")
_SOURCE = re.compile(r"Source:(.*?)(?:\n\s*\n|Reading:|\Z)", re.S)
_PAGES = {".html", ".txt", ".css", ".js"}
_DECLARING = {"rule", "rules"}  # keywords of declare_reason() and of a fact's class


@dataclass
class Citations:
    """Where each rule is cited, as readable places."""

    code: dict[str, list[str]] = field(default_factory=dict)
    tests: dict[str, list[str]] = field(default_factory=dict)


def find_citations(checkout: Path) -> Citations:
    """Read every source and test file."""
    found = Citations()
    for package in ("src/vestibule", "src/spot"):
        for file in _files(checkout / package):
            named = ".".join(file.relative_to(checkout / "src").with_suffix("").parts)
            for rule, place in _cited_in(file, named, "."):
                _note(found.code, rule, place)
    for file in _files(checkout / "tests"):
        for rule, place in _cited_in(file, str(file.relative_to(checkout)), "::"):
            _note(found.tests, rule, place)
    return found


def rules_named(text: str) -> list[str]:
    """Return the rules that a text names, ranges (``ACC-4 to ACC-8``) written out."""
    named = [f"{kind}-{number}" for kind, number in RULE.findall(text)]
    for kind, first, last in _RANGE.findall(text):
        named += [f"{kind}-{number}" for number in range(int(first), int(last) + 1)]
    return list(dict.fromkeys(named))


def _note(places: dict[str, list[str]], rule: str, place: str) -> None:
    if place not in places.setdefault(rule, []):
        places[rule].append(place)


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).parts
        if file.is_file() and not {"migrations", "vendor", "__pycache__", "locale"} & set(inside):
            yield file


def _cited_in(file: Path, named: str, joint: str) -> Iterator[tuple[str, str]]:
    if file.suffix in _PAGES:
        for source in _SOURCE.findall(file.read_text()):
            yield from ((rule, named + file.suffix) for rule in rules_named(source.splitlines()[0]))
    elif file.suffix == ".py":
        yield from _in_node(ast.parse(file.read_text()), named.removesuffix(".__init__"), joint)


def _in_node(node: ast.AST, named: str, joint: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        for source in _SOURCE.findall(ast.get_docstring(node) or ""):
            yield from ((rule, named) for rule in rules_named(source))
    if isinstance(node, ast.ClassDef | ast.Call):
        for keyword in node.keywords:
            if keyword.arg in _DECLARING:
                texts = [part.value for part in ast.walk(keyword.value) if isinstance(part, ast.Constant)]
                yield from ((rule, named) for text in texts for rule in rules_named(str(text)))
    for child in ast.iter_child_nodes(node):
        inner = f"{named}{joint}{child.name}" if isinstance(child, _NAMED) else named
        yield from _in_node(child, inner, joint)


_NAMED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
