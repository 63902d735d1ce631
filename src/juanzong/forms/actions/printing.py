"""Paper and tables that leave the house: for a purpose, marked with who made them, and only as far as the rights go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from juanzong.forms import checking, contents, offering, papers, reads, registering
from juanzong.forms.actions.sealing import BLANKS
from juanzong.forms.choices import FilledBy, PermitKind, RecordState
from juanzong.forms.models import BlankBatch, Record
from juanzong.forms.prints.words import Lang
from juanzong.forms.reads import registers
from juanzong.forms.writing import told
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.kit.sheets import Watermark
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes_forms import Form, FormField, InputType
from juanzong.privacy.rules import right_of

EXPORT: Final = "forms.export"
ROWS_AT_MOST: Final = 20_000


def _purpose(code: str, note: str) -> str:
    """The purpose in words; Invalid without one."""
    if code not in {known.code for known in policies.purposes(reveal=True)}:
        raise Invalid(
            _("打印和导出须说明用途。"), fields={"purpose": _("请选择用途。")}, clause="P00-1.6",
            todo=_("请选择用途后再试。"),
        )  # fmt: skip
    name = str(policies.purpose(code).name)
    words = " ".join(note.split())[:100]
    return _("%(purpose)s：%(note)s") % {"purpose": name, "note": words} if words else name


def print_record(
    *, by: Viewer, record: int, purpose: str, note: str = "", clear: bool = False, lang: Lang = "zh"
) -> bytes:
    """A record as PDF/A, marked with who printed it and what for. clear: guarded values as they are, as far as the
    person's rights go; else masked.

    NotAllowed: it is sealed, or may not be copied without consent (P09-1.12).
    """
    require(by, reads.VIEW, clause="P09-1.12", attempted="print_record")
    one = reads.record(by, record)
    form = offering.form_of(one)
    reads.refuse_sealed(by, one, form)
    if form.serial and not by.may(BLANKS) and reads.permit(by, one, PermitKind.COPY) is None:
        raise NotAllowed(
            _("《%(form)s》未经同意不得复制。") % {"form": form.name},
            clause=form.clause_of("blanks"),
            todo=_("请由管理空白表的同事打印，或请其同意您限时复制。"),
        )
    why = _purpose(purpose, note)
    number = _print(by=by, record=record, purpose=purpose, clear=clear)
    moment = clock.now()
    mark = _("复制件 %(name)s %(purpose)s %(at)s %(number)s") % {
        "name": by.name, "purpose": why, "number": number,
        "at": clock.written(moment),
    }  # fmt: skip

    def is_open(field: FormField) -> bool:
        return clear and by.may(right_of(checking.protection(field)))

    return papers.of_record(by, one, form, is_open=is_open, mark=mark, lang=lang, moment=moment)


@act(reads.VIEW, clause="P09-1.12")
def _print(*, by: Viewer, record: int, purpose: str, clear: bool) -> str:
    one = reads.record(by, record)
    form = offering.form_of(one)
    number = _("印字第 %(n)s 号") % {"n": sequences.take("forms.prints")}
    opened = sorted(
        field.code
        for field in form.fields
        if clear and checking.is_sealed(field) and by.may(right_of(checking.protection(field)))
    )
    told(by, "record.printed", one, form, "blanks", number=number, purpose=purpose, clear=list(opened))
    return number


def print_blank_batch(*, by: Viewer, batch: int, lang: Lang = "zh") -> bytes:
    """The numbered blanks of a batch as PDF/A. Every printing of it is an entry."""
    require(by, BLANKS, clause="P09-1.12", attempted="print_blank_batch")
    row = _print_batch(by=by, batch=batch)
    return papers.of_blank(policies.form(row.form), range(row.first, row.last + 1), lang=lang, moment=clock.now())


@act(BLANKS, clause="P09-1.12")
def _print_batch(*, by: Viewer, batch: int) -> BlankBatch:
    row = BlankBatch.objects.filter(pk=batch).first()
    if row is None:
        raise NotFound(_("没有这一批空白表。"), clause="P09-1.12")
    form = policies.form(row.form)
    ledger.record(
        "blanks.set", by.actor, Ref("blank_batch", row.pk), clauses=(form.clause_of("blanks"),),
        payload={"form": row.form, "first": row.first, "last": row.last},
    )  # fmt: skip
    return row


@dataclass(frozen=True, slots=True)
class Table:
    """A table on its way out: its number, headings, lines and the line that marks it."""

    number: str
    title: str
    columns: list[str]
    lines: Iterator[list[Any]]
    watermark: Watermark


@act(EXPORT, clause="P00-1.6")
def export_records(*, by: Viewer, form: str, records: Sequence[int], purpose: str, note: str = "") -> Table:
    """Records of one sheet as a table, guarded values masked; sealed ones and those out of reach are left out.

    NotAllowed: the sheet may not be copied without consent. Invalid: no purpose, or nothing to export.
    """
    sheet = offering.form_for(by, form)
    if sheet.serial and not by.may(BLANKS):
        raise NotAllowed(
            _("《%(form)s》未经同意不得复制。") % {"form": sheet.name},
            clause=sheet.clause_of("blanks"),
            todo=_("请由管理空白表的同事导出。"),
        )
    why = _purpose(purpose, note)
    rows = reads.visible(by, EXPORT).filter(pk__in=records, form=form, sealed_at=None)
    ids = list(rows.order_by("-id").values_list("id", flat=True)[: ROWS_AT_MOST + 1])
    if not 0 < len(ids) <= ROWS_AT_MOST:
        raise Invalid(
            _("没有可导出的记录。") if not ids else _("一次最多导出 %(n)s 份。") % {"n": ROWS_AT_MOST},
            clause="P00-1.6",
            todo=_("请在列表里换一个筛选条件。"),
        )
    fields = [field for field in sheet.fields if field.type is not InputType.SIGNATURE]
    number = _noted(by, sheet, purpose, rows=len(ids), fields=[field.code for field in fields])
    columns = [_("对象"), _("填写人"), _("填写方式"), _("填写日期"), _("状态"), *(str(field.name) for field in fields)]
    return Table(
        number, str(sheet.name), columns, _lines(by, ids, fields), Watermark(by.name, why, number, clock.now())
    )


def _noted(by: Viewer, form: Form, purpose: str, *, rows: int, fields: list[str]) -> str:
    number = _("表导字第 %(n)s 号") % {"n": sequences.take("forms.export")}
    ledger.record(
        "records.exported", by.actor, None, basis=purpose, clauses=("P00-1.6", form.clause_of("blanks")),
        payload={"form": form.code, "rows": rows, "fields": list(fields), "number": number},
    )  # fmt: skip
    return number


def _lines(by: Viewer, ids: Sequence[int], fields: Sequence[FormField]) -> Iterator[list[Any]]:
    for start in range(0, len(ids), 200):
        rows = list(Record.objects.filter(pk__in=ids[start : start + 200]).select_related("filler").order_by("-id"))
        about = reads.labels(by, rows)
        for one in rows:
            said = contents.values(one)
            names = contents.names_in(offering.form_of(one), said)
            yield [
                about.get(one.pk, ""), one.filler.name, str(FilledBy(one.filled_by).label), one.filled_on,
                str(RecordState(one.state).label), *(_told(field, said.get(field.code, ""), names) for field in fields),
            ]  # fmt: skip


def _told(field: FormField, text: str, names: dict[str, str]) -> str:
    if checking.is_sealed(field):
        return checking.masked(field, text)
    if field.type is InputType.TABLE:
        return "；".join(
            " ".join(map(str, row)) for row in checking.table_text(field, text, names)
        )  # untranslated: mark
    return str(checking.shown(field, text, names))


@act(EXPORT, clause="P00-1.6")
def export_register(*, by: Viewer, form: str, purpose: str, note: str = "") -> Table:
    """A register as a table: everything in it with who has it now, as far as the person may know."""
    sheet = offering.form_for(by, form)
    rule = registering.rule_of(sheet)
    why = _purpose(purpose, note)
    things = registers.things(by, sheet)
    number = _noted(by, sheet, purpose, rows=len(things), fields=["key", "holder"])
    states = {"free": str(rule.free), "held": str(rule.held), "retired": _("已停用")}
    lines = (
        [
            one.name,
            states[one.state],
            one.holding.holder if one.holding else "",
            one.holding.from_at if one.holding else None,
        ]
        for one in things
    )
    columns = [_("编号"), _("状态"), _("持有人"), _("起始")]
    return Table(number, str(sheet.name), columns, lines, Watermark(by.name, why, number, clock.now()))
