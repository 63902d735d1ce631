"""A case from its start to its end: who may take a step, what it needs, what it does, and what is refused by which clause."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from juanzong.casework import tasks
from juanzong.casework.actions import cases, checks, steps
from juanzong.casework.cases.needs import NotReady
from juanzong.casework.choices import CaseState, ObligationState
from juanzong.casework.models import Case, CaseCall, CaseMove, Notice, Obligation
from juanzong.casework.reads import obligations
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Appointment, Staff
from juanzong.policies import reads as policies
from tests.casework.company import UNTIL, House, a_file, as_viewer, go, own_pack, sign
from tests.casework.things import REF, THINGS
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def house(settings: Any) -> Iterator[House]:
    with own_pack(settings):
        yield House()


def owed(case: Case) -> list[Obligation]:
    return list(Obligation.objects.filter(subject=f"case:{case.pk}").order_by("id"))


def run_daily() -> None:
    for _batch in range(200):
        if not tasks.run_some():
            return
    raise AssertionError("the daily run does not come to an end")


def waits_for(case: Case) -> set[tuple[int, str]]:
    return set(CaseCall.objects.filter(case=case).values_list("staff_id", "need"))


def test_the_pack_of_these_tests_is_sound(house: House) -> None:
    assert policies.faults() == ()
    assert policies.procedure("hand_on", "OWN").step("decide").not_own


def test_a_case_runs_from_its_start_to_its_end(house: House, clock: Any) -> None:
    case = house.signed()
    assert waits_for(case) == {(house.boss.pk, ""), (house.deputy.pk, "")}
    go(house.boss, case, "agree", data={"grade": "two"})
    assert waits_for(case) == {(house.archivist.pk, "")}
    go(house.archivist, case, "done")
    case.refresh_from_db()
    assert (case.state, case.step, case.data) == (CaseState.DONE, "", {"until": "2026-06-30", "grade": "two"})
    assert THINGS[1].done == ["shelved", "numbered"]
    moves = CaseMove.objects.filter(case=case).order_by("n").values_list("n", "move", "by", "to")
    assert list(moves) == [
        (0, "start", house.a.pk, "prepare"), (1, "hand_up", house.a.pk, "decide"),
        (2, "agree", house.boss.pk, "shelve"), (3, "done", house.archivist.pk, ""),
    ]  # fmt: skip
    kinds = list(
        Entry.objects.filter(kind__startswith="case.", subject="thing:1").order_by("id").values_list("kind", "clauses")
    )
    assert [kind for kind in kinds if kind[0] not in ("case.checked", "case.paper_attached")] == [
        ("case.started", "OWN-1"), ("case.moved", "OWN-1"), ("case.moved", "OWN-2"), ("case.ended", "OWN-3"),
    ]  # fmt: skip
    assert not CaseCall.objects.filter(case=case).exists()


def test_steps_with_a_limit_are_owed_like_everything_else(house: House, clock: Any) -> None:
    case = house.start()
    (first,) = owed(case)
    assert (first.duty, first.clause, first.owner_id, first.due_on) == (
        "hand_on.prepare", "OWN-1", house.a.pk, dt.date(2026, 6, 4),
    )  # fmt: skip
    assert str(obligations.duty_of(first).name) == "备齐"
    assert [one.id for one in obligations.work_of(as_viewer(house.a)).listed] == [first.pk]
    clock.forward(days=5)
    run_daily()
    notices = set(Notice.objects.filter(obligation=first).values_list("staff_id", "escalated"))
    assert notices == {(house.a.pk, False), (house.boss.pk, True)}
    by = as_viewer(house.a)
    steps.attach(by=by, case=case.pk, arrival=1, paper="清单", upload=a_file())
    checks.confirm(by=by, case=case.pk, arrival=1, check="whole")
    checks.confirm(by=by, case=case.pk, arrival=1, check="clean", items=[11, 12])
    go(house.a, case, "hand_up")
    first.refresh_from_db()
    assert (first.state, first.on_time) == (ObligationState.DONE, False)
    assert len(owed(case)) == 1, "a step without a limit owes nothing"


def test_a_step_says_everything_that_is_missing_each_with_its_clause(house: House) -> None:
    case = house.start()
    THINGS[1].text = "未备齐"
    with pytest.raises(NotReady) as refused:
        go(house.a, case, "hand_up")
    assert [fault.clause for fault in refused.value.faults] == ["OWN-1", "OWN-1", "OWN-3", "OWN-1"]
    told = str(refused.value)
    assert all(word in told for word in ("附件“清单”", "“完整”", "2 件", "没有备齐"))
    assert Entry.objects.filter(kind="act.refused", clauses="OWN-1").exists()
    case.refresh_from_db()
    assert case.step == "prepare"


def test_a_new_part_of_the_thing_wants_its_own_check(house: House) -> None:
    case = house.prepared()
    THINGS[1].items[13] = "第三件"
    with pytest.raises(NotReady, match="1 件"):
        go(house.a, case, "hand_up")


@pytest.mark.parametrize("who", ["b", "boss", "archivist", "general", "stranger"])
def test_nobody_else_takes_a_step(house: House, who: str) -> None:
    case = house.prepared()
    with pytest.raises((NotAllowed, NotFound)) as refused:
        go(getattr(house, who), case, "hand_up")
    if isinstance(refused.value, NotAllowed):
        assert refused.value.clause == "OWN-1"


def test_two_who_take_the_same_step_one_wins_the_other_is_told_who_and_when(house: House) -> None:
    case = house.signed()
    seen = Case.objects.get(pk=case.pk).arrival
    go(house.deputy, case, "agree", data={"grade": "one"})
    with pytest.raises(Conflict, match=r"副总乙 于 2026-06-01 09:00") as refused:
        cases.take_step(by=as_viewer(house.boss), case=case.pk, arrival=seen, move="refuse", reason="迟了")
    assert refused.value.clause == "OWN-1"
    assert Case.objects.get(pk=case.pk).step == "shelve"


def test_nobody_decides_their_own_nor_their_superiors(house: House) -> None:
    """The keeper's superior starts it: neither they nor those under them decide, but those above."""
    THINGS[1].keeper = house.boss.pk
    case = house.start(house.boss, roles={"a": house.a.pk, "b": house.b.pk})
    by = as_viewer(house.a)
    steps.attach(by=by, case=case.pk, arrival=1, paper="清单", upload=a_file())
    checks.confirm(by=by, case=case.pk, arrival=1, check="whole")
    checks.confirm(by=by, case=case.pk, arrival=1, check="clean", items=[11, 12])
    go(house.a, case, "hand_up")
    with pytest.raises(NotAllowed, match="自己或自己上级") as refused:
        go(house.boss, case, "refuse", reason="不行")
    assert refused.value.clause == "OWN-2"
    assert "副总乙" in str(refused.value)
    with pytest.raises(NotAllowed):
        go(house.a, case, "refuse", reason="不行")
    go(house.deputy, case, "refuse", reason="暂不移交")


