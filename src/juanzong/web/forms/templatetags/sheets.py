"""What templates of forms need beyond the components."""

from __future__ import annotations

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def condition(thing: Any) -> str:
    """The condition of a section or field, for the page to follow without asking."""
    return json.dumps({code: list(values) for code, values in thing.when.items()})
