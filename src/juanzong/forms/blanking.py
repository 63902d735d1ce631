"""Numbered blanks: using one for a record, and what becomes of it (P09-1.12)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.forms.choices import BlankState, FilledBy
from juanzong.forms.models import Blank, Record
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form


def use(by: Viewer, one: Record, form: Form, serial: int) -> None:
    """Tie a record to the blank it was written on. Invalid: a paper without a number, or a blank that is not theirs."""
    clause = form.clause_of("blanks")
    if not serial:
        if form.serial and one.filled_by == FilledBy.PAPER:
            raise Invalid(
                _("纸质填写的《%(form)s》须写明空白表编号。") % {"form": form.name},
                fields={"serial": _("请填写表上印的编号。")},
                clause=clause,
            )
        return
    blank = Blank.objects.select_for_update(of=("self",)).filter(form=form.code, serial=serial).first()
    if blank is None:
        raise Invalid(
            _("没有编号为 %(n)s 的空白表。") % {"n": serial}, fields={"serial": _("请核对编号。")}, clause=clause
        )
    if blank.state != BlankState.ISSUED or blank.holder_id != by.staff_id:
        raise Conflict(
            _("%(n)s 号空白表不在您名下：%(state)s。") % {"n": serial, "state": BlankState(blank.state).label},
            clause=clause,
            todo=_("只能使用自己领用的空白表，请核对编号，或向管理人领用。"),
        )
    move(blank, BlankState.USED, record=one)


def spoil_of(one: Record, reason: str) -> None:
    """The blank of a record that was given up is spoilt with it."""
    blank = Blank.objects.select_for_update(of=("self",)).filter(record=one).first()
    if blank is not None:
        move(blank, BlankState.SPOILT, reason=reason)


def move(blank: Blank, state: BlankState, *, record: Record | None = None, reason: str = "") -> None:
    """Write where a blank is now."""
    blank.state, blank.record, blank.reason, blank.changed_at = state.value, record, reason, clock.now()
    if state is BlankState.IN_STOCK:
        blank.holder = None
    blank.save(update_fields=["state", "record", "reason", "changed_at", "holder"])
