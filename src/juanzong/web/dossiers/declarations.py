"""Where dossiers stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.dossiers import reads
from juanzong.web.shell import menu

menu.declare(
    menu.Entry(
        "dossiers", menu.CUSTOMERS, 20, _("档案"), "dossiers:list", right="dossiers.view",
        counter=reads.waiting_count, icon="archive", phone=3,
    )
)  # fmt: skip
menu.declare(
    menu.Entry(
        "scans", menu.CUSTOMERS, 30, _("待归档扫描件"), "dossiers:scans", right="dossiers.file",
        counter=reads.scan_count, icon="inbox",
    )
)  # fmt: skip
