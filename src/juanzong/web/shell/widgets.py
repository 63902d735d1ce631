"""How the fields of forms are drawn: by Django, except the two that pages are full of. A select takes Django a template for
each of its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

from juanzong.web.shell.markup import filled, joined


def _attributes(known: Mapping[str, Any]) -> str:
    return joined(
        filled(" {}", name) if value is True else filled(' {}="{}"', name, value)
        for name, value in known.items()
        if value is not False
    )


def _select(widget: Mapping[str, Any]) -> str:
    groups = joined(_group(name, options) for name, options, _index in widget["optgroups"])
    return filled('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: Any, options: list[Mapping[str, Any]]) -> str:
    inner = joined(
        filled('<option value="{}"{}>{}</option>', one["value"], _attributes(one["attrs"]), one["label"])
        for one in options
    )
    return filled('<optgroup label="{}">{}</optgroup>', name, inner) if name else inner


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else filled(' value="{}"', widget["value"])
    attributes = _attributes(widget["attrs"])
    return filled('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes)


_DRAWN: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "django/forms/widgets/select.html": _select,
    **{f"django/forms/widgets/{name}.html": _input for name in ("date", "hidden", "input", "number", "text")},
}


class Renderer(DjangoTemplates):
    """Django's templates for all but the few that are drawn here, to the same effect."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """One field of a form, or a form."""
        drawn = _DRAWN.get(template_name)
        return drawn(context["widget"]) if drawn else super().render(template_name, context, request)
