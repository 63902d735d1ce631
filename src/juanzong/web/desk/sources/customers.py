"""Work on customers: registrations to accept, records to complete, likely duplicates to judge, imports to answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.customers.choices import ImportState
from juanzong.customers.reads import duplicates, intake, work
from juanzong.organisation.viewer import Viewer
from juanzong.web.desk.work import TOLD, Task, WorkSource, work_sources
from juanzong.web.shell.links import address


def _intake(viewer: Viewer) -> Sequence[Task]:
    what, subject, button = _("受理网上登记"), _("%(name)s，回执 %(receipt)s"), _("受理")
    return [
        Task(
            since=row.received_at,
            what=what,
            subject=subject % {"name": row.shown_name, "receipt": row.receipt},
            clause="P00-1.2",
            button=button,
            url=address("customers:intake", row.id),
            primary=True,
        )
        for row in intake.waiting(viewer, limit=TOLD)
    ]


def _duplicates(viewer: Viewer) -> Sequence[Task]:
    what, subject, button = _("是不是同一客户"), _("%(one)s、%(two)s"), _("比较")
    return [
        Task(
            since=pair.found_at,
            what=what,
            subject=subject % {"one": pair.names[0], "two": pair.names[1]},
            clause="P00-1.3",
            button=button,
            url=address("customers:compare", pair.one, pair.two),
            decide=True,
        )
        for pair in duplicates.open_pairs(viewer, TOLD)
    ]


def _imports(viewer: Viewer) -> Sequence[Task]:
    return [
        Task(
            since=batch.since,
            what=_("核对导入的列") if batch.state == ImportState.UPLOADED else _("试算完成，决定是否导入"),
            subject=batch.file_name,
            clause="P00-1.3",
            button=_("继续"),
            url=address("customers:import", batch.id),
            primary=True,
        )
        for batch in work.batches_to_answer(viewer, limit=TOLD)
    ]


def _incomplete(viewer: Viewer) -> Sequence[Task]:
    comma = _("、")
    return [
        Task(
            since=one.since,
            what=_("补全客户资料"),
            subject=one.name,
            subject_url=address("customers:customer", one.id),
            clause="P00-1.3",
            button=_("补全"),
            url=address("customers:customer", one.id),
            pressing=False,
            note=_("%(percent)s%%，缺%(missing)s")
            % {
                "percent": one.filled.percent,
                "missing": comma.join(str(field.name) for field in one.filled.missing[:3]),
            },
        )
        for one in work.incomplete(viewer, limit=5)
    ]


work_sources.declare("intake", WorkSource("intake", 10, intake.ACCEPT, _intake, 1))
work_sources.declare("imports", WorkSource("imports", 20, "customers.import", _imports, 1))
work_sources.declare("duplicates", WorkSource("duplicates", 30, duplicates.MERGE, _duplicates, 1))
work_sources.declare("incomplete", WorkSource("incomplete", 90, "customers.edit", _incomplete, 2))
