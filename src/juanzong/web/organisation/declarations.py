"""Where the organisation's screens stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.web.shell import links, menu

_VIEW = "organisation.view"
menu.declare(menu.Entry("organisation", menu.SETTINGS, 10, _("组织"), "organisation:tree", right=_VIEW, icon="company"))
menu.declare(menu.Entry("staff", menu.SETTINGS, 20, _("员工"), "organisation:staff-list", right=_VIEW, icon="people"))
menu.declare(
    menu.Entry("positions", menu.SETTINGS, 30, _("岗位与权限"), "organisation:positions", right=_VIEW, icon="shield")
)
menu.declare(
    menu.Entry(
        "factors",
        menu.SETTINGS,
        40,
        _("两步验证"),
        "organisation:factor-rules",
        right="organisation.manage",
        icon="lock",
    )
)
menu.declare(
    menu.Entry("pledges", menu.SETTINGS, 45, _("承诺"), "organisation:acknowledged", right=_VIEW, icon="check")
)
menu.declare(
    menu.Entry("away", menu.SETTINGS, 80, _("外出代理"), "organisation:away", right="desk.view", icon="people")
)
menu.declare(menu.Entry("account", menu.SETTINGS, 90, _("我的账号"), "organisation:account", icon="person"))
links.declare("department", "organisation:department", training="?organisation:training-sessions")
links.declare("company", "organisation:department", audits="?oversight:audits", evaluation="?oversight:evaluations")
links.declare("staff", "organisation:staff", training="organisation:training-of")
menu.declare(
    menu.Entry("training", menu.SETTINGS, 47, _("培训"), "organisation:training", right="desk.view", icon="check")
)
