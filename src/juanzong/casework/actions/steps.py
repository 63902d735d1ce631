"""What is done at a step before it is taken: papers attached, signatures given, signers added."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from juanzong.casework.actions.signing import sign
from juanzong.casework.cases import needs, papers, routing
from juanzong.casework.cases.papers import Upload
from juanzong.casework.cases.standing import Standing
from juanzong.casework.cases.turns import at_step, taking
from juanzong.casework.choices import ALSO
from juanzong.casework.models import AddedSigner, CaseAttachment, CasePart, Signature
from juanzong.casework.reads import cases
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text

_ALSO = Text("加签人", "Also signed by")
_LONGEST = 200


@act("desk.view")
def attach(*, by: Viewer, case: int, arrival: int, paper: str, upload: Upload) -> CaseAttachment:
    """Attach a file as one of the papers that the step asks for. Invalid: no such paper, or not a file that is taken.
    Conflict: this very file is there already."""
    one = at_step(by, case, arrival)
    _refuse_strangers(one, by)
    if paper not in {known.zh for known in one.step.attachments}:
        raise Invalid(_("这一环节不收这种附件。"), clause=one.step.clause, todo=_("请按办理单上列出的附件添加。"))
    kept = papers.keep(case, upload)
    same = one.row.attachments.filter(step=one.step.code, paper=paper, sha256=kept.sha256, withdrawn_at__isnull=True)
    if same.exists():
        raise Conflict(_("这个文件已经添加过。"), clause=one.step.clause, todo=_("不必重复添加。"))
    row = CaseAttachment.objects.create(
        case=one.row, step=one.step.code, paper=paper, stored=kept.stored, sha256=kept.sha256, size=kept.size,
        mime=kept.mime, by_id=by.staff_id, at=clock.now(),
    )  # fmt: skip
    ledger.record(
        "case.paper_attached", by.actor, one.subject, clauses=(one.step.clause,),
        payload={**routing.told(one), "attachment": row.pk, "paper": paper, "sha256": kept.sha256},
    )  # fmt: skip
    return row


@act("desk.view")
def withdraw_attachment(*, by: Viewer, case: int, arrival: int, attachment: int, reason: str) -> CaseAttachment:
    """Take an attachment of the present step off again, with a reason; the file stays in the store."""
    one = at_step(by, case, arrival)
    _refuse_strangers(one, by)
    row = one.row.attachments.filter(pk=attachment, step=one.step.code, withdrawn_at__isnull=True).first()
    if row is None:
        raise NotFound(_("没有这个附件，或它属于已办的环节。"), clause=one.step.clause)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    ledger.record(
        "case.paper_withdrawn", by.actor, one.subject, basis=_reason(reason, one.step.clause),
        clauses=(one.step.clause,), payload={**routing.told(one), "attachment": row.pk},
    )  # fmt: skip
    return row


@act("desk.view")
def open_attachment(*, by: Viewer, case: int, attachment: int) -> tuple[CaseAttachment, BinaryIO]:
    """The bytes of a paper, for whoever may see the case; looking is an entry."""
    row = CaseAttachment.objects.select_related("case").filter(pk=attachment, case=case).first()
    if row is None or row.withdrawn_at is not None or not cases.may_see(by, row.case):
        raise NotFound(_("没有这个附件，或您无权查看。"))
    one = cases.at_hand(row.case)
    ledger.record(
        "case.paper_opened", by.actor, one.subject, clauses=("P00-1.6",),
        payload={"case": case, "attachment": row.pk, "name": one.procedure.name.zh},
    )  # fmt: skip
    return row, papers.opened(case, row.stored)


def _refuse_strangers(one: Standing, by: Viewer) -> None:
    """Papers are brought by whoever takes the step, started the case or plays a part in it."""
    row = one.row
    known = {row.starter_id, row.started_for_id, *one.parts.values()}
    if by.staff_id not in known and one.parties.takes(by.staff_id, one.step) is None:
        raise NotAllowed(
            _("这张办理单的附件由提出人和办理人添加。"), clause=one.step.clause, todo=_("请把文件交给办理人。")
        )


def _reason(text: str, clause: str) -> str:
    if not text.strip():
        raise Invalid(_("请写明理由。"), fields={"reason": _("请写明理由。")}, clause=clause)
    return text.strip()[:_LONGEST]


# Signatures


@act("desk.view")
def sign_step(
    *, by: Viewer, case: int, arrival: int, need: str, digest: str, proof: Proof, drawing: Drawing = ()
) -> Signature:
    """Give a signature that the step asks for, or (`need` is ALSO) one that the person was asked for.

    NotAllowed: not theirs to give. Conflict: given already, by them or by somebody else, or the content has changed.
    """
    one = at_step(by, case, arrival)
    capacity = _capacity(one, by, need)
    valid, _stale = needs.given_signatures(one)
    if need != ALSO and any(held == need for held, _staff in valid):
        raise Conflict(
            _("“%(name)s”已有人签字。") % {"name": capacity.words}, clause=capacity.clause, todo=_("请刷新后查看。")
        )
    if any(staff == by.staff_id for _held, staff in valid):
        raise Conflict(_("同一环节的各项签字应由不同的人签。"), clause=capacity.clause, todo=_("请由另一人签字。"))
    made = sign(
        by=by, subject=one.signed_ref, capacity=capacity, digest=digest, proof=proof, drawing=drawing, case=case,
        arrival=arrival,
    )  # fmt: skip
    routing.call(one)
    return made


def _capacity(one: Standing, by: Viewer, code: str) -> Capacity:
    """As what the person signs; NotAllowed when it is not theirs to sign."""
    if code == ALSO:
        asked = one.row.signers.filter(arrival=one.row.arrival, staff=by.staff_id, released_at__isnull=True)
        if asked.exists():
            return Capacity(ALSO, _ALSO, one.step.clause)
        raise NotAllowed(_("没有人请您加签。"), clause=one.step.clause, todo=_("如需加签，请由办理人添加。"))
    need = next((known for known in one.step.signatures if known.code == code), None)
    if need is None:
        raise Invalid(_("这一环节没有这项签字。"), clause=one.step.clause, todo=_("请刷新后重试。"))
    if one.parties.acting(by.staff_id, one.parties.may_sign(need)) is None:
        raise NotAllowed(
            _("“%(name)s”应由 %(who)s 签字。") % {"name": need.name, "who": cases.people_words(need.who)},
            clause=need.clause,
            todo=_("请由其签字。"),
        )
    return Capacity(need.code, need.name, need.clause)


@act("desk.view")
def add_signer(*, by: Viewer, case: int, arrival: int, staff: int, note: str = "") -> AddedSigner:
    """Ask another person to sign as well; until they have, the case does not go ahead."""
    one = at_step(by, case, arrival)
    taking(one, by)
    if staff == by.staff_id or not one.chart.is_here(staff):
        fault = _("请选择另一位在职员工。")
        raise Invalid(fault, fields={"staff": fault}, clause=one.step.clause)
    if one.row.signers.filter(arrival=arrival, staff=staff, released_at__isnull=True).exists():
        raise Conflict(_("已经请此人加签。"), clause=one.step.clause, todo=_("请等其签字。"))
    row = AddedSigner.objects.create(
        case=one.row, arrival=arrival, staff_id=staff, by_id=by.staff_id, at=clock.now(), note=note.strip()[:_LONGEST]
    )
    ledger.record(
        "case.signer_added", by.actor, one.subject, basis=row.note, clauses=(one.step.clause,),
        payload={**routing.told(one), "staff": staff},
    )  # fmt: skip
    routing.call(one)
    return row


@act("desk.view")
def release_signer(*, by: Viewer, case: int, arrival: int, signer: int, reason: str) -> AddedSigner:
    """Do without an added signature after all, with a reason; whoever may take the step decides it."""
    one = at_step(by, case, arrival)
    taking(one, by)
    row = one.row.signers.filter(pk=signer, arrival=arrival, released_at__isnull=True).first()
    if row is None:
        raise NotFound(_("没有这项加签。"), clause=one.step.clause)
    row.released_at = clock.now()
    row.save(update_fields=["released_at"])
    ledger.record(
        "case.signer_released", by.actor, one.subject, basis=_reason(reason, one.step.clause),
        clauses=(one.step.clause,), payload={**routing.told(one), "staff": row.staff_id},
    )  # fmt: skip
    routing.call(one)
    return row


# Parts


@act("casework.reassign")
def change_part(*, by: Viewer, case: int, arrival: int, role: str, staff: int, reason: str) -> CasePart:
    """Put somebody else into a part of an open case, e.g. when its person has left. Different parts stay different people."""
    one = at_step(by, case, arrival)
    clause = one.procedure.clause
    part = next((known for known in one.procedure.roles if known.code == role), None)
    fault = ""
    if part is None or not one.chart.is_here(staff):
        fault = _("请选择在职员工。")
    elif part.positions and not {seat.position for seat in one.chart.by_staff[staff]} & set(part.positions):
        positions = cases.position_words(part.positions)
        fault = _("“%(role)s”应为 %(positions)s。") % {"role": part.name, "positions": positions}
    elif staff in one.parts.values():
        fault = _("此人在这张办理单中已有职责，不同职责应由不同的人担任。")
    if fault:
        raise Invalid(fault, fields={"staff": fault}, clause=clause)
    text = _reason(reason, clause)
    row, _made = CasePart.objects.update_or_create(case=one.row, role=role, defaults={"staff_id": staff})
    ledger.record(
        "case.part_changed", by.actor, one.subject, basis=text, clauses=(clause,),
        payload={**routing.told(one), "role": role, "part": part.name.zh if part else role, "before": one.parts.get(role, 0), "staff": staff},
    )  # fmt: skip
    routing.call(cases.at_hand(one.row))
    return row
