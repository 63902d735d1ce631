"""What follows from facts: at the end of an act, inside its transaction, the rules in force open, end and replace
obligations. Facts that no rule of any pack listens to cost a look into a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from juanzong.casework.cases import starting
from juanzong.casework.choices import ObligationState
from juanzong.casework.duties import opening
from juanzong.casework.duties.people import cast
from juanzong.casework.models import Obligation
from juanzong.casework.sockets import subjects
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import JSON, Actor
from juanzong.ledger.facts import Told
from juanzong.organisation.in_force import in_force
from juanzong.policies import effective as policies
from juanzong.policies.shapes_work import Duty, Fact

Row = tuple[int, Ref | None, Mapping[str, JSON]]
Placed = dict[tuple[str, int], list[Row]]


def react(told: Sequence[Told]) -> None:
    """The listener: everything an act wrote, once."""
    if any(one.kind in starting.CHANGES_PEOPLE for one in told):
        starting.look_again()
    heard = policies.heard_anywhere()
    relevant = [one for one in told if one.kind in heard]
    if relevant:
        Reaction().to(relevant)


class Reaction:
    """One settling of facts. Look-ups are made for all rows of a kind at once."""

    def __init__(self) -> None:
        self.rules = in_force()
        self.chart = self.rules.chart
        self.departments: dict[str, dict[int, int]] = {}

    def to(self, told: Iterable[Told]) -> None:
        """End first, open afterwards, so that a fact that does both leaves the new one open."""
        for one in told:
            rows = self._placed([row for row in one.rows if row[1] is not None])
            self._end(one.kind, "cancelling", rows, ObligationState.CANCELLED, one.actor)
            self._end(one.kind, "closing", rows, ObligationState.DONE, one.actor)
            self._open(one.kind, rows, one.actor)
            self._start(one.kind, rows, one.actor)

    # which rules

    def _placed(self, rows: Sequence[Row]) -> Placed:
        """The rows by the kind of their subject and the department it belongs to, looked up once for all phases."""
        ids: dict[str, list[int]] = {}
        for _entry, ref, _payload in rows:
            if ref:
                ids.setdefault(ref.kind, []).append(ref.id)
        for kind, found in ids.items():
            looked_up = subjects[kind].departments(found) if kind in subjects else {}
            self.departments.setdefault(kind, {}).update({id: looked_up.get(id, 0) for id in found})
        placed: Placed = {}
        for row in rows:
            if ref := row[1]:
                placed.setdefault((ref.kind, self.departments[ref.kind][ref.id]), []).append(row)
        return placed

    def _matching(self, kind: str, phase: str, rows: Placed) -> Iterator[tuple[Any, int, Ref, Mapping[str, JSON]]]:
        """Duty or procedure, version, subject and payload of every rule that a row touches."""
        for (subject_kind, department), in_department in rows.items():
            rules = self.rules.of(department)
            for rule, fact in getattr(rules, phase).get(kind, ()):
                for subject, payload in _subjects_of(fact, subject_kind, in_department):
                    yield rule, rules.version_of(rule.pack), subject, payload

    # what follows

    def _end(self, kind: str, phase: str, rows: Placed, state: ObligationState, actor: Actor) -> None:
        wanted = {
            (str(subject), duty.code, _turn(duty, payload))
            for duty, _version, subject, payload in self._matching(kind, phase, rows)
        }
        if wanted:
            opening.end_all(_open_ones(wanted), state, actor)

    def _open(self, kind: str, rows: Placed, actor: Actor) -> None:
        found = list(self._matching(kind, "opening", rows))
        if not found:
            return
        casts = cast(self.chart, {subject for _duty, _version, subject, _payload in found}, self.departments)
        starter = actor.id if actor.kind == "staff" else 0
        wanted = [
            opening.New(
                duty,
                version,
                subject,
                casts[subject.kind].owner(duty.owner, subject.id, starter),
                _begun(payload),
                until=_until(payload),
            )
            for duty, version, subject, payload in found
        ]
        replaced = {(str(one.subject), code, "") for one in wanted for code in one.duty.replaces}
        if replaced:
            opening.end_all(_open_ones(replaced), ObligationState.REPLACED, actor)
        opening.open_all(wanted, opening.own_days())

    def _start(self, kind: str, rows: Placed, actor: Actor) -> None:
        found = self._matching(kind, "starting", rows)
        wanted = [(procedure, version, subject, _begun(payload)) for procedure, version, subject, payload in found]
        starting.begin_all(wanted, actor, self.chart)


def _begun(payload: Mapping[str, JSON]) -> dt.date:
    """The day a limit is counted from: the day the fact says it happened on, else today."""
    told = payload.get("on")
    return dt.date.fromisoformat(told) if isinstance(told, str) else clock.today()


def _until(payload: Mapping[str, JSON]) -> dt.date | None:
    """The last day, where the fact itself lays it down (P03-6.3: the period on the slip)."""
    told = payload.get("due")
    return dt.date.fromisoformat(told) if isinstance(told, str) else None


def _subjects_of(fact: Fact, kind: str, rows: Sequence[Row]) -> Iterator[tuple[Ref, Mapping[str, JSON]]]:
    """The subjects of a rule for rows that meet its conditions, by the relation it names."""
    meeting = [(ref, payload) for _entry, ref, payload in _meeting(fact, kind, rows) if ref]
    if not fact.subject:
        yield from meeting
        return
    relation = subjects[kind].relations.get(fact.subject) if kind in subjects else None
    if relation and meeting:
        related = relation[1]([ref.id for ref, _payload in meeting])
        found = {related[ref.id]: payload for ref, payload in meeting if ref.id in related}
        yield from found.items()


def _meeting(fact: Fact, kind: str, rows: Sequence[Row]) -> Sequence[Row]:
    for name, values in fact.where.items():
        where, _dot, key = name.partition(".")
        if where == "payload":
            rows = [row for row in rows if _text(row[2].get(key)) in values]
        elif rows:
            look_up = subjects[kind].attributes.get(key) if kind in subjects else None
            known = look_up([row[1].id for row in rows if row[1]]) if look_up else {}
            rows = [row for row in rows if row[1] and known.get(row[1].id) in values]
    return rows


def _text(value: JSON) -> str:
    return "yes" if value is True else "no" if value is False else "" if value is None else str(value)


def _turn(duty: Duty, payload: Mapping[str, JSON]) -> str:
    """The round that a fact settles of a duty that comes round, where it says which; "" for all that are open."""
    told = payload.get("round")
    return told if duty.every is not None and isinstance(told, str) else ""


def _open_ones(wanted: set[tuple[str, str, str]]) -> list[Obligation]:
    """The open obligations of these subjects, duties and rounds, locked so that two facts at once end each only once."""
    found: list[Obligation] = []
    texts = sorted({subject for subject, _duty, _round in wanted})
    for start in range(0, len(texts), opening.BATCH):
        rows = Obligation.objects.select_for_update().filter(
            subject__in=texts[start : start + opening.BATCH],
            duty__in={duty for _subject, duty, _round in wanted},
            state=ObligationState.OPEN,
        )
        found += [
            row for row in rows.order_by("id") if wanted & {(row.subject, row.duty, turn) for turn in ("", row.round)}
        ]
    return found
