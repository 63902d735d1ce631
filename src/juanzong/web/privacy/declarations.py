"""Where grants stand in the menu and on other pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.web.privacy import panels
from juanzong.web.shell import guide, links, menu
from juanzong.web.shell.pages import SIGNED_IN
from juanzong.web.shell.panels import Panel
from juanzong.web.shell.panels import declare as declare_panel

menu.declare(menu.Entry("grants", menu.CUSTOMERS, 80, _("阅看授权"), "privacy:grants", right=SIGNED_IN, icon="eye"))
links.declare("grant", "privacy:grant")
declare_panel(Panel("privacy.mine", "desk.aside", 20, "desk.view", "privacy/mine.html", panels.mine))
declare_panel(Panel("privacy.readers", "dossier.aside", 45, "dossiers.view", "privacy/readers.html", panels.of_dossier))
guide.declare(
    "privacy.grants", "privacy:ask", "privacy:grant", "privacy:dossier", "privacy:item", "privacy:record", "privacy:end"
)
