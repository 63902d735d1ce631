"""Filling in a sheet: begin, go on, submit, correct, give up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.customers import search
from juanzong.forms import actions, checking, contents, offering, prefills, reads, rules, targets
from juanzong.forms.actions import Filling
from juanzong.forms.choices import FilledBy, RecordState
from juanzong.forms.models import Record
from juanzong.forms.prefills import origin_label
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation.search_sources import cleaned
from juanzong.policies import reads as policies
from juanzong.policies.shapes_forms import Form
from juanzong.web.forms.sheets import Known, SheetForm, people_for
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


class AboutForm(forms.Form):
    """Who wrote it, and when."""

    filled_by = forms.ChoiceField(
        label=gettext_lazy("由谁填写"), choices=FilledBy.choices, widget=forms.RadioSelect, required=False
    )
    filled_on = forms.DateField(
        label=gettext_lazy("填写日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    serial = forms.IntegerField(
        label=gettext_lazy("空白表编号"), required=False, min_value=1, max_value=99_999_999,
        help_text=gettext_lazy("用领用的纸质空白表填写的，填上面印的编号。"),
    )  # fmt: skip

    def __init__(self, data: Any, *, sheet: Form, initial: dict[str, Any], begun: bool = False) -> None:
        super().__init__(data, prefix="about", initial=initial)
        if sheet.subject != targets.CUSTOMER:
            kept = [(value, label) for value, label in FilledBy.choices if value != FilledBy.CUSTOMER]
            self.fields["filled_by"].choices = kept  # type: ignore[attr-defined]
        if not sheet.serial or begun:
            del self.fields["serial"]

    def filling(self, values: Mapping[str, str]) -> Filling:
        """What was entered, as the actions take it."""
        said = self.cleaned_data
        day: dt.date | None = said.get("filled_on")
        return Filling(values, said.get("filled_by") or FilledBy.STAFF.value, day, said.get("serial") or 0)


def _known_of(form: Form, said: Mapping[str, str], origins: Mapping[str, str]) -> dict[str, Known]:
    """What the inputs start with; sealed values only as masks."""
    return {
        field.code: Known("", checking.masked(field, said[field.code]), origin_label(origins.get(field.code, "")))
        if checking.is_sealed(field)
        else Known(said[field.code], "", origin_label(origins.get(field.code, "")))
        for field in form.fields
        if said.get(field.code)
    }


def _subject_asked(request: Request, form: Form) -> int | None:
    asked = request.GET.get(form.subject, "")
    if asked.isascii() and asked.isdigit() and len(asked) < 20:
        return int(asked)
    return targets.own_subject(request.viewer, form)


@page(offering.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, code: str) -> HttpResponse:
    """Begin a record of a sheet about the thing that the address names."""
    viewer = request.viewer
    form = offering.form_for(viewer, code)
    subject = _subject_asked(request, form)
    if subject is None:
        return _choosing(request, form)
    about = targets.target(viewer, form, subject)
    start = prefills.prefilled(viewer, form, about) | prefills.taken_over(viewer, form, _replaces(request))
    known = _known_of(
        form, {code: one.value for code, one in start.items()}, {code: one.origin for code, one in start.items()}
    )
    sheet = SheetForm(request.POST or None, form, people_for(viewer, form), known)
    first = {"filled_by": FilledBy.STAFF, "filled_on": clock.today(), "serial": request.GET.get("serial", "")}
    asking = AboutForm(request.POST or None, sheet=form, initial=first)
    if request.method == "POST" and _both_valid(sheet, asking):
        try:
            one = actions.save_record(
                by=viewer, form=form.code, subject=subject, filling=asking.filling(sheet.entered()),
                replaces=_replaces(request),
            )  # fmt: skip
        except Invalid as refusal:
            _show_refusal(sheet, asking, refusal)
        else:
            return _after_saving(request, one)
    return _sheet_page(request, form, sheet, asking, {"about": about, "one": None})


def _choosing(request: Request, form: Form) -> HttpResponse:
    """About whom: found by name or number, which does not stand in the address."""
    query = cleaned(request.POST.get("q", ""))
    found = search.find(request.viewer, query, 20) if query and form.subject == targets.CUSTOMER else []
    context = {"form": form, "query": query, "found": found, "takes_over": _replaces(request)}
    return render(request, "forms/choose.html", context)


def _replaces(request: Request) -> int | None:
    asked = request.GET.get("takes_over", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 20 else None


def _both_valid(sheet: SheetForm, asking: AboutForm) -> bool:
    return asking.is_valid() and sheet.is_bound


def _show_refusal(sheet: SheetForm, asking: AboutForm, refusal: Refusal) -> None:
    fields = getattr(refusal, "fields", {})
    add_refusal(asking if fields and set(fields) <= set(asking.fields) else sheet, refusal)


def _after_saving(request: Request, one: Record) -> HttpResponse:
    """Submit at once where that was asked for; what is still missing is told on the record's page, with all kept."""
    to = reverse("forms:record", args=[one.pk])
    if "submit" in request.POST:
        try:
            actions.submit_record(by=request.viewer, record=one.pk)
        except Invalid:
            return goto(request, to, said=_("已保存，还不能提交：请补全列出的内容。"))
        return goto(request, to, said=_("已提交。"))
    return goto(request, to, said=_("已保存，可以随时继续填写。"))


