"""Company events: held, who took part, what was bought there or later (P09-2.1)."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.customers import reads as customers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.service import reads
from juanzong.service.choices import EventKind
from juanzong.service.models import Event, Participant, Purchase
from juanzong.service.shapes import PurchaseDraft
from juanzong.service.writing import colleague, one_of, past_day, words

EVENTS = "service.events"
VISIT = "service.visit"
CLAUSE = "P09-2.1"
_SOON = 366


@act(EVENTS, clause=CLAUSE)
def hold_event(*, by: Viewer, name: str, kind: str, held_on: dt.date, department: int, place: str = "") -> Event:
    """Enter a company event of a department."""
    if by.scope(EVENTS) is not Scope.COMPANY and department not in by.departments:
        raise NotAllowed(_("您只能登记本部门的活动。"), clause=CLAUSE, todo=_("请选择本部门。"))
    if abs((held_on - clock.today()).days) > _SOON:
        raise Invalid(_("活动日期应在前后一年以内。"), fields={"held_on": _("请核对日期。")}, clause=CLAUSE)
    made = Event.objects.create(
        name=words(name, "name", CLAUSE, longest=100), kind=one_of(kind, EventKind.values, "kind", CLAUSE),
        held_on=held_on, place=words(place, "place", CLAUSE, longest=100, needed=False), department_id=department,
        organiser_id=by.staff_id,
    )  # fmt: skip
    ledger.record(
        "event.entered", by.actor, Ref("event", made.pk), clauses=(CLAUSE,),
        payload={"kind": made.kind, "held_on": held_on.isoformat()},
    )  # fmt: skip
    return made


@act(VISIT, clause=CLAUSE)
def note_participant(
    *, by: Viewer, event: int, customer: int, bought: bool, representative: int | None = None
) -> Participant:
    """Note that a customer took part in an event, and whether they bought. The form is due from whoever looked after
    them: on the day (P09-2.3), with the manager the day after (P09-2.5)."""
    held = reads.event(by, event)
    past_day(held.held_on, "event", CLAUSE)
    known = customers.customer_for(by, customer, VISIT)
    staff = representative or known.responsible_id or by.staff_id
    colleague(by, staff, CLAUSE)
    try:
        with transaction.atomic():
            made = Participant.objects.create(event=held, customer=known, representative_id=staff, bought=bought)
    except IntegrityError as error:
        raise Conflict(
            _("这位顾客已经登记在这次活动中。"), clause=CLAUSE, todo=_("请在名单中查看；后来购买的，请登记购买。")
        ) from error
    ledger.record(
        "participant.noted", by.actor, Ref("customer", known.pk), clauses=(CLAUSE,),
        payload={"event": held.pk, "bought": bought, "representative": staff, "on": held.held_on.isoformat()},
    )  # fmt: skip
    return made


@act(VISIT, clause="P09-2.7b")
def note_purchase(*, by: Viewer, customer: int, purchase: PurchaseDraft, event: int | None = None) -> Purchase:
    """Note what a customer bought. The first purchase after the event makes them a buyer, and their plan of visits
    changes with it (P09-2.7b)."""
    known = customers.customer_for(by, customer, VISIT)
    day = past_day(purchase.bought_on, "bought_on", "P09-2.7b")
    if purchase.quantity < 1 or purchase.amount < 0:
        raise Invalid(
            _("数量至少为 1，金额不能为负。"), fields={"quantity": _("请核对数量和金额。")}, clause="P09-2.7b"
        )
    first = not reads.is_buyer(known.pk)
    held = reads.event(by, event) if event is not None else None
    made = Purchase.objects.create(
        customer=known, event=held, product=words(purchase.product, "product", "P09-2.7b", longest=60),
        quantity=purchase.quantity, amount=purchase.amount, bought_on=day, first=first,
        representative_id=known.responsible_id or by.staff_id,
    )  # fmt: skip
    if held is not None:
        Participant.objects.filter(event=held, customer=known).update(bought=True)
    ledger.record(
        "purchase.noted", by.actor, Ref("customer", known.pk), clauses=("P09-2.7b",),
        payload={"first": first, "event": held.pk if held else None, "quantity": made.quantity,
                 "on": day.isoformat()},
    )  # fmt: skip
    return made
