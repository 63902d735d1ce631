"""Destruction: approved by somebody else, witnessed by two, photographed, done in one transaction."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from juanzong.casework.actions import signing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.custody import clearing
from juanzong.custody.choices import DisposalState, HoldingState
from juanzong.custody.models import Disposal, DisposalLine, DisposalPhoto, Holding
from juanzong.custody.photos import keep_photo
from juanzong.custody.reads import disposal as reads
from juanzong.custody.rules import retention as rules
from juanzong.custody.writing import leave, said, told
from juanzong.custody.writing_disposal import CLAUSE, locked, wrong_state
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.reads import visible
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.organisation import chart
from juanzong.organisation.acts import act, require
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text

APPROVE = "custody.approve_disposal"
WITNESS = "custody.witness"
EXECUTE = reads.EXECUTE
WITNESSES = 2
_APPROVER = Capacity(reads.APPROVER, Text("批准人", "Approved by"), CLAUSE)
_WITNESS = Capacity(reads.WITNESS, Text("监销人", "Witnessed by"), CLAUSE)


@act(APPROVE, clause=CLAUSE)
def approve_disposal(*, by: Viewer, disposal_id: int, digest: str, proof: Proof, drawing: Drawing = ()) -> Disposal:
    """Approve the list as it was shown, with a signature. Never by whoever made or appraised it or reports to one of them."""
    one = _in_state(by, disposal_id, DisposalState.PROPOSED)
    _not_their_own(by, one)
    signing.sign(
        by=by, subject=Ref("disposal", one.pk), capacity=_APPROVER, digest=digest, proof=proof, drawing=drawing
    )
    one.state, one.decided_by_name = DisposalState.APPROVED, by.name[:60]
    one.save(update_fields=["state", "decided_by_name"])
    told(by, "disposal.approved", Ref("disposal", one.pk), clauses=(CLAUSE,), number=one.number)
    return one


@act(APPROVE, clause=CLAUSE)
def refuse_disposal(*, by: Viewer, disposal_id: int, reason: str) -> Disposal:
    """Refuse the list; its dossiers stay, and may be listed again."""
    text = said(reason, clause=CLAUSE)
    one = locked(by, disposal_id)
    if one.state not in (DisposalState.PROPOSED, DisposalState.APPROVED):
        raise wrong_state(one)
    one.state, one.decided_by_name, one.decided_reason = DisposalState.REFUSED, by.name[:60], text
    one.save(update_fields=["state", "decided_by_name", "decided_reason"])
    DisposalLine.objects.filter(disposal=one).update(standing=False)
    told(by, "disposal.refused", Ref("disposal", one.pk), clauses=(CLAUSE,), number=one.number)
    return one


def add_photo(*, by: Viewer, disposal_id: int, name: str, reader: BinaryIO) -> DisposalPhoto:
    """Keep a photo of the destruction. Invalid for what is no picture."""
    require(by, EXECUTE, clause=CLAUSE, attempted="add_photo")
    _in_state(by, disposal_id, DisposalState.APPROVED, lock=False)
    return _add_photo(by=by, disposal_id=disposal_id, name=name, reader=reader)


@act(EXECUTE, clause=CLAUSE)
def _add_photo(*, by: Viewer, disposal_id: int, name: str, reader: BinaryIO) -> DisposalPhoto:
    one = _in_state(by, disposal_id, DisposalState.APPROVED)
    photo = DisposalPhoto(disposal=one, added_at=clock.now(), added_by_name=by.name[:60])
    kept = keep_photo(photo.pk, name, reader)
    if DisposalPhoto.objects.filter(disposal=one, sha256=kept.sha256).exists():
        raise Conflict(_("这张照片已经上传过。"), clause=CLAUSE, todo=_("请另选照片。"))
    photo.stored, photo.sha256, photo.mime = kept.stored, kept.sha256, kept.mime
    photo.save(force_insert=True)
    told(by, "disposal.photographed", Ref("disposal", one.pk), clauses=(CLAUSE,), sha256=kept.sha256)
    return photo


@act(WITNESS, clause=CLAUSE)
def witness_disposal(*, by: Viewer, disposal_id: int, digest: str, proof: Proof, drawing: Drawing = ()) -> Disposal:
    """Sign as a witness that the list is what is destroyed. Two different people, neither whoever approved nor whoever
    carries it out."""
    one = _in_state(by, disposal_id, DisposalState.APPROVED)
    page = reads.disposal_page(by, one.pk)
    if any(sig.staff == by.staff_id for sig in page.given(reads.APPROVER)):
        raise NotAllowed(_("批准人不能同时监销。"), clause=CLAUSE, todo=_("请由另一人监销。"))
    if any(sig.staff == by.staff_id for sig in page.witnesses):
        raise NotAllowed(_("同一人不能签两次。"), clause=CLAUSE, todo=_("请由另一人监销。"))
    if reads.needed_to_destroy(by, page):
        raise NotAllowed(
            _("执行人不能监销：除您以外没有别人可以执行这次销毁。"), clause=CLAUSE, todo=_("请由您执行，另请两人监销。")
        )
    signing.sign(by=by, subject=Ref("disposal", one.pk), capacity=_WITNESS, digest=digest, proof=proof, drawing=drawing)
    told(
        by, "disposal.witnessed", Ref("disposal", one.pk), clauses=(CLAUSE,), number=one.number,
        witnesses=len(page.witnesses) + 1,
    )  # fmt: skip
    return one


@act(EXECUTE, clause=CLAUSE)
def execute_disposal(*, by: Viewer, disposal_id: int, where: str) -> Disposal:
    """Destroy what the list says, all in one transaction or nothing. where: the place it was done.

    Checked again in this moment: that the approval and two witnesses stand on the present content, that there is a photo, that
    nothing is under a hold, everything is in, nobody waits for any of it, and the safe holds nothing of it.
    """
    one = _in_state(by, disposal_id, DisposalState.APPROVED)
    place = " ".join(where.split())[:100]
    if not place:
        raise Invalid(_("请填写销毁地点。"), fields={"where": _("请填写销毁地点。")}, clause=CLAUSE)
    page = reads.disposal_page(by, one.pk)
    one.counted = _witnessed(by, page)
    lines = page.to_destroy
    ids = [line.dossier_id for line in lines]
    things = list(Holding.objects.select_for_update().filter(dossier__in=ids).order_by("pk"))
    apart = list(Holding.objects.select_for_update().filter(item__dossier__in=ids).order_by("pk"))
    _still_expired(by, lines)
    clearing.nothing_in_the_way(lines, things + apart)
    for line in lines:
        dossiers.destroy_dossier(by=by, dossier_id=line.dossier_id, authority=one.number)
    leave(things, HoldingState.GONE)
    leave(apart, HoldingState.GONE)
    DisposalLine.objects.filter(disposal=one).update(standing=False)
    one.state, one.where_done, one.done_at, one.done_by_name = DisposalState.DONE, place, clock.now(), by.name[:60]
    one.save(update_fields=["state", "where_done", "done_at", "done_by_name", "counted"])
    told(
        by, "disposal.done", Ref("disposal", one.pk), clauses=(CLAUSE, "P05-d2"), number=one.number, dossiers=len(lines),
        photos=len(page.photos),
    )  # fmt: skip
    return one


def _in_state(by: Viewer, disposal_id: int, state: DisposalState, *, lock: bool = True) -> Disposal:
    one = locked(by, disposal_id) if lock else reads.disposal(by, disposal_id)
    if one.state != state:
        raise wrong_state(one)
    return one


def _not_their_own(by: Viewer, one: Disposal) -> None:
    hands = {one.made_by, *DisposalLine.objects.filter(disposal=one).values_list("appraised_by", flat=True)} - {0}
    if hands & {by.staff_id, *chart.chart().above(by.staff_id)}:
        raise NotAllowed(
            _("提出清册、参与鉴定的人和他们的下属不能批准。"), clause=CLAUSE, todo=_("请由没有参与鉴定的上级批准。")
        )


def _witnessed(by: Viewer, page: reads.DisposalPage) -> list[int]:
    """Whose signatures as witnesses count."""
    if not page.given(reads.APPROVER):
        raise Conflict(_("批准的内容已有改动，不能销毁。"), clause=CLAUSE, todo=_("请重新提交批准。"))
    if any(sig.staff == by.staff_id for sig in page.witnesses):
        raise NotAllowed(
            _("您已在这份清册上监销签字，监销人不能执行销毁。"), clause=CLAUSE, todo=_("请由另一位有权销毁的人执行。")
        )
    people = chart.chart()
    good = [sig for sig in page.witnesses if rules.may_witness(sig.staff, by.staff_id, people.above(sig.staff))]
    if len(good) < WITNESSES:
        raise Conflict(
            _("须有 %(n)s 名监销人签字，现有 %(got)s 名；执行人和他的下属不算。") % {"n": WITNESSES, "got": len(good)},
            clause=CLAUSE,
            todo=_("请由不受执行人管理的两人到场监销并签字。"),
        )
    if not page.photos:
        raise Conflict(_("还没有销毁现场照片。"), clause=CLAUSE, todo=_("请先上传照片。"))
    return [sig.staff for sig in good]


def _still_expired(by: Viewer, lines: list[DisposalLine]) -> None:
    """Conflict when a term has begun anew since the list was made: taken into use again, or an event noted later."""
    rows = visible(by, EXECUTE).filter(pk__in=[line.dossier_id for line in lines])
    numbers = [
        one.dossier.number
        for one in reads.terms(by, rows.select_for_update(of=("self",)).order_by("pk"))
        if one.dossier.state != "closed" or not one.kept.passed(clock.today())
    ]
    if numbers:
        raise Conflict(
            _("保管期又未满，不得销毁：%(names)s。") % {"names": _("、").join(numbers)}, clause=CLAUSE,
            todo=_("请退回清册，到期后另作鉴定。"),
        )  # fmt: skip
