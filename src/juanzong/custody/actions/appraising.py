"""Appraisal: which dossiers whose term has passed are kept longer, looked at again, or proposed for destruction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.custody.choices import DisposalState, Opinion
from juanzong.custody.models import Disposal, DisposalLine, NewTerm
from juanzong.custody.reads import disposal as reads
from juanzong.custody.rules import retention as rules
from juanzong.custody.writing import said, told, yearly_number
from juanzong.custody.writing_disposal import CLAUSE, locked, wrong_state
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers.shapes import ItemFacts
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

APPRAISE = "custody.appraise"
MOST = 500


@act(APPRAISE, clause=CLAUSE)
def begin_disposal(*, by: Viewer, dossier_ids: Sequence[int]) -> Disposal:
    """Put dossiers whose term has passed on a list to be appraised. What is under a hold, or on another list, or not yet
    due, is refused by name."""
    ids = list(dict.fromkeys(dossier_ids))
    if not ids or len(ids) > MOST:
        sentence = _("请选择 1 到 %(most)s 卷到期档案。") % {"most": MOST}
        raise Invalid(sentence, fields={"dossiers": sentence}, clause=CLAUSE)
    rows = dossiers.visible(by, APPRAISE).filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    found = reads.terms(by, rows)
    if len(found) != len(ids):
        raise NotFound(_("没有这份档案，或您无权查看。"), clause="P00-1.6")
    for one in found:
        _may_be_listed(one)
    made = Disposal.objects.create(
        number=yearly_number("custody.disposal.", "销册{year}-{n:03d}"),  # untranslated: a number as the papers carry it
        made_at=clock.now(), made_by=by.staff_id, made_by_name=by.name[:60],
    )  # fmt: skip
    listed = dossiers.facts_of(ids)
    DisposalLine.objects.bulk_create([_line(made, one, listed[one.dossier.pk]) for one in found])
    told(by, "disposal.begun", Ref("disposal", made.pk), clauses=(CLAUSE,), number=made.number, dossiers=len(found))
    return made


def _may_be_listed(one: reads.Term) -> None:
    name = one.dossier.number or one.dossier.title
    if one.frozen:
        raise Conflict(
            _("“%(name)s”已冻结：%(reason)s。") % {"name": name, "reason": one.frozen}, clause=CLAUSE,
            todo=_("冻结解除前不得销毁。"),
        )  # fmt: skip
    if one.listed:
        raise Conflict(
            _("“%(name)s”已在清册 %(list)s 上。") % {"name": name, "list": one.listed}, clause=CLAUSE,
            todo=_("请先办完那份清册。"),
        )  # fmt: skip
    if one.dossier.state != "closed" or not one.kept.passed(clock.today()):
        until = one.kept.until.isoformat() if one.kept.until else _("尚未起算")
        raise Conflict(
            _("“%(name)s”保管期未满：%(until)s。") % {"name": name, "until": until}, clause=CLAUSE,
            todo=_("期满后才能鉴定销毁。"),
        )  # fmt: skip


def _line(made: Disposal, one: reads.Term, items: Sequence[ItemFacts]) -> DisposalLine:
    secret = rules.confidential(one.kind, [(item.section, item.requirement) for item in items])
    began, until = one.kept.days
    return DisposalLine(
        disposal=made, dossier_id=one.dossier.pk, number=one.dossier.number, title=one.dossier.title,
        kind_name=one.kind.name.zh[:60], term=one.kind.retention.text.zh[:100], began=began, expired=until,
        items=len(items), pages=sum(item.sheets or item.scan_pages or 0 for item in items), confidential=secret,
        method=rules.method_for(secret=secret),
    )  # fmt: skip


@act(APPRAISE, clause=CLAUSE)
def appraise(
    *,
    by: Viewer,
    line_id: int,
    opinion: str,
    reason: str,
    keep_until: dt.date | None = None,
    confidential: bool = False,
) -> DisposalLine:
    """Say what becomes of a dossier on a list, and why. confidential: it is secret although its papers do not show it; what is
    secret by its papers stays so."""
    text = said(reason, clause=CLAUSE)
    if opinion not in Opinion.values:
        raise Invalid(_("请选择鉴定意见。"), fields={"opinion": _("请从列表中选择。")}, clause=CLAUSE)
    line = DisposalLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("没有这份清册，或您无权查看。"), clause="P00-1.6")
    one = _appraising(by, line.disposal_id)
    if opinion == Opinion.KEEP and (keep_until is None or keep_until <= clock.today()):
        raise Invalid(_("延长保管须说明到哪一天。"), fields={"keep_until": _("请填写今天以后的日期。")}, clause=CLAUSE)
    line.opinion, line.reason = opinion, text
    line.appraised_by, line.appraised_by_name = by.staff_id, by.name[:60]
    line.keep_until = keep_until if opinion == Opinion.KEEP else None
    line.confidential = line.confidential or confidential
    line.method = rules.method_for(secret=line.confidential)
    line.save()
    told(
        by, "disposal.appraised", Ref("dossier", line.dossier_id), clauses=(CLAUSE, "P05-d2"), number=one.number,
        opinion=opinion, method=line.method,
    )  # fmt: skip
    return line


@act(APPRAISE, clause=CLAUSE)
def propose_disposal(*, by: Viewer, disposal_id: int) -> Disposal:
    """Hand an appraised list to whoever approves. What is kept gets its new term now; what is to be looked at again leaves the
    list."""
    one = _appraising(by, disposal_id)
    lines = list(DisposalLine.objects.filter(disposal=one))
    waiting = [line for line in lines if not line.opinion]
    if waiting:
        raise Conflict(
            _("还有 %(n)s 卷没有鉴定意见。") % {"n": len(waiting)}, clause=CLAUSE, todo=_("请逐卷给出意见后再提交。")
        )
    for line in lines:
        if line.opinion == Opinion.KEEP and line.keep_until:
            NewTerm.objects.update_or_create(
                dossier_id=line.dossier_id, defaults={"until": line.keep_until, "authority": one.number}
            )
    DisposalLine.objects.filter(disposal=one).exclude(opinion=Opinion.DESTROY).update(standing=False)
    destroyed = sum(line.opinion == Opinion.DESTROY for line in lines)
    one.state = DisposalState.PROPOSED if destroyed else DisposalState.KEPT
    one.save(update_fields=["state"])
    told(
        by, "disposal.proposed", Ref("disposal", one.pk), clauses=(CLAUSE,), number=one.number, destroy=destroyed,
        kept=len(lines) - destroyed,
    )  # fmt: skip
    return one


def _appraising(by: Viewer, disposal_id: int) -> Disposal:
    one = locked(by, disposal_id)
    if one.state != DisposalState.APPRAISING:
        raise wrong_state(one)
    return one
