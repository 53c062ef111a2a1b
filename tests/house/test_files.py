"""What every file of the house looks like."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workshop import CHECKOUT

pytestmark = pytest.mark.once

FOLDERS = ("src", "tests", "workshop", "bench")
MOST_LINES, MOST_IN_FUNCTION = 400, 40  # files stay under, functions at most
EMPTY_WORDS = {"utils", "helper", "helpers", "manager", "managers", "misc", "data", "info"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")  # this line names them: see house_files()
LOOSE = re.compile(r"#\s*(type:\s*ignore(?!\[)|noqa(?!:))")


def house_files(*suffixes: str) -> Iterator[Path]:
    """Yield our own files; this one speaks of what it forbids."""
    for folder in FOLDERS:
        for file in sorted((CHECKOUT / folder).rglob("*")):
            inside = file.relative_to(CHECKOUT).parts
            made = {"migrations", "vendor", "__pycache__", "locale"} & set(inside)
            if file.suffix in suffixes and not made and file != Path(__file__):
                yield file


def named(file: Path) -> str:
    """Return a file's path inside the checkout."""
    return str(file.relative_to(CHECKOUT))


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    """Yield every function of a Python file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def length(function: ast.FunctionDef) -> int:
    """Return a function's lines without its docstring: words that explain don't make it longer."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_files_stay_short():
    """Under 400 lines: what grows past it holds two things."""
    long = {
        named(file): lines
        for file in house_files(".py", ".html", ".js", ".css")
        if (lines := _lines(file)) >= MOST_LINES
    }
    assert long == {}


def _lines(file: Path) -> int:
    return len(file.read_text().splitlines())


def test_functions_stay_short():
    """At most 40 lines, docstring aside."""
    long = {
        f"{named(file)}: {function.name}": length(function)
        for file in house_files(".py")
        for function in functions(file)
        if length(function) > MOST_IN_FUNCTION
    }
    assert long == {}


def test_the_length_of_a_function_is_counted_without_its_docstring():
    """The measure itself: three lines, of which one is the docstring."""
    function = ast.parse('def move():\n    """Say why."""\n    return 1\n').body[0]
    assert isinstance(function, ast.FunctionDef)
    assert length(function) == 2


def test_files_are_named_for_what_they_hold():
    """``utils`` and its like hold anything."""
    assert [named(file) for file in house_files(".py", ".html", ".js") if set(file.stem.split("_")) & EMPTY_WORDS] == []


def test_nothing_is_left_unfinished():
    """No marks for later: what isn't done stands under not_yet, or in an issue."""
    left = [
        f"{named(file)}:{number}"
        for file in house_files(".py", ".html", ".js", ".css")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert left == []


def test_a_silenced_check_names_what_it_silences():
    """``type: ignore`` and ``noqa`` carry a code, so that they silence one thing."""
    loose = [
        f"{named(file)}:{number}"
        for file in house_files(".py")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if LOOSE.search(line)
    ]
    assert loose == []


@pytest.mark.parametrize("line", ["x = 1  # type: ignore", "x = 1  # noqa"])
def test_a_bare_silencing_would_be_found(line):
    """The search finds what it is for."""
    assert LOOSE.search(line)
    assert not LOOSE.search(f"{line}[attr-defined]".replace("noqa[", "noqa: E501 ["))


def test_every_room_says_what_it_decides():
    """A room's ``__init__.py`` is one paragraph: what it decides, and what not."""
    rooms = [folder for folder in (CHECKOUT / "src/vestibule").iterdir() if (folder / "__init__.py").is_file()]
    silent = [room.name for room in rooms if not ast.get_docstring(ast.parse((room / "__init__.py").read_text()))]
    assert silent == []


def test_migrations_never_import_our_code():
    """A migration must do the same in ten years, whatever our code has become."""
    ours = [
        named(file)
        for file in sorted((CHECKOUT / "src").rglob("migrations/0*.py"))
        if re.search(r"^\s*(from|import) (vestibule|spot)\b", file.read_text(), re.M)
    ]
    assert ours == []


def test_http_stays_at_the_edge():
    """Requests and responses belong to ``web`` and the program's edges; rules and actions don't know them."""
    inside = [
        named(file)
        for file in house_files(".py")
        if re.search(r"^(from|import) django\.http\b", file.read_text(), re.M)
        and file.is_relative_to(CHECKOUT / "src/vestibule")
        and file.relative_to(CHECKOUT / "src/vestibule").parts[0] not in {"web", "config"}
    ]
    assert inside == []
