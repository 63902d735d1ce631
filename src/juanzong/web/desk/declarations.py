"""Where the desk stands in the menu, and the sources of its work list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.web.desk.sources import customers, dossiers, ledger
from juanzong.web.shell import menu

SOURCES = (customers, dossiers, ledger)  # importing one declares its work

menu.declare(menu.Entry("desk", menu.DESK, 0, _("工作台"), "desk:desk", icon="desk", phone=1))