def test_what_nobody_could_decide_is_not_started(house: House) -> None:
    """Everybody reports to the general manager, so nobody could decide for them."""
    THINGS[1].keeper = house.general.pk
    with pytest.raises(Conflict, match="没有人可以办理") as refused:
        house.start(house.general, roles={"a": house.a.pk, "b": house.b.pk})
    assert refused.value.clause == "OWN-2"
    assert not Case.objects.exists()


def test_sent_back_needs_a_reason_and_begins_the_step_anew(house: House) -> None:
    case = house.to_decide()
    with pytest.raises(Invalid) as refused:
        go(house.boss, case, "back")
    assert (refused.value.clause, list(refused.value.fields)) == ("OWN-2", ["reason"])
    go(house.boss, case, "back", reason="清单缺页")
    assert [one.state for one in owed(case)] == [ObligationState.DONE, ObligationState.OPEN]
    entry = Entry.objects.get(kind="case.sent_back")
    assert (entry.basis, entry.clauses) == ("清单缺页", "OWN-2")
    with pytest.raises(NotReady, match="完整"):
        go(house.a, case, "hand_up")


def test_refused_ends_it_with_a_reason_and_another_can_begin(house: House) -> None:
    case = house.to_decide()
    go(house.boss, case, "refuse", reason="资料不符")
    case.refresh_from_db()
    assert case.state == CaseState.REFUSED
    with pytest.raises(Conflict) as refused:
        go(house.boss, case, "agree", data={"grade": "one"})
    assert refused.value.clause == "OWN-1"
    house.start()


def test_a_second_case_of_the_same_kind_waits_for_the_first(house: House) -> None:
    house.start()
    with pytest.raises(Conflict, match="已在办理中") as refused:
        house.start(house.archivist, roles={"a": house.a.pk, "b": house.b.pk})
    assert refused.value.clause == "OWN-1"


