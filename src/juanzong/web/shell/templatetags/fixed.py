"""Pieces of pages that are the same for everybody: rendered once, not for each page.

    {% fixed %}<link rel="stylesheet" href="{% static "shell/base.css" %}">{% endfixed %}
    {% fixed theme=shell.theme %}…{% endfixed %}

What stands between knows nothing but the language and the values that are named, so nothing of a person can be kept in
it. The values should be few: a piece is kept for each combination.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

_MOST = 100


@register.tag("fixed")
def fixed(parser: Parser, token: Token) -> template.Node:
    """The tag; TemplateSyntaxError when it is given anything but names with values."""
    name, *words = token.split_contents()
    values = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"{name} takes name=value only, not {' '.join(words)}")
    nodes = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return _Fixed(nodes, values)


class _Fixed(template.Node):
    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self._values = values
        self._kept: dict[Any, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        given = tuple(value.resolve(context) for value in self._values.values())
        key = (get_language(), given)
        found = self._kept.get(key)
        if found is None:
            found = self._render(context, given)
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _render(self, context: template.Context, given: tuple[Any, ...]) -> SafeString:
        alone = template.Context(dict(zip(self._values, given, strict=True)))
        with alone.bind_template(context.template):  # type: ignore[arg-type]
            return mark_safe(self.nodelist.render(alone))  # noqa: S308  a template escapes