def _sheet_page(
    request: Request, form: Form, sheet: SheetForm, asking: AboutForm, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form, "sheet": sheet, "asking": asking, "guidance": policies.guidance("forms.fill"), **more,
    }  # fmt: skip
    status = 422 if sheet.is_bound and (sheet.errors or asking.errors) else 200
    return render(request, "forms/fill.html", context, status=status)


@page(offering.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: Request, record_id: int) -> HttpResponse:
    """Go on with a draft."""
    viewer = request.viewer
    shown = reads.shown(viewer, record_id)
    one, form = shown.record, shown.form
    rules.refuse_unless(one.state, RecordState.DRAFT, form)
    rows = contents.rows(one)
    known = _known_of(form, contents.opened(one, rows), {row.field: row.origin for row in rows})
    sheet = SheetForm(request.POST or None, form, people_for(viewer, form), known)
    first = {"filled_by": one.filled_by, "filled_on": one.filled_on}
    asking = AboutForm(request.POST or None, sheet=form, begun=True, initial=first)
    if request.method == "POST" and _both_valid(sheet, asking):
        try:
            actions.change_record(by=viewer, record=record_id, filling=asking.filling(sheet.entered()))
        except Invalid as refusal:
            _show_refusal(sheet, asking, refusal)
        else:
            return _after_saving(request, one)
    return _sheet_page(request, form, sheet, asking, {"one": one, "label": shown.label, "shown": shown})


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=300, required=False)


@page(offering.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, record_id: int) -> HttpResponse:
    """Add a corrected version beside a submitted record."""
    viewer = request.viewer
    shown = reads.shown(viewer, record_id)
    one, form = shown.record, shown.form
    rules.refuse_unless(one.state, RecordState.SUBMITTED, form)
    reads.refuse_sealed(viewer, one, form)
    rows = contents.rows(one)
    known = _known_of(form, contents.opened(one, rows), {row.field: row.origin for row in rows})
    sheet = SheetForm(request.POST or None, form, people_for(viewer, form), known)
    asking = ReasonForm(request.POST or None, prefix="about")
    if request.method == "POST" and asking.is_valid():
        try:
            actions.correct_record(
                by=viewer, record=record_id, filling=Filling(sheet.entered(), one.filled_by, one.filled_on),
                reason=asking.cleaned_data["reason"],
            )  # fmt: skip
        except Invalid as refusal:
            fields = set(getattr(refusal, "fields", {}))
            add_refusal(asking if fields == {"reason"} else sheet, refusal)
        else:
            return goto(request, reverse("forms:record", args=[one.pk]), said=_("已更正，原版保留。"))
    context = {
        "form": form, "sheet": sheet, "asking": asking, "one": one, "label": shown.label, "correcting": True,
    }  # fmt: skip
    status = 422 if sheet.is_bound and (sheet.errors or asking.errors) else 200
    return render(request, "forms/fill.html", context, status=status)


@require_POST
@page(offering.FILL)
def submit(request: Request, record_id: int) -> HttpResponse:
    """Submit a draft as it stands."""
    to = reverse("forms:record", args=[record_id])
    try:
        actions.submit_record(by=request.viewer, record=record_id)
    except Invalid:
        return goto(request, to, said=_("还不能提交：请补全列出的内容。"))
    return goto(request, to, said=_("已提交。"))


@page(offering.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, record_id: int) -> HttpResponse:
    """Give a draft up."""
    shown = reads.shown(request.viewer, record_id)
    asking = ReasonForm(request.POST or None)
    if request.method == "POST" and asking.is_valid():
        try:
            actions.discard_record(by=request.viewer, record=record_id, reason=asking.cleaned_data["reason"])
        except Invalid as refusal:
            add_refusal(asking, refusal)
        else:
            return goto(request, reverse("forms:record", args=[record_id]), said=_("已作废，记录保留。"))
    context = {
        "shown": shown, "asking": asking, "title": _("作废这份表单"), "does": _("作废"), "tone": "danger",
        "note": _("原因记录在案"),
    }  # fmt: skip
    return render(request, "forms/ask.html", context, status=422 if asking.errors else 200)
