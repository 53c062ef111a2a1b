"""The mark on a request whose person was sent to sign in for it, so that the way back isn't a circle.

It says since when a sign-in counts as fresh, and is bound to the request by a keyed digest: nobody can write an
earlier moment into it, or move it to another request.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from vestibule.kernel.secrets import keyring, same

PARAMETER = "fresh"
_GOOD_FOR = timedelta(hours=1)
_MICROSECONDS = 1_000_000


def marked(query: str, *, at: datetime) -> str:
    """Return a request's query with the mark of this moment."""
    bare = _bare(query)
    moment = str(round(at.timestamp() * _MICROSECONDS))
    return f"{bare}&{urlencode({PARAMETER: f'{moment}.{_digest(bare, moment)}'})}"


def fresh_since(query: str, *, at: datetime) -> datetime | None:
    """Return since when a sign-in counts as fresh for a request, if its mark is ours and not too old."""
    mark = dict(parse_qsl(query)).get(PARAMETER, "")
    moment, _, digest = mark.partition(".")
    if not same(digest, _digest(_bare(query), moment)) or not moment.isdigit():
        return None
    since = datetime.fromtimestamp(int(moment) / _MICROSECONDS, UTC)
    return since if at - since < _GOOD_FOR else None


def _bare(query: str) -> str:
    return urlencode([(name, value) for name, value in parse_qsl(query) if name != PARAMETER])


def _digest(bare: str, moment: str) -> str:
    return keyring().digest(f"{moment}?{bare}", purpose="fresh sign-in")
