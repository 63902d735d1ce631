"""Where the customers' screens stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.customers.reads import duplicates, intake
from juanzong.web.shell import guide, links, menu

menu.declare(
    menu.Entry(
        "customers", menu.CUSTOMERS, 10, _("客户"), "customers:list", right="customers.view", icon="people", phone=2
    )
)
menu.declare(
    menu.Entry(
        "duplicates",
        menu.CUSTOMERS,
        15,
        _("疑似重复"),
        "customers:duplicates",
        right="customers.merge",
        counted=duplicates.waiting,
        icon="merge",
    )
)
menu.declare(
    menu.Entry("imports", menu.CUSTOMERS, 18, _("导入"), "customers:imports", right="customers.import", icon="upload")
)
menu.declare(
    menu.Entry(
        "intake",
        menu.CUSTOMERS,
        12,
        _("网上登记"),
        "customers:intakes",
        right=intake.ACCEPT,
        counted=intake.to_accept,
        icon="edit",
    )
)
guide.declare(
    "customers.import",
    *("customers:imports", "customers:import_upload", "customers:import", "customers:import_columns"),
    *("customers:import_check", "customers:import_start"),
)
guide.declare("intake", "customers:intakes", "customers:intake", "customers:intake_poster")
links.declare("customer", "customers:customer", set_up_dossier="?dossiers:new", changes="customers:changes")
