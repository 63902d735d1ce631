"""Who does whose work while they are away, and which deputy is in charge of which department."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation import actions, reads
from juanzong.organisation.choices import AwayReason
from juanzong.organisation.reads import away as reads_away
from juanzong.organisation.viewer import Viewer
from juanzong.web.organisation.forms import EndForm, day_field
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

MANAGE = "organisation.manage"


class AwayForm(forms.Form):
    """Who is away, who stands in, from when until when, why."""

    away = forms.TypedChoiceField(label=gettext_lazy("谁不在"), coerce=int)
    stand_in = forms.TypedChoiceField(label=gettext_lazy("由谁代理"), coerce=int)
    from_date = day_field(gettext_lazy("起始日"))
    until_date = day_field(gettext_lazy("最后一日"), help_text=gettext_lazy("含当日；提前回来可随时结束。"))
    reason = forms.ChoiceField(label=gettext_lazy("原因"), choices=AwayReason)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"initial": {"from_date": clock.today(), "away": viewer.staff_id}} | kwargs))
        self.fields["away"].choices = reads_away.may_be_away(viewer)  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = [("", _("请选择")), *reads.staff_choices(viewer)]  # type: ignore[attr-defined]


@page("desk.view")
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: Request) -> HttpResponse:
    """One's own absences and those of one's people, and a form for the next."""
    viewer = request.viewer
    form = AwayForm(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.name_stand_in(by=viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("已安排%(name)s代理，待办到时同时出现在代理人的工作台。") % {"name": made.stand_in.name}
            return goto(request, reverse("organisation:away"), said=said)
    context = {"form": form, "rows": reads_away.arrangements(viewer)}
    return render(request, "organisation/away.html", context, status=422 if form.errors else 200)


@page("desk.view")
@require_POST
def end(request: Request, id: int) -> HttpResponse:
    """The person is back."""
    actions.end_stand_in(by=request.viewer, arrangement=id)
    return goto(request, reverse("organisation:away"), said=_("代理已结束，待办只由本人办理。"))


class ChargeForm(forms.Form):
    """Which deputy, from when."""

    deputy = forms.TypedChoiceField(label=gettext_lazy("副总经理"), coerce=int)
    from_date = day_field(gettext_lazy("起始日"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"initial": {"from_date": clock.today()}} | kwargs))
        self.fields["deputy"].choices = [("", _("请选择")), *reads_away.deputies(viewer)]  # type: ignore[attr-defined]


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def put_in_charge(request: Request, id: int) -> HttpResponse:
    """Put a deputy in charge of a department."""
    viewer = request.viewer
    row = reads.department(viewer, id)
    form = ChargeForm(viewer, request.POST or None)
    back = reverse("organisation:department", args=[id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_in_charge(by=viewer, department=id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, back, said=_("主管副总经理已登记。"))
    context = {"form": form, "title": _("%(name)s的主管副总经理") % {"name": row.name}, "back": back}
    return render(request, "organisation/form.html", context, status=422 if form.errors else 200)


@page(MANAGE)
@require_POST
def end_charge(request: Request, id: int) -> HttpResponse:
    """Note the last day of a deputy's charge."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写最后一日。"), clause="P03-6.1")
    ended = actions.end_charge(by=request.viewer, charge=id, until_date=form.cleaned_data["until_date"])
    return goto(request, reverse("organisation:department", args=[ended.department_id]), said=_("分管的截止日已登记。"))
