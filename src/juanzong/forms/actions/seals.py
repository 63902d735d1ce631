"""The numbered seals on the paper of sealed records: put on, broken by somebody who says why, put on anew (P09-1.10)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.forms import offering, reads
from juanzong.forms.choices import PermitKind
from juanzong.forms.models import Permit, Record, Seal
from juanzong.forms.sealmarks import CLAUSE, put_on, told_seal
from juanzong.forms.writing import said
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed, NotFound
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer


@act(reads.VIEW, clause=CLAUSE)
def break_seal(*, by: Viewer, seal: int, reason: str) -> Seal:
    """Break a seal to get at the paper of a record that somebody may read now (P09-1.11), and say what for.

    NotAllowed: another position seals these. Conflict: broken already, or nobody has leave to read any of them.
    """
    row = _locked(by, seal)
    if row.broken_at is not None:
        raise Conflict(_("封条 %(number)s 已经拆开。") % {"number": row.number}, clause=CLAUSE, todo=_("请重新加封。"))
    open_now = Permit.objects.filter(record__seals__seal=row, kind=PermitKind.READ, until__gt=clock.now())
    if not open_now.exists():
        raise Conflict(_("这一封里没有获准启封的表单，不能拆封。"), clause="P09-1.11", todo=_("请先由总经理批准启封。"))
    row.reason = said(reason, CLAUSE)
    row.broken_at, row.broken_by_name = clock.now(), by.name[:60]
    row.save(update_fields=["broken_at", "broken_by_name", "reason"])
    told_seal(by, "seal.broken", row, permits=list(open_now.values_list("pk", flat=True)))
    return row


@act(reads.VIEW, clause=CLAUSE)
def seal_again(*, by: Viewer, seal: int, number: str) -> Seal:
    """Put a new seal on what lay under a broken one."""
    row = _locked(by, seal)
    if row.broken_at is None or Seal.objects.filter(replaces=row).exists():
        raise Conflict(
            _("封条 %(number)s 没有拆开，或已重新加封。") % {"number": row.number},
            clause=CLAUSE,
            todo=_("请刷新后查看。"),
        )
    records = list(Record.objects.filter(seals__seal=row).order_by("pk"))
    made = put_on(by, records, number or "-", replaces=row)
    if made is None:
        raise NotFound(_("没有这个封条，或您无权查看。"), clause=CLAUSE)
    return made


def _locked(by: Viewer, seal: int) -> Seal:
    """A seal of records that this person's position seals, its row locked."""
    row = Seal.objects.select_for_update().filter(pk=seal, lines__record__in=reads.visible(by)).first()
    if row is None:
        raise NotFound(_("没有这个封条，或您无权查看。"), clause=CLAUSE)
    for one in Record.objects.filter(seals__seal=row):
        position = offering.form_of(one).sealed_by
        if position not in by.positions and not by.everything:
            raise NotAllowed(
                _("这个封条由%(position)s办理。") % {"position": organisation.position_name(position)}, clause=CLAUSE,
                todo=_("请交由该岗位办理。"),
            )  # fmt: skip
    return row
