"""Taking the board out of the house: recorded like every export."""

from __future__ import annotations

from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.oversight import reads


@act(reads.VIEW, clause="P00-1.6")
def note_export(*, by: Viewer, pack: str, rows: int) -> None:
    """Note that somebody took the board of a policy along as a table; it holds counts, no customer's data."""
    ledger.record("board.exported", by.actor, None, clauses=("P00-1.6",), payload={"pack": pack, "rows": rows})
