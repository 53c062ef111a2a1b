"""What an announcement may say: plain words in both languages, shown with paragraphs and links and nothing else."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from vestibule.kernel.reasons import Reason, ReasonKind, declare_reason, gettext_noop
from vestibule.kernel.rulebook import NewsRules

TITLE_EMPTY = declare_reason("news.title_empty", gettext_noop("A title is needed in both languages."), rule="NEW-2")
TITLE_TOO_LONG = declare_reason(
    "news.title_too_long", gettext_noop("Keep the title to %(most)s characters; these are %(count)s."), rule="NEW-2"
)
BODY_EMPTY = declare_reason("news.body_empty", gettext_noop("A text is needed in both languages."), rule="NEW-2")
BODY_TOO_LONG = declare_reason(
    "news.body_too_long", gettext_noop("Keep the text to %(most)s characters; these are %(count)s."), rule="NEW-2"
)
PLAYS = declare_reason(
    "news.plays",
    gettext_noop("There is an invisible character in it, or one that changes the direction of reading."),
    rule="NEW-2",
)
LINK_HIDES = declare_reason(
    "news.link_hides",
    gettext_noop("The link %(link)s doesn't say plainly where it leads: write the host in plain letters, without “@”."),
    rule="NEW-2",
)

_LINK = re.compile(r"https://[^\s<>\"'\u201c\u201d\u2018\u2019]+")
_AFTER = ".,;:!?)]"  # what follows a link in a sentence, and isn't part of it
_HOST = re.compile(r"https://[a-zA-Z0-9.-]+(:[0-9]{1,5})?([/?#].*)?")


@dataclass(frozen=True)
class Words:
    """An announcement's words in both languages."""

    title_en: str
    title_es: str
    body_en: str
    body_es: str


@dataclass(frozen=True)
class Piece:
    """Some words of a line; a link is its own address."""

    text: str
    is_link: bool = False


Line = tuple[Piece, ...]
Paragraph = tuple[Line, ...]


def wording_faults(words: Words, rules: NewsRules) -> list[Reason]:
    """List what is wrong with an announcement's words, each beside its field.

    Source: NEW-2. Reading: a title is one line of visible characters, so that it can stand as a mail's subject.
    """
    faults: list[Reason] = []
    for name, title in (("title_en", words.title_en), ("title_es", words.title_es)):
        faults += _text_faults(name, title, TITLE_EMPTY, TITLE_TOO_LONG, most=rules.title_most, breaks="")
    for name, body in (("body_en", words.body_en), ("body_es", words.body_es)):
        faults += _text_faults(name, body, BODY_EMPTY, BODY_TOO_LONG, most=rules.body_most, breaks="\n")
        faults += [LINK_HIDES(link=link).on(name) for link in _links(body) if not _HOST.fullmatch(link)]
    return faults


def paragraphs(body: str) -> tuple[Paragraph, ...]:
    """Return a text as it is shown: paragraphs of lines, and in each line what is a link and what isn't.

    Source: NEW-2. Reading: only ``https`` is a link, and its words are its address, so that none says one place and
    leads to another; all else is words, whatever it looks like.
    """
    parts = (part.strip() for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")))
    return tuple(tuple(tuple(_pieces(line.strip())) for line in part.split("\n")) for part in parts if part)


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for found in _LINK.finditer(line):
        link = found[0].rstrip(_AFTER)
        if not _HOST.fullmatch(link):
            continue
        if found.start() > end:
            yield Piece(line[end : found.start()])
        yield Piece(link, is_link=True)
        end = found.start() + len(link)
    if end < len(line):
        yield Piece(line[end:])


def _links(text: str) -> list[str]:
    return [found.rstrip(_AFTER) for found in _LINK.findall(text)]


def _text_faults(
    name: str, text: str, empty: ReasonKind, too_long: ReasonKind, *, most: int, breaks: str
) -> list[Reason]:
    if not text.strip():
        return [empty().on(name)]
    if len(text) > most:
        return [too_long(most=most, count=len(text)).on(name)]
    return [PLAYS().on(name)] if any(_plays(letter) for letter in text if letter not in breaks) else []


def _plays(letter: str) -> bool:
    """Say whether a character is a control, a break, invisible, or no character at all."""
    return letter == "\ufffd" or unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
