"""Where oversight stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.oversight import reads
from juanzong.oversight.offboarding import reads as leavings
from juanzong.web.oversight import panels
from juanzong.web.shell import guide, links, menu
from juanzong.web.shell.pages import SIGNED_IN
from juanzong.web.shell.panels import Panel
from juanzong.web.shell.panels import declare as declare_panel

menu.declare(menu.Entry("board", menu.OVERSIGHT, 10, _("制度落实"), "oversight:board", right=reads.VIEW, icon="seal"))
menu.declare(
    menu.Entry("alerts", menu.OVERSIGHT, 30, _("大量查看警示"), "oversight:alerts", right=reads.VIEW, icon="alert")
)
menu.declare(
    menu.Entry("audits", menu.OVERSIGHT, 50, _("内部审计"), "oversight:audits", right=reads.VIEW, icon="search")
)
menu.declare(
    menu.Entry(
        "evaluation", menu.OVERSIGHT, 60, _("年度评估"), "oversight:evaluations", right="evaluation.view", icon="seal"
    )
)
links.declare("audit", "oversight:audit")
links.declare("follow_up", "oversight:follow_up")
menu.declare(
    menu.Entry("incidents", menu.OVERSIGHT, 40, _("事件"), "oversight:incidents", right=SIGNED_IN, icon="alert")
)
links.declare("incident", "oversight:incident")
links.declare("incident_measure", "oversight:measure")
guide.declare("oversight.incidents", "oversight:incident", "oversight:report_incident")
declare_panel(
    Panel("incidents.loan", "loan.aside", 10, "desk.view", "oversight/about_panel.html", panels.about("loan"))
)
declare_panel(
    Panel("incidents.dossier", "dossier.aside", 50, "desk.view", "oversight/about_panel.html", panels.about("dossier"))
)
menu.declare(
    menu.Entry("leavings", menu.OVERSIGHT, 45, _("离职交接"), "oversight:leavings", right=leavings.CLEAR, icon="person")
)
links.declare("leaving", "oversight:leaving")
declare_panel(Panel("leaving.staff", "staff.aside", 10, "desk.view", "oversight/leaving_panel.html", panels.leaving))
