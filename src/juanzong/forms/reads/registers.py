"""Registers as a viewer may see them: every thing with who has it now, and its history. Who has a thing is told to
those who may see the record it was given out by; that it is taken is told to all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from juanzong.forms import offering, reads
from juanzong.forms.models import RegisterHolding, RegisterKey
from juanzong.kit.errors import NotFound
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody's having a thing. record, holder: 0 and "" for whoever may not see the record."""

    id: int
    record: int
    holder: str
    from_at: dt.datetime
    by: str
    until_at: dt.datetime | None
    ended_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a register. holding: who has it now, None when nobody has."""

    id: int
    name: str
    retired_at: dt.datetime | None
    retired_reason: str
    holding: Holding | None

    @property
    def state(self) -> str:
        return "retired" if self.retired_at else "held" if self.holding else "free"


def _holding(row: RegisterHolding, seen: set[int]) -> Holding:
    known = row.record_id in seen
    return Holding(
        row.pk, row.record_id if known else 0, row.holder if known else "", row.from_at, row.by_name, row.until_at,
        row.get_ended_by_display() if row.ended_by else "", row.note if known else "",
    )  # fmt: skip


def _seen(viewer: Viewer, rows: Sequence[RegisterHolding]) -> set[int]:
    return set(reads.visible(viewer).filter(pk__in=[row.record_id for row in rows]).values_list("id", flat=True))


def things(viewer: Viewer, form: Form) -> list[Thing]:
    """Everything in a register, by name. Three SQL statements."""
    held = {row.key_id: row for row in RegisterHolding.objects.filter(key__form=form.code, until_at=None)}
    seen = _seen(viewer, list(held.values()))
    rows = RegisterKey.objects.filter(form=form.code).order_by("shown")
    return [
        Thing(
            one.pk, one.shown, one.retired_at, one.retired_reason,
            _holding(held[one.pk], seen) if one.pk in held else None,
        )
        for one in rows
    ]  # fmt: skip


def thing(viewer: Viewer, key: int) -> tuple[Form, Thing, list[Holding]]:
    """One thing with its history, newest first; NotFound when no register in force has it. At most six statements."""
    row = RegisterKey.objects.filter(pk=key).first()
    forms = offering.forms_for(viewer)
    if row is None or row.form not in forms:
        raise NotFound(_("登记簿里没有这个编号。"), clause="P12-5")
    rows = list(RegisterHolding.objects.filter(key=row).order_by("-from_at", "-id"))
    seen = _seen(viewer, rows)
    history = [_holding(one, seen) for one in rows]
    now_held = next((one for one in history if one.until_at is None), None)
    return forms[row.form], Thing(row.pk, row.shown, row.retired_at, row.retired_reason, now_held), history


def registers(viewer: Viewer) -> list[tuple[Form, int, int]]:
    """The registers in force, with how many things each has and how many of them are held. Five statements at most."""
    forms = [form for form in offering.forms_for(viewer).values() if form.register]
    codes = [form.code for form in forms]
    keys = RegisterKey.objects.filter(form__in=codes, retired_at=None).order_by("form").values_list("form")
    held = RegisterHolding.objects.filter(until_at=None, key__form__in=codes).order_by("key__form")
    total, taken = dict(keys.annotate(n=Count("id"))), dict(held.values_list("key__form").annotate(n=Count("id")))
    return [(form, total.get(form.code, 0), taken.get(form.code, 0)) for form in forms]


def held_by(viewer: Viewer, customer: int) -> list[tuple[Form, str, int]]:
    """What a customer has of all registers: sheet, name of the thing, its id. One SQL statement."""
    rows = RegisterHolding.objects.filter(until_at=None, record__customer=customer, record__in=reads.visible(viewer))
    return [(offering.form_of(one.record), one.key.shown, one.key_id) for one in rows.select_related("key", "record")]
