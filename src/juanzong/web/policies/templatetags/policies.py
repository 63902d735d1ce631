"""Words of policies in templates."""

from __future__ import annotations

from django import template

from juanzong.organisation.rights import rights

register = template.Library()


@register.filter
def right_named(place: str) -> str:
    """The place of a difference, with the code of a right replaced by its name."""
    *above, last = place.split(" › ")
    return " › ".join([*above, str(rights[last].label)]) if last in rights else place
