"""The demo's certificates: handed over apart from their dossiers, kept in three safes, out and back, released, counted."""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from juanzong.casework.actions import cases, steps
from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.reads import signatures
from juanzong.config.demo import people
from juanzong.config.demo.company import House
from juanzong.config.demo.days import Days, History
from juanzong.custody import actions
from juanzong.custody.certificate_drafts import CertificateDraft
from juanzong.custody.choices import PlaceKind
from juanzong.custody.choices_safe import Title
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import places, slips
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import reads as dossier_reads
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.reads_matter import parts_of
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation import actions as organisation
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer, system, viewer_for

CERTIFICATES = 300
A_PROJECT = (6, 7, 8, 9)
SAFES = ("保险柜 1", "保险柜 2", "保险柜 3")
FROM, UNTIL = 0.95, 0.975
OUT, RELEASED = 9, 5  # projects of which something goes out, or is released
_PURPOSES = (
    ("registry", "杭州市不动产登记服务中心 经办人 钱仲良"), ("redemption", "西湖区不动产登记窗口 经办人 章素芬"),
    ("court", "西湖区人民法院立案庭 代理人 沈律师"), ("audit", "市地方金融监管局现场检查组"),
)  # fmt: skip
_ISSUERS = {
    Title.REAL_ESTATE: "杭州市规划和自然资源局", Title.OTHER_RIGHTS: "杭州市规划和自然资源局",
    Title.CHATTEL: "中国人民银行征信中心", Title.SHARES: "杭州市市场监督管理局", Title.VEHICLE: "杭州市公安局交警支队车管所",
    Title.DEPOSIT: "杭州联合农村商业银行",
}  # fmt: skip
_SHARES = (Title.REAL_ESTATE, Title.OTHER_RIGHTS, Title.REAL_ESTATE, Title.OTHER_RIGHTS, Title.VEHICLE, Title.CHATTEL,
           Title.SHARES, Title.VEHICLE, Title.DEPOSIT)  # fmt: skip


def plan(rng: Random, house: House, days: Days, history: History, *, small: bool) -> None:
    """Handed over within some weeks not long ago, counted whenever the daily run asks, some out, some released."""
    vault = Vault(rng, house, 12 if small else CERTIFICATES)
    history.add(days.between(0.012, 0.014), vault.found)
    parts = 3 if small else 20
    for n in range(parts):
        at = days.between(FROM + (UNTIL - FROM) * n / parts, FROM + (UNTIL - FROM) * (n + 0.9) / parts)
        history.add(at, lambda n=n: vault.hand_in(n + 1, parts))  # type: ignore[misc]
    history.add(days.between(0.978, 0.98), vault.take_out)
    history.add(days.between(0.982, 0.984), vault.release)
    history.add(days.between(0.99, 0.992), vault.bring_back)
    history.add(days.between(0.993, 0.995), vault.under_way)
    moment, end = days.beginning(), clock.now()
    since = days.between(FROM, FROM + 0.001)
    while moment < end:
        if moment > since:
            history.add(moment + dt.timedelta(hours=9), lambda: vault.count(end))
        moment += dt.timedelta(days=7)
    history.add(days.between(0.987, 0.989), vault.surprise)


@dataclass(frozen=True, slots=True)
class _Project:
    """A dossier with its managers as they act."""

    dossier: Any
    a: Viewer
    b: Viewer


