"""Parts of templates that never change are drawn once for each language and text size: words, addresses, icons.

A page holds a hundred of them, and finding each anew took most of its time (bench/sign_in.py, decision 0027). What
depends on who asks, on the request or on the moment is never among them: a node is constant if it holds nothing but
constants, and the few names below.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from django.template import Context, Node, NodeList, Variable
from django.template.base import FilterExpression, Template, TextNode, TokenType, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, TemplateLiteral, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from vestibule.web.templatetags.pages import icon

# The same on every page of an installation; nothing else may go by these names.
ALWAYS_THE_SAME = {"help_desk", "page_name", "last_modified"}
# Of few values: what holds them is drawn once for each.
FEW_VALUES = ("language", "text_size")
MOST_DRAWN = 24  # of one node: both languages, each size, with and without escaping


class Loader(cached.Loader):
    """Loads each template once, and draws together what is constant in it."""

    def __init__(self, engine: Any, loaders: Sequence[str]) -> None:
        """Load by these loaders."""
        super().__init__(engine, loaders)
        self._one_at_a_time = threading.Lock()

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return a template, its constant parts drawn together."""
        template = super().get_template(template_name, skip)
        with self._one_at_a_time:
            if not hasattr(template, "is_settled"):
                settle(template.nodelist)
                template.is_settled = True  # type: ignore[attr-defined]  # so that no other thread does it again
        return template


class Settled(Node):
    """Constant nodes side by side: drawn at their first showing in each language, and kept."""

    child_nodelists = ()

    def __init__(self, nodes: Sequence[Node], names: set[str]) -> None:
        """Hold the nodes, and the names that they need."""
        self._nodes = tuple(nodes)
        self._few = tuple(name for name in FEW_VALUES if name in names)
        self._needed = names
        self._drawn: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return what the nodes say in the language that is spoken now."""
        key = (get_language(), context.autoescape, *[context.get(name) for name in self._few])
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = mark_safe("".join(node.render(context) for node in self._nodes))  # noqa: S308 - nodes escape themselves
            if len(self._drawn) < MOST_DRAWN and all(name in context for name in self._needed):
                self._drawn[key] = drawn
        return drawn


class SettledAddress(Node):
    """The address of a page, looked up at its first showing, and from then on named as the template has it."""

    child_nodelists = ()

    def __init__(self, node: Node, name: str) -> None:
        """Stand for a node that gives a name to the address of a page without arguments."""
        self._node, self._name, self._address = node, name, ""

    def render(self, context: Context) -> str:
        """Name the address, and say nothing."""
        if not self._address:
            self._node.render(context)
            self._address = context[self._name]
        context[self._name] = self._address
        return ""


def settle(nodes: NodeList) -> None:
    """Put one node in the place of constant ones side by side, here and in all lists below."""
    settled: list[Node] = []
    constant: list[Node] = []
    names: set[str] = set()
    for node in nodes:
        needed = names_needed(node)
        if needed is not None:
            constant.append(node)
            names |= needed
            continue
        settled += [*_together(constant, names), _settled_address(node) or node]
        constant, names = [], set()
        for below in _lists_below(node):
            settle(below)
    nodes[:] = [*settled, *_together(constant, names)]


def names_needed(node: Node) -> set[str] | None:
    """Return the few names that a constant node needs; ``None`` for a node that isn't constant, or leaves a name."""
    needs = _NEEDS.get(type(node))
    return needs(node) if needs else None


def _of_translation(node: TranslateNode) -> set[str] | None:
    return None if node.asvar or node.message_context else _of_expressions([node.filter_expression])


def _of_address(node: URLNode) -> set[str] | None:
    return None if node.asvar or node.kwargs else _of_expressions([node.view_name, *node.args])


def _of_icon(node: SimpleNode) -> set[str] | None:
    has_its_own = node.takes_context or node.target_var or node.kwargs
    return None if has_its_own or node.func is not icon else _of_expressions(node.args)


def _of_block(node: BlockTranslateNode) -> set[str] | None:
    if node.countervar or node.asvar or node.message_context:
        return None
    inside = {token.contents for token in node.singular if token.token_type == TokenType.VAR} - set(node.extra_context)
    return _of_expressions(node.extra_context.values()) if not inside else None


def _of_choice(node: IfNode) -> set[str] | None:
    needed: set[str] = set()
    for condition, nodes in node.conditions_nodelists:
        asked = _of_condition(condition)
        below = [names_needed(each) for each in nodes]
        if asked is None or None in below:
            return None
        needed |= asked.union(*(each for each in below if each))
    return needed


def _of_condition(condition: Any) -> set[str] | None:
    if condition is None:
        return set()
    if isinstance(condition, TemplateLiteral):
        return _of_expressions([cast("FilterExpression", condition.value)])
    first, second = _of_condition(condition.first), _of_condition(condition.second)
    return None if first is None or second is None else first | second


def _of_expressions(expressions: Iterable[FilterExpression]) -> set[str] | None:
    needed: set[str] = set()
    for each in expressions:
        variable = each.var
        if any(is_variable for _, arguments in each.filters for is_variable, _ in arguments):
            return None
        if isinstance(variable, Variable) and variable.lookups is not None:
            name = variable.lookups[0]
            if not (name in ALWAYS_THE_SAME or (name in FEW_VALUES and len(variable.lookups) == 1)):
                return None
            needed.add(name)
    return needed


_NEEDS: Mapping[type[Node], Callable[[Any], set[str] | None]] = {
    TextNode: lambda _: set(),
    CommentNode: lambda _: set(),
    LoadNode: lambda _: set(),
    VariableNode: lambda node: _of_expressions([node.filter_expression]),
    TranslateNode: _of_translation,
    BlockTranslateNode: _of_block,
    URLNode: _of_address,
    StaticNode: lambda node: None if node.varname else _of_expressions([node.path]),
    SimpleNode: _of_icon,
    IfNode: _of_choice,
}


def _settled_address(node: Node) -> SettledAddress | None:
    if not isinstance(node, URLNode) or node.args or node.kwargs or not node.asvar:
        return None
    return SettledAddress(node, node.asvar) if _of_expressions([node.view_name]) == set() else None


def _together(constant: Sequence[Node], names: set[str]) -> list[Node]:
    if all(isinstance(node, TextNode) for node in constant):
        return [*constant]
    return [Settled(constant, names)]


def _lists_below(node: Node) -> Iterable[NodeList]:
    if isinstance(node, IfNode):
        return [nodes for _, nodes in node.conditions_nodelists]
    lists = (getattr(node, name, None) for name in node.child_nodelists)
    return [each for each in lists if isinstance(each, NodeList)]
