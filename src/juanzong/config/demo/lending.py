"""The demo's lending: slips asked for, decided, handed out, counted back and shelved again; some stand half way today."""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from juanzong.casework.actions import cases
from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.shapes.cases import CaseRow
from juanzong.config.demo.company import House, Person
from juanzong.config.demo.days import Days, History
from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, LoanKind, Rest
from juanzong.custody.reads import finding, places
from juanzong.custody.reads import loans as reads
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.refs import Ref

CLOSED, CLOSED_SMALL = 64, 8
LATE = 0.12  # the share of loans that come back after their day
PURPOSES = (
    "贷后检查核对合同",
    "展期审批需要原件",
    "律师函取证",
    "配合审计抽查",
    "客户要求核对还款计划",
    "抵押物解押办理",
)
READING = ("核对担保人签字样本", "查阅调查报告", "摘录还款凭证号码")
# Where the slips of the last days stand: what is done with each, and when it was asked for, as a share of the time.
TODAY = (
    ("asked", 0.9965), ("asked", 0.998), ("approved", 0.994), ("approved", 0.9975), ("out", 0.985), ("out", 0.989),
    ("out", 0.992), ("overdue", 0.95), ("overdue", 0.962), ("returned", 0.982), ("short", 0.972), ("refused", 0.9),
    ("refused", 0.978), ("dropped", 0.8), ("direct", 0.987),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counter:
    """Who lends in a company: who keeps, who asks, who decides."""

    keeper: Person
    asking: list[Person]
    deciding: list[Person]


def plan(rng: Random, house: House, days: Days, history: History, *, small: bool) -> None:
    """Loans over the whole time, each closed again, and what stands half way today."""
    keeper, general = house.holding("archivist")[0], house.holding("general_manager")
    deciding = [*general, keeper, *house.holding("chairman")]  # the last where both report to whoever borrows
    counter = Counter(keeper, house.holding("project_manager"), deciding)
    for n in range(CLOSED_SMALL if small else CLOSED):
        slip = Slip(rng, counter, days, history, "read" if n % 4 == 0 else "closed")
        history.add(days.between(0.12, 0.93), slip.ask)
    for end, share in TODAY:
        asking = replace(counter, asking=general) if end == "direct" else counter
        history.add(days.between(share, share + 0.001), Slip(rng, asking, days, history, end).ask)


class Slip:
    """One slip and how far it goes: `end` is closed, read (on site, the same day), or one of `TODAY`."""

    def __init__(
        self, rng: Random, counter: Counter, days: Days, history: History, end: str, *, on_site: bool = False
    ) -> None:
        self._rng, self._counter, self._days, self._history, self._end = rng, counter, days, history, end
        self._keeper, self._loan = counter.keeper, 0
        self._on_site = on_site or end == "read"

    def ask(self) -> None:
        """Somebody who works with the dossier asks for it; nobody does while nothing is on the shelf."""
        by = self._rng.choice(self._counter.asking)
        here = places.things(self._keeper.viewer).filter(state=HoldingState.IN, dossier__isnull=False)
        theirs = here.filter(dossier__in=dossiers.visible(by.viewer).values("pk")).order_by("dossier__number")
        found = list(theirs.values_list("dossier", flat=True))
        if not found:
            return
        chosen, reading = self._rng.choice(found), self._on_site
        routes = reads.routes(by.viewer, chosen)
        if not routes:
            return
        row = actions.request_loan(
            by=by.viewer, dossier_id=chosen, kind=LoanKind.ON_SITE if reading else LoanKind.TAKE_OUT,
            purpose=self._rng.choice(READING if reading else PURPOSES), route=routes[0].procedure.code,
            due_on=clock.today() + dt.timedelta(days=0 if reading else self._rng.randrange(5, 13)),
        )  # fmt: skip
        self._loan = row.pk
        if self._end != "asked":
            self._then((0, 0) if reading or self._end != "closed" else (0, 1), self._decide)

    def _decide(self) -> None:
        """Whoever the route wants says yes or no, one after another."""
        refused = self._end == "refused"
        while turn := self._whose_turn():
            by, case = turn
            cases.take_step(
                by=by.viewer, case=case.id, arrival=case.arrival, move="refuse" if refused else "agree",
                reason="此户已移交诉讼，档案暂不外借，请在档案室查阅。" if refused else "",
            )  # fmt: skip
        if self._end == "dropped":
            self._then((4, 6), self._drop)
        elif not refused and self._end != "approved":
            self._then((0, 0), self._issue)

    def _whose_turn(self) -> tuple[Person, CaseRow] | None:
        for by in self._counter.deciding:
            found = reads_cases.cases_of(by.viewer, Ref("loan", self._loan), limit=1)
            if found[0].need == "":
                return by, found[0]
        return None

    def _drop(self) -> None:
        actions.drop_loan(by=self._keeper.viewer, loan_id=self._loan, reason="借阅人改为在系统中查看影像")

    def _issue(self) -> None:
        """Handed out, counted against the volume list."""
        row = reads.loan(self._keeper.viewer, self._loan)
        count = reads.counted(row)
        actions.issue_loan(
            by=self._keeper.viewer, loan_id=row.pk, items=count.items, sheets=count.sheets, condition="完好"
        )
        if self._end in ("out", "overdue", "direct"):
            return
        least = 0 if self._end == "read" else 2
        late = self._end == "closed" and self._rng.random() < LATE
        self._then((12, 16) if late else (least, least * 2), self._back)

    def _back(self) -> None:
        """Counted back; one came back a sheet short, which is an incident."""
        row = reads.loan(self._keeper.viewer, self._loan)
        short = int(self._end == "short" and row.sheets_out > 1)
        actions.return_loan(
            by=self._keeper.viewer, loan_id=row.pk, items=row.items_out, sheets=row.sheets_out - short,
            condition="还款计划表少末页" if short else "完好", rest=Rest.MISSING if short else "",
        )  # fmt: skip
        if self._end in ("closed", "read"):
            self._then((0, 0), self._shelve)

    def _shelve(self) -> None:
        """Back in its place, which its label says."""
        row = reads.loan(self._keeper.viewer, self._loan)
        code = finding.code_of_place(self._keeper.viewer, row.holding.place_id or 0)
        actions.confirm_shelf(by=self._keeper.viewer, loan_id=row.pk, code=code)

    def _then(self, days: tuple[int, int], happening: Callable[[], None]) -> None:
        self._history.add(self._days.later(clock.now(), *days), happening)
