"""Filling in a sheet, submitting it, correcting it beside the original, and looking behind a mask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.forms import blanking, checking, contents, offering, prefills, reads, registering, rules, signing, targets
from juanzong.forms.choices import FilledBy, Move, RecordState
from juanzong.forms.models import Record
from juanzong.forms.offering import FILL
from juanzong.forms.writing import Filling, begin, draft_of, locked, measured, refuse_position, said, settled, told
from juanzong.kit import clock, subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.organisation import chart as organisation
from juanzong.organisation import reads as people
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, FormField, InputType
from juanzong.privacy import actions as privacy

_MOVED = {Move.ISSUE: "issued", Move.TRANSFER: "transferred"}


@act(FILL, clause="P09-1.2")
def save_record(*, by: Viewer, form: str, subject: int, filling: Filling, replaces: int | None = None) -> Record:
    """Begin a record of a sheet in force about a thing, with what is entered so far; the rest is prefilled.

    NotAllowed: the sheet is for other positions. Invalid: sensitive values without consent, a child without a
    guardian. What is merely incomplete or mistyped is kept as it was typed.
    """
    sheet = offering.form_for(by, form)
    refuse_position(by, sheet)
    about = targets.target(by, sheet, subject)
    id = new_id()
    one = Record(
        id=id, form=sheet.code, pack=sheet.pack, pack_version=offering.version_of(sheet), subject=str(about.subject),
        customer_id=about.customer, department_id=about.department, key_subject=about.customer or id,
        filled_by=_filled_by(filling), filled_on=_filled_on(filling), filler_id=by.staff_id, holder_id=by.staff_id,
        replaces=replaces,
    )  # fmt: skip
    if about.customer is None:
        subject_keys.create(id)
    start = prefills.prefilled(by, sheet, about) | prefills.taken_over(by, sheet, replaces)
    before = {code: one.value for code, one in start.items()}
    now_said = settled(by, one, sheet, filling.values, before)
    one.save(force_insert=True)
    version = begin(by, one, 1)
    origins = {code: one.origin for code, one in start.items() if now_said.get(code) == one.value}
    contents.write(one, version, sheet, now_said, origins)
    measured(by, one, sheet, now_said)
    blanking.use(by, one, sheet, filling.serial)
    told(by, "record.saved", one, sheet, percent=one.percent, filled_by=one.filled_by)
    return one


def _filled_by(filling: Filling) -> str:
    if filling.filled_by not in FilledBy.values:
        raise Invalid(_("请说明由谁填写。"), fields={"filled_by": _("请选择。")}, clause="P09-1.4")
    return filling.filled_by


def _filled_on(filling: Filling) -> dt.date:
    day = filling.filled_on or clock.today()
    if day > clock.today():
        raise Invalid(_("填写日期还没有到。"), fields={"filled_on": _("请核对日期。")}, clause="P09-1.4")
    return day


@act(FILL, clause="P09-1.6")
def change_record(*, by: Viewer, record: int, filling: Filling) -> Record:
    """Go on with a draft. What was submitted is no longer edited (P09-1.6)."""
    one = locked(by, record)
    form = offering.form_of(one)
    version, before = draft_of(one, form)
    refuse_position(by, form)
    one.filled_by, one.filled_on = _filled_by(filling), _filled_on(filling)
    now_said = settled(by, one, form, filling.values, before)
    changed = contents.write(one, version, form, now_said, {})
    measured(by, one, form, now_said)
    told(by, "record.changed", one, form, percent=one.percent, fields=sorted(changed))
    return one


@act(FILL, clause="P09-2.4")
def submit_record(*, by: Viewer, record: int) -> Record:
    """Submit a complete draft: it passes to whoever the sheet names, and its filler no longer edits it.

    Invalid: something is missing or wrong, each named. Conflict: it is a draft no more.
    """
    one = locked(by, record)
    form = offering.form_of(one)
    refuse_position(by, form)
    _version, said_now = draft_of(one, form)
    _refuse_incomplete(by, one, form, said_now)
    settled(by, one, form, {}, said_now)
    one.state, one.submitted_at, one.submitted_by = RecordState.SUBMITTED.value, clock.now(), by.staff_id
    one.holder_id = _receiver(form, one) or one.holder_id
    one.save()
    if form.register is not None:
        move, key = registering.take(by, one, form, said_now, contents.names_in(form, said_now))
        told(by, f"register.{_MOVED[move]}", one, form, key=key.pk)
    told(
        by, "record.submitted", one, form, "submit", on=one.filled_on.isoformat(), filled_by=one.filled_by,
        to=form.submits_to or None, customer=one.customer_id,
    )  # fmt: skip
    return one


def _refuse_incomplete(by: Viewer, one: Record, form: Form, said_now: dict[str, str]) -> None:
    state = rules.completeness(form, said_now, signing.signed(by, one, form))
    if state.percent == 100:
        return
    faults = {field.code: _unfilled(field) for field in state.missing} | dict(state.faults)
    names = _("、").join(str(form.field(code).name) for code in list(faults)[:8])
    raise Invalid(
        _("《%(form)s》还有 %(n)s 处没有填好：%(names)s。") % {"form": form.name, "n": len(faults), "names": names},
        fields=faults,
        clause=form.clause_of("complete"),
        todo=_("已填内容都保留，请补全后再提交。"),
    )


def _unfilled(field: FormField) -> str:
    return _("还没有签字。") if field.type is InputType.SIGNATURE else _("必填。")


def _receiver(form: Form, one: Record) -> int:
    """Who receives the record: the only or first holder of the position for its department, 0 for nobody."""
    found = organisation.chart().holders(form.submits_to, one.department_id) if form.submits_to else ()
    return found[0] if found else 0


@act(FILL, clause="P09-1.6")
def correct_record(*, by: Viewer, record: int, filling: Filling, reason: str) -> Record:
    """Add a corrected version beside a submitted one, with the reason; the old one stays as it was.

    NotAllowed for whoever passed it on: once submitted, only the position that received it corrects it.
    """
    one = locked(by, record)
    form = offering.form_of(one)
    rules.refuse_unless(one.state, RecordState.SUBMITTED, form)
    reads.refuse_sealed(by, one, form)
    if form.submits_to and form.submits_to not in by.positions and not by.everything:
        raise NotAllowed(
            _("提交后只能由%(position)s更正。") % {"position": people.position_name(form.submits_to)},
            clause=form.clause_of("submit"),
            todo=_("请把要更正的内容告诉接收人。"),
        )
    if not form.submits_to:
        refuse_position(by, form)
    why = said(reason, form.clause_of("submit"))
    before = contents.values(one)
    now_said = settled(by, one, form, filling.values, before)
    if now_said == before:
        raise Invalid(_("没有改动。"), clause=form.clause_of("submit"))
    _refuse_incomplete(by, one, form, now_said)
    _refuse_moving(form, before, now_said)
    one.version += 1
    version = begin(by, one, one.version, why)
    origins = {row.field: row.origin for row in contents.rows(one, one.version - 1) if row.origin}
    contents.write(one, version, form, now_said, {c: o for c, o in origins.items() if now_said.get(c) == before.get(c)})
    one.save()
    changed = sorted(code for code in {*before, *now_said} if before.get(code) != now_said.get(code))
    told(by, "record.corrected", one, form, "submit", fields=changed)
    return one


def _refuse_moving(form: Form, before: Mapping[str, str], now_said: Mapping[str, str]) -> None:
    """Conflict when a correction would change which thing of a register somebody has, or who."""
    if form.register is None:
        return
    fixed = {*form.register.key, form.register.holder}
    moved = [
        str(one.name) for one in form.fields if one.code in fixed and before.get(one.code) != now_said.get(one.code)
    ]
    if moved:
        raise Conflict(
            _("登记簿的“%(fields)s”不能更正。") % {"fields": _("、").join(moved)},
            clause=form.clause,
            todo=_("请先收回，再重新登记；持有人变了的，请办理转让。"),
        )


@act(FILL, clause="P09-1.4")
def discard_record(*, by: Viewer, record: int, reason: str) -> Record:
    """Give a draft up, with the reason; it stays on record."""
    one = locked(by, record)
    form = offering.form_of(one)
    draft_of(one, form)
    one.discarded_reason = said(reason, form.clause)
    one.state, one.updated_at = RecordState.DISCARDED.value, clock.now()
    one.save(update_fields=["state", "discarded_reason", "updated_at"])
    blanking.spoil_of(one, one.discarded_reason)
    told(by, "record.discarded", one, form)
    return one


@act(reads.VIEW, clause="P00-1.4")
def reveal_value(*, by: Viewer, value: int, purpose: str, note: str = "") -> reads.ShownValue:
    """Open one hidden value of a record for `by`, for a stated purpose, for some minutes (P00-1.4)."""
    one, form, row = reads.value(by, value)
    privacy.reveal_text(
        by=by, text=contents.sealed_text(row, one), field=row.field,
        protection=checking.protection(form.field(row.field)), about=Ref("record", one.pk),
        customer=one.customer_id or 0, purpose=purpose, note=note,
    )  # fmt: skip
    return reads.one_value(by, value)
