"""A second person checks what was filed against its source, item by item (P00-2.4, P03-4.2c)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from juanzong.dossiers import reads, rules
from juanzong.dossiers.choices import CheckResult, DossierState, Step
from juanzong.dossiers.models import Check, Dossier
from juanzong.dossiers.reads_matter import asked_of
from juanzong.dossiers.writing import (
    locked,
    locked_item,
    move,
    not_beside_a_case,
    said,
    second_person,
    told,
    whose_turn,
)
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

VERIFY = "dossiers.verify"
NOTHING_WRONG: Final[Mapping[int, str]] = MappingProxyType({})


@act(VERIFY, clause="P00-2.4")
def check_item(
    *, by: Viewer, item_id: int, result: CheckResult, wrong_fields: Sequence[str] = (), note: str = ""
) -> Check:
    """Note what a second person found of an item: right, or wrong with the fields or a remark that say what."""
    one, item = locked_item(by, VERIFY, item_id)
    rules.after(one.state, Step.CHECK_ITEM)
    whose_turn(by, one)
    listed = reads.facts_of([one.pk])[one.pk]
    facts = next(each for each in listed if each.id == item.pk)
    second_person(by, rules.involved(one.opened_by, listed) if one.state == DossierState.VERIFYING else facts.by)
    fields = rules.known_fields(wrong_fields) if result == CheckResult.WRONG else []
    remark = " ".join(note.split())[:200]
    if result == CheckResult.WRONG and not fields and not remark:
        raise Invalid(_("请指出哪里有误。"), fields={"wrong_fields": _("请至少选一项，或写明问题。")}, clause="P00-2.4")
    found = Check.objects.create(
        item=item, result=result, wrong_fields=",".join(fields), note=remark, filed_by=item.filed_by,
        checked_by=by.staff_id, checked_by_name=by.name, at=clock.now(),
    )  # fmt: skip
    item.check_result = result
    item.save(update_fields=["check_result"])
    told(
        by, "item.checked", one, clauses=("P00-2.4",), item=item.pk, result=str(result), fields=fields,
        version=facts.version,
    )  # fmt: skip
    return found


@act(VERIFY, clause="P00-2.4")
def verify_dossier(*, by: Viewer, dossier_id: int) -> Dossier:
    """End the verification: with every item right it goes on to acceptance; with any wrong, or with papers asked for,
    it goes back."""
    one = locked(by, VERIFY, dossier_id)
    not_beside_a_case(one, "dossiers.verify")
    listed = reads.facts_of([one.pk])[one.pk]
    wrong = [item for item in listed if item.wrong]
    asked = asked_of(one.pk)
    step = Step.SEND_BACK if wrong or asked else Step.PASS
    if one.state != DossierState.VERIFYING:
        rules.after(one.state, Step.PASS)
    second_person(by, rules.involved(one.opened_by, listed))
    left = len(rules.waiting_for_check(listed))
    if left:
        raise Conflict(_("还有 %(n)s 件没有核对。") % {"n": left}, clause="P00-2.4", todo=_("请逐件核对后再结束。"))
    move(one, step)
    one.verified_at, one.verified_by, one.verified_by_name = (
        (clock.now(), by.staff_id, by.name) if step is Step.PASS else (None, None, "")
    )
    one.save(update_fields=["state", "verified_at", "verified_by", "verified_by_name"])
    if step is Step.PASS:
        told(by, "dossier.verified", one, clauses=("P00-2.4",), items=len(listed))
    else:
        told(
            by, "dossier.returned", one, clauses=("P00-2.4", "P03-4.2c"), wrong=len(wrong), asked=len(asked),
            items=len(listed),
        )  # fmt: skip
    return one


@act(VERIFY, clause="P03-4.2c")
def return_dossier(*, by: Viewer, dossier_id: int, reason: str, wrong: Mapping[int, str] = NOTHING_WRONG) -> Dossier:
    """Give a dossier back before every item is checked, with the list of what is to be supplied: something that was
    found wrong or a paper that was asked for. wrong: what was found of which items on the way."""
    one = locked(by, VERIFY, dossier_id)
    not_beside_a_case(one, "dossiers.return")
    if one.state != DossierState.VERIFYING:
        rules.after(one.state, Step.PASS)
    listed = reads.facts_of([one.pk])[one.pk]
    second_person(by, rules.involved(one.opened_by, listed))
    found = _found_wrong(by, one, wrong)
    faulty, asked = found | {item.id for item in listed if item.wrong}, asked_of(one.pk)
    if not faulty and not asked:
        raise Conflict(
            _("还没有写明要补什么，不能退回。"),
            clause=reads.kind_of(one).verification_clause,
            todo=_("请把有误的文件记为有误，或在补充资料清单中列出要补的资料。"),
        )
    move(one, Step.SEND_BACK)
    one.note = _noted(one, said(reason, clause="P03-4.2c"))
    one.save(update_fields=["state", "note"])
    told(
        by, "dossier.returned", one, clauses=("P00-2.4", "P03-4.2c"), wrong=len(faulty), asked=len(asked),
        items=len(listed),
    )  # fmt: skip
    return one


def _found_wrong(by: Viewer, one: Dossier, wrong: Mapping[int, str]) -> set[int]:
    """Note what is wrong with which items, so that it has to be put right before they are handed on again."""
    rows = list(one.items.filter(pk__in=set(wrong), state="filed").order_by("pk"))
    for item in rows:
        second_person(by, frozenset({item.filed_by}))
    Check.objects.bulk_create(
        Check(
            item=item, result=CheckResult.WRONG, note=wrong[item.pk][:200], filed_by=item.filed_by,
            checked_by=by.staff_id, checked_by_name=by.name, at=clock.now(),
        )
        for item in rows
    )  # fmt: skip
    one.items.filter(pk__in=[item.pk for item in rows]).update(check_result=CheckResult.WRONG)
    return {item.pk for item in rows}


def _noted(one: Dossier, reason: str) -> str:
    return f"{clock.today().isoformat()} {reason}\n{one.note}".strip()[:500]


@act("dossiers.accept", clause="P03-4.2c")
def send_back(*, by: Viewer, dossier_id: int, reason: str, wrong: Mapping[int, str] = NOTHING_WRONG) -> Dossier:
    """The archivist gives a verified dossier back with a reason instead of accepting it. wrong: what was found of which
    items; they go back as wrong."""
    one = locked(by, "dossiers.accept", dossier_id)
    not_beside_a_case(one, "dossiers.return")
    if one.state != DossierState.VERIFIED:
        rules.after(one.state, Step.ACCEPT)
    move(one, Step.SEND_BACK)
    found = _found_wrong(by, one, wrong)
    one.note = _noted(one, said(reason, clause="P03-4.2c"))
    one.verified_at, one.verified_by, one.verified_by_name = None, None, ""
    one.save(update_fields=["state", "note", "verified_at", "verified_by", "verified_by_name"])
    told(
        by, "dossier.returned", one, clauses=("P03-4.2c",), wrong=len(found), asked=0,
        items=one.items.filter(state="filed").count(),
    )  # fmt: skip
    return one
