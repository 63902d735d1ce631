"""Checks of a step: confirmed by name, with the sheets counted where the policy wants it, or found wrong with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from juanzong.casework.cases import needs, routing
from juanzong.casework.cases.standing import Standing
from juanzong.casework.cases.turns import at_step, taking
from juanzong.casework.models import CheckMade
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_work import CheckPoint, Differs

_LONGEST = 200
NO_COUNTS: Final[Mapping[int, int]] = MappingProxyType({})
NO_NOTES: Final[Mapping[int, str]] = MappingProxyType({})


@act("desk.view")
def confirm(
    *,
    by: Viewer,
    case: int,
    arrival: int,
    check: str,
    items: Iterable[int] = (0,),
    counts: Mapping[int, int] = NO_COUNTS,
    notes: Mapping[int, str] = NO_NOTES,
) -> int:
    """Confirm a check by name, for the whole or for parts; how many were confirmed that were not before.

    counts: sheets of each part as this person counted them, where the check wants it. notes: what is said of a part whose
    count is another than the list's; whether the step goes ahead with it is the policy's word.
    Invalid: no such check or part, not counted, a difference without words. Conflict: nothing was left to confirm.
    """
    one = at_step(by, case, arrival)
    taking(one, by)
    point, fresh = _fresh(one, by, check, set(items))
    listed = needs.listed(one, by) if point.counts else {}
    _refuse_uncounted(one, by, point, {item for item in fresh if item in listed} - set(counts))
    said = {item: " ".join(notes.get(item, "").split())[:_LONGEST] for item in fresh}
    counted = {item: counts[item] for item in fresh if item in listed}
    differ = {item: n for item, n in counted.items() if n != listed[item]}
    _refuse_silent(one, by, point, {item: (listed[item], n) for item, n in differ.items() if not said[item]})
    moment, refuses = clock.now(), point.differs is Differs.REFUSE
    _write(
        CheckMade(
            case=one.row, arrival=arrival, check_code=check, item=item, by_id=by.staff_id, at=moment,
            counted=counted.get(item), listed=listed.get(item), note=said[item], failed=refuses and item in differ,
        )
        for item in fresh
    )  # fmt: skip
    payload: dict[str, JSON] = {"check": point.name.zh, "items": len(fresh)}
    if point.counts:
        payload |= {"sheets": sum(counted.values()), "differ": [[i, listed[i], n] for i, n in differ.items()]}
    _told(one, by, "case.checked", point, payload)
    return len(fresh)


@act("desk.view")
def find_wrong(
    *, by: Viewer, case: int, arrival: int, check: str, items: Iterable[int] = (0,), fault: str = "", note: str = ""
) -> int:
    """Note that parts, or the whole, fail a check, with what is wrong: a fault that the policy names, or words. The step
    does not go ahead until they are put right; sent back, they take the reason along (P05-c1). How many.

    Invalid: no such check, part or fault, or nothing said. Conflict: confirmed already.
    """
    one = at_step(by, case, arrival)
    taking(one, by)
    point, fresh = _fresh(one, by, check, set(items))
    known = {code: str(words) for code, words in point.faults}
    if fault and fault not in known:
        raise Invalid(_("请从列表中选择不合格之处。"), fields={"fault": _("请选择。")}, clause=point.clause)
    text = " ".join(part for part in (known.get(fault, ""), " ".join(note.split())) if part)[:_LONGEST]
    if not text:
        raise Invalid(
            _("请写明哪里不合格。"), fields={"note": _("请选择不合格之处，或写明情况。")}, clause=point.clause
        )
    moment = clock.now()
    _write(
        CheckMade(
            case=one.row, arrival=arrival, check_code=check, item=item, by_id=by.staff_id, at=moment, note=text,
            failed=True,
        )
        for item in fresh
    )  # fmt: skip
    payload: dict[str, JSON] = {"check": point.name.zh, "items": len(fresh), "fault": fault, "parts": list(fresh)}
    _told(one, by, "case.found_wrong", point, payload)
    return len(fresh)


def _fresh(one: Standing, by: Viewer, check: str, wanted: set[int]) -> tuple[CheckPoint, list[int]]:
    """The check, and which of these parts are not confirmed yet; what was found wrong may be looked at again."""
    point = next((known for known in one.step.checks if known.code == check), None)
    there = set(needs.items_of(one, by)) if point and point.per_item else {0}
    if point is None or not wanted <= there:
        raise Invalid(_("这一环节没有这项核对。"), clause=one.step.clause, todo=_("请刷新后重试。"))
    rows = one.row.checks.filter(arrival=one.row.arrival, check_code=check)
    fresh = sorted(wanted - set(rows.filter(failed=False).values_list("item", flat=True)))
    if not fresh:
        raise Conflict(
            _("“%(name)s”已经确认过。") % {"name": point.name},
            clause=point.clause,
            todo=_("不必重复确认，请接着办理。"),
        )
    rows.filter(item__in=fresh, failed=True).delete()
    return point, fresh


def _write(rows: Iterable[CheckMade]) -> None:
    CheckMade.objects.bulk_create(rows, batch_size=500)


def _refuse_uncounted(one: Standing, by: Viewer, point: CheckPoint, missing: Collection[int]) -> None:
    if missing:
        titles = needs.items_of(one, by)
        raise Invalid(
            _("请先清点页数：%(items)s。") % {"items": _("；").join(titles[item] for item in list(missing)[:5])},
            clause=point.clause, todo=_("请填写您清点的页数。"),
        )  # fmt: skip


def _refuse_silent(one: Standing, by: Viewer, point: CheckPoint, differ: Mapping[int, tuple[int, int]]) -> None:
    if not differ:
        return
    titles = needs.items_of(one, by)
    lines = [
        _("《%(title)s》清单 %(listed)s 页，清点 %(counted)s 页")
        % {"title": titles[item].split(" · ")[0], "listed": pair[0], "counted": pair[1]}
        for item, pair in list(differ.items())[:5]
    ]
    raise Invalid(
        _("清点不符：%(lines)s。") % {"lines": _("；").join(lines)}, clause=point.clause,
        todo=_("请重新清点；确有差异的，在该件旁写明。"),
    )  # fmt: skip


def _told(one: Standing, by: Viewer, kind: str, point: CheckPoint, payload: Mapping[str, JSON]) -> None:
    ledger.record(kind, by.actor, one.subject, clauses=(point.clause,), payload={**routing.told(one), **payload})
