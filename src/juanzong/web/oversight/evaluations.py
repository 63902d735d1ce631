"""The evaluation of a year: figures, satisfaction, conclusion, improvements, signing, the paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from juanzong.casework.reads import signatures
from juanzong.kit import clock
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.oversight.actions import evaluation as actions
from juanzong.oversight.audits.choices import Severity
from juanzong.oversight.evaluation import reads
from juanzong.oversight.evaluation.reads import VIEW
from juanzong.web.oversight.audit_forms import FollowUpForm
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.papers import pdf_of
from juanzong.web.shell.signing import SignForm


class EvaluationForm(forms.Form):
    """What the figures do not say."""

    satisfaction = forms.DecimalField(
        label=gettext_lazy("客户满意度（%）"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
    )
    satisfaction_source = forms.CharField(label=gettext_lazy("满意度的来源"), max_length=200, required=False)
    conclusion = forms.CharField(
        label=gettext_lazy("评估结论"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


def address(year: int) -> str:
    """The page of a year."""
    return reverse("oversight:evaluation", args=[year])


@page(VIEW)
@require_safe
def latest(request: Request) -> HttpResponse:
    """This year's."""
    return _evaluation(request, reads.years(request.viewer)[0])


@page(VIEW)
@require_safe
def evaluation(request: Request, year: int) -> HttpResponse:
    """The evaluation of a year."""
    return _evaluation(request, year)


def _evaluation(request: Request, year: int, **bound: Any) -> HttpResponse:
    viewer = request.viewer
    shown = reads.year_page(viewer, year)
    one = shown.one
    may = viewer.may(reads.EVALUATE) and (one is None or one.signed_at is None)
    written = one is not None and bool(one.conclusion)
    first = {name: getattr(one, name) for name in EvaluationForm.base_fields} if one is not None else {}
    forms_ = {
        "form": EvaluationForm(initial=first),
        "todo_form": FollowUpForm(viewer, prefix="todo"),
        "sign_form": SignForm(viewer=viewer),
        **bound,
    }
    context = {
        "shown": shown, "one": one, "figures": shown.figures, "total": shown.figures.total, "year": year,
        "years": reads.years(viewer),
        "findings": [(Severity(code).label, n) for code, n in shown.figures.findings.items()],
        "writes": may, "signs": may and written, "today": clock.today(),
        "digest": signatures.content_of(viewer, Ref("evaluation", one.pk)).digest if one is not None and may else "",
        **forms_,
    }  # fmt: skip
    bad = any(form.errors for form in bound.values())
    return render(request, "oversight/evaluation.html", context, status=422 if bad else 200)


@page(reads.EVALUATE)
@require_POST
def write(request: Request, year: int) -> HttpResponse:
    """Write conclusion and satisfaction."""
    form = EvaluationForm(request.POST)
    if form.is_valid():
        try:
            actions.write_evaluation(by=request.viewer, year=year, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(year), said=_("已保存。"))
    return _evaluation(request, year, form=form)


@page(reads.EVALUATE)
@require_POST
def improve(request: Request, year: int) -> HttpResponse:
    """Lay down an improvement."""
    form = FollowUpForm(request.viewer, request.POST, prefix="todo")
    if form.is_valid():
        try:
            actions.agree_improvement(by=request.viewer, year=year, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(year), said=_("已安排改进，责任人的工作台有待办。"))
    return _evaluation(request, year, todo_form=form)


@page(reads.EVALUATE)
@require_POST
def sign(request: Request, year: int) -> HttpResponse:
    """Sign it."""
    form = SignForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.sign_evaluation(by=request.viewer, year=year, **form.given(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(year), said=_("年度评估已签字。"))
    return _evaluation(request, year, sign_form=form)


@page(VIEW)
@require_safe
def report(request: Request, year: int) -> HttpResponseBase:
    """The paper."""
    where = request.build_absolute_uri(address(year))
    return pdf_of(actions.print_evaluation(by=request.viewer, year=year, address=where), _("年度评估"))
