"""Where forms stand in the menu, and which page shows a record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.forms import reads
from juanzong.web.shell import guide, links, menu

menu.declare(menu.Entry("forms", menu.CUSTOMERS, 40, _("表单与登记簿"), "forms:list", right=reads.VIEW, icon="files"))
guide.declare("forms", "forms:list", "forms:records", "forms:record")
guide.declare("forms.fill", "forms:new", "forms:fill")
links.declare("record", "forms:record", fill="forms:fill", correct="forms:correct")
