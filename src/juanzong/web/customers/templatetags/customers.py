"""Small helps of the customers' templates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from juanzong.kit import clock
from juanzong.policies.choices import Validator
from juanzong.privacy.reads import Shown
from juanzong.web.customers.telling import option_name

register = template.Library()


@register.filter
def may(viewer: Any, right: str) -> bool:
    """Whether the person who looks holds a right."""
    return viewer is not None and viewer.may(right)


@register.filter
def clock_time(moment: dt.datetime) -> str:
    """Hours and minutes in China."""
    return clock.local(moment).strftime("%H:%M")


@register.filter
def plain_text(shown: Shown) -> str:
    """A value in clear; of a choice its name instead of its code."""
    return option_name(shown.field.code, shown.text) if shown.field.validator is Validator.CHOICE else shown.text


@register.filter
def with_query(address: str, query: str) -> str:
    """The address with a query behind it; "" stays ""."""
    return f"{address}?{query}" if address else ""
