"""Where dossiers stand in the menu and on pages of other rooms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.dossiers import reads, reads_work
from juanzong.web.dossiers.panels import left_to_do
from juanzong.web.shell import guide, links, menu, panels

menu.declare(
    menu.Entry(
        "dossiers", menu.CUSTOMERS, 20, _("档案"), "dossiers:list", right="dossiers.view",
        counted=reads_work.waiting_ids, icon="archive", phone=3,
    )
)  # fmt: skip
menu.declare(
    menu.Entry(
        "scans", menu.CUSTOMERS, 30, _("待归档扫描件"), "dossiers:scans", right="dossiers.file",
        counted=reads.waiting_scans, icon="inbox",
    )
)  # fmt: skip
guide.declare("dossiers.open", "dossiers:new", "dossiers:managers")
guide.declare(
    "dossiers.file",
    *("dossiers:add_item", "dossiers:edit_item", "dossiers:add_version", "dossiers:withdraw_item", "dossiers:item"),
    *("dossiers:scans", "dossiers:scan"),
)
guide.declare(
    "dossiers.verify", "dossiers:check_item", "dossiers:errors", "dossiers:supplement", "dossiers:ask_supplement"
)
guide.declare("dossiers.accept", "dossiers:send_back")
links.declare("dossier", "dossiers:dossier", verify="dossiers:verify")
links.declare("item", "dossiers:item")
panels.declare(
    panels.Panel("dossiers.left", "case.dossier", 10, "dossiers.view", "dossiers/left_to_do.html", left_to_do)
)
