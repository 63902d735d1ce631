"""Where a thing that work is about is shown."""

from __future__ import annotations

from django import template

from juanzong.kit.refs import Ref
from juanzong.web.shell.links import page_of

register = template.Library()


@register.filter
def thing_url(ref: Ref) -> str:
    """`{{ row.subject|thing_url }}`: the page of a thing, "" where none shows it."""
    return page_of(ref)
