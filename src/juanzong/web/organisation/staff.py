"""People: the list, the page of each, and what an administrator does to an account."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation import actions, reads
from juanzong.organisation.models import Staff
from juanzong.organisation.reads import factors
from juanzong.web.organisation.forms import LeaveForm, NewStaffForm, StaffForm, StayForm, superior_choices
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

MANAGE = "organisation.manage"


class StaffTable(Table):
    """People with what they hold today. Three statements: people, their number, their appointments."""

    name = "staff"
    label = gettext_lazy("员工")
    columns = (
        Column("name", gettext_lazy("姓名"), sort=("name",), opens=True, phone="title"),
        Column("number", gettext_lazy("工号"), sort=("number",)),
        Column("posts", gettext_lazy("岗位"), template="organisation/cell_posts.html", phone="plain"),
        Column("username", gettext_lazy("用户名"), sort=("username",), phone="hide"),
        Column("state", gettext_lazy("账号"), template="organisation/cell_state.html"),
    )
    default_sort = "username"
    search_hint = gettext_lazy("姓名、工号或用户名")
    empty = Empty(title=gettext_lazy("没有员工"))

    def row_url(self, row: Any) -> str:
        return reverse("organisation:staff", args=[row.id])

    def row_tone(self, row: Any) -> str:
        return "" if row.is_here else "muted"

    def search(self, rows: Any, text: str) -> Any:
        return rows.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(number__icontains=text))

    def enrich(self, rows: list[Any]) -> list[Any]:
        held = reads.posts_of(self.request.viewer, [row.pk for row in rows])
        for row in rows:
            row.posts = held.get(row.pk, [])
            row.is_here = reads.staff_row(row).is_here
            row.state = row.is_here
        return rows


@page("organisation.view")
@require_GET
def staff_list(request: Request) -> HttpResponse:
    """Everybody, those who have left last."""
    table = StaffTable(request, Staff.objects.all())
    return respond(request, "organisation/staff_list.html", table, {"may_manage": request.viewer.may(MANAGE)})


@page("organisation.view")
@require_GET
def person(request: Request, id: int) -> HttpResponse:
    """One person: what they hold and held, and the state of the account."""
    viewer = request.viewer
    may_manage = viewer.may(MANAGE)
    today = clock.today()
    posts = reads.history(viewer, id)
    row = reads.staff(viewer, id)
    context = {
        "row": row,
        "posts": posts,
        "held": [one for one in posts if one.holds],
        "today": today,
        "may_manage": may_manage,
        "is_self": id == viewer.staff_id,
        "has_factor": may_manage and factors.has_factor(id),
        "leave_form": LeaveForm(initial={"on": row.left_on or today}),
        "stay_form": StayForm(),
        "superiors": superior_choices(viewer, id) if may_manage else [],
    }
    return render(request, "organisation/staff.html", context)


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a person; the answer shows the one-time password, once."""
    form = NewStaffForm(request.POST or None, initial={"joined_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.add_staff(by=request.viewer, **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "organisation/new_password.html", {"new": new, "is_new": True})
    return _form_page(request, form, _("增加员工"), reverse("organisation:staff-list"))


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, id: int) -> HttpResponse:
    """Change what is known of a person."""
    viewer = request.viewer
    row = reads.staff(viewer, id)
    known = {"name": row.name, "number": row.number, "email": row.email, "joined_on": row.joined_on}
    form = StaffForm(request.POST or None, initial=known)
    back = reverse("organisation:staff", args=[id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_staff(by=viewer, staff=id, **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, back, said=_("员工信息已更改。"))
    return _form_page(request, form, _("更改员工信息"), back)


@page(MANAGE)
@require_POST
def leave(request: Request, id: int) -> HttpResponse:
    """Note the last day of a person."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写最后工作日。"))
    actions.note_leaving(by=request.viewer, staff=id, on=form.cleaned_data["on"])
    return _back(request, id, _("离职日已登记，任职和权限到那天为止。"))


@page(MANAGE)
@require_POST
def stay(request: Request, id: int) -> HttpResponse:
    """They stay after all."""
    actions.withdraw_leaving(by=request.viewer, staff=id, reason=request.POST.get("reason", ""))
    return _back(request, id, _("离职登记已撤回，任职和权限照旧。"))


@page(MANAGE)
@require_POST
def disable(request: Request, id: int) -> HttpResponse:
    """Close an account."""
    actions.disable_staff(by=request.viewer, staff=id)
    return _back(request, id, _("账号已停用，所有会话已结束。"))


@page(MANAGE)
@require_POST
def enable(request: Request, id: int) -> HttpResponse:
    """Open an account again."""
    actions.enable_staff(by=request.viewer, staff=id)
    return _back(request, id, _("账号已启用。"))


@page(MANAGE)
@require_POST
def sign_out(request: Request, id: int) -> HttpResponse:
    """End all sessions of a person."""
    actions.sign_out_staff(by=request.viewer, staff=id)
    return _back(request, id, _("此人在所有设备上已退出登录。"))


@page(MANAGE)
@require_POST
def reset(request: Request, id: int) -> HttpResponse:
    """Give a one-time password; the answer shows it, once."""
    new = actions.reset_password(by=request.viewer, staff=id)
    return render(request, "organisation/new_password.html", {"new": new, "is_new": False})


def _back(request: Request, id: int, said: str) -> HttpResponse:
    return goto(request, reverse("organisation:staff", args=[id]), said=said)


def _form_page(request: Request, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "organisation/form.html", context, status=422 if form.errors else 200)
