"""One case as a page shows it: where it stands, what was done, what is missing, and what the viewer may do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from juanzong.casework.cases import needs, standing
from juanzong.casework.cases.standing import Standing
from juanzong.casework.choices import ALSO, STARTED, CaseState
from juanzong.casework.models import Case, CaseMove
from juanzong.casework.reads import cases, signatures
from juanzong.casework.shapes.cases import Asked, Attached, CaseSeen, Check, Made, Need, Part, Taken
from juanzong.casework.shapes.signatures import Shown, Signed
from juanzong.kit.errors import NotFound, Refusal
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_work import Step


def case(viewer: Viewer, id: int) -> CaseSeen:
    """One case; NotFound when there is none that this viewer may know of. Some thirty SQL statements at most, whatever
    its length."""
    row = Case.objects.select_related("starter").prefetch_related("calls__staff", "parts__staff").filter(pk=id).first()
    if row is None or not cases.may_see(viewer, row):
        raise NotFound(_("没有这张办理单，或您无权查看。"))
    return _Page(viewer, cases.at_hand(row)).seen()


def asked_for(viewer: Viewer, id: int) -> Shown | None:
    """The content that the signatures of a case stand on, as this viewer may see it; None where they may not."""
    row = Case.objects.filter(pk=id).select_related("starter").first()
    if row is None:
        return None
    try:
        return cases.at_hand(row).content(viewer)
    except NotFound:
        return None


@dataclass
class _Page:
    viewer: Viewer
    one: Standing

    @property
    def row(self) -> Case:
        return self.one.row

    @property
    def open(self) -> bool:
        return self.row.state == CaseState.OPEN

    @cached_property
    def step(self) -> Step | None:
        return self.one.step if self.open else None

    @cached_property
    def content(self) -> Shown | None:
        """What is signed today; None where it is gone or the viewer may not see it."""
        try:
            return self.one.content(self.viewer)
        except NotFound:
            return None

    @cached_property
    def taking(self) -> int | None:
        """On whose behalf the viewer takes the step, 0 on their own; None where it is not their turn."""
        if self.step is None or not self.viewer.staff_id:
            return None
        return self.one.parties.takes(self.viewer.staff_id, self.step)

    @cached_property
    def signed(self) -> list[Signed]:
        ref = self.one.signed_ref
        return signatures.signatures_of(self.viewer, ref, case=self.row.pk, today=self.content)

    def seen(self) -> CaseSeen:
        me, parties = self.viewer.staff_id, self.one.parties
        (shown,) = cases.rows_of(self.viewer, [self.row])
        standing_in = organisation.names([self.taking]) if self.taking else {}
        signers = self.signers()
        started = frozenset({self.row.starter_id or 0, self.row.started_for_id or 0} - {0})
        return CaseSeen(
            row=shown,
            version=self.row.version,
            data=self.words(self.row.data),
            roles=self.roles(),
            moves=self.moves(),
            may_take=self.taking is not None,
            standing_in=standing_in.get(self.taking or 0, ""),
            own=self.step is not None and me in parties.excluded(self.step),
            may_withdraw=self.open and self.one.procedure.withdraw and parties.acting(me, started) is not None,
            may_attach=self.open and (self.taking is not None or me in {*started, *self.one.parts.values()}),
            missing=self.missing(),
            checks=self.checks(),
            attachments=self.attachments(),
            needs=self.needs(),
            signers=signers,
            asked_of_me=any(one.staff == me and not one.signed for one in signers),
            signatures=self.signed,
        )

    def missing(self) -> list[Refusal]:
        """What stands in the way; for whoever's turn it is with what the moves' guards find about them."""
        if not self.open:
            return []
        if self.taking is None:
            return list(needs.missing(self.one, self.viewer, {}))
        return needs.ahead(self.one, self.viewer)

    def words(self, data: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        return standing.data_words(self.one.procedure, data)

    def roles(self) -> Sequence[Part]:
        names = {part.role: part.staff.name for part in self.row.parts.all()}
        return [
            Part(role.code, role.name, self.one.parts.get(role.code, 0), names.get(role.code, ""), role.positions)
            for role in self.one.procedure.roles
        ]

    def moves(self) -> Sequence[Taken]:
        return [self._move(move) for move in self.row.moves.select_related("by", "for_whom").order_by("-n")]

    def _move(self, move: CaseMove) -> Taken:
        step, words = None, _("发起") if move.kind == STARTED else _("撤回")
        if move.step:
            step = next((one for one in self.one.procedure.steps if one.code == move.step), None)
            known = {one.code: str(one.name) for one in step.moves} if step else {}
            words = known.get(move.move, words)
        return Taken(
            move.n, step, words, move.kind, move.by.name if move.by else _("系统"),
            move.for_whom.name if move.for_whom else "", move.at, move.reason, self.words(move.data), move.entry,
        )  # fmt: skip

    def checks(self) -> Sequence[Check]:
        if self.step is None or not self.step.checks:
            return []
        made: dict[str, dict[int, Made]] = {}
        for row in self.row.checks.filter(arrival=self.row.arrival).select_related("by"):
            found = Made(row.by.name, row.at, row.counted, row.listed, row.note, row.failed)
            made.setdefault(row.check_code, {})[row.item] = found
        points = self.step.checks
        items = needs.items_of(self.one, self.viewer) if any(point.per_item for point in points) else {}
        listed = needs.listed(self.one, self.viewer) if any(point.counts for point in points) else {}
        return [
            Check(one, items if one.per_item else {0: ""}, made.get(one.code, {}), listed if one.counts else {})
            for one in points
        ]

    def attachments(self) -> Sequence[Attached]:
        rows = self.row.attachments.filter(withdrawn_at__isnull=True).select_related("by").order_by("at", "id")
        return [
            Attached(one.pk, one.step, one.paper, one.mime, one.size, one.sha256, one.by.name, one.at) for one in rows
        ]

    def needs(self) -> Sequence[Need]:
        """The signatures of the step, each with the one that holds; nobody gives two of them."""
        if self.step is None:
            return []
        now = [one for one in self.signed if one.arrival == self.row.arrival and not one.broken]
        held = {one.capacity.code: one for one in now}
        mine = any(one.staff == self.viewer.staff_id for one in now)
        found = []
        for need in self.step.signatures:
            allowed = self.one.parties.may_sign(need)
            able = self.one.parties.acting(self.viewer.staff_id, allowed) is not None
            given = held.get(need.code)
            found.append(Need(need, given, able and not mine and given is None, cases.people_words(need.who)))
        return found

    def signers(self) -> Sequence[Asked]:
        if not self.open:
            return []
        rows = self.row.signers.filter(arrival=self.row.arrival, released_at__isnull=True).select_related("staff", "by")
        held = {
            one.staff
            for one in self.signed
            if one.capacity.code == ALSO and one.arrival == self.row.arrival and not one.broken
        }
        return [
            Asked(one.pk, one.staff_id, one.staff.name, one.by_id, one.by.name, one.note, one.at, one.staff_id in held)
            for one in rows.order_by("at", "id")
        ]
