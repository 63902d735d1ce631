"""Noting what is read under a grant, for the acts of the rooms whose things are read."""

from __future__ import annotations

from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.viewer import Viewer
from juanzong.privacy.models import GrantReading
from juanzong.privacy.reads.grants import Leave


def note_reading(by: Viewer, leave: Leave, words: str, **payload: int | str) -> None:
    """Write one reading under a grant down, inside the act that reads. The entry is about the thing and names the grant."""
    one = leave.grant
    entry = ledger.record(
        "grant.read", by.actor, Ref(leave.thing.kind, leave.thing.thing), basis=f"grant:{one.pk}", clauses=(one.clause,),
        payload={"grant": one.pk, "number": one.number, **payload},
    )  # fmt: skip
    GrantReading.objects.create(thing=leave.thing, words=words[:200], at=clock.now(), entry=entry.pk)
