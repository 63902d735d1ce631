"""Where the policies stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.web.shell import menu

menu.declare(
    menu.Entry("policies", menu.OVERSIGHT, 30, _("制度与条款"), "policies:packs", right="policies.view", icon="seal")
)
