"""Customers, contacts and particulars, under the room's name; the page, duplicates, intake and sheets stand beside it."""

from __future__ import annotations

from juanzong.customers.reads.customers import (
    TAIL_LOOKUPS,
    VIEW,
    ParticularRow,
    contacts,
    current_particulars,
    customer,
    customer_for,
    found_by_name,
    found_by_tail,
    found_by_value,
    particular,
    particular_history,
    visible,
)

__all__ = [
    "TAIL_LOOKUPS", "VIEW", "ParticularRow", "contacts", "current_particulars", "customer", "customer_for",
    "found_by_name", "found_by_tail", "found_by_value", "particular", "particular_history", "visible",
]  # fmt: skip
