"""The tree of departments and the page of each."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation import actions, reads
from juanzong.organisation.reads import away
from juanzong.web.organisation.forms import CloseForm, DepartmentForm
from juanzong.web.organisation.requests import number_from
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

MANAGE = "organisation.manage"


@page("organisation.view")
@require_GET
def tree(request: Request) -> HttpResponse:
    """All departments with how many people are in them."""
    viewer = request.viewer
    closed = request.GET.get("closed") == "1"
    rows = reads.tree(viewer, closed=closed)
    return render(request, "organisation/tree.html", {"rows": rows, "closed": closed, "may_manage": viewer.may(MANAGE)})


@page("organisation.view")
@require_GET
def department(request: Request, id: int) -> HttpResponse:
    """One department: its people, and the departments below it."""
    viewer = request.viewer
    rows = reads.tree(viewer, closed=True)
    row = reads.department(viewer, id)
    context = {
        "row": row,
        "above": next((one for one in rows if one.id == row.parent_id), None),
        "children": [one for one in rows if one.parent_id == id],
        "people": reads.people_in(viewer, id),
        "may_manage": viewer.may(MANAGE),
        "charges": away.charges_of(viewer, id),
        "in_charge": away.in_charge_of(viewer, id),
        "today": clock.today(),
        "close_form": CloseForm(initial={"on": clock.today()}),
    }
    return render(request, "organisation/department.html", context)


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a department under another."""
    viewer = request.viewer
    form = DepartmentForm(viewer, request.POST or None, initial={"parent": number_from(request, "parent")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_department(by=viewer, **form.values)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            said = _("已增设部门“%(name)s”。") % {"name": made.name}
            return goto(request, reverse("organisation:department", args=[made.pk]), said=said)
    return _form_page(request, form, _("增设部门"), reverse("organisation:tree"))


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, id: int) -> HttpResponse:
    """Rename a department or move it elsewhere in the tree."""
    viewer = request.viewer
    row = reads.department(viewer, id)
    known = {"name": row.name, "code": row.code, "parent": row.parent_id}
    form = DepartmentForm(viewer, request.POST or None, initial=known, is_company=row.parent_id is None)
    back = reverse("organisation:department", args=[id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_department(by=viewer, department=id, **form.values)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, back, said=_("部门信息已更改。"))
    return _form_page(request, form, _("更改部门"), back)


@page(MANAGE)
@require_http_methods(["POST"])
def close(request: Request, id: int) -> HttpResponse:
    """Close a department from a day on."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写撤销日。"))
    actions.close_department(by=request.viewer, department=id, on=form.cleaned_data["on"])
    return goto(request, reverse("organisation:department", args=[id]), said=_("部门已撤销。"))


def _form_page(request: Request, form: DepartmentForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "organisation/form.html", context, status=422 if form.errors else 200)
