"""A finished record becomes a paper in the customer's volume."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from juanzong.forms import checking, offering, papers, reads, rules
from juanzong.forms.choices import RecordState
from juanzong.forms.filing import Paper, Place, record_filers
from juanzong.forms.models import Record
from juanzong.forms.writing import told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Protection
from juanzong.policies.shapes_forms import Form, FormField

FILE: Final = "dossiers"


def file_record(*, by: Viewer, record: int) -> int:
    """File the record's paper into the newest open volume of the kind its sheet names; the id of the item.

    Sensitive values stay masked on the paper, and all guarded ones on sheets that are kept sealed: they are read in
    the record, with its rights. Conflict: no such volume, filed already, or not submitted.
    """
    require(by, reads.VIEW, clause="P02-b", attempted="file_record")
    one = reads.record(by, record)
    form = offering.form_of(one)
    rules.refuse_unless(one.state, RecordState.SUBMITTED, form)
    reads.refuse_sealed(by, one, form)
    place = _place(by, one, form)
    moment = one.submitted_at or clock.now()

    def is_open(field: FormField) -> bool:
        return not form.sealed_by and checking.protection(field) is Protection.IMPORTANT

    paper = Paper(
        section=form.files_into.partition(".")[2], form=form.code, form_name=form.name.zh, title=form.name.zh,
        author=one.filler.name, on=one.filled_on,
        pdf=papers.of_record(by, one, form, is_open=is_open, moment=moment),
    )  # fmt: skip
    item = record_filers[FILE].file(by, place.id, paper)
    return _note_filed(by=by, record=record, item=item)


def _place(by: Viewer, one: Record, form: Form) -> Place:
    if not form.files_into or one.customer_id is None:
        raise Conflict(_("《%(form)s》不归入档案。") % {"form": form.name}, clause=form.clause)
    if one.item is not None:
        raise Conflict(_("这份表单已经归档。"), clause=form.clause, todo=_("请在档案里查看。"))
    place = record_filers[FILE].place(by, one.customer_id, form.files_into.partition(".")[0])
    if place is None:
        raise Conflict(
            _("这位客户还没有可以归入的档案。"), clause=form.clause, todo=_("请先为客户建立相应种类的档案。")
        )
    return place


@act(reads.VIEW, clause="P02-b")
def _note_filed(*, by: Viewer, record: int, item: int) -> int:
    one = Record.objects.select_for_update(of=("self",)).get(pk=reads.record(by, record).pk)
    one.item = item
    one.save(update_fields=["item"])
    told(by, "record.filed", one, offering.form_of(one), item=item)
    return item
