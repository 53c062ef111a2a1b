"""Elements of HTML, made without a template: fields are the part of a page that is made most often."""

from functools import cache
from html import escape

from django.utils.safestring import SafeString

EMPTY = {"input"}


def element(tag: str, *inside: str, **attributes: object) -> SafeString:
    """Return one element; what is not marked as safe is escaped.

    ``class_`` and ``aria_label`` stand for ``class`` and ``aria-label``; an attribute that is ``None``, ``False`` or
    empty is left out, ``True`` stands without a value. ``value`` and ``alt`` may be empty.
    """
    head = "".join([_attribute(name, value) for name, value in attributes.items()])
    if tag in EMPTY:
        return _safe(f"<{tag}{head}>")
    return _safe(f"<{tag}{head}>{joined(*inside)}</{tag}>")


def joined(*parts: str) -> SafeString:
    """Return parts side by side, each escaped unless it is safe."""
    return _safe("".join([part if isinstance(part, SafeString) else escape(str(part)) for part in parts]))


def drawing(svg: str, words: str) -> SafeString:
    """Return a drawing that we have made ourselves, with words for whoever doesn't see it."""
    return element("div", _safe(svg), role="img", aria_label=words, class_="page-drawing")


def _attribute(name: str, value: object) -> str:
    if value is None or value is False or (value == "" and name not in {"value", "alt"}):
        return ""
    written = _written(name)
    if value is True:
        return f" {written}"
    return f' {written}="{value if isinstance(value, SafeString) else escape(str(value))}"'


@cache
def _written(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _safe(text: str) -> SafeString:
    return SafeString(text)  # everything in it was escaped above, or drawn by us
