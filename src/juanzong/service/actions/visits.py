"""Visits: written up, asked for, and the customer's form taken along and given back (P09-2.7, P09-2.9)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.casework.reads import obligations as casework
from juanzong.customers import reads as customers
from juanzong.forms import reads as forms
from juanzong.forms.choices import RecordState
from juanzong.kit import clock, subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.kit.sealing import Sealer
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.service import reads
from juanzong.service.choices import VisitMode, VisitOutcome, VisitPurpose
from juanzong.service.models import Taking, Visit
from juanzong.service.shapes import VisitDraft
from juanzong.service.writing import one_of, past_day, words

VISIT = "service.visit"
CLAUSE = "P09-2.7c"
_DAY = 24 * 60


@act(VISIT, clause=CLAUSE)
def record_visit(*, by: Viewer, customer: int, visit: VisitDraft) -> Visit:
    """Write a visit up: by phone or at home, how long, for what, with what outcome. It settles the planned visit it was,
    unless the customer was not reached or wants another day. What the customer said is sealed.

    Invalid: the planned visit is not this person's or is settled already.
    """
    known = customers.customer_for(by, customer, VISIT)
    outcome = VisitOutcome(one_of(visit.outcome, VisitOutcome.values, "outcome", CLAUSE))
    if not 0 <= visit.minutes <= _DAY or (outcome is VisitOutcome.DONE and visit.minutes < 1):
        raise Invalid(_("请填写时长，以分钟计。"), fields={"minutes": _("请填写分钟数。")}, clause=CLAUSE)
    id = new_id()
    said = words(visit.said, "said", CLAUSE, longest=2000, needed=outcome is VisitOutcome.DONE, multiline=True)
    made = Visit(
        id=id, customer=known, staff_id=by.staff_id, department_id=known.department_id,
        on_day=past_day(visit.on_day, "on_day", CLAUSE, back=31), minutes=visit.minutes,
        mode=one_of(visit.mode, VisitMode.values, "mode", CLAUSE),
        purpose=one_of(visit.purpose, VisitPurpose.values, "purpose", CLAUSE),
        outcome=outcome, key_subject=known.pk, duty=_planned(by, known.pk, visit.duty),
        said=Sealer(subject_keys.get(known.pk), known.pk).seal(said, table="visit", column="said", row=id),
    )  # fmt: skip
    made.save(force_insert=True)
    ledger.record(
        "visit.made", by.actor, Ref("customer", known.pk), clauses=(CLAUSE,),
        payload={"visit": id, "mode": made.mode, "minutes": made.minutes, "purpose": made.purpose,
                 "outcome": made.outcome, "duty": made.duty if outcome.settles else ""},
    )  # fmt: skip
    return made


def _planned(by: Viewer, customer: int, duty: str) -> str:
    """The planned visit this was, when there is an open one that `by` owes; "" for a visit in between."""
    if not duty:
        return ""
    mine = {one.duty.code for one in casework.obligations_of(by, Ref("customer", customer)) if one.open and one.mine}
    if duty not in mine & reads.planned_duties():
        raise Invalid(
            _("这次计划回访不是您的，或者已经完成。"), fields={"duty": _("请重新选择。")}, clause=CLAUSE,
            todo=_("请刷新后选择计划中的回访，或选“计划外回访”。"),
        )  # fmt: skip
    return duty


@act(VISIT, clause="P09-2.7d")
def ask_doctor(*, by: Viewer, customer: int, purpose: str) -> None:
    """Ask the doctor to visit a customer for whom no visit of theirs is planned."""
    known = customers.customer_for(by, customer, VISIT)
    ledger.record(
        "doctor.asked", by.actor, Ref("customer", known.pk), clauses=("P09-2.7d",),
        payload={"purpose": one_of(purpose, VisitPurpose.values, "purpose", "P09-2.7d")},
    )  # fmt: skip


@act(VISIT, clause="P09-2.9")
def take_form(*, by: Viewer, record: int) -> Taking:
    """Take a customer's form from its keeper for a visit; it is to be back today.

    NotAllowed: the customer is another's. Conflict: it is sealed, not handed in yet, one's own, or taken already.
    """
    one = forms.record(by, record)
    if one.customer is None or one.customer.responsible_id != by.staff_id:
        raise NotAllowed(
            _("只能调用自己负责的顾客的表。"), clause="P09-2.9", todo=_("请由负责这位顾客的满意代表办理。")
        )
    if one.state != RecordState.SUBMITTED or one.sealed_at is not None:
        raise Conflict(
            _("这份表还没有提交，或者已经封存，不能调用。"), clause="P09-2.9", todo=_("请选择已归档的顾客档案表。")
        )
    if one.holder_id == by.staff_id:
        raise Conflict(_("这份表就在您手里，不需要调用。"), clause="P09-2.9")
    try:
        with transaction.atomic():
            made = Taking.objects.create(
                record=one.pk, customer=one.customer, staff_id=by.staff_id, keeper_id=one.holder_id,
                back_by=clock.today(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这份表已被人调用，还没有归还。"), clause="P09-2.9", todo=_("请等其归还后再调用。")) from error
    ledger.record(
        "form.taken", by.actor, Ref("customer", one.customer.pk), clauses=("P09-2.9",),
        payload={"record": one.pk, "keeper": one.holder_id, "back_by": made.back_by.isoformat()},
    )  # fmt: skip
    return made


@act(VISIT, clause="P09-2.9")
def give_back_form(*, by: Viewer, taking: int, visit: int) -> Taking:
    """Give a taken form back with the visit that it was taken for. Invalid: there is no such visit since it was taken."""
    one = Taking.objects.select_for_update().filter(pk=taking, staff=by.staff_id).first()
    if one is None:
        raise NotFound(_("没有这次调用，或不是您调用的。"), clause="P09-2.9")
    if one.back_at is not None:
        raise Conflict(_("这份表已经归还。"), clause="P09-2.9")
    made = Visit.objects.filter(
        pk=visit, customer=one.customer_id, staff=by.staff_id, noted_at__gte=one.taken_at, taking=None
    ).first()
    if made is None:
        raise Invalid(
            _("归还时须有这次回访的记录。"), fields={"visit": _("请先登记回访。")}, clause="P09-2.9",
            todo=_("请先登记回访情况，再归还顾客档案表。"),
        )  # fmt: skip
    one.back_at, one.visit = clock.now(), made
    one.save(update_fields=["back_at", "visit"])
    ledger.record(
        "form.given_back", by.actor, Ref("customer", one.customer_id), clauses=("P09-2.9",),
        payload={"record": one.record, "visit": made.pk, "on_time": clock.today() <= one.back_by},
    )  # fmt: skip
    return one
