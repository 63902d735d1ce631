"""The demo company's dossiers: opened, filled, submitted, verified by a second person, accepted, some closed."""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from juanzong.casework.actions import cases
from juanzong.casework.reads import routes
from juanzong.config.demo import handover, papers, pictures
from juanzong.config.demo.company import House, Person
from juanzong.config.demo.customers import Known
from juanzong.config.demo.days import Days, History
from juanzong.dossiers import actions, reads
from juanzong.dossiers.actions import many
from juanzong.dossiers.choices import Authenticity, CheckResult, Medium
from juanzong.dossiers.content import Upload
from juanzong.dossiers.drafts import ItemDraft
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.policies import reads as policies
from juanzong.policies.choices import Copy
from juanzong.policies.shapes import DossierKind, RequiredItem, Section

Slot = tuple[Section, RequiredItem]
PDF, JPEG, WAV = "application/pdf", "image/jpeg", "audio/wav"
_PICTURED = ("身份证", "营业执照", "照片", "身份或主体资格", "执照副本", "身份证明")
_SOUND = ("电话记录", "回访记录", "投诉")
_REASON = "客户正在补办，已列补充资料清单，客户经理承诺十个工作日内补齐。"


_BEGINS = {"loan": "loan_granted", "contract": "signed"}
"""The event from which the limits of a kind count."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How far a dossier goes. scans: the share of its items that are scanned."""

    kind: str
    end: str  # draft, verifying, verified, returned (loans only), in_force, closed
    scans: float


class Filing:
    """Lets dossiers happen."""

    def __init__(self, rng: Random, house: House, days: Days, history: History) -> None:
        self._rng, self._house, self._days, self._history = rng, house, days, history
        self._archivists = house.holding("archivist")
        self._count = 0
        self.files = 0

    def begin(self, known: Known, plan: Plan, guarantor: str) -> None:
        """Open a dossier now, file what there is, and let the rest follow on later days."""
        self._count += 1
        rng = Random(f"{self._rng.random()}|{self._count}")  # noqa: S311  play, not secrecy
        kind = policies.dossier_kind(plan.kind)
        matter = papers.loan(rng, f"HJ-{clock.today():%Y%m}-{self._count:04d}", guarantor)
        keeper = self._keeper(known, kind)
        title = self._title(known, kind, matter)
        second = self._second(keeper, kind)
        managers = {"a": keeper.id, "b": second.id} if kind.managers else None
        one = actions.open_dossier(
            by=keeper.viewer, customer_id=known.id, kind=plan.kind, title=title,
            department_id=keeper.viewer.home_departments[0], managers=managers,
        )  # fmt: skip
        wanted = self._wanted(rng, kind, known, plan)
        filed = [self._filed(rng, keeper, slot, known, matter, plan) for slot in wanted]
        items = [item.pk for item in many.add_items(by=keeper.viewer, dossier_id=one.pk, filed=filed)] if filed else []
        if kind.code in _BEGINS:
            actions.note_event(by=keeper.viewer, dossier_id=one.pk, event=_BEGINS[kind.code], on_day=clock.today())
        if plan.end == "draft":
            return
        if managers:
            late = rng.random() < handover.LATE
            way = handover.Handover(rng, self, one.pk, items, keeper, second, plan)
            self._history.add(self.later(*(4, 7) if late else (0, 2)), way.to_b)
            return
        course = _Course(rng, self, one.pk, items, keeper, second, plan)
        self._history.add(self.later(0, 3), course.submit)

    def _keeper(self, known: Known, kind: DossierKind) -> Person:
        if kind.custodian == "credit_manager" and kind.code != "contract":
            return self._rng.choice(self._house.holding("credit_manager"))
        return known.manager

    def _second(self, keeper: Person, kind: DossierKind) -> Person:
        """Who verifies: the credit manager for contracts, else a colleague of the same department, B to the keeper's A."""
        if kind.code == "contract":
            return self._rng.choice(self._house.holding("credit_manager"))
        position = keeper.position
        others = [one for one in self._house.holding(position, keeper.department) if one.id != keeper.id]
        return self._rng.choice(others)

    def archivist(self) -> Person:
        """One of the two who accept."""
        return self._rng.choice(self._archivists)

    @staticmethod
    def unchecked(by: Person, dossier: int) -> list[int]:
        """The items of a dossier that B has not looked at."""
        return [item.id for item in reads.dossier_page(by.viewer, dossier).unchecked]

    def put_right(self, by: Person, dossier: int) -> None:
        """A has every item that was found wrong signed, and its sheets counted again."""
        for item in reads.dossier_page(by.viewer, dossier).wrong:
            draft = ItemDraft(
                section=item.section, requirement=item.requirement, title=item.title, author=item.author,
                document_number=item.document_number, issued_on=item.issued_on, medium=item.medium,
                authenticity=item.authenticity, sheets=(item.sheets or 1) + 1,
            )  # fmt: skip
            actions.change_item(by=by.viewer, item_id=item.id, draft=draft)

    def follow(self, moment: dt.datetime | None, happening: object) -> None:
        """Let something happen later."""
        self._history.add(moment, happening)  # type: ignore[arg-type]

    def later(self, least: int, most: int) -> dt.datetime | None:
        """Some office hours from now."""
        return self._days.later(clock.now(), least, most)

    @staticmethod
    def _title(known: Known, kind: DossierKind, matter: papers.Loan) -> str:
        match kind.code:
            case "loan":
                return f"{known.name}{matter.purpose}借款{matter.amount}万元"
            case "contract":
                return f"{known.name}授信合同（{matter.amount}万元）"
            case _:
                return f"{known.name}{kind.name.zh}"

    def _wanted(self, rng: Random, kind: DossierKind, known: Known, plan: Plan) -> list[Slot]:
        """Which papers there are: all that must be there, some that may; drafts lack some."""
        slots = [(section, item) for section in kind.sections for item in section.items]
        return [(section, item) for section, item in slots if self._is_there(rng, item, known, plan)]

    @staticmethod
    def _is_there(rng: Random, item: RequiredItem, known: Known, plan: Plan) -> bool:
        if plan.end == "draft":
            return rng.random() < (0.55 if item.required else 0.08)
        if item.required:
            return item.important or rng.random() > 0.02
        company_only = known.kind == "person" and "股东" in item.name.zh
        if company_only or "保证" in item.name.zh or "展期" in item.name.zh:
            return rng.random() < 0.08
        return rng.random() < (0.5 if item.media else 0.12)

    def _filed(self, rng: Random, by: Person, slot: Slot, known: Known, matter: papers.Loan, plan: Plan) -> many.Filed:
        section, wanted = slot
        title = wanted.name.zh
        upload = self._scan(rng, title, known, matter) if rng.random() < plan.scans else None
        sound = upload is not None and upload.known == (WAV, None)
        original = wanted.copy is not Copy.COPY and (wanted.copy is Copy.ORIGINAL or rng.random() < 0.5)
        draft = ItemDraft(
            section=section.code,
            requirement=wanted.code,
            title=title,
            document_number=matter.number if wanted.numbered else "",
            author=known.signer if "申请" in title or "授权" in title else by.name,
            issued_on=clock.today() - dt.timedelta(days=rng.randrange(20)),
            medium=(Medium.SCAN if sound else Medium.BOTH if upload else Medium.PAPER).value,
            authenticity=(Authenticity.ORIGINAL if original else Authenticity.COPY).value,
            sheets=None if sound else self._sheets(rng, title),
        )
        return draft, upload

    @staticmethod
    def _sheets(rng: Random, title: str) -> int:
        if "流水" in title or "报表" in title:
            return rng.randrange(6, 30)
        if "合同" in title or "报告" in title:
            return rng.randrange(4, 14)
        return rng.randrange(1, 5)

    def _scan(self, rng: Random, title: str, known: Known, matter: papers.Loan) -> Upload:
        self.files += 1
        name = f"{self.files:05d}_{title}"
        if "照片" in title:
            return Upload(f"{name}.jpg", io.BytesIO(pictures.photograph(rng, f"{known.name} {title}")), (JPEG, 1))
        if any(word in title for word in ("营业执照", "执照副本")):
            return Upload(f"{name}.jpg", io.BytesIO(pictures.licence(known)), (JPEG, 1))
        if any(word in title for word in _PICTURED):
            return Upload(f"{name}.jpg", io.BytesIO(pictures.identity_card(known)), (JPEG, 1))
        if any(word in title for word in _SOUND):
            return Upload(f"{name}.wav", io.BytesIO(pictures.call(rng)), (WAV, None))
        signers = (("客户", known.signer), ("客户经理", known.manager.name), ("复核", "　"))
        return Upload(f"{name}.pdf", io.BytesIO(papers.pdf(title, known, matter, signers)), (PDF, 1))


