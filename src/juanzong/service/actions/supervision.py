"""The supervisor's day, and calling back what forms say (P09-2.8, P09-1.4)."""

from __future__ import annotations

import datetime as dt
import random

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.forms.reads import many as forms
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.service.choices import CallBackResult
from juanzong.service.models import CallBack, DayCheck, Guidance
from juanzong.service.reads import distribution, supervision
from juanzong.service.writing import colleague, company, one_of, past_day, words

SUPERVISE = "service.supervise"
CALL_BACK = "service.call_back"
CLAUSE = "P09-2.8"
MOST_DRAWN = 50


@act(SUPERVISE, clause=CLAUSE)
def guide(*, by: Viewer, staff: int, day: dt.date, text: str) -> Guidance:
    """Tell a representative something about the visits of a day; nobody guides themselves."""
    if staff == by.staff_id:
        raise NotAllowed(_("不能给自己写指导意见。"), clause=CLAUSE, todo=_("请由其他督查人办理。"))
    colleague(by, staff, CLAUSE)
    made = Guidance.objects.create(
        day=past_day(day, "day", CLAUSE, back=31), staff_id=staff,
        text=words(text, "text", CLAUSE, longest=300), by_id=by.staff_id, by_name=by.name,
    )  # fmt: skip
    ledger.record("visits.guided", by.actor, Ref("staff", staff), clauses=(CLAUSE,), payload={"day": day.isoformat()})
    return made


@act(SUPERVISE, clause=CLAUSE)
def check_day(*, by: Viewer, day: dt.date, note: str = "") -> DayCheck:
    """Sign off the visits of a day, with the figures as they stand. Conflict: it was signed off before."""
    past_day(day, "day", CLAUSE, back=31)
    due, done, missed = supervision.figures(supervision.planned_on(by, day), day)
    try:
        with transaction.atomic():
            made = DayCheck.objects.create(
                day=day, planned=due, done=done, missed=missed, by_id=by.staff_id, by_name=by.name,
                note=words(note, "note", CLAUSE, longest=300, needed=missed > 0),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这一天的回访已经督查签字。"), clause=CLAUSE, todo=_("请刷新后查看。")) from error
    ledger.record(
        "visits.checked", by.actor, company(), clauses=(CLAUSE,),
        payload={"round": day.isoformat(), "planned": due, "done": done, "missed": missed},
    )  # fmt: skip
    return made


@act(CALL_BACK, clause="P09-1.4")
def draw_call_backs(*, by: Viewer, number: int) -> list[CallBack]:
    """Draw forms at random to be called back, none of them twice. Invalid: there is none left to draw."""
    if not 1 <= number <= MOST_DRAWN:
        raise Invalid(
            _("一次抽取 1 至 %(n)s 份。") % {"n": MOST_DRAWN}, fields={"number": _("请核对份数。")}, clause="P09-1.4"
        )
    rows = forms.submitted(by, distribution.distributed_forms())
    left = list(rows.exclude(pk__in=CallBack.objects.values("record")).values_list("pk", "customer", "filler"))
    if not left:
        raise Invalid(_("没有可以抽查的表。"), clause="P09-1.4", todo=_("有新提交的表后再抽取。"))
    drawn = random.SystemRandom().sample(left, min(number, len(left)))
    made = CallBack.objects.bulk_create(
        CallBack(record=pk, customer_id=customer, collector_id=filler, drawn_by=by.staff_id)
        for pk, customer, filler in drawn
    )
    ledger.record_many(
        "call_back.drawn", by.actor,
        [(Ref("customer", one.customer_id), {"record": one.record}) for one in made], clauses=("P09-1.4",),
    )  # fmt: skip
    return made


@act(CALL_BACK, clause="P09-1.4")
def note_call_back(*, by: Viewer, call_back: int, result: str, differing: str = "") -> CallBack:
    """Note what a call-back found. Whoever gathered the form does not check it."""
    one = CallBack.objects.select_for_update().filter(pk=call_back).first()
    if one is None:
        raise NotFound(_("没有这次抽查。"), clause="P09-1.4")
    if one.collector_id == by.staff_id:
        raise NotAllowed(_("不能抽查自己收集的表。"), clause="P09-1.4", todo=_("请由其他人回访核实。"))
    if one.result and one.result != CallBackResult.NO_ANSWER:
        raise Conflict(_("这份表已经回访核实。"), clause="P09-1.4")
    one.result = one_of(result, CallBackResult.values, "result", "P09-1.4")
    differs = one.result == CallBackResult.DIFFERS
    one.differing = words(differing, "differing", "P09-1.4", needed=differs) if differs else ""
    one.by_id, one.by_name, one.at = by.staff_id, by.name, clock.now()
    one.save()
    ledger.record(
        "call_back.made", by.actor, Ref("customer", one.customer_id), clauses=("P09-1.4",),
        payload={"record": one.record, "result": one.result},
    )  # fmt: skip
    return one
