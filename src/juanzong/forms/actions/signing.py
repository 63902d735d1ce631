"""Signing a record: in the field the sheet has for it, on exactly what it says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.casework.actions.signing import sign
from juanzong.casework.rules.drawing import Drawing
from juanzong.forms import contents, offering, reads, rules, signing
from juanzong.forms.choices import RecordState
from juanzong.forms.models import Record
from juanzong.kit.errors import Conflict, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, FormField, InputType


@act(reads.VIEW, clause="P09-1.5")
def sign_record(*, by: Viewer, record: int, field: str, digest: str, proof: Proof, drawing: Drawing = ()) -> Record:
    """Sign a field of a record, on what `by` was shown (its hash is `digest`).

    The collector's field is signed by whoever filled the record in, nobody else: it decides whose customer it is.
    """
    reads.record(by, record)
    one = Record.objects.select_for_update(of=("self",)).get(pk=record)
    form = offering.form_of(one)
    reads.refuse_sealed(by, one, form)
    slot = _slot(form, field)
    _refuse_signing(by, one, form, slot)
    sign(
        by=by, subject=Ref("record", one.pk), capacity=signing.capacity(form, slot), digest=digest, proof=proof,
        drawing=drawing,
    )  # fmt: skip
    state = rules.completeness(form, contents.values(one), signing.signed(by, one, form))
    if one.state == RecordState.DRAFT:
        one.percent = state.percent
        one.save(update_fields=["percent"])
    return one


def _slot(form: Form, field: str) -> FormField:
    for one in form.fields:
        if one.code == field and one.type is InputType.SIGNATURE:
            return one
    raise NotFound(_("表上没有这个签字栏。"), clause=form.clause)


def _refuse_signing(by: Viewer, one: Record, form: Form, slot: FormField) -> None:
    clause = signing.capacity(form, slot).clause
    if one.state == RecordState.DISCARDED:
        raise Conflict(_("这份表单已经作废。"), clause=clause, todo=_("请重新填写一份。"))
    if slot.code == form.collector and by.staff_id != one.filler_id:
        raise NotAllowed(
            _("“%(field)s”由采集并填写的人本人签字。") % {"field": slot.name},
            clause=clause,
            todo=_("请由填写人签字后再提交。"),
        )
    if slot.code in signing.signed(by, one, form):
        raise Conflict(_("这一栏已经签过字。"), clause=clause, todo=_("请刷新页面查看。"))
