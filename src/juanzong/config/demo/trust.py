"""The demo's reading grants and incidents: some closed long ago, some half way today."""

# untranslated module: invented words of a Chinese company
from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from juanzong.casework.actions import cases, steps
from juanzong.casework.reads import cases as reads_cases
from juanzong.casework.reads import signatures
from juanzong.config.demo.company import House, Person
from juanzong.config.demo.days import Days, History
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import reads
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.oversight.actions import affected, notices
from juanzong.oversight.actions import incidents as actions
from juanzong.oversight.choices import MeasureKind, Notified
from juanzong.oversight.incidents import reads as incidents
from juanzong.privacy.actions import grants

GRANTS = (("over", 0.8), ("ended", 0.9), ("refused", 0.95), ("open", 0.995), ("open", 0.997), ("asked", 0.999))
PURPOSES = ("协助同组同事准备续贷材料", "核对共同担保人的担保余额", "配合诉讼整理还款凭证", "交叉检查贷后报告")


def plan(rng: Random, house: House, days: Days, history: History) -> None:
    """What happens when."""
    room = Desk(rng, house, days, history)
    for end, share in GRANTS:
        history.add(days.between(share, share + 0.001), lambda end=end: room.ask(end))  # type: ignore[misc]
    history.add(days.between(0.7, 0.701), room.mistake)
    history.add(days.between(0.986, 0.987), room.deal_with_what_lies)
    history.add(days.between(0.9985, 0.999), room.report)


class Desk:
    """Who asks, decides, reports and deals with it."""

    def __init__(self, rng: Random, house: House, days: Days, history: History) -> None:
        self._rng, self._days, self._history, self._house = rng, days, history, house
        self._keeper, self._general = house.holding("archivist")[0], house.holding("general_manager")[0]

    # grants

    def ask(self, end: str) -> None:
        """Somebody asks to read a dossier that is not theirs."""
        by = self._rng.choice(self._house.holding("project_manager"))
        theirs = reads.visible(by.viewer).values("pk")
        others = reads.visible(self._keeper.viewer).filter(state="in_force").exclude(pk__in=theirs).order_by("number")
        found = list(others.values_list("pk", flat=True))
        if not found:
            return
        thing = Ref("dossier", self._rng.choice(found))
        row = grants.ask_grant(
            by=by.viewer, things=[thing], purpose=self._rng.choice(PURPOSES),
            last_day=clock.today() + dt.timedelta(days=self._rng.randrange(5, 12)),
        )  # fmt: skip
        if end == "asked":
            return
        self._decide(Ref("grant", row.pk), "refuse" if end == "refused" else "agree", "decides")
        if end == "refused":
            return
        dossiers.consult_dossier(by=by.viewer, grant=row.pk, dossier_id=thing.id)
        if end == "ended":
            grants.end_grant(by=by.viewer, grant=row.pk, reason="已核对完毕，提前交回。")

    def _decide(self, about: Ref, move: str, need: str, **data: str) -> None:
        """Whoever may take the step signs and takes it."""
        for by in (*self._house.holding("department_manager"), self._general, self._keeper):
            for case in reads_cases.cases_of(by.viewer, about):
                if case.step is not None and case.need is not None:
                    if need and move != "refuse":
                        self._sign(by, about, case.id, case.arrival, need)
                    cases.take_step(
                        by=by.viewer, case=case.id, arrival=case.arrival, move=move, data=data,
                        reason="与本人承办的业务无关。" if move == "refuse" else "",
                    )  # fmt: skip
                    return

    @staticmethod
    def _sign(by: Person, about: Ref, case: int, arrival: int, need: str) -> None:
        digest = signatures.content_of(by.viewer, about).digest
        proof = Proof(by.id, ProofWay.DEMO, clock.now())
        steps.sign_step(by=by.viewer, case=case, arrival=arrival, need=need, digest=digest, proof=proof)

    # incidents

    def mistake(self) -> None:
        """A list sent to the wrong group, dealt with and closed on the day."""
        by = self._house.holding("project_manager")[0]
        one = actions.report_incident(
            by=by.viewer, kind="leak", severity="minor", what="误将一份贷后检查名单发到公司行政群，两分钟后撤回。",
            known_at=clock.now() - dt.timedelta(hours=1), happened_on=clock.today(), responsible=by.id,
        )  # fmt: skip
        actions.hold_to_account(
            by=self._general.viewer, incident=one.pk, staff=by.id,
            facts="发送前没有核对群名；发现后两分钟内撤回并报告。",
        )  # fmt: skip
        self._deal_with(one, "名单与日常文件放在同一目录，发送时选错。", "名单单独存放，群发前两人核对")
        self._decide(Ref("incident", one.pk), "close", "closes", decision="及时报告，没有造成损害；按整改措施落实。")

    def deal_with_what_lies(self) -> None:
        """Returns that came back short, made good and ready to be closed."""
        for one in incidents.incidents(self._keeper.viewer).filter(state="open").order_by("pk")[:3]:
            self._deal_with(one, "借阅人复印后夹入另一份材料，没有放回。", "归还前由借阅人自行点页，室内阅览优先")

    def report(self) -> None:
        """Something that was found today."""
        by = self._house.holding("project_manager")[-1]
        one = actions.report_incident(
            by=by.viewer, kind="loss", severity="minor", what="外访途中遗失一份客户收入证明复印件，正在沿途查找。",
            known_at=clock.now() - dt.timedelta(minutes=50), happened_on=clock.today(), responsible=by.id,
        )  # fmt: skip
        reason = "只涉及一位客户的一份复印件，尚未发现外传。"
        notices.decide_notice(
            by=self._general.viewer, incident=one.pk, whom=Notified.AUTHORITY, notify=False, reason=reason
        )
        notices.decide_notice(
            by=self._general.viewer, incident=one.pk, whom=Notified.PERSONS, notify=True, reason="材料尚未找回，应当告知本人。",
            kinds="姓名、单位和收入；外访途中遗失；可能被他人冒用", remedies="已沿途查找；请留意陌生来电，不向他人提供验证码",
            contact="综合部 0571-8800 6600",
        )  # fmt: skip

    def _deal_with(self, one: Any, cause: str, lesson: str) -> None:
        keeper, general = self._keeper.viewer, self._general.viewer
        actions.rate_incident(by=keeper, incident=one.pk, severity="minor", cause=cause)
        for kind, words in ((MeasureKind.CONTAIN, "追回并清点，确认没有外传"), (MeasureKind.LESSON, lesson)):
            made = actions.set_measure(
                by=keeper, incident=one.pk, kind=kind, words=words, owner=self._keeper.id, due_on=clock.today()
            )
            actions.end_measure(by=keeper, measure=made.pk, outcome="已办")
        if one.about:
            affected.list_subject(by=keeper, incident=one.pk)
        else:
            affected.list_nobody(by=keeper, incident=one.pk, reason="名单只有内部编号，没有个人信息。")
        if incidents.needs_making_good(one):
            actions.make_good(by=keeper, incident=one.pk, how="缺页已找回，核对无误后放回原卷。")
        for whom in Notified:
            notices.decide_notice(
                by=general, incident=one.pk, whom=whom, notify=False,
                reason="材料没有离开公司，已全部追回，没有造成泄露，不会产生危害。",
            )  # fmt: skip
        self._decide(Ref("incident", one.pk), "ready", "", summary="已追回、查明原因并整改。")
