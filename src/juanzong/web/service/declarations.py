"""Where service stands in the menu, and which of its pages do what packs ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.service import reads
from juanzong.service.actions import supervision, visits
from juanzong.service.reads import distribution, meetings
from juanzong.web.service.panel import visits_of
from juanzong.web.shell import guide, links, menu, panels

menu.declare(
    menu.Entry("mine", menu.SERVICE, 10, _("我的顾客"), "service:mine", right=visits.VISIT, icon="people", phone=2)
)
menu.declare(menu.Entry("visits", menu.SERVICE, 20, _("回访"), "service:visits", right=reads.VIEW, icon="history"))
menu.declare(menu.Entry("events", menu.SERVICE, 30, _("活动"), "service:events", right=reads.VIEW, icon="people"))
menu.declare(
    menu.Entry(
        "distribution", menu.SERVICE, 40, _("分配顾客"), "service:distribution", right=distribution.DISTRIBUTE,
        counted=distribution.unassigned, icon="inbox",
    )
)  # fmt: skip
menu.declare(
    menu.Entry(
        "supervision", menu.SERVICE, 50, _("每日督查"), "service:supervision", right=supervision.SUPERVISE,
        icon="check",
    )
)  # fmt: skip
menu.declare(
    menu.Entry(
        "call_backs", menu.SERVICE, 60, _("抽查核实"), "service:call_backs", right=supervision.CALL_BACK,
        icon="check",
    )
)  # fmt: skip
menu.declare(menu.Entry("meetings", menu.SERVICE, 70, _("顾客服务会议"), "service:meetings", right=meetings.MEET))

links.declare("event", "service:event")
links.declare("agreed", "service:agreed")
links.doings.declare("customer.visit", "service:visit")
links.doings.declare("customer.give_back", "service:visit")
links.doings.declare("customer.customer_form", "service:visit")
links.doings.declare("customer.call_back", "?service:call_backs")
links.doings.declare("company.supervise", "?service:supervision")
links.doings.declare("company.meet", "?service:new_meeting")
panels.declare(panels.Panel("service.visits", "customer.aside", 20, reads.VIEW, "service/panel.html", visits_of))
guide.declare("service.visits", "service:visit", "service:mine")
