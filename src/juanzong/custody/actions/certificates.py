"""Certificates on their way into the safe: listed by A, entered once more by others who do not see the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.casework.reads import routes
from juanzong.custody import certificate_drafts as drafts
from juanzong.custody.certificate_drafts import CertificateDraft
from juanzong.custody.choices_safe import CertificateState, Flow, SlipState
from juanzong.custody.models import Certificate, SafeSlip, SlipCheck, SlipLine
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import slips as reads
from juanzong.custody.rules import certificates as rules
from juanzong.custody.rules.certificates import Paper
from juanzong.custody.slip_writing import CLAUSE, SLIPS, new_slip, started, told
from juanzong.custody.writing import reached
from juanzong.dossiers.choices import DossierState
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Protection
from juanzong.privacy import actions as privacy

MOST_AT_ONCE = 60


@act(SLIPS, clause=CLAUSE)
def list_certificates(*, by: Viewer, dossier_id: int, certificates: Sequence[CertificateDraft]) -> SafeSlip:
    """Begin to hand the certificates of a project over, apart from its dossier: the list of A, and the case in which others
    compare. Conflict: the project is closed, or one of them is here already. NotAllowed: not for them to hand over."""
    one = reached(by, SLIPS, dossier_id)
    if one.state in (DossierState.CLOSED, DossierState.DESTROYED):
        raise Conflict(
            _("档案已经结卷，不能再收权证。"), clause="P03-5.5", todo=_("请先重新启用档案，或核对项目。"),
            about=Ref("dossier", one.pk),
        )  # fmt: skip
    slip = new_slip(by, Flow.IN, dossier_id)
    _not_too_many(len(certificates))
    for draft in certificates:
        SlipLine.objects.create(slip=slip, certificate=drafts.write(by, one, draft))
    told(by, "safe_slip.listed", slip, certificates=len(certificates))
    return started(by, slip)


def _not_too_many(number: int) -> None:
    if not 1 <= number <= MOST_AT_ONCE:
        fault = _("一张单列 1 到 %(most)s 件权证。") % {"most": MOST_AT_ONCE}
        raise Invalid(fault, fields={"number": fault}, clause=CLAUSE)


@act(SLIPS, clause=CLAUSE)
def add_certificate(*, by: Viewer, slip_id: int, certificate: CertificateDraft) -> Certificate:
    """Put another certificate on the list, while it is still with whoever made it."""
    slip = _mine_to_list(by, slip_id)
    _not_too_many(SlipLine.objects.filter(slip=slip).count() + 1)
    row = drafts.write(by, slip.dossier, certificate)
    SlipLine.objects.create(slip=slip, certificate=row)
    told(by, "safe_slip.changed", slip, certificates=SlipLine.objects.filter(slip=slip).count())
    return row


@act(SLIPS, clause=CLAUSE)
def drop_certificate(*, by: Viewer, slip_id: int, certificate_id: int) -> Certificate:
    """Take a certificate off the list, because it was miswritten or is not handed over. The row stays, as not taken in."""
    slip = _mine_to_list(by, slip_id)
    line = SlipLine.objects.select_related("certificate").filter(slip=slip, certificate=certificate_id).first()
    if line is None:
        raise Conflict(_("清单上没有这件权证。"), clause=CLAUSE, todo=_("请刷新后查看。"))
    line.certificate.state = CertificateState.DROPPED
    line.certificate.save(update_fields=["state"])
    row = line.certificate
    line.delete()
    told(by, "safe_slip.changed", slip, certificates=SlipLine.objects.filter(slip=slip).count())
    return row


def _mine_to_list(by: Viewer, slip_id: int) -> SafeSlip:
    """A slip of certificates that are handed over, locked, whose list is with this person now."""
    known = reads.slip(by, slip_id)
    slip = SafeSlip.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=known.pk)
    case = reads.standing(slip.pk)
    if slip.flow != Flow.IN or slip.state != SlipState.OPEN or case is None:
        raise Conflict(_("这张单的清单不能再改。"), clause=CLAUSE, todo=_("请刷新后查看。"))
    if not reads.asks(case, reads.LISTED) or not routes.takes(by, case.case) or by.staff_id != slip.begun_by:
        raise NotAllowed(
            _("清单现在在“%(step)s”，由列单人在退回后修改。") % {"step": case.step}, clause=CLAUSE,
            todo=_("请由该环节的办理人退回，再修改清单。"), about=Ref("case", case.case),
        )  # fmt: skip
    return slip


@act(SLIPS, clause=CLAUSE)
def check_slip(*, by: Viewer, slip_id: int, entered: Sequence[Paper], count: int) -> SlipCheck:
    """Enter what is held in hand, without the list: names, numbers, whose, and how many (P03-5.2). Conflict: every
    difference, in words that do not give away the list; the attempt is an entry. NotAllowed: whoever made the list, or has
    checked it at another step, is no second pair of eyes."""
    known = reads.slip(by, slip_id)
    slip = SafeSlip.objects.select_for_update(of=("self",)).get(pk=known.pk)
    case = reads.standing(slip.pk)
    asked = case is not None and reads.asks(case, reads.CHECKED)
    if slip.state != SlipState.OPEN or case is None or not asked or not routes.takes(by, case.case):
        raise NotAllowed(_("现在不由您核对这张单。"), clause=CLAUSE, todo=_("请在办理单上查看现在的环节和办理人。"))
    rows = reads.on(slip.pk)
    digest = reads.digest(slip, rows)
    if by.staff_id == slip.begun_by or SlipCheck.objects.filter(slip=slip, staff=by.staff_id, digest=digest).exists():
        raise NotAllowed(_("三方须为不同的人：您已经列单或核对过。"), clause=CLAUSE, todo=_("请由另一人独立核对。"))
    found = rules.differences(register.papers(rows), entered, count)
    if found:
        raise Conflict(
            _("核对不一致：%(what)s") % {"what": " ".join(_words(one) for one in found)}, clause=CLAUSE,
            todo=_("请对照原件重新录入；原件与清单确有不同的，退回列单人更正后再核对。"),
        )  # fmt: skip
    check = SlipCheck.objects.create(
        slip=slip, step=case.at.code, digest=digest, staff=by.staff_id, staff_name=by.name[:60], at=clock.now()
    )
    told(by, "safe_slip.checked", slip, certificates=len(rows), step=case.at.code)
    return check


def _words(one: rules.Difference) -> str:
    """A difference in words."""
    given = {"n": one.entry, "at": _("、").join(str(at) for at in one.at), "signs": one.signs}
    match one.what:
        case "kind":
            return _("第 %(n)s 件名称不同。") % given
        case "holder":
            return _("第 %(n)s 件权利人不同。") % given
        case "number":
            return _("第 %(n)s 件证号第 %(at)s 位不同，您录入的是“%(signs)s”。") % given
        case "twice":
            return _("第 %(n)s 件证号重复录入。") % given
        case "strange":
            return _("第 %(n)s 件不在清单上。") % given
        case "missing":
            return _("清单上还有 %(n)s 件您没有录入。") % given
    return _("数量不同，您填的是 %(n)s 件。") % given


@act(SLIPS, clause="P03-5.1")
def renew_certificate(*, by: Viewer, certificate_id: int, valid_until: dt.date) -> Certificate:
    """Note that the validity of a certificate was prolonged."""
    known = register.certificate(by, certificate_id)
    reached(by, SLIPS, known.dossier_id)
    row = Certificate.objects.select_for_update().get(pk=known.pk)
    last = max(filter(None, (row.valid_until, row.issued_on, clock.today())))
    if valid_until <= last or row.state == CertificateState.RELEASED:
        fault = _("新的有效期应晚于 %(day)s。") % {"day": last.isoformat()}
        raise Invalid(fault, fields={"valid_until": fault}, clause="P03-5.1")
    was, row.valid_until = row.valid_until, valid_until
    row.save(update_fields=["valid_until"])
    ledger.record(
        "certificate.renewed", by.actor, Ref("certificate", row.pk), clauses=("P03-5.1",),
        payload={"was": was.isoformat() if was else "", "until": valid_until.isoformat()},
    )  # fmt: skip
    return row


@act(register.VIEW, clause="P00-1.4")
def reveal_certificate(*, by: Viewer, certificate_id: int, purpose: str, note: str = "") -> dt.datetime:
    """Open the number and the value of a certificate for `by`, for a purpose, for some minutes; until when."""
    one = register.certificate(by, certificate_id)
    return privacy.reveal_text(
        by=by, text=register.sealed(one, "number"), field=_("证号和价值"), protection=Protection.IMPORTANT,
        about=Ref("certificate", one.pk), customer=one.dossier.customer_id, purpose=purpose, note=note,
    )  # fmt: skip
