"""``bin/messages``: gathers every sentence of code and templates that people read, and keeps the catalogues up to it.

Translations that stand are kept, sentences that are gone are dropped, new ones are left empty and counted. No gettext
is needed on the machine: Django makes a template readable as code, and Babel does the rest.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from workshop import CHECKOUT
from workshop.setup import compile_translations

PROGRAMS = {"src/vestibule": "src/vestibule/web/locale", "src/spot": "src/spot/locale"}
LANGUAGES = ("es",)
HEADER = "# What people read, and how it is said in another language: kept by bin/messages."
MARKS = dict.fromkeys(("_", "gettext", "gettext_noop", "gettext_lazy", "ngettext", "pgettext", "npgettext"))

Marked = tuple[str | tuple[str, ...], str | None]  # the words (two where there is a plural), and their context


def main() -> None:
    """Bring the catalogues up to the code; with ``--check`` only compare."""
    parser = argparse.ArgumentParser(prog="bin/messages", description=__doc__, epilog="example: bin/messages")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a sentence is in no catalogue")
    checking = parser.parse_args().check

    stale = False
    for source, locale in PROGRAMS.items():
        if not (CHECKOUT / source).is_dir():
            continue
        wanted = gathered(CHECKOUT / source)
        for language in LANGUAGES if wanted else ():
            file = CHECKOUT / locale / language / "LC_MESSAGES/django.po"
            stale |= bring_up(file, language, wanted, checking=checking)
    if checking and stale:
        sys.exit("The catalogues are behind the pages: run bin/messages.")


def gathered(folder: Path) -> list[tuple[str, Marked]]:
    """Return every marked sentence below a folder, with the file that says it, in a steady order."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".html", ".txt"} and "vendor" not in file.parts and file.is_file():
            place = str(file.relative_to(CHECKOUT)) if file.is_relative_to(CHECKOUT) else file.name
            found += [(place, message) for message in sentences(file.read_text(), is_template=file.suffix != ".py")]
    return found


def sentences(text: str, *, is_template: bool) -> Iterator[Marked]:
    """Return the sentences that a file marks for translation, each with its context."""
    code = _template_as_code(text) if is_template else text
    for _line, mark, marked, _notes in extract_python(io.BytesIO(code.encode()), MARKS, [], {"encoding": "utf-8"}):
        words = tuple(word for word in ([marked] if isinstance(marked, str) else marked or ()) if word)
        if words and mark in {"pgettext", "npgettext"}:
            yield _one_or_two(words[1:]), words[0]
        elif words:
            yield _one_or_two(words[:2] if mark == "ngettext" else words[:1]), None


def bring_up(file: Path, language: str, wanted: list[tuple[str, Marked]], *, checking: bool) -> bool:
    """Write one catalogue anew from the sentences wanted and the translations that stand; say whether it was behind."""
    old = read_po(io.BytesIO(file.read_bytes()), locale=language) if file.is_file() else Catalog(locale=language)
    new = Catalog(language, project="Vestibule", version="0.1.0", header_comment=HEADER, fuzzy=False)
    for place, (words, context) in wanted:
        known = old.get(words if isinstance(words, str) else words[0], context=context)
        new.add(words, known.string if known else "", locations=[(place, 0)], context=context)

    behind = {message.id for message in new} != {message.id for message in old}
    empty = sum(1 for message in new if message.id and not _is_translated(message))
    if not checking:
        new.msgid_bugs_address = new.last_translator = new.language_team = "none"
        new.creation_date = new.revision_date = new.creation_date if behind else old.creation_date
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            write_po(out, new, width=100, sort_output=True, include_lineno=False, omit_header=False)
        compile_translations([file])
    print(f"{file}: {len(new)} sentences, {empty} not translated yet.")
    return behind


def _template_as_code(text: str) -> str:
    return "\n".join(line.strip() for line in templatize(text).splitlines())


def _one_or_two(words: tuple[str, ...]) -> str | tuple[str, ...]:
    return words[0] if len(words) == 1 else words


def _is_translated(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string or [None])


if __name__ == "__main__":
    main()
