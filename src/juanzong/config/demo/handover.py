"""The demo company's loan projects on their way: A sorts and signs, B checks and signs or sends back, the archive takes in."""

# untranslated module: invented data

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING

from juanzong.casework.actions import cases, checks, steps
from juanzong.casework.reads import routes, signatures
from juanzong.config.demo.company import Person
from juanzong.dossiers import actions, reads
from juanzong.dossiers.actions import many
from juanzong.dossiers.choices import CheckResult
from juanzong.dossiers.drafts import ItemDraft
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay

if TYPE_CHECKING:
    from juanzong.config.demo.dossiers import Filing, Plan

_REASON = "客户正在补办，已列补充资料清单，客户经理承诺十个工作日内补齐。"
_ASKED: Sequence[Mapping[str, str]] = (
    {"section": "contracts", "requirement": "mortgage_contract", "note": "审批条件写明房产抵押"},
    {"section": "contracts", "requirement": "guarantee_contract", "note": "保证人两位，只见一份"},
    {"section": "investigation", "title": "抵押物现场照片", "note": "评估报告引用了照片"},
    {"section": "customer", "requirement": "shareholder_resolution", "note": "公司借款须有决议"},
)
LATE = 0.09
SENT_BACK = 0.12


class Handover:
    """One loan project from the loan on. end: how far it goes; draft, verifying, verified and returned wait for somebody."""

    def __init__(
        self, rng: Random, filing: Filing, dossier: int, items: Sequence[int], a: Person, b: Person, plan: Plan
    ) -> None:
        self._rng, self._filing, self._ref, self._items = rng, filing, Ref("dossier", dossier), list(items)
        self._a, self._b, self._plan = a, b, plan
        self._arrival, self._round = 1, 0
        case = routes.governing(self._ref, "dossiers.accept")
        if case is None:
            raise LookupError(self._ref)
        self._case = case.case

    def to_b(self) -> None:
        """A signs the list and hands over."""
        self._sign(self._a, "a")
        self._move(self._a, "to_b" if self._round == 0 else "to_b_again", _REASON)
        if self._plan.end == "verifying":
            if self._rng.random() < 0.5:
                self._after(0, 1, self._look_at_some)
            return
        back = self._plan.end == "returned" or (self._round == 0 and self._rng.random() < SENT_BACK)
        self._after(0, 1, self._send_back if back else self._to_archive)

    def _look_at_some(self) -> None:
        """B is half way through, with something found wrong."""
        half = self._items[: len(self._items) // 2]
        self._wrong(half[:1], "sheets", "页数与原件不符，请重新清点。")
        self._right(half[1:])

    def _send_back(self) -> None:
        """B finds a signature or something important missing and lists it."""
        asked = self._rng.choice(_ASKED)
        actions.ask_for(by=self._b.viewer, dossier_id=self._ref.id, **asked)
        if self._rng.random() < 0.5:
            self._wrong(self._items[:1], "content", "缺法定代表人签字。")
        self._move(self._b, "supplement", "缺资料或签字，详见补充资料清单。")
        self._round += 1
        if self._plan.end != "returned":
            self._after(0, 2, lambda: self._supply(asked))

    def _supply(self, asked: Mapping[str, str]) -> None:
        """A brings what the list names and hands over again."""
        names = {
            "mortgage_contract": "抵押合同",
            "guarantee_contract": "保证合同",
            "shareholder_resolution": "股东会同意借款决议",
        }
        wanted = asked.get("requirement", "")
        draft = ItemDraft(
            section=asked["section"], requirement=wanted, title=asked.get("title", "") or names[wanted],
            sheets=self._rng.randrange(2, 9), issued_on=clock.today(), author=self._a.name,
        )  # fmt: skip
        self._items.append(actions.add_item(by=self._a.viewer, dossier_id=self._ref.id, draft=draft).pk)
        self._filing.put_right(self._a, self._ref.id)
        self.to_b()

    def _to_archive(self) -> None:
        """B found every item right, signs and hands over."""
        self._right(self._filing.unchecked(self._b, self._ref.id))
        self._sign(self._b, "b")
        self._move(self._b, "to_archive")
        if self._plan.end != "verified":
            self._after(0, 1, self._accept)

    def _accept(self) -> None:
        """The archivist compares item by item, signs, numbers."""
        archivist = self._filing.archivist()
        counts = {item.id: item.sheets or 0 for item in reads.facts_of([self._ref.id])[self._ref.id]}
        checks.confirm(
            by=archivist.viewer,
            case=self._case,
            arrival=self._arrival,
            check="agrees",
            items=self._items,
            counts=counts,
        )
        self._sign(archivist, "archivist")
        self._move(archivist, "accept")
        if self._plan.end == "closed":
            self._after(60, 120, self._close, punctual=True)

    def _close(self) -> None:
        actions.close_dossier(
            by=self._filing.archivist().viewer, dossier_id=self._ref.id, reason="借款已结清，担保已解除。"
        )

    # what each does

    def _after(self, least: int, most: int, happening: object, *, punctual: bool = False) -> None:
        """Let it happen some working days later; now and then somebody is late."""
        if not punctual and self._rng.random() < LATE:
            least, most = 4, 8
        self._filing.follow(self._filing.later(least, most), happening)

    def _sign(self, who: Person, capacity: str) -> None:
        digest = signatures.content_of(who.viewer, self._ref).digest
        proof = Proof(who.id, ProofWay.DEMO, clock.now())
        steps.sign_step(
            by=who.viewer, case=self._case, arrival=self._arrival, need=capacity, digest=digest, proof=proof
        )

    def _move(self, who: Person, move: str, reason: str = "") -> None:
        cases.take_step(by=who.viewer, case=self._case, arrival=self._arrival, move=move, reason=reason)
        self._arrival += 1

    def _right(self, items: Sequence[int]) -> None:
        if items:
            many.confirm_items(by=self._b.viewer, dossier_id=self._ref.id, items=items)

    def _wrong(self, items: Sequence[int], field: str, note: str) -> None:
        for item in items:
            actions.check_item(
                by=self._b.viewer, item_id=item, result=CheckResult.WRONG, wrong_fields=(field,), note=note
            )
