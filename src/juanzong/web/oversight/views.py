"""The clause board: open any clause and see how it was kept, down to the entries."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from juanzong.casework.choices import ObligationState
from juanzong.casework.reads import obligations as casework
from juanzong.kit import clock, sheets
from juanzong.kit.sheets import Watermark
from juanzong.ledger import reads as ledger
from juanzong.ledger.reads import Filter
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.oversight import actions, bulk, reads
from juanzong.oversight.reads import Board, Sums
from juanzong.oversight.reads import alerts as reads_alerts
from juanzong.policies import reads as policies
from juanzong.policies.choices import ClauseKind
from juanzong.policies.reads import AdoptedPack
from juanzong.policies.shapes import Pack
from juanzong.web.ledger import telling
from juanzong.web.policies.views import TONES
from juanzong.web.shell.pages import Request, page, render

OBLIGATIONS, ENTRIES = 12, 12


def _chosen(request: Request, name: str, allowed: Mapping[int, str]) -> int:
    """The id in a filter of the address, 0 for none or one that is not offered."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) in allowed else 0


def _adopted() -> list[str]:
    """The packs in force anywhere today, the company's most special first and the general part last. For a pack that
    changes others those whose clauses it carries out."""
    found: dict[str, None] = {}
    for one in policies.adopted_everywhere():
        if policies.known(one.pack, one.version):
            pack = policies.pack(one.pack, one.version)
            line = policies.lineage(pack.id, pack.version) if pack.changes else (pack,)
            found |= dict.fromkeys(under.id for under in line if policies.clauses(under.id))
    return sorted(found, key=lambda id: (not policies.pack(id).extends, id))


def _with_clauses(id: str) -> str:
    """The pack whose clauses a pack carries out: itself, or for one that only changes others the nearest beneath it."""
    return next((under.id for under in policies.lineage(id) if policies.clauses(under.id)), id)


def _changing(id: str) -> list[tuple[AdoptedPack, Pack]]:
    """The company's own packs in force that change this one."""
    known = [one for one in policies.adopted_everywhere() if policies.known(one.pack, one.version)]
    own = [(one, policies.pack(one.pack, one.version)) for one in known]
    return [(one, pack) for one, pack in own if pack.changes and _with_clauses(pack.id) == id]


@page(reads.VIEW)
@require_safe
def board(request: Request) -> HttpResponse:
    """How every clause of an adopted policy was kept over twelve months."""
    viewer = request.viewer
    adopted = _adopted()
    known = {one.id for one in policies.packs()}
    wanted = request.GET.get("pack", "")
    chosen = _with_clauses(wanted) if wanted in known else (adopted[0] if adopted else "P00")
    departments = dict(organisation.department_choices(viewer))
    if viewer.scope(reads.VIEW) is not Scope.COMPANY:
        departments = {id: name for id, name in departments.items() if id in viewer.departments}
    staff = dict(organisation.staff_choices(viewer)) if viewer.scope(reads.VIEW) is Scope.COMPANY else {}
    department, person = _chosen(request, "department", departments), _chosen(request, "staff", staff)
    found = reads.board(viewer, chosen, department=department, staff=person)
    pack = policies.pack(chosen)
    own = _changing(chosen)
    standing = [one for one in policies.adopted_everywhere() if one.pack == chosen] or [one for one, _pack in own]
    context = {
        "board": found,
        "pack": pack,
        "standing": standing[0] if standing else None,
        "own": own,
        "packs": [policies.pack(id) for id in adopted],
        "others": [one for one in policies.packs() if one.id not in adopted and policies.clauses(one.id)],
        "rows": [_row(line) for line in found.lines],
        "kinds": _kinds(found),
        "departments": departments,
        "staff": staff,
        "department": department,
        "person": person,
        "today": clock.today(),
    }
    return render(request, "oversight/board.html", context)


def _row(line: Any) -> dict[str, Any]:
    most = max(line.months) or 1
    bars = [
        {"x": 8 * n, "h": round(20 * count / most, 1), "y": round(20 - 20 * count / most, 1)}
        for n, count in enumerate(line.months)
    ]
    return {"line": line, "tone": TONES[line.clause.kind], "bars": bars, "words": _words(line)}


