"""Elements of HTML, made without a template: fields are the part of a page that is made most often."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

EMPTY = {"input"}


def element(tag: str, *inside: str, **attributes: object) -> SafeString:
    """Return one element; what is not marked as safe is escaped.

    ``class_`` and ``aria_label`` stand for ``class`` and ``aria-label``; an attribute that is ``None``, ``False`` or
    empty is left out, ``True`` stands without a value. ``value`` and ``alt`` may be empty.
    """
    head = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in EMPTY:
        return _safe(f"<{tag}{head}>")
    return _safe(f"<{tag}{head}>{joined(*inside)}</{tag}>")


def joined(*parts: str) -> SafeString:
    """Return parts side by side, each escaped unless it is safe."""
    return _safe("".join(part.__html__() if isinstance(part, SafeString) else escape(part) for part in parts))


def drawing(svg: str, words: str) -> SafeString:
    """Return a drawing that we have made ourselves, with words for whoever doesn't see it."""
    return element("div", _safe(svg), role="img", aria_label=words, class_="page-drawing")


def _attribute(name: str, value: object) -> str:
    if value is None or value is False or (value == "" and name not in {"value", "alt"}):
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(value)}"'


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308 - everything in it was escaped above, or drawn by us
