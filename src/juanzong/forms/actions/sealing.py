"""Sealing records, and letting one person read or copy one of them for a time (P09-1.10 to 1.12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from juanzong.forms import offering, reads
from juanzong.forms.choices import PermitKind, RecordState
from juanzong.forms.models import Permit, Record
from juanzong.forms.sealmarks import put_on
from juanzong.forms.writing import said, told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form

UNSEAL: Final = "forms.unseal"
BLANKS: Final = "forms.blanks"
LONGEST_HOURS: Final = 72


@act(reads.VIEW, clause="P09-1.10")
def seal_records(*, by: Viewer, records: Sequence[int], seal: str = "") -> int:
    """Seal submitted records, one or a batch; how many. From then on no standing right shows what they say.

    seal: number of the seal put on their paper, needed where one of them was filled in on paper.

    NotAllowed: the sheet is sealed by another position. Conflict: one of them is no submitted, unsealed record.
    """
    rows = list(reads.visible(by).select_for_update(of=("self",)).filter(pk__in=set(records)).order_by("id"))
    if not rows or len(rows) != len(set(records)):
        raise NotFound(_("没有这些表单，或您无权查看。"), clause="P00-1.6")
    for one in rows:
        _refuse_sealing(by, one, offering.form_of(one))
    moment = clock.now()
    Record.objects.filter(pk__in=[one.pk for one in rows]).update(sealed_at=moment, sealed_by=by.staff_id)
    put = put_on(by, rows, seal)
    for one in rows:
        told(by, "record.sealed", one, offering.form_of(one), "seal", seal=put.number if put else "")
    return len(rows)


def _refuse_sealing(by: Viewer, one: Record, form: Form) -> None:
    clause = form.clause_of("seal")
    if not form.sealed_by:
        raise Conflict(
            _("《%(form)s》不需要封存。") % {"form": form.name}, clause=clause, todo=_("请只选需要封存的表单。")
        )
    if form.sealed_by not in by.positions and not by.everything:
        raise NotAllowed(
            _("《%(form)s》由%(position)s封存。")
            % {"form": form.name, "position": organisation.position_name(form.sealed_by)},
            clause=clause,
            todo=_("请交由该岗位封存。"),
        )
    if one.state != RecordState.SUBMITTED or one.sealed_at is not None:
        raise Conflict(_("只有已提交、未封存的表单可以封存。"), clause=clause, todo=_("请刷新后重新选择。"))


@act(UNSEAL, clause="P09-1.11")
def unseal_record(*, by: Viewer, record: int, reader: int, purpose: str, hours: int, case: int = 0) -> Permit:
    """Let one person read a sealed record for one purpose, for some hours; then it is sealed for them again by itself."""
    one, form = _sealed(by, record)
    return _permit(by, one, form, PermitKind.READ, reader, purpose, hours, case)


@act(BLANKS, clause="P09-1.12")
def permit_copy(*, by: Viewer, record: int, staff: int, purpose: str, hours: int) -> Permit:
    """Consent to one person's printing or exporting a record whose sheet may not be copied without it."""
    one = reads.record(by, record)
    form = offering.form_of(one)
    if not form.serial:
        raise Conflict(
            _("《%(form)s》可以直接打印。") % {"form": form.name},
            clause=form.clause_of("blanks"),
            todo=_("不需要批准。"),
        )
    return _permit(by, one, form, PermitKind.COPY, staff, purpose, hours, 0)


@act(UNSEAL, clause="P09-1.11")
def end_permit(*, by: Viewer, permit: int) -> Permit:
    """Take a permit back before its time is over."""
    row = Permit.objects.select_for_update(of=("self",)).filter(pk=permit, record__in=reads.visible(by)).first()
    if row is None or row.until <= clock.now():
        raise Conflict(_("这项授权已经到期。"), clause="P09-1.11", todo=_("不需要再收回。"))
    one = Record.objects.get(pk=row.record_id)
    row.until = max(clock.now(), row.at + dt.timedelta(microseconds=1))
    row.save(update_fields=["until"])
    told(by, "permit.ended", one, offering.form_of(one), "unseal", permit=row.pk, staff=row.staff_id)
    return row


def _sealed(by: Viewer, record: int) -> tuple[Record, Form]:
    one = reads.record(by, record)
    form = offering.form_of(one)
    if one.sealed_at is None:
        raise Conflict(
            _("这份表单没有封存，不需要启封。"), clause=form.clause_of("unseal"), todo=_("有权查看的人可以直接打开。")
        )
    return one, form


def _permit(
    by: Viewer, one: Record, form: Form, kind: PermitKind, staff: int, purpose: str, hours: int, case: int
) -> Permit:
    rule = "unseal" if kind is PermitKind.READ else "blanks"
    why = said(purpose, form.clause_of(rule))
    if not 1 <= hours <= LONGEST_HOURS:
        raise Invalid(
            _("时限为 1 至 %(n)s 小时。") % {"n": LONGEST_HOURS}, fields={"hours": _("请填写小时数。")},
            clause=form.clause_of(rule),
        )  # fmt: skip
    reader = organisation.staff(by, staff)
    if not reader.is_here:
        raise Invalid(_("此人已离职。"), fields={"staff": _("请选择在职的同事。")}, clause=form.clause_of(rule))
    moment = clock.now()
    row = Permit.objects.create(
        record=one, kind=kind, staff_id=reader.id, purpose=why, by_id=by.staff_id, by_name=by.name, case=case,
        at=moment, until=moment + dt.timedelta(hours=hours),
    )  # fmt: skip
    entry = "record.unsealed" if kind is PermitKind.READ else "record.copy_permitted"
    ledger.record(
        entry, by.actor, Ref("record", one.pk), basis=f"pack:{one.pack}", clauses=(form.clause_of(rule),),
        payload={
            "form": one.form, "permit": row.pk, "staff": row.staff_id, "case": case,
            "until": row.until.isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    return row
