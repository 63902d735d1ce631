"""Records go along when two customers become one, and come back when that is undone; they stay sealed with the key
they were written with."""

from __future__ import annotations

from collections.abc import Sequence

from juanzong.forms.models import Record
from juanzong.kit.refs import Ref


def _give(ids: Sequence[int], giver: int, taker: int) -> None:
    rows = Record.objects.filter(pk__in=ids, customer=giver)
    rows.filter(subject=str(Ref("customer", giver))).update(subject=str(Ref("customer", taker)))
    rows.update(customer=taker)


def move(gone: int, kept: int) -> list[int]:
    """Give all records of customer `gone` to `kept`."""
    moved = list(Record.objects.select_for_update().filter(customer=gone).values_list("id", flat=True))
    _give(moved, gone, kept)
    return moved


def move_back(ids: Sequence[int], gone: int, kept: int) -> None:
    """Give these records of `kept` back to `gone`."""
    _give(ids, kept, gone)


def subjects_of_customer(customer: int) -> list[Ref]:
    """The records that a customer's timeline also tells of."""
    return [Ref("record", pk) for pk in Record.objects.filter(customer=customer).values_list("id", flat=True)]
