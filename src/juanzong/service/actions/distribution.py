"""Giving customers to representatives, singly or as the principles propose (P09-1.7, P09-1.8)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.customers import actions as customer_actions
from juanzong.customers import reads as customers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.service.choices import Principle
from juanzong.service.models import Area, Assignment
from juanzong.service.reads import distribution as board
from juanzong.service.rules_distribution import Proposal
from juanzong.service.writing import colleague, words

CLAUSE = "P09-1.8"
MOST_AREAS = 30


@act(board.DISTRIBUTE, clause="P09-1.7")
def assign(*, by: Viewer, record: int, staff: int, reason: str = "") -> Assignment:
    """Give the customer of a form to a representative, who from now on answers for them.

    Whoever decides otherwise than the principles propose says why. Conflict: somebody has given it away meanwhile.
    """
    proposal = _waiting(by, record)
    _refuse_strangers(by, staff)
    return _give(by, proposal, staff, reason)


@act(board.DISTRIBUTE, clause=CLAUSE)
def assign_by_rule(*, by: Viewer, records: Sequence[int]) -> list[Assignment]:
    """Give these forms' customers as the principles propose; what they leave to the manager stays."""
    known = {one.waiting.record: one for one in board.proposals(by)}
    chosen = [known[record] for record in records if record in known and known[record].staff]
    if not chosen:
        raise Invalid(_("选中的表没有可以按原则分配的。"), clause=CLAUSE, todo=_("请选择表，或逐份指定满意代表。"))
    return [_give(by, one, one.staff, "") for one in chosen]


@act(board.DISTRIBUTE, clause="P09-1.7")
def reassign(*, by: Viewer, customer: int, staff: int, reason: str) -> Assignment:
    """Give an assigned customer to another representative, with the reason."""
    known = customers.customer_for(by, customer, "customers.edit")
    before = Assignment.objects.select_for_update().filter(customer=known.pk, until_at=None).first()
    if before is None:
        raise Conflict(_("这位顾客还没有分配。"), clause="P09-1.7", todo=_("请在分配板上分配。"))
    if before.representative_id == staff:
        raise Conflict(_("这位顾客已经由此人负责。"), clause="P09-1.7")
    _refuse_strangers(by, staff)
    why = words(reason, "reason", CLAUSE)
    before.until_at = clock.now()
    before.save(update_fields=["until_at"])
    return _write(by, known.pk, before.record, staff, None, Principle.MANAGER, why)


@act(board.DISTRIBUTE, clause=CLAUSE)
def set_areas(*, by: Viewer, staff: int, areas: Sequence[str]) -> list[str]:
    """Say which parts of town a representative covers."""
    _refuse_strangers(by, staff)
    names = list(dict.fromkeys(words(one, "areas", CLAUSE, longest=60) for one in areas if one.strip()))
    if len(names) > MOST_AREAS:
        raise Invalid(_("片区太多。"), fields={"areas": _("最多 %(n)s 个。") % {"n": MOST_AREAS}}, clause=CLAUSE)
    Area.objects.filter(staff=staff).delete()
    Area.objects.bulk_create(Area(staff_id=staff, name=name) for name in names)
    ledger.record("areas.set", by.actor, Ref("staff", staff), clauses=(CLAUSE,), payload={"areas": names})
    return names


def _waiting(by: Viewer, record: int) -> Proposal:
    for one in board.proposals(by):
        if one.waiting.record == record:
            return one
    raise Conflict(_("这份表已经分配，或不在您的分配范围内。"), clause="P09-1.7", todo=_("请刷新分配板后再办理。"))


def _refuse_strangers(by: Viewer, staff: int) -> None:
    if staff not in board.representatives(by):
        raise Invalid(_("此人不是您可以分配的满意代表。"), fields={"staff": _("请从名单中选择。")}, clause="P09-1.7")


def _give(by: Viewer, proposal: Proposal, staff: int, reason: str) -> Assignment:
    asked = proposal.waiting
    overrides = proposal.staff not in (0, staff)
    why = words(reason, "reason", CLAUSE, needed=overrides)
    principle = Principle.MANAGER if overrides or not proposal.staff else proposal.principle
    customers.customer_for(by, asked.customer, "customers.edit")
    if Assignment.objects.filter(customer=asked.customer, until_at=None).exists():
        raise Conflict(_("这位顾客刚刚已经分配。"), clause="P09-1.7", todo=_("请刷新分配板后再办理。"))
    return _write(by, asked.customer, asked.record, staff, proposal.staff or None, principle, why)


def _write(
    by: Viewer, customer: int, record: int, staff: int, proposed: int | None, principle: Principle, why: str
) -> Assignment:
    colleague(by, staff, CLAUSE)
    made = Assignment.objects.create(
        customer_id=customer, record=record, representative_id=staff, proposed_id=proposed, principle=principle,
        reason=why, by_id=by.staff_id, by_name=by.name,
    )  # fmt: skip
    if customers.customer(by, customer).responsible_id != staff:
        customer_actions.edit_customer(by=by, customer=customer, changes={"responsible": staff})
    ledger.record(
        "customer.assigned", by.actor, Ref("customer", customer), basis=why, clauses=(CLAUSE,),
        payload={"record": record, "to": staff, "principle": principle.value, "proposed": proposed,
                 "overridden": proposed is not None and proposed != staff},
    )  # fmt: skip
    return made
