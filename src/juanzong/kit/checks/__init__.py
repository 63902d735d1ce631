"""Checks of identifiers and texts: each takes what somebody typed and returns its normal form, or raises
`kit.errors.Invalid` with a sentence that says what is wrong and what to do.

The common form of each is a regular expression and one multiplication, because an import runs them a million
times; libraries judge the rare forms, and tests hold the short ways to the libraries' answers.
"""

from __future__ import annotations

from juanzong.kit.checks.dates import date, is_under_14
from juanzong.kit.checks.identity import ResidentId, passport, resident_id
from juanzong.kit.checks.masks import mask_address, mask_bank, mask_full, mask_id, mask_name, mask_phone
from juanzong.kit.checks.numbers import bank_card, email, plate, uscc
from juanzong.kit.checks.phones import landline, mobile, phone
from juanzong.kit.checks.texts import plain, text

__all__ = [
    "ResidentId",
    "bank_card",
    "date",
    "email",
    "is_under_14",
    "landline",
    "mask_address",
    "mask_bank",
    "mask_full",
    "mask_id",
    "mask_name",
    "mask_phone",
    "mobile",
    "passport",
    "phone",
    "plain",
    "plate",
    "resident_id",
    "text",
    "uscc",
]