def _words(line: Any) -> str:
    parts = [ngettext("%(n)s 次", "%(n)s 次", line.sums.applied) % {"n": f"{line.sums.applied:,}"}]
    if line.late:
        parts.append(ngettext("%(n)s 逾期", "%(n)s 逾期", line.late) % {"n": line.late})
    if line.sums.refused:
        parts.append(_("拒绝 %(n)s") % {"n": line.sums.refused})
    return " · ".join(parts)


def _kinds(found: Board) -> list[tuple[str, int]]:
    counted = Counter(line.clause.kind for line in found.lines)
    return [(str(kind.label), counted[kind]) for kind in ClauseKind if counted[kind]]


@page(reads.VIEW)
@require_safe
def clause(request: Request, clause_id: str) -> HttpResponse:
    """One clause: its words, what carries it out, how it was kept by month, department and person, and the entries."""
    viewer = request.viewer
    story = reads.clause_story(viewer, clause_id)
    departments = organisation.department_names(story.by_department)
    names = organisation.names(story.by_staff)
    rows = casework.visible(viewer).filter(clause=clause_id).order_by("-id")
    narrowed = request.GET.get("state", "")
    if narrowed == "late":
        rows = rows.filter(state=ObligationState.OPEN, due_on__lt=clock.today())
    whole = viewer.scope(reads.VIEW) is Scope.COMPANY and viewer.may("ledger.view")
    entries = ledger.entries(Filter(clause=clause_id), limit=ENTRIES).entries if whole else ()
    context = {
        "story": story,
        "row": _row(story.line),
        "clause": story.line.clause,
        "pack": policies.pack(story.line.clause.pack),
        "built": story.line.built,
        "departments": _sorted(story.by_department, departments, _("不属于部门")),
        "people": _sorted(story.by_staff, names, _("系统或公众")),
        "obligations": casework.owed(viewer, list(rows[:OBLIGATIONS])),
        "entries": telling.told(viewer, entries),
        "may_see_entries": whole,
        "late_only": narrowed == "late",
    }
    return render(request, "oversight/clause.html", context)


def _sorted(found: Mapping[int, Sums], names: Mapping[int, str], nobody: str) -> list[tuple[str, Sums]]:
    rows = [(names.get(id, nobody), sums) for id, sums in found.items()]
    return sorted(rows, key=lambda row: (-row[1].overdue, -row[1].applied, row[0]))


@require_POST
@page(reads.VIEW)
def export(request: Request, pack_id: str) -> HttpResponseBase:
    """The board as a sheet, with who took it and when on its first line."""
    viewer = request.viewer
    found = reads.board(viewer, policies.pack(pack_id).id)
    actions.note_export(by=viewer, pack=pack_id, rows=len(found.lines))
    columns = [
        _("条款"), _("要求"), _("方式"), _("适用"), _("按期"), _("逾期后完成"), _("逾期未办"), _("拒绝"), _("是否已实现"),
        *(month.strftime("%Y-%m") for month in found.months),
    ]  # fmt: skip
    mark = Watermark(viewer.name, _("制度落实表"), pack_id, clock.now())
    return _download(
        _("制度落实-%(pack)s-%(day)s.xlsx") % {"pack": pack_id, "day": clock.today()}, columns, found, mark
    )


def _download(name: str, columns: list[str], found: Board, mark: Watermark) -> HttpResponseBase:
    out = io.BytesIO()
    sheets.write_xlsx(out, columns, _cells(found), title=_("制度落实"), watermark=mark)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name)


def _cells(found: Board) -> Iterator[list[Any]]:
    for line in found.lines:
        yield [
            line.clause.id, str(line.clause.says), str(line.clause.kind.label), line.sums.applied, line.sums.on_time,
            line.sums.late, line.open_late, line.sums.refused, _("已实现") if line.built.done else _("未实现"), *line.months,
        ]  # fmt: skip


@page(reads.VIEW)
@require_safe
def alerts(request: Request) -> HttpResponse:
    """Who read or took away more than allowed, and what came of it."""
    viewer = request.viewer
    context = {"rows": reads_alerts.alerts(viewer), "limits": bulk.limits(), "sees_ledger": viewer.may("ledger.view")}
    return render(request, "oversight/alerts.html", context)
