"""What may be seen of a hidden value, and who may look behind. Pure."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.kit import checks
from juanzong.policies.choices import Mask, Protection
from juanzong.policies.shapes import Field

_MASKS: dict[Mask, Callable[[str], str]] = {
    Mask.NONE: lambda value: value,
    Mask.PHONE: checks.mask_phone,
    Mask.ID: checks.mask_id,
    Mask.BANK: checks.mask_bank,
    Mask.ADDRESS: checks.mask_address,
    Mask.NAME: checks.mask_name,
    Mask.FULL: checks.mask_full,
}


def masked(field: Field, value: str) -> str:
    """The value as everybody sees it before revealing (GB/T 35273 7.2)."""
    return _MASKS[field.mask](value)


def right_to_reveal(field: Field) -> str:
    """The right that opens a field of this protection."""
    return right_of(field.protection)


def right_of(protection: Protection) -> str:
    """The right that opens what is guarded so closely."""
    return "privacy.reveal_sensitive" if protection is Protection.SENSITIVE else "privacy.reveal"
