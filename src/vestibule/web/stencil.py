"""Pages that are the same for everybody but for a few words: drawn once a day, with holes for what is one's own.

A stencil is drawn for nobody, without cookies, session or address: what is somebody's own reaches a page through a hole
that its view fills, escaped, or not at all (decision 0048).
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import QueryDict
from django.middleware.csrf import get_token
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import get_language

from vestibule.web.preferences import TEXT_SIZE_COOKIE, text_size
from vestibule.web.visit import Visit

_DRAWN_TOKEN = re.compile('(?<=name="csrfmiddlewaretoken" value=")[^"]+')


def a_hole(before: str = "") -> str:
    """Return what stands for somebody's own words while a page is drawn: nobody can guess it, and so type it."""
    return f"{before}{secrets.token_hex(16)}"


TOKEN = a_hole()  # of the page's forms


@dataclass(frozen=True)
class Stencil:
    """A page that was drawn: what stands between its holes, and which hole follows each piece but the last."""

    pieces: tuple[str, ...]
    holes: tuple[str, ...]

    def filled(self, own: Mapping[str, str]) -> str:
        """Return the page with one's own words, escaped, in its holes."""
        words = {hole: str(escape(text)) for hole, text in own.items()}
        page = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            page += (words[hole], piece)
        return "".join(page)

    def filled_for(self, request: Visit, own: Mapping[str, str] | None = None) -> str:
        """Return the page with the token of this visitor's forms, and other words of their own."""
        return self.filled({TOKEN: get_token(request), **(own or {})})


class Frame(NamedTuple):
    """What the frame of a page depends on, whoever sees it: it is drawn once for each."""

    language: str | None
    text_size: str
    day: datetime  # its noon where the installation is: a page says of the moment no more than its day


def frame_of(request: Visit) -> Frame:
    """Return in which frame a visitor sees pages."""
    day = localtime(request.at).replace(hour=12, minute=0, second=0, microsecond=0)
    return Frame(get_language(), text_size(request), day)


def cut(page: bytes, *holes: str) -> Stencil:
    """Return the stencil of a page that was drawn for nobody; its token is a hole in any case."""
    text = _DRAWN_TOKEN.sub(TOKEN, page.decode())
    pieces = re.split(f"({'|'.join((TOKEN, *holes))})", text)
    return Stencil(tuple(pieces[::2]), tuple(pieces[1::2]))


def nobody(path: str, frame: Frame, *, asked: str = "") -> Visit:
    """Return a visit of nobody in particular to a page in a frame; ``asked`` stands behind the ``?``.

    It is in the language that is spoken now, which is the frame's.
    """
    visit = Visit()
    visit.method, visit.path, visit.path_info = "GET", path, path
    visit.at, visit.live, visit.COOKIES = frame.day, None, {TEXT_SIZE_COOKIE: frame.text_size}
    visit.GET = QueryDict(asked)
    return visit
