"""What came of several who did something at once."""

from collections.abc import Callable, Mapping

from vestibule.kernel.reasons import NotFound, Refused


def more(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """Return what has come since, by kind."""
    return {kind: number - before.get(kind, 0) for kind, number in after.items() if number != before.get(kind, 0)}


def said_by(deed: Callable[[], object]) -> str:
    """Do a deed; return "done", the code of its refusal, or "nothing" where there was nothing to do it to."""
    try:
        deed()
    except Refused as refused:
        return refused.reasons[0].code
    except NotFound:
        return "nothing"
    return "done"