def test_only_the_starter_takes_it_back_with_a_reason(house: House) -> None:
    case = house.to_decide()
    arrival = Case.objects.get(pk=case.pk).arrival
    with pytest.raises(NotAllowed):
        cases.withdraw(by=as_viewer(house.boss), case=case.pk, arrival=arrival, reason="不要了")
    with pytest.raises(Invalid):
        cases.withdraw(by=as_viewer(house.a), case=case.pk, arrival=arrival, reason=" ")
    cases.withdraw(by=as_viewer(house.a), case=case.pk, arrival=arrival, reason="客户还款")
    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    assert Entry.objects.filter(kind="case.withdrawn", clauses="OWN-1", basis="客户还款").count() == 1


def test_what_an_effect_refuses_undoes_the_whole_step(house: House) -> None:
    case = house.signed()
    go(house.boss, case, "agree", data={"grade": "one"})
    THINGS[1].text = "拒绝"
    before = Entry.objects.filter(subject__in=["thing:1", f"case:{case.pk}"]).count()
    with pytest.raises(Conflict, match="不肯"):
        go(house.archivist, case, "done")
    case.refresh_from_db()
    assert (case.state, case.step) == (CaseState.OPEN, "shelve")
    assert Entry.objects.filter(subject__in=["thing:1", f"case:{case.pk}"]).count() == before


# Signatures


def test_signatures_are_by_different_people_on_the_same_content(house: House) -> None:
    case = house.to_decide()
    sign(house.a, case, "giver")
    with pytest.raises(NotReady, match="接收人") as refused:
        go(house.boss, case, "agree", data={"grade": "one"})
    assert refused.value.clause == "OWN-3"
    with pytest.raises(NotAllowed) as refused_too:
        sign(house.general, case, "taker")
    assert refused_too.value.clause == "OWN-3"
    with pytest.raises(Conflict, match="已有人签字"):
        sign(house.a, case, "giver")
    Appointment.objects.create(
        staff=house.a, position="archivist", department=house.company, from_date=dt.date(2020, 1, 1)
    )
    with pytest.raises(Conflict, match="不同的人"):
        sign(house.a, case, "taker")
    sign(house.archivist, case, "taker")
    THINGS[1].text = "改过的内容"
    with pytest.raises(NotReady, match="须重新签字"):
        go(house.boss, case, "agree", data={"grade": "one"})
    sign(house.a, case, "giver")
    sign(house.b, case, "taker")
    go(house.boss, case, "agree", data={"grade": "one"})


def test_a_signer_can_be_added_and_released(house: House) -> None:
    case = house.signed()
    arrival = Case.objects.get(pk=case.pk).arrival
    known = {"case": case.pk, "arrival": arrival}
    with pytest.raises(NotAllowed):
        steps.add_signer(by=as_viewer(house.b), staff=house.stranger.pk, **known)
    with pytest.raises(Invalid):
        steps.add_signer(by=as_viewer(house.boss), staff=house.boss.pk, **known)
    steps.add_signer(by=as_viewer(house.boss), staff=house.stranger.pk, note="请核对金额", **known)
    assert (house.stranger.pk, "also") in waits_for(case)
    with pytest.raises(NotReady, match="财务庚"):
        go(house.boss, case, "agree", data={"grade": "one"})
    sign(house.stranger, case, "also")
    second = steps.add_signer(by=as_viewer(house.boss), staff=house.general.pk, **known)
    steps.release_signer(by=as_viewer(house.deputy), signer=second.pk, reason="出差", **known)
    go(house.boss, case, "agree", data={"grade": "one"})


def test_papers_of_an_ended_case_can_still_be_read(house: House) -> None:
    case = house.to_decide()
    paper = case.attachments.get()
    go(house.boss, case, "refuse", reason="资料不符")
    _row, reader = steps.open_attachment(by=as_viewer(house.a), case=case.pk, attachment=paper.pk)
    with reader:
        assert reader.read() == b"list of papers\n"
    with pytest.raises(NotFound):
        steps.open_attachment(by=as_viewer(house.stranger), case=case.pk, attachment=paper.pk)
    assert Entry.objects.filter(kind="case.paper_opened", clauses="P00-1.6").count() == 1


