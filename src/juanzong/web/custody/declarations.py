"""Where the archive room stands in the menu and on other pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from juanzong.custody.reads import inspections
from juanzong.web.custody import panels
from juanzong.web.shell import links, menu
from juanzong.web.shell.panels import Panel
from juanzong.web.shell.panels import declare as declare_panel

menu.declare(menu.Entry("places", menu.ARCHIVE, 40, _("库位"), "custody:rooms", right="custody.view", icon="archive"))
menu.declare(menu.Entry("scan", menu.ARCHIVE, 10, _("扫码"), "custody:scan", right="custody.view", icon="image"))
menu.declare(menu.Entry("counts", menu.ARCHIVE, 50, _("盘点"), "custody:counts", right="custody.view", icon="check"))
menu.declare(
    menu.Entry("disposals", menu.ARCHIVE, 70, _("鉴定与销毁"), "custody:disposals", right="custody.view", icon="cross")
)
menu.declare(
    menu.Entry(
        "inspections", menu.ARCHIVE, 60, _("库房检查"), "custody:inspections", right="custody.view",
        counted=inspections.waiting, icon="eye",
    )
)  # fmt: skip
menu.declare(
    menu.Entry("volumes", menu.ARCHIVE, 55, _("装订与装箱"), "custody:volumes", right="custody.view", icon="files")
)
menu.declare(
    menu.Entry("keepings", menu.ARCHIVE, 58, _("保管交接"), "custody:keepings", right="custody.view", icon="people")
)
links.declare("keeping", "custody:keeping")
menu.declare(
    menu.Entry(
        "registers",
        menu.ARCHIVE,
        65,
        pgettext_lazy("several", "登记簿"),
        "custody:registers",
        right="custody.view",
        icon="files",
    )
)
links.declare("disposal", "custody:disposal")
menu.declare(menu.Entry("loans", menu.ARCHIVE, 20, _("借阅"), "custody:loans", right="custody.borrow", icon="file"))
links.declare("loan", "custody:loan")
links.declare("stocktake", "custody:count")
links.declare("place", "custody:place", inspect="custody:inspection", safe="custody:safe")
menu.declare(
    menu.Entry(
        "certificates", menu.ARCHIVE, 30, _("权证"), "custody:certificates", right="certificates.view", icon="file"
    )
)
menu.declare(
    menu.Entry("safes", menu.ARCHIVE, 35, _("保险柜"), "custody:safes", right="certificates.view", icon="lock")
)
links.declare("certificate", "custody:certificate")
links.declare("safe_slip", "custody:safe_slip")
links.declare("safe_count", "custody:safe_count")
declare_panel(
    Panel(
        "custody.certificates",
        "dossier.aside",
        35,
        "certificates.view",
        "custody/certificates_panel.html",
        panels.certificates,
    )
)
declare_panel(Panel("custody.place", "dossier.aside", 30, "custody.view", "custody/panel.html", panels.place))
declare_panel(Panel("custody.holds", "dossier.buttons", 40, "custody.hold", "custody/hold_button.html", panels.thing))
declare_panel(Panel("custody.bind", "dossier.buttons", 35, "custody.shelve", "custody/bind_button.html", panels.bind))
declare_panel(Panel("custody.labels", "dossier.buttons", 30, "custody.shelve", "custody/buttons.html", panels.labels))
declare_panel(Panel("custody.address", "dossier.facts", 30, "custody.view", "custody/fact.html", panels.address))
declare_panel(
    Panel("custody.borrow", "dossier.buttons", 20, "custody.borrow", "custody/borrow_button.html", panels.borrow)
)
declare_panel(Panel("custody.loans", "dossier.aside", 40, "custody.borrow", "custody/loans_panel.html", panels.loans))
declare_panel(Panel("custody.held", "desk.aside", 10, "custody.borrow", "custody/held.html", panels.held))