class Vault:
    """Everybody who has a hand in certificates, and what they do."""

    def __init__(self, rng: Random, house: House, wanted: int) -> None:
        self._rng, self._house, self._wanted = rng, house, wanted
        self._done, self._number, self._used = 0, rng.randrange(100_000, 200_000), 0
        self._general, self._archivist = house.people["lujingheng"].viewer, house.people["fengchangan"].viewer
        self._finance = house.people["lianshuhua"].viewer
        self._outs: list[Any] = []
        self._counts = 0

    def found(self) -> None:
        """Key and code get their holders, the room two more safes."""
        for name, position in (("xiongshouzhuo", "safe_key_holder"), ("ninglanxi", "safe_code_holder")):
            organisation.appoint(
                by=system("演示公司"), staff=self._house.people[name].id, position=position,
                department=self._house.departments["08"], from_date=clock.today(),
                superior=self._house.people["shenwanqiu"].id,
            )  # fmt: skip
        room = places.places(self._archivist).get(kind=PlaceKind.ROOM, name="一室")
        for name in SAFES[1:]:
            actions.add_place(by=self._archivist, kind=PlaceKind.SAFE, name=name, parent_id=room.pk)

    def _here(self, name: str) -> Viewer:
        """A person as they stand today, with what they were appointed to meanwhile."""
        found = viewer_for(self._house.people[name].id)
        if found is None:
            raise LookupError(name)
        return found

    # in

    def hand_in(self, part: int, parts: int) -> None:
        """Projects that have a number and no certificates yet, until so many are in the safes."""
        until = self._wanted * part // parts
        while self._done < until and (project := self._next()):
            self._hand_in(project, min(self._rng.choice(A_PROJECT), self._wanted - self._done))

    def under_way(self) -> None:
        """One list waits for B to check it, one for the certificate keeper."""
        for checked in (False, True):
            project = self._next()
            if project is None:
                return
            drafts = [self._draft(project.dossier.customer.name) for _n in range(3)]
            slip = actions.list_certificates(by=project.a, dossier_id=project.dossier.pk, certificates=drafts)
            self._move(project.a, slip, "to_b")
            if checked:
                seen = register.papers(slips.on(slip.pk))
                actions.check_slip(by=project.b, slip_id=slip.pk, entered=seen, count=3)
                self._move(project.b, slip, "to_keeper")

    def _next(self) -> _Project | None:
        kept = slips.slips(self._archivist).values("dossier")
        rows = dossier_reads.visible(self._archivist).filter(kind__in=["loan", "guarantee"], state="in_force")
        for one in rows.exclude(pk__in=kept).select_related("customer").order_by("-accepted_at", "pk")[:20]:
            pair = {part.manager.code.value: part.staff_id for part in parts_of(one, dossier_reads.kind_of(one))}
            a, b = (viewer_for(pair.get(code, 0)) for code in ("a", "b"))
            if a and b:
                return _Project(one, a, b)
        return None

    def _hand_in(self, project: _Project, number: int) -> None:
        drafts = [self._draft(project.dossier.customer.name) for _n in range(number)]
        slip = actions.list_certificates(by=project.a, dossier_id=project.dossier.pk, certificates=drafts)
        keeper, seen = self._here("xiongshouzhuo"), register.papers(slips.on(slip.pk))
        self._move(project.a, slip, "to_b")
        for by, move in ((project.b, "to_keeper"), (keeper, "to_sign")):
            actions.check_slip(by=by, slip_id=slip.pk, entered=seen, count=number)
            self._move(by, slip, move)
        self._three(project, slip)
        self._open(slip, "put_in", SAFES[self._used % len(SAFES)])
        self._used += 1
        self._done += number

    def _draft(self, customer: str) -> CertificateDraft:
        kind, self._number = self._rng.choice(_SHARES), self._number + self._rng.randrange(3, 90)
        year = clock.today().year - self._rng.randrange(0, 3)
        issued = clock.today() - dt.timedelta(days=self._rng.randrange(20, 700))
        limited = kind in (Title.CHATTEL, Title.DEPOSIT, Title.SHARES)
        return CertificateDraft(
            kind=kind.value,
            number={
                Title.REAL_ESTATE: f"浙（{year}）杭州市不动产权第{self._number:07d}号",
                Title.OTHER_RIGHTS: f"浙（{year}）杭州市不动产证明第{self._number:07d}号",
                Title.CHATTEL: f"{self._number * 7919:020d}",
                Title.SHARES: f"（杭）股质登记设字〔{year}〕第{self._number:06d}号",
                Title.VEHICLE: f"33{self._number * 37:010d}",
                Title.DEPOSIT: f"CD{self._number * 13:012d}",
            }[kind],
            holder=customer if self._rng.random() < 0.7 else people.person_name(self._rng),
            issuer=_ISSUERS[kind],
            issued_on=issued,
            valid_until=clock.today() + dt.timedelta(days=self._rng.randrange(25, 900)) if limited else None,
            value=Decimal(self._rng.randrange(8, 600) * 10_000),
        )

    # out, back, released

    def take_out(self) -> None:
        """Some go out for a purpose; of two of these slips the day will have passed."""
        for n, rows in enumerate(self._projects()[:OUT]):
            some = rows[: 1 + n % 2]
            purpose, whom = _PURPOSES[n % len(_PURPOSES)]
            a = self._manager(some[0].dossier)
            due = clock.today() + dt.timedelta(days=3 if n < 2 else 30)
            slip = actions.ask_out(
                by=a, certificate_ids=[one.pk for one in some], purpose=purpose, to_whom=whom, due_on=due
            )
            self._move(self._general, slip, "agree")
            self._open(slip, "take_out", some[0].holding.place.name)
            slip.refresh_from_db()
            self._outs.append(slip)

    def bring_back(self) -> None:
        """Some come back and are counted."""
        for slip in self._outs[4:7]:
            rows = slips.on(slip.pk)
            back = actions.bring_back(by=self._manager(slip.dossier), certificate_ids=[one.pk for one in rows])
            keeper = self._here("xiongshouzhuo")
            actions.check_slip(by=keeper, slip_id=back.pk, entered=register.papers(rows), count=len(rows))
            self._move(keeper, back, "agrees")
            self._open(back, "put_back", slip.place.name if slip.place else "")

    def release(self) -> None:
        """What has been settled goes back to its owner."""
        for rows in self._projects()[OUT : OUT + RELEASED]:
            one = rows[0].dossier
            draft = ItemDraft(
                section="contracts", requirement="repayment" if one.kind == "loan" else "release",
                title="结清证明" if one.kind == "loan" else "解除担保责任通知", sheets=1, issued_on=clock.today(),
            )  # fmt: skip
            item = dossiers.add_item(by=self._archivist, dossier_id=one.pk, draft=draft)
            if "settled" not in {event for event, _day in dossier_reads.events_of([one.pk]).get(one.pk, [])}:
                dossiers.note_event(by=self._archivist, dossier_id=one.pk, event="settled", on_day=clock.today())
            a, b = self._managers(one)
            slip = actions.release_certificates(by=a, certificate_ids=[row.pk for row in rows], proof_item_id=item.pk)
            self._three(_Project(one, a, b), slip)
            receiver = f"{rows[0].holder}，身份证原件已验"
            self._open(slip, "hand_over", rows[0].holding.place.name, receiver=receiver)

    def _projects(self) -> list[list[Any]]:
        """The certificates in the safes by project, in the order they came."""
        rows = register.certificates(self._archivist).filter(state="in").select_related("dossier", "holding__place")
        found: dict[int, list[Any]] = {}
        for one in rows.order_by("listed_at", "pk"):
            found.setdefault(one.dossier_id, []).append(one)
        return list(found.values())

    def _managers(self, dossier: Any) -> tuple[Viewer, Viewer]:
        pair = {part.manager.code.value: part.staff_id for part in parts_of(dossier, dossier_reads.kind_of(dossier))}
        a, b = (viewer_for(pair[code]) for code in ("a", "b"))
        if a is None or b is None:
            raise LookupError(dossier.pk)
        return a, b

    def _manager(self, dossier: Any) -> Viewer:
        return self._managers(dossier)[0]

    # counts

    def count(self, end: dt.datetime) -> None:
        """At day's end, two find what the ledger says."""
        if clock.now() >= end:
            return
        for safe in places.places(self._archivist).filter(kind=PlaceKind.SAFE).order_by("name"):
            numbers = self._inside(safe.pk)
            if numbers:
                self._counted("day_end", safe.pk, self._here("xiongshouzhuo"), self._archivist, numbers, numbers)

    def surprise(self) -> None:
        """Finance comes by surprise; one of the two overlooks a certificate, and it is cleared up."""
        safe = places.places(self._archivist).filter(kind=PlaceKind.SAFE, name=SAFES[0]).get()
        numbers = self._inside(safe.pk)
        if not numbers:
            return
        one = self._counted("surprise", safe.pk, self._finance, self._general, numbers, numbers[:-1])
        case = next(iter(reads_cases.cases_of(self._archivist, Ref("safe_count", one))), None)
        if case is None:
            return
        keeper = self._here("xiongshouzhuo")
        for by, move, data in (
            (keeper, "stated", {"facts": "复点人少录一件，清点人录全。"}),
            (keeper, "done", {"done": "两人当场复核，权证在柜，系复点人漏录末行。"}),
            (self._general, "close", {"decision": "实物无误，提醒逐件唱读。"}),
        ):
            self._step(by, case.id, move, data)

    def _inside(self, place: int) -> list[str]:
        rows = register.certificates(self._archivist).filter(holding__place=place, holding__state="in").order_by("pk")
        return list(register.numbers(list(rows)).values())

    def _counted(
        self, occasion: str, place: int, first: Viewer, second: Viewer, one: Sequence[str], other: Sequence[str]
    ) -> int:
        count = actions.begin_safe_count(by=first, place_id=place, occasion=occasion)
        for by, numbers in ((first, one), (second, other)):
            actions.tally_safe(by=by, count_id=count.pk, numbers=numbers)
        for by in (first, second):
            actions.sign_safe_count(
                by=by, count_id=count.pk, digest=self._digest(by, Ref("safe_count", count.pk)), proof=_proof(by)
            )
        return count.pk

    # steps of a case

    def _three(self, project: _Project, slip: Any) -> None:
        for by, need in ((project.a, "a"), (project.b, "b"), (self._archivist, "archivist")):
            self._sign(by, slip, need)
        self._move(self._archivist, slip, "signed")

    def _open(self, slip: Any, move: str, safe: str, **data: str) -> None:
        key, code = self._here("xiongshouzhuo"), self._here("ninglanxi")
        self._sign(key, slip, "key")
        self._sign(code, slip, "code")
        self._move(code, slip, move, safe=safe, **data)

    def _case(self, slip: Any) -> int:
        case = slips.standing(slip.pk)
        if case is None:
            raise LookupError(slip.pk)
        return case.case

    def _sign(self, by: Viewer, slip: Any, need: str) -> None:
        case = self._case(slip)
        digest = self._digest(by, slips.ref(slip.pk))
        steps.sign_step(by=by, case=case, arrival=_arrival(by, case), need=need, digest=digest, proof=_proof(by))

    def _move(self, by: Viewer, slip: Any, move: str, **data: str) -> None:
        self._step(by, self._case(slip), move, data)

    @staticmethod
    def _step(by: Viewer, case: int, move: str, data: dict[str, str]) -> None:
        cases.take_step(by=by, case=case, arrival=_arrival(by, case), move=move, data=data)

    @staticmethod
    def _digest(by: Viewer, ref: Ref) -> str:
        return signatures.content_of(by, ref).digest


def _arrival(by: Viewer, case: int) -> int:
    return reads_cases.visible(by).values_list("arrival", flat=True).get(pk=case)


def _proof(by: Viewer) -> Proof:
    return Proof(by.staff_id, ProofWay.DEMO, clock.now())