# Starting


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"data": {}}, "until"), ({"data": {"until": "明天"}}, "until"), ({"roles": {"b": 0}}, ""),
        ({"roles": {"a": "archivist", "b": "b"}}, "a"), ({"roles": {"a": "b", "b": "b"}}, "b"),
    ],
)  # fmt: skip
def test_a_start_that_lacks_something_says_which_field(house: House, change: dict[str, Any], wrong: str) -> None:
    if "roles" in change:
        change = {"roles": {role: getattr(house, who).pk if who else 0 for role, who in change["roles"].items()}}
    if not wrong:
        assert house.start(**change).pk, "whoever is left out is taken from the defaults"
        return
    with pytest.raises(Invalid) as refused:
        house.start(**change)
    assert (refused.value.clause, list(refused.value.fields)) == ("OWN-1", [wrong])


def test_who_may_start_what(house: House) -> None:
    def offered(staff: Staff) -> list[str]:
        return [one.procedure.code for one in obligations.procedures_for(as_viewer(staff), REF)]

    assert offered(house.a) == ["hand_on"]
    assert offered(house.archivist) == ["hand_on", "follow"]
    assert offered(house.stranger) == []
    with pytest.raises(NotAllowed) as refused:
        house.start(house.stranger)
    assert refused.value.clause == "OWN-1"
    THINGS[1].kind = "certificate"
    assert offered(house.a) == []
    with pytest.raises(NotFound):
        house.start()
    THINGS[1].kind, THINGS[1].hidden = "paper", True
    with pytest.raises(NotFound):
        house.start()


def test_a_fact_starts_a_case_by_itself_once(house: House) -> None:
    case = house.to_decide()
    go(house.boss, case, "refuse", reason="资料不符")
    follow = Case.objects.get(procedure="follow")
    assert (follow.starter_id, follow.subject) == (house.boss.pk, "thing:1")
    assert Entry.objects.get(kind="case.started", clauses="OWN-3").act == Entry.objects.get(kind="case.refused").act
    again = house.to_decide()
    go(house.boss, again, "refuse", reason="还是不符")
    assert Case.objects.filter(procedure="follow").count() == 1
    with pytest.raises(Conflict, match="不能撤回"):
        cases.withdraw(by=as_viewer(house.boss), case=follow.pk, arrival=1, reason="不要了")
    go(house.stranger, follow, "seen")


def test_a_running_case_governs_its_effects_except_inside_itself(house: House) -> None:
    case = house.signed()
    found = obligations.governing(REF, "things.note")
    assert found is not None
    assert (found.case, str(found.name), found.clause) == (case.pk, "移交", "OWN-2")
    assert obligations.governing(REF, "dossiers.accept") is None
    assert obligations.governing(Ref("thing", 2), "things.note") is None
    seen: list[Any] = []
    THINGS[1].watch = lambda: seen.append(obligations.governing(REF, "things.note"))
    go(house.boss, case, "agree", data={"grade": "one"})
    go(house.archivist, case, "done")
    assert seen == [None, None]
    assert obligations.governing(REF, "things.note") is None


# People who come and go


def test_whoever_leaves_is_followed_by_those_above(house: House) -> None:
    case = house.to_decide()
    Staff.objects.filter(pk__in=[house.boss.pk, house.deputy.pk]).update(is_active=False)
    go(house.general, case, "refuse", reason="无人经办")


def test_a_part_changes_hands_and_stays_another_person(house: House) -> None:
    case = house.prepared()
    new = make_staff("project_manager", department=house.sales)
    by, known = as_viewer(house.general), {"case": case.pk, "arrival": 1, "role": "a", "reason": "离职"}
    with pytest.raises(Invalid, match="已有职责"):
        steps.change_part(by=by, staff=house.b.pk, **known)
    with pytest.raises(Invalid):
        steps.change_part(by=by, staff=house.archivist.pk, **known)
    steps.change_part(by=by, staff=new.pk, **known)
    assert waits_for(case) == {(new.pk, "")}
    go(new, case, "hand_up")


def test_a_new_superior_is_waited_for_after_the_next_run(house: House) -> None:
    from juanzong.organisation import actions as organisation

    case = house.to_decide()
    administrator = as_viewer(make_staff("administrator", department=house.company))
    held = Appointment.objects.get(staff=house.a, position="project_manager")
    organisation.change_superior(by=administrator, appointment=held.pk, superior=house.general.pk)
    run_daily()
    assert (house.general.pk, "") in waits_for(case)
    assert (house.boss.pk, "") not in waits_for(case)


def test_the_version_of_the_start_is_kept(house: House) -> None:
    case = house.start()
    assert (case.pack, case.version) == ("OWN", 1)
    payload = json.loads(Entry.objects.get(kind="case.started").payload)
    assert (payload["case"], payload["procedure"], payload["version"]) == (case.pk, "hand_on", 1)
    assert case.data == UNTIL
