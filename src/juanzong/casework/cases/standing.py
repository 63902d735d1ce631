"""A case with its procedure, its people and what it is about, at hand for the length of one act or page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from juanzong.casework.cases.parties import Parties
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case
from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Shown
from juanzong.casework.sockets import Content, Doing
from juanzong.kit.refs import Ref
from juanzong.organisation import chart as organisation
from juanzong.organisation.chart import Chart
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes_work import Datum, Move, Procedure, Step


@dataclass
class Standing:
    """chart: read once for many."""

    row: Case
    chart: Chart

    @cached_property
    def procedure(self) -> Procedure:
        """The route, in the version the case began with."""
        return policies.procedure(self.row.procedure, self.row.pack, self.row.version)

    @property
    def step(self) -> Step:
        """Where it stands; LookupError when it has ended."""
        return self.procedure.step(self.row.step)

    @property
    def is_open(self) -> bool:
        return self.row.state == CaseState.OPEN

    @cached_property
    def subject(self) -> Ref:
        return Ref.parse(self.row.subject)

    @cached_property
    def parts(self) -> Mapping[str, int]:
        return {part.role: part.staff_id for part in self.row.parts.all()}

    @cached_property
    def parties(self) -> Parties:
        return Parties(
            self.chart, self.subject, self.row.department_id or 0, self.row.starter_id or 0,
            self.row.started_for_id or 0, self.parts,
        )  # fmt: skip

    def content(self, viewer: Viewer) -> Shown:
        """What is signed in this case: the thing it is about, or where such things are not signed, the case itself."""
        return signatures.content_of(viewer, self.signed_ref)

    @property
    def signed_ref(self) -> Ref:
        """What signatures of this case stand on."""
        return self.subject if signatures.signable(self.subject.kind) else Ref("case", self.row.pk)

    def earlier(self, move: Move | None) -> dict[str, str]:
        """What was entered before, without what this move asks for: a reason given in an earlier round is no reason now."""
        asked = {datum.code for datum in move.data} if move else set()
        return {code: text for code, text in self.row.data.items() if code not in asked}

    def doing(self, by: Viewer, move: Move | None, data: Mapping[str, str], params: Mapping[str, str]) -> Doing:
        """What an effect or guard of a move is told."""
        return Doing(
            by=by,
            subject=self.subject,
            case=self.row.pk,
            step=self.row.step,
            params=params,
            roles=self.parts,
            starter=self.row.starter_id or 0,
            data={**self.earlier(move), **data},
            clause=(move.clause if move else "") or self.step.clause,
        )


def standing(row: Case, chart: Chart | None = None) -> Standing:
    """A case at hand. Two SQL statements without a chart."""
    return Standing(row, chart or organisation.chart())


def standings(rows: Iterable[Case], chart: Chart | None = None) -> list[Standing]:
    """Many cases at hand with one chart, asked for where it is not at hand; rows whose procedure is gone with its pack are left out."""
    here = chart or organisation.chart()
    found = [Standing(row, here) for row in rows]
    return [one for one in found if policies.known(one.row.pack, one.row.version)]


def case_content(one: Standing, label: str) -> Content:
    """A case as something to sign: its route, what it is about, who asked, and what was entered."""
    lines = [(str(_("流程")), str(one.procedure.name)), (str(_("对象")), label or str(_("不便显示")))]
    if one.row.starter:
        lines.append((str(_("提出人")), one.row.starter.name))
    lines += data_words(one.procedure, one.row.data)
    exact = {
        "case": one.row.pk, "procedure": one.row.procedure, "pack": one.row.pack, "version": one.row.version,
        "subject": one.row.subject, "starter": one.row.starter_id or 0, "data": one.row.data,
    }  # fmt: skip
    return Content(
        str(one.procedure.name), tuple(lines), json.dumps(exact, sort_keys=True, ensure_ascii=False).encode()
    )


def _data_of(procedure: Procedure) -> Iterable[Datum]:
    yield from procedure.data
    for step in procedure.steps:
        for move in step.moves:
            yield from move.data


def data_words(procedure: Procedure, data: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was entered, as people read it: names and values, a choice in its words."""
    known = {datum.code: datum for datum in _data_of(procedure)}
    found = []
    for code, text in data.items():
        options = dict(known[code].options) if code in known else {}
        found.append((str(known[code].name) if code in known else code, str(options.get(text, text))))
    return found