class _Course:
    """What happens to one dossier after it was filled: through the case that takes it there, else directly."""

    def __init__(
        self,
        rng: Random,
        filing: Filing,
        dossier: int,
        items: Sequence[int],
        keeper: Person,
        second: Person,
        plan: Plan,
    ) -> None:
        self._rng, self._filing, self._dossier, self._items = rng, filing, dossier, items
        self._keeper, self._second, self._plan = keeper, second, plan
        case = routes.governing(Ref("dossier", dossier), "dossiers.accept")
        self._case, self._arrival = case.case if case else 0, 1

    def submit(self) -> None:
        """The first hands over to the second."""
        if self._case:
            self._take(self._keeper, "to_credit")
        else:
            actions.submit_for_verification(by=self._keeper.viewer, dossier_id=self._dossier, missing_reason=_REASON)
        moment = self._filing.later(0, 2)
        if self._plan.end == "verifying":
            if self._rng.random() < 0.5:
                self._filing.follow(moment, self._look_at_some)
            return
        self._filing.follow(moment, self._verify)

    def _take(self, who: Person, move: str) -> None:
        cases.take_step(by=who.viewer, case=self._case, arrival=self._arrival, move=move, reason=_REASON)
        self._arrival += 1

    def _look_at_some(self) -> None:
        """Half way through, with something found wrong."""
        for place, item in enumerate(self._items[: len(self._items) // 2]):
            if place == 1:
                actions.check_item(
                    by=self._second.viewer, item_id=item, result=CheckResult.WRONG, wrong_fields=("sheets",),
                    note="页数与原件不符，请重新清点。",
                )  # fmt: skip
            else:
                actions.check_item(by=self._second.viewer, item_id=item, result=CheckResult.RIGHT)

    def _verify(self) -> None:
        many.confirm_items(by=self._second.viewer, dossier_id=self._dossier, items=self._items)
        if self._case:
            self._take(self._second, "to_archive")
        else:
            actions.verify_dossier(by=self._second.viewer, dossier_id=self._dossier)
        if self._plan.end != "verified":
            self._filing.follow(self._filing.later(0, 2), self._accept)

    def _accept(self) -> None:
        archivist = self._filing.archivist()
        if self._case:
            self._take(archivist, "take_in")
        else:
            actions.accept_dossier(by=archivist.viewer, dossier_id=self._dossier)
        if self._plan.end == "closed":
            self._filing.follow(self._filing.later(60, 120), self._close)

    def _close(self) -> None:
        actions.close_dossier(
            by=self._filing.archivist().viewer, dossier_id=self._dossier, reason="业务关系已结束，资料齐全。"
        )
