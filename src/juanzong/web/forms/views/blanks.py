"""Numbered blanks: printing, issuing, taking back, writing off and counting them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.forms import actions, offering, papers, reads
from juanzong.forms.choices import BlankState
from juanzong.forms.reads import blanks as reads_blanks
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation import reads as organisation
from juanzong.policies import reads as policies
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

BLANKS = "forms.blanks"


class PrintForm(forms.Form):
    """How many to print."""

    count = forms.IntegerField(label=gettext_lazy("份数"), min_value=1, max_value=500, initial=50)


class RangeForm(forms.Form):
    """A row of numbers."""

    first = forms.IntegerField(label=gettext_lazy("起号"), min_value=1)
    last = forms.IntegerField(label=gettext_lazy("止号"), min_value=1)


class IssueForm(RangeForm):
    """A row of numbers, to whom."""

    staff = forms.ChoiceField(label=gettext_lazy("领用人"))


class WriteOffForm(forms.Form):
    """What became of one blank."""

    serial = forms.IntegerField(label=gettext_lazy("编号"), min_value=1)
    state = forms.ChoiceField(
        label=gettext_lazy("情况"),
        choices=[(one.value, one.label) for one in (BlankState.SPOILT, BlankState.LOST)], widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("原因"), required=False, max_length=300)


class CountForm(forms.Form):
    """A count of what is in stock."""

    counted = forms.IntegerField(label=gettext_lazy("清点在库份数"), min_value=0)
    note = forms.CharField(label=gettext_lazy("差异说明"), required=False, max_length=200)


@page(reads.VIEW)
@require_safe
def blanks(request: Request) -> HttpResponse:
    """The numbered sheets and where their blanks are; and the blanks one has oneself."""
    viewer = request.viewer
    mine = [(one, policies.form(one.form)) for one in reads_blanks.mine(viewer)]
    context = {
        "accounts": reads_blanks.accounts(viewer), "mine": mine, "manages": viewer.may(BLANKS), "tabs": "blanks",
        "writing_off": WriteOffForm(),
    }  # fmt: skip
    return render(request, "forms/blanks.html", context)


_ACTS: dict[str, tuple[type[forms.Form], Any]] = {
    "print": (PrintForm, actions.print_blanks),
    "issue": (IssueForm, actions.issue_blanks),
    "return": (RangeForm, actions.return_blanks),
    "write_off": (WriteOffForm, actions.write_off_blank),
    "count": (CountForm, actions.count_blanks),
}


def _forms(request: Request, chosen: str) -> dict[str, forms.Form]:
    staff = organisation.staff_choices(request.viewer)
    made = {}
    for name, (kind, _act) in _ACTS.items():
        made[name] = kind(request.POST if name == chosen else None, auto_id=f"{name}_%s")
        if "staff" in made[name].fields:
            made[name].fields["staff"].choices = [("", _("请选择")), *staff]  # type: ignore[attr-defined]
    return made


@page(BLANKS)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request, code: str) -> HttpResponse:
    """The blanks of one sheet, accounted for; everything that is done with them is done here."""
    viewer = request.viewer
    found = next((one for one in reads_blanks.accounts(viewer) if one.form.code == code), None)
    if found is None:
        raise Conflict(_("这张表的空白表不编号。"), clause="P09-1.12")
    chosen = request.POST.get("act", "") if request.method == "POST" else ""
    every = _forms(request, chosen)
    if chosen in _ACTS and every[chosen].is_valid():
        told = dict(every[chosen].cleaned_data)
        if "staff" in told:
            told["staff"] = int(told["staff"])
        try:
            _ACTS[chosen][1](by=viewer, form=code, **told)
        except (Invalid, Conflict) as refusal:
            add_refusal(every[chosen], refusal)
        else:
            return goto(request, reverse("forms:account", args=[code]), said=_("已登记，记入台账。"))
    context = {
        "account": found, "form": found.form, "forms": every, "outstanding": reads_blanks.outstanding(found.form),
        "gone": reads_blanks.gone(found.form), "batches": reads_blanks.batches(found.form),
        "counted": reads_blanks.counted(found.form), "tabs": "blanks",
    }  # fmt: skip
    wrong = any(form.errors for form in every.values())
    return render(request, "forms/account.html", context, status=422 if wrong else 200)


@require_POST
@page(reads.VIEW)
def write_off(request: Request, code: str) -> HttpResponse:
    """Note one of one's own blanks as spoilt or lost."""
    form = WriteOffForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写编号、情况和原因。"), clause="P09-1.12")
    actions.write_off_blank(by=request.viewer, form=code, **form.cleaned_data)
    return goto(request, reverse("forms:blanks"), said=_("已登记，记入台账。"))


def _pdf(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@require_POST
@page(BLANKS)
def batch(request: Request, batch_id: int) -> HttpResponse:
    """The paper of a batch of numbered blanks; every printing is an entry."""
    return _pdf(actions.print_blank_batch(by=request.viewer, batch=batch_id), f"blanks-{batch_id}")


@page(reads.VIEW)
@require_safe
def blank(request: Request, code: str) -> HttpResponse:
    """The blank of a sheet that is not numbered."""
    form = offering.form_for(request.viewer, code)
    if form.serial:
        raise Conflict(
            _("《%(form)s》的空白表统一印制、编号领用。") % {"form": form.name},
            clause=form.clause_of("blanks"),
            todo=_("请向管理空白表的同事领用。"),
        )
    return _pdf(papers.of_blank(form, [], moment=clock.now()), form.code)
