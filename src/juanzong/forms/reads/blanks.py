"""Numbered blanks as those who account for them see them (P09-1.12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min

from juanzong.forms import offering
from juanzong.forms.choices import BlankState
from juanzong.forms.models import Blank, BlankBatch, BlankCount
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form


@dataclass(frozen=True, slots=True)
class Account:
    """The blanks of one sheet. counts: how many stand in each state. printed: how many there ever were."""

    form: Form
    printed: int
    counts: dict[str, int]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """How many in each state, in words."""
        return [(str(BlankState(code).label), self.counts.get(code, 0)) for code in BlankState.values]

    @property
    def difference(self) -> int:
        """Printed less accounted for; nought when every number is somewhere."""
        return self.printed - sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What one person has of the blanks of a sheet."""

    staff: int
    name: str
    count: int
    first: int
    last: int


def accounts(viewer: Viewer) -> list[Account]:
    """The numbered sheets in force and where their blanks are. At most five SQL statements."""
    forms = [form for form in offering.forms_for(viewer).values() if form.serial]
    codes = [form.code for form in forms]
    rows = Blank.objects.filter(form__in=codes).values_list("form", "state").order_by("form", "state")
    counts: dict[str, dict[str, int]] = {}
    for form, state, n in rows.annotate(n=Count("id")):
        counts.setdefault(form, {})[state] = n
    printed: dict[str, int] = {}
    for batch in BlankBatch.objects.filter(form__in=codes):
        printed[batch.form] = printed.get(batch.form, 0) + batch.count
    return [Account(form, printed.get(form.code, 0), counts.get(form.code, {})) for form in forms]


def outstanding(form: Form) -> list[Outstanding]:
    """Who has unused blanks of a sheet. For those who manage them. One SQL statement."""
    rows = Blank.objects.filter(form=form.code, state=BlankState.ISSUED).values("holder", "holder__name")
    found = rows.annotate(n=Count("id"), first=Min("serial"), last=Max("serial")).order_by("holder__name")
    return [Outstanding(row["holder"], row["holder__name"], row["n"], row["first"], row["last"]) for row in found]


def mine(viewer: Viewer) -> list[Blank]:
    """The blanks that were issued to the viewer and are not used yet. One SQL statement."""
    rows = Blank.objects.filter(holder=viewer.staff_id, state=BlankState.ISSUED)
    return list(rows.order_by("form", "serial")[:200])


def gone(form: Form) -> list[Blank]:
    """Spoilt and lost blanks of a sheet, newest first. One SQL statement."""
    rows = Blank.objects.filter(form=form.code, state__in=(BlankState.SPOILT, BlankState.LOST))
    return list(rows.select_related("holder").order_by("-changed_at")[:100])


def batches(form: Form) -> list[BlankBatch]:
    """The batches that were printed of a sheet, newest first. One SQL statement."""
    return list(BlankBatch.objects.filter(form=form.code).order_by("-first")[:100])


def batch(batch_id: int) -> BlankBatch | None:
    """One batch. One SQL statement."""
    return BlankBatch.objects.filter(pk=batch_id).first()


def counted(form: Form) -> Sequence[BlankCount]:
    """The counts of the blanks in stock, newest first. One SQL statement."""
    return list(BlankCount.objects.filter(form=form.code).order_by("-at")[:20])
