"""What people do with the ledger itself. The ledger knows no viewers, so their acts stand here."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.ledger import actions as ledger
from juanzong.ledger import reads
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

RIGHT = "ledger.export"


@act(RIGHT, clause="P00-1.6")
def note_export(*, by: Viewer, purpose: str, narrowed: Mapping[str, str], rows: int, form: str) -> str:
    """Write down that lines of the ledger leave the house; the number that the sheet bears.

    narrowed: which filters were set, as text. Invalid: no purpose of the packs was named.
    """
    if purpose not in {known.code for known in policies.purposes()}:
        raise Invalid(_("导出须说明用途。"), fields={"purpose": _("请选择用途。")}, clause="P00-1.6")
    entry = ledger.record(
        "ledger.exported",
        by.actor,
        None,
        basis=purpose,
        clauses=("P00-1.6",),
        payload={"rows": rows, "form": form, "narrowed": sorted(narrowed)},
    )
    return str(entry.id)


@act(RIGHT, clause="P00-1.7")
def verify(*, by: Viewer) -> reads.Report:
    """Recompute the whole ledger and write down what came of it."""
    report = reads.verify()
    ledger.record(
        "ledger.verified",
        by.actor,
        None,
        clauses=("P00-1.7",),
        payload={"sealed": report.sealed, "heads": report.heads, "problems": report.count, "root": report.root.hex()},
    )
    return report
