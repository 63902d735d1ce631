"""What the checks of a case found, for the rooms whose things it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from juanzong.casework.models import Case, CheckMade
from juanzong.policies import reads as policies
from juanzong.policies.shapes_work import Step


@dataclass(frozen=True, slots=True)
class Found:
    """Something wrong or different. item: the part, 0 for the whole. check: its name. counted, listed: None where nothing
    was counted."""

    item: int
    check: str
    note: str
    counted: int | None
    listed: int | None
    failed: bool

    @property
    def words(self) -> str:
        """The check and what was said."""
        return f"{self.check}：{self.note}"  # untranslated: a name and the checker's words


def failed(case: int) -> list[Found]:
    """What was found wrong where the case stands now. Two SQL statements at most."""
    row = Case.objects.filter(pk=case).first()
    if row is None or not row.step:
        return []
    points = {one.code: str(one.name) for one in _step(row).checks}
    rows = CheckMade.objects.filter(case=row, arrival=row.arrival, failed=True).order_by("at", "id")
    return [_found(one, points) for one in rows]


def differences(cases: Sequence[int]) -> Mapping[int, list[Found]]:
    """The differences that cases went ahead with, by case: what was counted otherwise than listed when they stood there last;
    what was counted before they were sent back counts no more. One SQL statement."""
    found: dict[int, list[Found]] = {}
    last = CheckMade.objects.filter(case__in=cases, failed=False, counted__isnull=False, arrival=F("case__arrival"))
    rows = last.exclude(note="")
    for one in rows.order_by("at", "id"):
        if one.counted != one.listed:
            found.setdefault(one.case_id, []).append(_found(one, {}))
    return found


def _step(row: Case) -> Step:
    return policies.procedure(row.procedure, row.pack, row.version).step(row.step)


def _found(one: CheckMade, points: Mapping[str, str]) -> Found:
    return Found(one.item, points.get(one.check_code, ""), one.note, one.counted, one.listed, one.failed)
