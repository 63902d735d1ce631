"""What may be seen of a sensitive value without revealing it."""

# untranslated module: names of places are data

from __future__ import annotations

import re

_PLACE = re.compile(
    r"^(?:(?:内蒙古|广西|西藏|宁夏|新疆)(?:壮族|回族|维吾尔)?(?:自治区)?|[^省市区县]{2,3}省|(?:香港|澳门)(?:特别行政区)?)?"
    r"(?:[^省市区县]{1,9}?(?:市|自治州|地区|盟))?"
)


def mask_phone(value: str) -> str:
    """`138****4512`; of other numbers the last four at most."""
    if len(value) == 11 and value.isdigit():
        return f"{value[:3]}****{value[7:]}"
    return _edges(value, 4, 2) if len(value) > 8 else _edges(value, 0, 2)


def mask_id(value: str) -> str:
    """`3301**********1234`, as identity numbers are shown."""
    return _edges(value, 4, 4) if len(value) >= 15 else _edges(value, 1, 2)


def mask_bank(value: str) -> str:
    """`6222***********1234`."""
    return _edges(value, 4, 4) if len(value) >= 12 else _edges(value, 0, 2)


def mask_address(value: str) -> str:
    """Province and city stay, the rest goes."""
    found = _PLACE.match(value)
    kept = found[0] if found else ""
    return kept + "******" if value else ""


def mask_name(value: str) -> str:
    """`张*`: the first character stays."""
    return value[:1] + "*" if value else ""


def mask_full(value: str) -> str:
    """Nothing is seen, not even the length."""
    return "******" if value else ""


def _edges(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    if hidden < max(head + tail - 2, 1):
        return "*" * len(value)
    return value[:head] + "*" * hidden + value[len(value) - tail :]
