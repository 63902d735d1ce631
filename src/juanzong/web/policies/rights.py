"""The table of P00-1.6: which department and position may do what with which class of information."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from juanzong.organisation.reads.rights import rights_table
from juanzong.organisation.rights import Deed
from juanzong.policies.choices import Information, Scope
from juanzong.web.shell.pages import Request, page, render

SHORT = {Scope.COMPANY: gettext_lazy("全"), Scope.DEPARTMENT: gettext_lazy("部"), Scope.OWN: gettext_lazy("本")}


@page("organisation.view")
@require_safe
def table(request: Request) -> HttpResponse:
    """Departments and positions down, classes of information and what is done with it across."""
    groups = [
        (
            of.department,
            [
                (row, [(deed, SHORT[reach] if reach else "") for _kind, deeds in row.cells for deed, reach in deeds])
                for row in of.rows
            ],
        )
        for of in rights_table(request.viewer)
    ]
    context = {
        "groups": groups,
        "classes": list(Information),
        "deeds": list(Deed),
        "width": 1 + len(Information) * len(Deed),
    }
    return render(request, "policies/rights.html", context)
