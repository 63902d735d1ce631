"""Particulars of customers as a viewer may see them: masked, or open for the minutes after a reveal.

The only place that opens sealed values for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from juanzong.customers import reads as customers
from juanzong.customers.reads.customers import ParticularRow
from juanzong.kit import clock, sealing, subject_keys
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Field
from juanzong.privacy.models import Reveal
from juanzong.privacy.rules import masked, right_to_reveal


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as the viewer may see it.

    text: masked or open. hidden: whether something is masked. may_reveal: whether the viewer may ask to see it.
    open_until: when an open value is masked again, None when it is not revealed.
    """

    id: int
    customer_id: int
    contact_id: int | None
    field: Field
    text: str
    hidden: bool
    may_reveal: bool
    open_until: dt.datetime | None
    from_at: dt.datetime
    until_at: dt.datetime | None
    by_name: str


def opened(row: ParticularRow, keys: dict[int, bytes]) -> str:
    """The plain value of a row; "" when the key of its subject is destroyed."""
    if row.sealed is None:
        return row.plain
    key = keys.get(row.subject)
    if key is None:
        return ""
    return sealing.unseal(row.sealed, key=key, subject=row.subject, table="particular", column=row.field, row=row.id)


def keys_of(rows: Iterable[ParticularRow]) -> dict[int, bytes]:
    """The subject keys that open these rows; one SQL statement, none when nothing is sealed."""
    subjects = {row.subject for row in rows if row.sealed is not None}
    return subject_keys.get_many(subjects) if subjects else {}


def shown(viewer: Viewer, rows: Sequence[ParticularRow]) -> list[Shown]:
    """How `viewer` sees these rows, which a scoped read of customers gave. At most two SQL statements."""
    keys = keys_of(rows)
    customer_ids = {row.customer_id for row in rows}
    until = dict(
        Reveal.objects.filter(staff=viewer.staff_id, customer__in=customer_ids, until__gt=clock.now()).values_list(
            "particular", "until"
        )
        if viewer.staff_id and keys
        else []
    )
    return [_shown(viewer, row, opened(row, keys), until.get(row.id)) for row in rows]


def _shown(viewer: Viewer, row: ParticularRow, value: str, open_until: dt.datetime | None) -> Shown:
    field = policies.field(row.field)
    text = value if open_until else masked(field, value)
    hidden = text != value
    return Shown(
        id=row.id,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        field=field,
        text=text,
        hidden=hidden,
        may_reveal=hidden and viewer.may(right_to_reveal(field)),
        open_until=open_until,
        from_at=row.from_at,
        until_at=row.until_at,
        by_name=row.by_name,
    )


def masked_values(viewer: Viewer, customer_ids: Sequence[int], fields: Sequence[str]) -> dict[int, dict[str, str]]:
    """For a list: the masked current value of each of `fields` for each customer. Two SQL statements."""
    rows = [row for row in customers.current_particulars(viewer, customer_ids, fields) if row.contact_id is None]
    keys = keys_of(rows)
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.customer_id, {})[row.field] = masked(policies.field(row.field), opened(row, keys))
    return found


def one(viewer: Viewer, particular_id: int) -> Shown:
    """One value as the viewer may see it now; NotFound when they may not know of it."""
    return shown(viewer, [customers.particular(viewer, particular_id)])[0]


@dataclass(frozen=True, slots=True)
class SealedText:
    """A sealed text of another room's row, such as the name of a file: whose key, which table and column."""

    id: int
    subject: int
    table: str
    column: str
    sealed: bytes


def opened_texts(rows: Sequence[SealedText]) -> dict[int, str]:
    """The texts of rows that a scoped read of the room that owns them gave; "" where the key is destroyed.

    One SQL statement, none without rows.
    """
    keys = subject_keys.get_many({row.subject for row in rows}) if rows else {}
    return {
        row.id: sealing.unseal(
            row.sealed, key=keys[row.subject], subject=row.subject, table=row.table, column=row.column, row=row.id
        )
        if row.subject in keys
        else ""
        for row in rows
    }


def open_until(viewer: Viewer, ids: Sequence[int]) -> dict[int, dt.datetime]:
    """Which of these sealed rows the viewer has open now, and until when. One SQL statement, none for nobody."""
    if not viewer.staff_id or not ids:
        return {}
    rows = Reveal.objects.filter(staff=viewer.staff_id, particular__in=ids, until__gt=clock.now())
    return dict(rows.values_list("particular", "until"))
