"""Slips of the safe: what goes out, what comes back, what its owner gets again. The safe itself is opened by two people at
the last step of the case that each of them begins (custody/safekeeping.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.custody.choices_safe import CertificateState, Flow, Purpose
from juanzong.custody.models import Certificate, SafeSlip, SlipLine
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import slips as reads
from juanzong.custody.slip_writing import CLAUSE, SLIPS, new_slip, started, told
from juanzong.custody.writing import reached
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

MOST_AT_ONCE = 60
LONGEST = 120


@act(SLIPS, clause=CLAUSE)
def ask_out(*, by: Viewer, certificate_ids: Sequence[int], purpose: str, to_whom: str, due_on: dt.date) -> SafeSlip:
    """Ask for certificates of one project to go out: what for, to whom, until when. Conflict: not in the safe."""
    rows = _together(by, certificate_ids, (CertificateState.IN,))
    faults: dict[str, str] = {}
    whom = " ".join(to_whom.split())[:LONGEST]
    if purpose not in Purpose.values:
        faults["purpose"] = _("请选择用途。")
    if not whom:
        faults["to_whom"] = _("请写明交给哪个单位、哪个人。")
    if due_on < clock.today():
        faults["due_on"] = _("应还日期不能早于今天。")
    if faults:
        raise Invalid(" ".join(faults.values()), fields=faults, clause=CLAUSE)
    slip = new_slip(by, Flow.OUT, rows[0].dossier_id, purpose=purpose, to_whom=whom, due_on=due_on, due_was=due_on)
    return _begun(by, slip, rows)


@act(SLIPS, clause=CLAUSE)
def bring_back(*, by: Viewer, certificate_ids: Sequence[int]) -> SafeSlip:
    """Begin to take back certificates that are out, all or some of one slip; the rest stays owed."""
    rows = _together(by, certificate_ids, (CertificateState.OUT,))
    owed = set(
        SlipLine.objects.filter(certificate__in=[one.pk for one in rows], owed=True).values_list("slip_id", flat=True)
    )
    if len(owed) != 1:
        raise Conflict(_("一次只办理同一张出柜单的权证。"), clause=CLAUSE, todo=_("请分单办理还回。"))
    return _begun(by, new_slip(by, Flow.BACK, rows[0].dossier_id, out_slip_id=owed.pop()), rows)


@act(SLIPS, clause=CLAUSE)
def release_certificates(*, by: Viewer, certificate_ids: Sequence[int], proof_item_id: int) -> SafeSlip:
    """Begin to give certificates back to their owner, on a paper in the dossier that says the debt is settled."""
    rows = _together(by, certificate_ids, (CertificateState.IN, CertificateState.OUT))
    page = dossiers.item_page(by, proof_item_id)
    if page.dossier.pk != rows[0].dossier_id or page.item.state != "filed":
        fault = _("结清凭证应是本项目档案中在卷的文件。")
        raise Invalid(fault, fields={"proof": fault}, clause=CLAUSE, todo=_("请先把凭证归入档案，再选择。"))
    return _begun(by, new_slip(by, Flow.RELEASE, rows[0].dossier_id, proof_id=proof_item_id), rows)


@act(SLIPS, clause=CLAUSE)
def move_certificates(*, by: Viewer, certificate_ids: Sequence[int]) -> SafeSlip:
    """Begin to move all certificates of a project from its safe to another, the people of both safes signing. Conflict: some
    of them would stay, for a project has one safe (P03-5.5)."""
    rows = _together(by, certificate_ids, (CertificateState.IN,), most=register.MOST)
    kept = (CertificateState.IN, CertificateState.OUT)
    others = Certificate.objects.filter(dossier=rows[0].dossier_id, state__in=kept).exclude(
        pk__in=[one.pk for one in rows]
    )
    if others.exists():
        raise Conflict(
            _("一个项目的权证存放在同一保险柜，须全部一起移。"), clause="P03-5.5",
            todo=_("请选择这个项目的全部权证；出柜的先还回。"),
        )  # fmt: skip
    return _begun(by, new_slip(by, Flow.MOVE, rows[0].dossier_id), rows)


def _together(
    by: Viewer, ids: Sequence[int], states: tuple[CertificateState, ...], *, most: int = MOST_AT_ONCE
) -> list[Certificate]:
    """Certificates of one project that the person may act on, locked, in one of the states and on no other slip."""
    wanted = sorted(set(ids))
    if not 1 <= len(wanted) <= most:
        fault = _("请选择 1 到 %(most)s 件权证。") % {"most": most}
        raise Invalid(fault, fields={"certificates": fault}, clause=CLAUSE)
    seen = register.certificates(by).filter(pk__in=wanted).values("pk")
    rows = list(Certificate.objects.select_for_update().filter(pk__in=seen).order_by("pk"))
    if len(rows) != len(wanted) or len({one.dossier_id for one in rows}) != 1:
        fault = _("请选择同一项目的权证。")
        raise Invalid(
            fault, fields={"certificates": fault}, clause="P03-5.5", todo=_("权证按项目保管，不同项目分单办理。")
        )
    reached(by, SLIPS, rows[0].dossier_id)
    wrong = next((one for one in rows if one.state not in states), None)
    if wrong is not None:
        raise Conflict(
            _("选中的权证有的是“%(state)s”，不能这样办理。") % {"state": CertificateState(wrong.state).label},
            clause=CLAUSE,
            todo=_("请在权证页面查看它现在的状态。"),
        )
    busy = SlipLine.objects.filter(certificate__in=rows, open=True).select_related("slip").first()
    if busy is not None:
        raise Conflict(
            _("权证正在 %(number)s 上办理。") % {"number": busy.slip.number}, clause=CLAUSE,
            todo=_("请先办完或撤回那张单。"), about=reads.ref(busy.slip_id),
        )  # fmt: skip
    return rows


def _begun(by: Viewer, slip: SafeSlip, rows: Sequence[Certificate]) -> SafeSlip:
    try:
        with transaction.atomic():
            SlipLine.objects.bulk_create(SlipLine(slip=slip, certificate=one) for one in rows)
    except IntegrityError as error:  # the database has the last word on one slip at a time
        raise Conflict(_("权证刚被列入另一张单。"), clause=CLAUSE, todo=_("请刷新后查看。")) from error
    told(by, "safe_slip.begun", slip, certificates=len(rows))
    return started(by, slip)
