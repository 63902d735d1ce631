"""Where the ledger stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.web.shell import menu

menu.declare(menu.Entry("ledger", menu.OVERSIGHT, 20, _("台账"), "ledger:list", right="ledger.view", icon="ledger"))
