"""Duties and procedures, from tables to the frozen data of `shapes_work`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from juanzong.policies import notation
from juanzong.policies.loading.parts import clause_id
from juanzong.policies.loading.tables import Table, unique
from juanzong.policies.shapes_work import (
    CaseRole,
    CheckPoint,
    Datum,
    DatumType,
    Differs,
    Duty,
    EffectUse,
    Escalation,
    Every,
    EveryUnit,
    Fact,
    Move,
    MoveKind,
    Procedure,
    SignatureNeed,
    Step,
    Term,
    TermUnit,
    Who,
    WhoKind,
)

T = TypeVar("T")
_NOBODY = Who(WhoKind.EVERYONE)
_NONE = Term(TermUnit.SAME_DAY)
_LONGEST = 59
"""Characters of a procedure's and a step's code together: they name the obligation of the step."""


def read_term(table: Table, key: str, *, needed: bool = True) -> Term | None:
    """A time limit; None where none is given and none is needed."""
    return table.note(key, notation.term, _NONE, needed=needed)


def read_who(table: Table, key: str, *, needed: bool = True) -> tuple[Who, ...]:
    """People named by what they are; at least one where `needed`."""
    return table.notes(key, notation.who, _NOBODY, needed=needed)


def read_where(table: Table, key: str = "where") -> Mapping[str, tuple[str, ...]]:
    """Conditions on the fact and on its subject."""
    found = table.conditions(key)
    for name in found:
        if not name.startswith(("payload.", "subject.")):
            table.fault(f"{key}.{name}", _("条件应以 payload. 或 subject. 开头。"))
    return MappingProxyType(found)


def read_facts(table: Table, key: str) -> tuple[Fact, ...]:
    """Facts, each a text (the kind of entry) or a table with conditions."""
    facts = []
    for one in table.entries(key, "entry"):
        facts.append(Fact(one.words("entry"), read_where(one), one.words("subject", "")))
        one.done()
    return tuple(facts)


def read_escalations(table: Table) -> tuple[Escalation, ...]:
    """Who hears of lateness, and when."""
    found = []
    for one in table.tables("escalate"):
        found.append(Escalation(read_term(one, "after") or _NONE, one.note("to", notation.who, _NOBODY) or _NOBODY))
        one.done()
    return tuple(found)


def read_duty(table: Table, pack: str) -> Duty:
    """One rule that makes obligations; a recurring one has `every` and `for_each`, any other `opens_on`."""
    every = table.note("every", notation.every, Every(EveryUnit.YEAR), needed=False)
    duty = Duty(
        code=table.code("code"),
        pack=pack,
        name=table.text(),
        clause=clause_id(table),
        owner=read_who(table, "owner"),
        due=read_term(table, "due") or _NONE,
        opens_on=read_facts(table, "opens_on"),
        closes_on=read_facts(table, "closes_on"),
        cancels_on=read_facts(table, "cancels_on"),
        every=every,
        for_each=table.code("for_each", ""),
        where=read_where(table),
        lead=read_term(table, "lead", needed=False),
        remind_before=table.days("remind_before", (1,)),
        remind_after=table.days("remind_after", (1,)),
        escalate=read_escalations(table),
        replaces=table.several("replaces", ()),
        extension=table.code("extension", ""),
        by_hand=table.flag("by_hand", False),
        link=table.words("link", ""),
        button=table.text("button") if table.has_text("button") else None,
    )
    _check_duty(table, duty)
    table.done()
    return duty


def _check_duty(table: Table, duty: Duty) -> None:
    if duty.every is None:
        if not duty.opens_on:
            table.fault("opens_on", _("应写明由什么事实产生，或用 every 写明周期。"))
        if duty.due.unit is TermUnit.END_OF_PERIOD:
            table.fault("due", _("没有周期，无法计算“期末”。"))
        for key in ("for_each", "where", "lead"):
            if key in table.data:
                table.fault(key, _("只有周期性的待办才写此项。"))
    else:
        if duty.opens_on:
            table.fault("opens_on", _("周期性的待办不由事实产生。"))
        if not duty.for_each:
            table.fault("for_each", _("缺少此项。"))
    if not duty.closes_on and not duty.by_hand:
        table.fault("closes_on", _("应写明由什么事实完成，或允许本人报告完成（by_hand）。"))


# Procedures


def _uses(table: Table, key: str) -> tuple[EffectUse, ...]:
    found = []
    for one in table.tables(key):
        given = one.mapping("with")
        if not all(isinstance(value, str) for value in given.values()):
            one.fault("with", _("类型不对，应为 %(wanted)s。"), wanted="str")
        found.append(EffectUse(one.words("name"), MappingProxyType({k: str(v) for k, v in given.items()})))
        one.done()
    return tuple(found)


def _data(table: Table) -> tuple[Datum, ...]:
    return _several(table, "data", _datum)


def _datum(table: Table) -> Datum:
    options = table.tables("options")
    one = Datum(
        code=table.code("code"),
        name=table.text(),
        type=table.choice("type", DatumType, DatumType.TEXT),
        needed=table.flag("needed", True),
        options=tuple((option.code("code"), option.text()) for option in options),
        offer=table.words("offer", ""),
    )
    for option in options:
        option.done()
    if (one.type is DatumType.OFFERED) != bool(one.offer):
        table.fault("offer", _("此项只用于 offered，且不可缺少。"))
    if (one.type is DatumType.CHOICE) != bool(one.options):
        table.fault("options", _("选项只用于 choice，且至少一项。"))
    if one.code == "reason":
        table.fault("code", _("理由已另有一栏。"))
    table.done()
    return one


def _move(table: Table) -> Move:
    move = Move(
        code=table.code("code"),
        name=table.text(),
        kind=table.choice("kind", MoveKind),
        to=table.code("to", ""),
        reason=table.flag("reason", False),
        effects=_uses(table, "effects"),
        guards=_uses(table, "guards"),
        clause=clause_id(table, default=""),
        data=_data(table),
    )
    goes_on = move.kind in (MoveKind.FORWARD, MoveKind.BACK)
    if goes_on and not move.to:
        table.fault("to", _("缺少此项。"))
    if not goes_on and move.to:
        table.fault("to", _("办结或不同意之后没有下一环节。"))
    if move.kind in (MoveKind.BACK, MoveKind.REFUSE) and not move.reason:
        table.fault("reason", _("退回和不同意必须说明理由。"))
    table.done()
    return move


def _check(table: Table) -> CheckPoint:
    faults = table.tables("faults")
    one = CheckPoint(
        code=table.code("code"),
        name=table.text(),
        clause=clause_id(table),
        per_item=table.flag("per_item", False),
        counts=table.flag("counts", False),
        differs=table.choice("differs", Differs, Differs.REFUSE),
        faults=tuple((fault.code("code"), fault.text()) for fault in faults),
    )
    for fault in faults:
        fault.done()
    if one.counts and not one.per_item:
        table.fault("counts", _("只有逐件的核对才能清点。"))
    table.done()
    return one


def _signature(table: Table) -> SignatureNeed:
    one = SignatureNeed(table.code("code"), table.text(), read_who(table, "who"), clause_id(table))
    table.done()
    return one


def _several(table: Table, key: str, read: Callable[[Table], T]) -> tuple[T, ...]:
    inner = table.tables(key)
    unique(inner)
    return tuple(read(one) for one in inner)


def _step(table: Table) -> Step:
    papers = table.tables("attachments")
    step = Step(
        code=table.code("code"),
        name=table.text(),
        who=read_who(table, "who"),
        moves=_several(table, "moves", _move),
        clause=clause_id(table),
        within=read_term(table, "within", needed=False),
        remind_before=table.days("remind_before", (1,)),
        remind_after=table.days("remind_after", (1,)),
        escalate=read_escalations(table),
        form=table.code("form", ""),
        attachments=tuple(one.text() for one in papers),
        checks=_several(table, "checks", _check),
        signatures=_several(table, "signatures", _signature),
        not_own=table.flag("not_own", False),
        extension=table.code("extension", ""),
    )
    for one in papers:
        one.done()
    if step.within is not None and step.within.unit is TermUnit.END_OF_PERIOD:
        table.fault("within", _("没有周期，无法计算“期末”。"))
    fits: dict[tuple[str, str], str] = {}
    for move in step.moves:
        other = fits.setdefault((move.kind.value, move.to), move.code)
        if other != move.code:
            table.fault("moves", _("“%(one)s”与“%(other)s”去向相同，无法区分。"), one=other, other=move.code)
    table.done()
    return step


def _role(table: Table) -> CaseRole:
    role = CaseRole(
        table.code("code"), table.text(), table.several("positions", ()), read_who(table, "default", needed=False)
    )
    table.done()
    return role


def read_procedure(table: Table, pack: str) -> Procedure:
    """One declared route; every step can be reached, and every step leads to an end."""
    procedure = Procedure(
        code=table.code("code"),
        pack=pack,
        name=table.text(),
        about=table.text("about"),
        clause=clause_id(table),
        subject=table.code("subject"),
        starts=read_who(table, "starts"),
        steps=_several(table, "step", _step),
        roles=_several(table, "roles", _role),
        where=read_where(table),
        starts_on=read_facts(table, "starts_on"),
        asks=table.code("asks", ""),
        data=_data(table),
        withdraw=table.flag("withdraw", True),
        once=table.flag("once", True),
    )
    _check_route(table, procedure)
    table.done()
    return procedure


def _check_route(table: Table, procedure: Procedure) -> None:
    if not procedure.steps:
        table.fault("step", _("缺少此项。"))
        return
    for step in procedure.steps:
        if len(f"{procedure.code}.{step.code}") > _LONGEST:
            table.fault(step.code, _("流程与环节的代码合起来过长。"))
    steps: dict[str, Any] = {step.code: step for step in procedure.steps}
    leads = {step.code: {move.to for move in step.moves if move.to} for step in procedure.steps}
    for code, targets in leads.items():
        for target in sorted(targets - set(steps)):
            table.fault(f"{code}.moves", _("没有环节“%(value)s”。"), sorted(steps), value=target)
    reached, waiting = set(), [procedure.steps[0].code]
    while waiting:
        code = waiting.pop()
        if code in steps and code not in reached:
            reached.add(code)
            waiting += leads[code]
    ending = {step.code for step in procedure.steps if any(not move.to for move in step.moves)}
    while more := {code for code, targets in leads.items() if code not in ending and targets & ending}:
        ending |= more
    for code in steps:
        if code not in reached:
            table.fault(code, _("没有哪一步通向这个环节。"))
        if code not in ending:
            table.fault(code, _("从这个环节走不到办结。"))
