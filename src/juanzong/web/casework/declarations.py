"""Where work stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.web.casework import panels
from juanzong.web.shell import guide, links, menu
from juanzong.web.shell.panels import Panel
from juanzong.web.shell.panels import declare as declare_panel

menu.declare(menu.Entry("cases", menu.DESK, 10, _("办理单"), "casework:cases", icon="inbox"))
menu.declare(
    menu.Entry("obligations", menu.OVERSIGHT, 20, _("待办与逾期"), "casework:list", right="casework.view", icon="check")
)
menu.declare(
    menu.Entry("days", menu.SETTINGS, 60, _("工作日历"), "casework:days", right="organisation.manage", icon="history")
)
menu.declare(
    menu.Entry(
        "channels", menu.SETTINGS, 65, _("提醒渠道"), "casework:channels", right="organisation.manage", icon="clock"
    )
)
guide.declare("desk", "casework:obligation")
links.declare("case", "casework:case")
links.declare("obligation", "casework:obligation")
declare_panel(
    Panel("casework.customer", "customer.aside", 5, "desk.view", "casework/cases_panel.html", panels.about("customer"))
)
