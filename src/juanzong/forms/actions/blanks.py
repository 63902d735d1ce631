"""Numbered blanks are printed centrally, issued, given back, and accounted for one by one (P09-1.12)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from juanzong.forms import blanking, offering, reads
from juanzong.forms.actions.sealing import BLANKS
from juanzong.forms.choices import BlankState
from juanzong.forms.models import Blank, BlankBatch, BlankCount
from juanzong.forms.writing import said
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form

AT_MOST: Final = 500


def _form(by: Viewer, code: str) -> Form:
    form = offering.form_for(by, code)
    if not form.serial:
        raise Conflict(_("《%(form)s》的空白表不编号。") % {"form": form.name}, clause=form.clause_of("blanks"))
    return form


def _told(by: Viewer, kind: str, form: Form, about: Ref | None = None, **payload: JSON) -> None:
    facts = {"form": form.code, **payload}
    ledger.record(kind, by.actor, about, basis=f"pack:{form.pack}", clauses=(form.clause_of("blanks"),), payload=facts)


@act(BLANKS, clause="P09-1.12")
def print_blanks(*, by: Viewer, form: str, count: int) -> BlankBatch:
    """Number a batch of blanks to be printed; the numbers have no gaps and none is given twice."""
    sheet = _form(by, form)
    if not 1 <= count <= AT_MOST:
        raise Invalid(
            _("一批为 1 至 %(n)s 份。") % {"n": AT_MOST}, fields={"count": _("请填写份数。")},
            clause=sheet.clause_of("blanks"),
        )  # fmt: skip
    first = sequences.take(f"blanks:{sheet.code}", count)
    batch = BlankBatch.objects.create(
        form=sheet.code, first=first, last=first + count - 1, by_id=by.staff_id, by_name=by.name, at=clock.now()
    )
    Blank.objects.bulk_create(Blank(batch=batch, form=sheet.code, serial=n) for n in range(first, first + count))
    _told(by, "blanks.printed", sheet, Ref("blank_batch", batch.pk), first=first, last=batch.last)
    return batch


def _range(form: Form, first: int, last: int, state: BlankState) -> list[Blank]:
    """The blanks of a row of numbers, locked; Conflict when one of them is elsewhere than it should be."""
    if not 0 < first <= last or last - first >= AT_MOST:
        raise Invalid(_("编号范围不对。"), fields={"first": _("请核对起止编号。")}, clause=form.clause_of("blanks"))
    rows = Blank.objects.select_for_update(of=("self",)).filter(form=form.code, serial__range=(first, last))
    found = {one.serial: one for one in rows.order_by("serial")}
    wrong = [n for n in range(first, last + 1) if n not in found or found[n].state != state]
    if wrong:
        names = _("、").join(str(n) for n in wrong[:10])
        raise Conflict(
            _("这些编号不是“%(state)s”：%(names)s。") % {"state": state.label, "names": names},
            clause=form.clause_of("blanks"),
            todo=_("请核对起止编号。"),
        )
    return list(found.values())


@act(BLANKS, clause="P09-1.12")
def issue_blanks(*, by: Viewer, form: str, staff: int, first: int, last: int) -> int:
    """Issue a row of blanks in stock to one person; how many."""
    sheet = _form(by, form)
    taker = organisation.staff(by, staff)
    if not taker.is_here:
        raise Invalid(_("此人已离职。"), fields={"staff": _("请选择在职的同事。")}, clause=sheet.clause_of("blanks"))
    rows = _range(sheet, first, last, BlankState.IN_STOCK)
    Blank.objects.filter(pk__in=[one.pk for one in rows]).update(
        state=BlankState.ISSUED.value, holder=taker.id, changed_at=clock.now()
    )
    _told(by, "blanks.issued", sheet, Ref("staff", taker.id), first=first, last=last)
    return len(rows)


@act(BLANKS, clause="P09-1.12")
def return_blanks(*, by: Viewer, form: str, first: int, last: int) -> int:
    """Take back a row of issued blanks that were not used; how many."""
    sheet = _form(by, form)
    rows = _range(sheet, first, last, BlankState.ISSUED)
    holders = sorted({one.holder_id for one in rows if one.holder_id})
    Blank.objects.filter(pk__in=[one.pk for one in rows]).update(
        state=BlankState.IN_STOCK.value, holder=None, changed_at=clock.now()
    )
    _told(by, "blanks.returned", sheet, first=first, last=last, staff=list(holders))
    return len(rows)


@act(reads.VIEW, clause="P09-1.12")
def write_off_blank(*, by: Viewer, form: str, serial: int, state: str, reason: str) -> Blank:
    """Note a blank as spoilt or lost, with the reason; by whoever holds it or manages the blanks."""
    sheet = _form(by, form)
    clause = sheet.clause_of("blanks")
    if state not in (BlankState.SPOILT, BlankState.LOST):
        raise Invalid(_("请选择作废或遗失。"), fields={"state": _("请选择。")}, clause=clause)
    blank = Blank.objects.select_for_update(of=("self",)).filter(form=sheet.code, serial=serial).first()
    if blank is None:
        raise NotFound(_("没有编号为 %(n)s 的空白表。") % {"n": serial}, clause=clause)
    if blank.holder_id != by.staff_id and not by.may(BLANKS):
        raise NotAllowed(_("这份空白表不在您名下。"), clause=clause, todo=_("请由领用人或管理人登记。"))
    if blank.state not in (BlankState.IN_STOCK, BlankState.ISSUED):
        raise Conflict(
            _("%(n)s 号空白表：%(state)s，不能再登记。") % {"n": serial, "state": BlankState(blank.state).label},
            clause=clause,
        )
    blanking.move(blank, BlankState(state), reason=said(reason, clause))
    _told(by, "blank.written_off", sheet, Ref("blank", blank.pk), serial=serial, state=state, staff=blank.holder_id)
    return blank


@act(BLANKS, clause="P09-1.12")
def count_blanks(*, by: Viewer, form: str, counted: int, note: str = "") -> BlankCount:
    """Note how many blanks were counted in stock, beside how many there should be."""
    sheet = _form(by, form)
    expected = Blank.objects.filter(form=sheet.code, state=BlankState.IN_STOCK).count()
    if not 0 <= counted <= 10_000_000:
        raise Invalid(_("请填写清点份数。"), fields={"counted": _("请填写份数。")}, clause=sheet.clause_of("blanks"))
    why = " ".join(note.split())[:200]
    if counted != expected and not why:
        raise Invalid(
            _("清点 %(counted)s 份，账上 %(expected)s 份，请说明差异。") % {"counted": counted, "expected": expected},
            fields={"note": _("数目不符，须说明。")},
            clause=sheet.clause_of("blanks"),
        )
    row = BlankCount.objects.create(
        form=sheet.code, counted=counted, expected=expected, note=why, by_id=by.staff_id, by_name=by.name
    )
    _told(by, "blanks.counted", sheet, counted=counted, expected=expected)
    return row
