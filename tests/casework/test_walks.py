"""Random walks over every procedure of every pack: somebody may always act, every state has a way on, every word of
refusal has a clause; and random acts on a real case, which is never left half moved."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juanzong.casework.actions import cases, checks, steps
from juanzong.casework.cases.parties import Parties
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case, CaseCall, CaseMove, Obligation
from juanzong.casework.sockets import effects, guards, subjects
from juanzong.kit.errors import NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.chart import Chart, Seat
from juanzong.policies import reads as policies
from juanzong.policies.shapes_work import MoveKind, Procedure, Who, WhoKind
from tests.casework.company import House, a_file, as_viewer, own_pack, sign
from tests.casework.things import THINGS

PACKS = [pack.id for pack in policies.packs() if pack.procedures]
HEAD, SALES = 1, 2
GENERAL, DEPUTY, BOSS = 1, 2, 3
_TOP = {GENERAL: "general_manager", DEPUTY: "deputy_general_manager", BOSS: "department_manager"}


def fully_staffed() -> Chart:
    """Two people in every position of every pack, each with somebody above them up to the general manager."""
    seats = [
        Seat(GENERAL, _TOP[GENERAL], HEAD, 0),
        Seat(DEPUTY, _TOP[DEPUTY], HEAD, GENERAL),
        Seat(BOSS, _TOP[BOSS], SALES, DEPUTY),
    ]
    codes = [one.code for one in policies.positions() if one.code not in _TOP.values()]
    seats += [Seat(10 + n * 2 + k, code, SALES, BOSS) for n, code in enumerate(codes) for k in (0, 1)]
    return Chart(
        {HEAD: None, SALES: HEAD},
        tuple(seats),
        {seat.staff: (seat,) for seat in seats},
        {code: tuple(one for one in seats if one.position == code) for code in {one.position for one in seats}},
    )


def roles_in(procedure: Procedure) -> set[str]:
    """Every role that the procedure speaks of, of the case or of its subject."""
    people: list[Who] = [*procedure.starts]
    for step in procedure.steps:
        people += [*step.who, *(who for need in step.signatures for who in need.who)]
    found = {one.code for who in people for one in (who, who.of) if one and one.kind is WhoKind.ROLE}
    return found | {role.code for role in procedure.roles}


@pytest.mark.parametrize("pack", PACKS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_walk_ends_and_somebody_may_take_every_step(pack: str, data: st.DataObject) -> None:
    chart = fully_staffed()
    procedure = data.draw(st.sampled_from(policies.pack(pack).procedures))
    people = st.sampled_from(sorted(set(chart.by_staff) - {GENERAL}))
    roles = sorted(roles_in(procedure))
    chosen = data.draw(st.lists(people, min_size=len(roles), max_size=len(roles), unique=True))
    parties = Parties(chart, Ref("thing", 1), SALES, data.draw(people), parts=dict(zip(roles, chosen, strict=True)))
    assert parties.undecidable(procedure) is None, "in a fully staffed company nothing lacks somebody to decide it"
    step, ends = procedure.steps[0], 0
    for _move in range(60):
        takers = parties.may_take(step)
        assert takers
        assert not takers & parties.excluded(step)
        assert parties.owner(step).staff in takers or parties.owner(step).position
        for need in step.signatures:
            assert parties.may_sign(need)
        move = data.draw(st.sampled_from(step.moves))
        if not move.to:
            ends += 1
            break
        step = procedure.step(move.to)
    else:
        assert any(not move.to for one in procedure.steps for move in one.moves)


@pytest.mark.parametrize("pack", PACKS)
def test_every_refusal_of_a_procedure_has_its_clause(pack: str) -> None:
    for procedure in policies.pack(pack).procedures:
        named = {procedure.clause}
        for step in procedure.steps:
            named |= {step.clause, *(one.clause for one in step.checks), *(one.clause for one in step.signatures)}
            named |= {move.clause for move in step.moves if move.clause}
            for move in step.moves:
                assert move.reason or move.kind not in (MoveKind.BACK, MoveKind.REFUSE)
                assert all(use.name in effects for use in move.effects)
                assert all(use.name in guards for use in move.guards)
        assert procedure.subject in subjects
        for clause in named:
            assert policies.clause(clause).says


# A real case under random hands


@pytest.fixture
def house(settings: Any, db: None) -> Iterator[House]:
    with own_pack(settings):
        yield House()


ACTS = st.sampled_from(
    ["hand_up", "agree", "back", "refuse", "done", "withdraw", "attach", "whole", "clean", "giver", "taker", "change",
     "signer", "also", "unready"]
)  # fmt: skip
PEOPLE = st.sampled_from(["a", "b", "boss", "deputy", "general", "archivist", "stranger"])


def _do(house: House, case: Case, who: str, act: str) -> None:
    staff = getattr(house, who)
    by, arrival = as_viewer(staff), Case.objects.get(pk=case.pk).arrival
    known: dict[str, Any] = {"by": by, "case": case.pk, "arrival": arrival}
    match act:
        case "withdraw":
            cases.withdraw(**known, reason="不办了")
        case "attach":
            steps.attach(**known, paper="清单", upload=a_file())
        case "whole" | "clean":
            checks.confirm(**known, check=act, items=(0,) if act == "whole" else (11, 12))
        case "giver" | "taker" | "also":
            sign(staff, case, act)
        case "signer":
            steps.add_signer(**known, staff=house.stranger.pk)
        case "change":
            THINGS[1].text = f"{THINGS[1].text}改"
        case "unready":
            THINGS[1].text = "未备齐" if THINGS[1].text != "未备齐" else "第一页"
        case _:
            data = {"grade": "one"} if act == "agree" else {}
            cases.take_step(**known, move=act, reason="如此", data=data)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(PEOPLE, ACTS), max_size=25))
def test_a_case_is_never_left_half_moved(house: House, walk: list[tuple[str, str]]) -> None:
    mark = transaction.savepoint()
    THINGS[1].text, THINGS[1].done = "第一页", []
    try:
        case, nameless = house.start(), []
        for who, act in [*walk, *(("a", act) for act in ("attach", "whole", "clean", "hand_up"))]:
            before = Case.objects.values_list("state", "step", "arrival").get(pk=case.pk)
            try:
                with transaction.atomic():
                    _do(house, case, who, act)
            except NotFound:
                pass
            except Refusal as refusal:
                nameless += [] if refusal.clause else [f"{who} {act}: {refusal}"]
                assert Case.objects.values_list("state", "step", "arrival").get(pk=case.pk) == before
            _holds(case)
        assert not nameless
    finally:
        transaction.savepoint_rollback(mark)


def _holds(case: Case) -> None:
    row = Case.objects.get(pk=case.pk)
    moves = list(CaseMove.objects.filter(case=row).order_by("n").values_list("n", "step", "to"))
    assert [n for n, _step, _to in moves] == list(range(len(moves)))
    for (_n, _step, to), (_m, step, _to) in itertools.pairwise(moves):
        assert to == step, "each move begins where the one before it led"
    open_ones = Obligation.objects.filter(subject=f"case:{row.pk}", state="open")
    if row.state == CaseState.OPEN:
        assert moves[-1][2] == row.step
        assert row.arrival == len(moves)
        assert CaseCall.objects.filter(case=row).exists()
        assert [one.duty for one in open_ones] == ([] if row.step == "decide" else [f"hand_on.{row.step}"])
    else:
        assert not CaseCall.objects.filter(case=row).exists()
        assert not open_ones.exists()
    assert THINGS[1].done == (["shelved", "numbered"] if row.state == CaseState.DONE else [])
    assert row.started_at <= dt.datetime.now(dt.UTC)
