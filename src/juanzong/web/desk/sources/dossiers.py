"""Work on dossiers: scans to file, drafts to finish or mend, dossiers to verify, to accept and number."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.dossiers import reads
from juanzong.dossiers.reads import Row
from juanzong.organisation.viewer import Viewer
from juanzong.web.desk.work import TOLD, Task, WorkSource, work_sources


def _page(row: Row, name: str = "dossier") -> str:
    return reverse(f"dossiers:{name}", args=[row.dossier.pk])


def _named(row: Row) -> str:
    return row.dossier.number or row.dossier.title


def _scans(viewer: Viewer) -> Sequence[Task]:
    waiting = reads.scan_count(viewer)
    first = reads.scans(viewer, limit=1) if waiting else []
    if not first:
        return []
    subject = ngettext("%(n)s 份扫描件", "%(n)s 份扫描件", waiting) % {"n": waiting}
    return [Task(first[0].scan.received_at, _("归档扫描件"), subject, "P02-b", _("去归档"), reverse("dossiers:scans"))]


def _drafts(viewer: Viewer) -> Sequence[Task]:
    return [_draft(row) for row in reads.rows(reads.my_drafts(viewer)[:TOLD])]


def _draft(row: Row) -> Task:
    comma = _("、")
    if row.wrong:
        what, clause = _("改正退回的文件"), "P00-2.4"
        note = ngettext("%(n)s 件有误", "%(n)s 件有误", row.wrong) % {"n": row.wrong}
        button = _("改正")
    elif row.missing:
        what, clause, button = _("补齐缺件"), row.kind.clause, _("补齐")
        note = _("缺%(missing)s") % {"missing": comma.join(row.missing[:3])}
        if len(row.missing) > 3:
            note += _("等 %(n)s 件") % {"n": len(row.missing)}
    else:
        what, clause, button, note = _("提交核对"), "P02-b", _("提交"), ""
    url = _page(row)
    return Task(
        row.dossier.opened_at,
        what,
        _named(row),
        clause,
        button,
        url,
        subject_url=url,
        note=note,
        primary=bool(row.wrong),
        about=f"dossier:{row.dossier.pk}",
    )


def _to_verify(viewer: Viewer) -> Sequence[Task]:
    return [
        Task(
            since=row.dossier.opened_at,
            what=_("核对档案"),
            subject=_named(row),
            subject_url=_page(row),
            clause=row.kind.verification_clause or "P00-2.4",
            button=_("开始核对"),
            url=_page(row, "verify"),
            note=_("%(items)s 件 %(pages)s 页") % {"items": row.items, "pages": row.pages},
            primary=True,
            about=f"dossier:{row.dossier.pk}",
            decide=True,
        )
        for row in reads.rows(reads.to_verify(viewer)[:TOLD])
    ]


def _to_accept(viewer: Viewer) -> Sequence[Task]:
    return [
        Task(
            since=row.dossier.verified_at or row.dossier.opened_at,
            what=_("验收归档并编号"),
            subject=_named(row),
            subject_url=_page(row),
            clause="P03-2",
            button=_("验收"),
            url=_page(row),
            note=_("%(items)s 件 %(pages)s 页") % {"items": row.items, "pages": row.pages},
            primary=True,
            about=f"dossier:{row.dossier.pk}",
        )
        for row in reads.rows(reads.to_accept(viewer)[:TOLD])
    ]


work_sources.declare("accept", WorkSource("accept", 10, "dossiers.accept", _to_accept, 3))
work_sources.declare("verify", WorkSource("verify", 20, "dossiers.verify", _to_verify, 3))
work_sources.declare("scans", WorkSource("scans", 30, "dossiers.file", _scans, 3))
work_sources.declare("drafts", WorkSource("drafts", 40, "dossiers.file", _drafts, 3))
