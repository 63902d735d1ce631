"""Taking customers out of the house as a table (P00-1.6): for a purpose, only the fields needed, with a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.customers.reads import export
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.kit.sheets import Watermark
from juanzong.ledger import actions as ledger
from juanzong.ledger import reads as ledger_reads
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.privacy import exporting

RIGHT: Final = export.RIGHT
PER_HOUR: Final = 5
ROWS_AT_MOST: Final = 100_000
OPEN_ROWS_AT_MOST: Final = 5_000
_CLAUSES: Final = ("P00-1.6", "P02-b12")


@dataclass(frozen=True, slots=True)
class Export:
    """A table on its way out: its number, headings, lines (read as they are asked for) and the line that marks it."""

    number: str
    count: int
    columns: list[str]
    lines: Iterator[list[Any]]
    watermark: Watermark


def export_customers(
    *, by: Viewer, customers: Sequence[int], fields: Sequence[str], purpose: str, note: str = "", clear: bool = False
) -> Export:
    """Export customers by id, in the order given, with the chosen fields; those out of the person's reach are left out.

    Hidden fields come masked. clear: open values of the important ones, for people who may reveal them, within a
    narrower limit and with an entry for each customer; sensitive ones never leave open in bulk. Invalid: no purpose,
    no field, nobody, too many. Conflict: too many exports within the hour.
    """
    require(by, RIGHT, clause="P00-1.6", attempted="export_customers")
    allowed = int(getattr(settings, "EXPORTS_PER_HOUR", PER_HOUR))
    since = clock.now() - dt.timedelta(hours=1)
    wanted = ledger_reads.Filter(kind="customers.exported", actor=(by.actor.kind, by.actor.id), since=since)
    made = len(ledger_reads.entries(wanted, limit=allowed).entries)
    if made >= allowed:
        with transaction.atomic():
            ledger.record("export.refused", by.actor, None, clauses=_CLAUSES, payload={"made": made})
        raise Conflict(
            _("您一小时内已导出 %(n)s 次，达到上限。") % {"n": made},
            clause="P00-1.6",
            todo=_("请稍后再导出，或先在列表里筛选，合并成一次。本次尝试已记入台账。"),
        )
    return _export(by=by, customers=customers, fields=fields, purpose=purpose, note=note, clear=clear)


@act(RIGHT, clause="P00-1.6")
def _export(
    *, by: Viewer, customers: Sequence[int], fields: Sequence[str], purpose: str, note: str, clear: bool
) -> Export:
    known = {choice.code: choice for choice in exporting.choices()}
    codes = [code for code in known if code in set(fields)]
    _refuse_without_purpose(purpose, codes)
    open_codes = _open_codes(by, [known[code] for code in codes]) if clear else frozenset()
    ids = export.exportable(by, customers)
    limit = OPEN_ROWS_AT_MOST if open_codes else ROWS_AT_MOST
    if not ids:
        raise Invalid(_("没有可导出的客户。"), clause="P00-1.6", todo=_("请在列表里换一个筛选条件。"))
    if len(ids) > limit:
        raise Invalid(
            _("一次最多导出 %(max)s 位客户，现在选了 %(n)s 位。") % {"max": limit, "n": len(ids)},
            clause="P00-1.6",
            todo=_("请在列表里缩小范围，只导出办理这件事所需的客户。"),
        )
    number = _("导出字第 %(n)s 号") % {"n": sequences.take("customers.export")}
    ledger.record(
        "customers.exported",
        by.actor,
        None,
        basis=purpose,
        clauses=_CLAUSES,
        payload={"rows": len(ids), "fields": codes, "clear": sorted(open_codes), "number": number},
    )
    if open_codes:
        told = {"fields": sorted(open_codes), "number": number}
        rows = [(Ref("customer", pk), told) for pk in ids]
        ledger.record_many("value.exported", by.actor, rows, basis=purpose, clauses=("P00-1.4", "P00-1.6"))
    shown = str(policies.purpose(purpose).name)
    return Export(
        number,
        len(ids),
        [str(known[code].label) for code in codes],
        exporting.lines(by, ids, codes, open_codes),
        Watermark(by.name, _purpose_line(shown, note.strip()[:100]), number, clock.now()),
    )


def _purpose_line(purpose: str, note: str) -> str:
    return _("%(purpose)s：%(note)s") % {"purpose": purpose, "note": note} if note else purpose


def _refuse_without_purpose(purpose: str, codes: Sequence[str]) -> None:
    faults: dict[str, str] = {}
    if purpose not in {known.code for known in policies.purposes(reveal=True)}:
        faults["purpose"] = _("请选择用途。")
    if not codes:
        faults["fields"] = _("请至少选择一个字段。")
    if faults:
        raise Invalid(
            _("导出须说明用途，并选出所需的字段。"), fields=faults, clause="P00-1.6", todo=_("请补全后再导出。")
        )


def _open_codes(by: Viewer, chosen: Sequence[exporting.Choice]) -> frozenset[str]:
    """The hidden fields that leave open; asking for what one may not reveal is denied and written down."""
    hidden = [choice for choice in chosen if choice.hidden and not choice.sensitive]
    if hidden:
        require(by, "privacy.reveal", clause="P00-1.4", attempted="export_customers clear")
    return frozenset(choice.code for choice in hidden if exporting.may_be_open(by, choice.code))
