"""Work on the ledger: sealing that is late, told to those who answer for its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.ledger import reads
from juanzong.organisation.viewer import Viewer
from juanzong.web.desk.work import Task, WorkSource, work_sources

OVERDUE = dt.timedelta(hours=1)  # the worker seals every five minutes


def _late(viewer: Viewer) -> Sequence[Task]:
    since = reads.unsealed_since()
    if since is None or clock.now() - since < OVERDUE:
        return []
    return [
        Task(
            since=since,
            what=_("台账封存停了"),
            subject=_("请系统管理员检查后台程序 juanzong worker"),
            clause="P00-1.7",
            button=_("查看"),
            url=reverse("ledger:heads"),
            primary=True,
        )
    ]


work_sources.declare("sealing", WorkSource("sealing", 5, "ledger.export", _late, 2))
