"""Work on dossiers: scans to file, drafts to finish or mend, dossiers to verify, to accept and number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.dossiers import reads, reads_work
from juanzong.dossiers.reads import Row
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.web.desk.work import TOLD, Task, WorkSource, work_sources
from juanzong.web.shell.links import address


def _scans(viewer: Viewer) -> Sequence[Task]:
    waiting, since = reads.scans_since(viewer)
    if since is None:
        return []
    subject = ngettext("%(n)s 份扫描件", "%(n)s 份扫描件", waiting) % {"n": waiting}
    return [Task(since, _("归档扫描件"), subject, "P02-b", _("去归档"), address("dossiers:scans"))]


def _drafts(viewer: Viewer) -> Sequence[Task]:
    return [_draft(row) for row in reads_work.my_draft_rows(viewer, TOLD)]


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
    url = address("dossiers:dossier", row.dossier.pk)
    return Task(
        row.dossier.opened_at,
        what,
        row.dossier.number or row.dossier.title,
        clause,
        button,
        url,
        subject_url=url,
        note=note,
        primary=bool(row.wrong),
        about=f"dossier:{row.dossier.pk}",
    )


def _to_verify(viewer: Viewer) -> Sequence[Task]:
    what, button = _("核对档案"), _("开始核对")
    return [
        Task(
            since=one.since,
            what=what,
            subject=one.name,
            subject_url=address("dossiers:dossier", one.id),
            clause=one.kind.verification_clause or "P00-2.4",
            button=button,
            url=address("dossiers:verify", one.id),
            note_of=_extents,
            primary=True,
            about=f"dossier:{one.id}",
            decide=True,
        )
        for one in reads_work.briefly_to_verify(viewer, TOLD)
    ]


def _to_accept(viewer: Viewer) -> Sequence[Task]:
    what, button = _("验收归档并编号"), _("验收")
    return [
        Task(
            since=one.since,
            what=what,
            subject=one.name,
            subject_url=address("dossiers:dossier", one.id),
            clause="P03-2",
            button=button,
            url=address("dossiers:dossier", one.id),
            note_of=_extents,
            primary=True,
            about=f"dossier:{one.id}",
        )
        for one in reads_work.briefly_to_accept(viewer, TOLD)
    ]


def _extents(tasks: Sequence[Task]) -> Mapping[str, str]:
    counted = reads_work.extents([Ref.parse(task.about).id for task in tasks])
    return {
        f"dossier:{pk}": _("%(items)s 件 %(pages)s 页") % {"items": items, "pages": pages}
        for pk, (items, pages) in counted.items()
    }


work_sources.declare("accept", WorkSource("accept", 10, "dossiers.accept", _to_accept, 1))
work_sources.declare("verify", WorkSource("verify", 20, "dossiers.verify", _to_verify, 1))
work_sources.declare("scans", WorkSource("scans", 30, "dossiers.file", _scans, 1))
work_sources.declare("drafts", WorkSource("drafts", 40, "dossiers.file", _drafts, 3))
