"""Signing: a person's assent to exact content they were shown, proven to be theirs.

    shown = reads_signatures.content_of(by, Ref("dossier", 12))     # on the page
    proof = organisation.actions.proving.prove(by=by, password=..., address=...)
    sign(by=by, subject=shown.subject, capacity=Capacity("giver", ..., "P03-4.6"), digest=shown.digest, proof=proof)

Who may sign what in which capacity is decided by whoever calls: a step of a case (`actions_steps`) or another room's
action. What is signed is never changed by signing, and a later change of it shows.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.casework.models import Signature
from juanzong.casework.reads import signatures
from juanzong.casework.rules import drawing as rules_drawing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.choices import PROOF_LASTS, Proof
from juanzong.organisation.viewer import Viewer


@act("desk.view")
def sign(
    *,
    by: Viewer,
    subject: Ref,
    capacity: Capacity,
    digest: str,
    proof: Proof,
    drawing: Drawing = (),
    case: int | None = None,
    arrival: int = 0,
) -> Signature:
    """Sign what the person was shown, whose hash is `digest`.

    case, arrival: of a step of a case. NotAllowed: the proof is not theirs or too old. Conflict: the content has
    changed since it was shown, or they have signed it already.
    """
    if proof.staff != by.staff_id or clock.now() - proof.at > PROOF_LASTS:
        raise NotAllowed(
            _("没有验证您的身份，不能签字。"), clause=capacity.clause, todo=_("请重新输入登录密码后签字。")
        )
    today = signatures.content_of(by, subject)
    if today.digest != digest:
        raise Conflict(
            _("内容在您看过之后有改动，没有签字。"),
            clause=capacity.clause,
            todo=_("请重新查看现在的内容，再决定是否签字。"),
        )
    same = Signature.objects.filter(subject=str(subject), staff=by.staff_id, digest=digest)
    same = same.filter(case=case, arrival=arrival) if case else same.filter(case=None, capacity=capacity.code)
    if same.exists():
        raise Conflict(
            _("您已经在这份内容上签过字，同一人不能签两次。"), clause=capacity.clause, todo=_("请由另一人签字。")
        )
    id, strokes = new_id(), rules_drawing.checked(drawing)
    entry = ledger.record(
        "signature.given", by.actor, subject, clauses=(capacity.clause,),
        payload={
            "signature": id, "capacity": capacity.code, "digest": digest, "way": proof.way.value,
            "drawn": bool(strokes), "case": case or 0,
        },
    )  # fmt: skip
    return Signature.objects.create(
        id=id, subject=str(subject), capacity=capacity.code, words_zh=capacity.words.zh, words_en=capacity.words.en,
        clause=capacity.clause, staff_id=by.staff_id, name=by.name, position=by.actor.position[:200], digest=digest,
        way=proof.way, drawing=strokes, signed_at=clock.now(), case_id=case, arrival=arrival, entry=entry.pk,
    )  # fmt: skip
