"""Acts on likely duplicates: looking for them, saying that two are different, merging, undoing a merge."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.customers import merging, reads
from juanzong.customers.choices import CustomerState, DuplicateState
from juanzong.customers.duplicates import candidates, probes_of
from juanzong.customers.models import Customer, Duplicate, Merge
from juanzong.customers.rules import WORTH_NOTING, score
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

MERGE = "customers.merge"


@act(MERGE, clause="P00-1.3")
def look_for_duplicates(*, by: Viewer, limit: int = 200) -> int:
    """Compare up to `limit` customers that are new or changed with all others and note likely duplicates (P00-1.3).

    How many were compared; Conflict when nothing waits. A pair that somebody judged is left as judged.
    """
    waiting = Customer.objects.filter(compared=False, state=CustomerState.ACTIVE).order_by("id")
    ids = list(waiting.values_list("id", flat=True)[:limit])
    if not ids:
        raise Conflict(_("没有待比对的客户。"), clause="P00-1.3")
    probes = probes_of(ids)
    pairs: dict[tuple[int, int], list[str]] = {}
    for (place, other), reasons in candidates(probes).items():
        if score(reasons) >= WORTH_NOTING:
            pairs.setdefault((min(probes[place].id, other), max(probes[place].id, other)), reasons)
    made = Duplicate.objects.bulk_create(
        [
            Duplicate(one_id=one, two_id=two, reasons=",".join(reasons), score=score(reasons), found_at=clock.now())
            for (one, two), reasons in pairs.items()
        ],
        ignore_conflicts=True,
    )
    Customer.objects.filter(pk__in=ids).update(compared=True)
    ledger.record(
        "duplicates.searched", by.actor, None, clauses=("P00-1.3",), payload={"compared": len(ids), "found": len(made)}
    )
    return len(ids)


@act(MERGE, clause="P00-1.3")
def dismiss_duplicate(*, by: Viewer, duplicate: int) -> None:
    """Say that two customers are different, so that they are not offered again."""
    found = _open_pair(by, duplicate)
    found.state, found.decided_at, found.decided_by = DuplicateState.DIFFERENT, clock.now(), by.name
    found.save(update_fields=["state", "decided_at", "decided_by"])
    ledger.record(
        "duplicate.dismissed",
        by.actor,
        Ref("customer", found.one_id),
        clauses=("P00-1.3",),
        payload={"other": found.two_id, "reasons": found.reasons},
    )


def _open_pair(by: Viewer, duplicate: int) -> Duplicate:
    seen = reads.visible(by, MERGE)
    found = Duplicate.objects.select_for_update().filter(pk=duplicate, one__in=seen, two__in=seen).first()
    if found is None:
        raise NotFound(_("没有这一对疑似重复，或您无权处理。"), clause="P00-1.6")
    if found.state != DuplicateState.OPEN:
        raise Conflict(
            _("这一对已由%(name)s处理。") % {"name": found.decided_by},
            clause="P00-1.3",
            todo=_("请返回列表查看其余疑似重复。"),
        )
    return found


@act(MERGE, clause="P00-1.3")
def merge_customers(*, by: Viewer, kept: int, gone: int, choices: Mapping[str, str] | None = None) -> Merge:
    """Make one customer of two; nothing is lost and it can be undone (P00-1.3).

    choices: for fields in which they differ, `kept` or `gone`; `kept` where nothing was chosen.
    """
    if kept == gone:
        raise Invalid(_("不能把客户并入其自身。"), clause="P00-1.3", todo=_("请选择另一位客户。"))
    first, second = sorted((kept, gone))  # always locked in the same order
    rows = {pk: reads.customer_for(by, pk, MERGE) for pk in (first, second)}
    one, two = rows[kept], rows[gone]
    if one.kind != two.kind:
        raise Invalid(_("个人与单位不能合并。"), clause="P00-1.3", todo=_("如两者确有关系，请在客户页登记客户关系。"))
    known = {*merging.conflicts(one, two)}
    if any(code not in known or side not in (merging.KEPT, merging.GONE) for code, side in (choices or {}).items()):
        raise Conflict(_("两份资料在您打开比对页之后有变动。"), clause="P00-1.3", todo=_("请重新核对后再合并。"))
    at = clock.now()
    moved = merging.merge(one, two, choices or {}, at)
    pair = Duplicate.objects.filter(one=first, two=second)
    moved["duplicate"] = list(pair.values_list("id", "state", "decided_by"))
    pair.update(state=DuplicateState.MERGED, decided_at=at, decided_by=by.name)
    record = Merge.objects.create(kept=one, gone=two, moved=moved, at=at, by_id=by.actor.id, by_name=by.name)
    ledger.record(
        "customer.merged",
        by.actor,
        Ref("customer", kept),
        clauses=("P00-1.3",),
        payload={
            "gone": gone,
            "merge": record.pk,
            "fields": sorted((choices or {}).keys()),
            "particulars": len(moved["particulars"]),
            "contacts": len(moved["contacts"]),
            "relations": len(moved["relations"]),
            "followers": {name: len(ids) for name, ids in moved["followers"].items()},
        },
    )
    ledger.record("customer.absorbed", by.actor, Ref("customer", gone), clauses=("P00-1.3",), payload={"into": kept})
    return record


@act(MERGE, clause="P00-1.3")
def undo_merge(*, by: Viewer, merge: int) -> Merge:
    """Make two customers of one again, each row back where it was.

    Conflict, with every reason, when something that moved was changed since.
    """
    seen = reads.visible(by, MERGE)
    record = Merge.objects.select_for_update().filter(pk=merge, kept__in=seen, gone__in=seen).first()
    if record is None:
        raise NotFound(_("没有这次合并，或您无权撤销。"), clause="P00-1.6")
    if record.undone_at is not None:
        raise Conflict(_("这次合并已经撤销。"), clause="P00-1.3", todo=_("请打开客户查看现在的内容。"))
    reasons = merging.obstacles(record)
    if reasons:
        raise Conflict(
            _("合并之后有改动，不能原样撤销：%(reasons)s") % {"reasons": "".join(reasons)},
            clause="P00-1.3",
            todo=_("请先撤回这些改动；或者为另一位客户重新登记。"),
        )
    merging.undo(record)
    for pk, state, decided_by in record.moved["duplicate"]:
        decided_at = None if state == DuplicateState.OPEN else record.at
        Duplicate.objects.filter(pk=pk).update(state=state, decided_by=decided_by, decided_at=decided_at)
    record.undone_at = clock.now()
    record.save(update_fields=["undone_at"])
    ledger.record(
        "customer.unmerged",
        by.actor,
        Ref("customer", record.kept_id),
        clauses=("P00-1.3",),
        payload={"gone": record.gone_id, "merge": record.pk},
    )
    return record
