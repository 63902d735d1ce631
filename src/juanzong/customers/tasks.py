"""Background work of the customers room."""

from __future__ import annotations

from juanzong.customers.actions.merging import look_for_duplicates
from juanzong.customers.reads.duplicates import waits_for_comparison
from juanzong.organisation.viewer import system


def find_duplicates() -> bool:
    """A chore: compare some new or changed customers with the others (P00-1.3); whether more wait."""
    if not waits_for_comparison():
        return False
    look_for_duplicates(by=system())
    return waits_for_comparison()
