"""Registers: everything in one as a picture and a list, one thing with its history, and the moves beside issuing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.forms import actions, offering, reads, registering
from juanzong.forms.reads import registers as reads_registers
from juanzong.forms.reads.registers import Thing
from juanzong.kit import clock
from juanzong.kit.errors import Invalid
from juanzong.policies.shapes_forms import Form, RegisterRule
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {"free": "celadon", "held": "amber", "retired": ""}


class KeysForm(forms.Form):
    """Names of things that are there to be given out."""

    keys = forms.CharField(
        label=gettext_lazy("编号"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("每行一个；连号写成 B1-001~B1-120；几栏组成的编号用逗号分开。"),
    )  # fmt: skip


class NoteForm(forms.Form):
    """Why, or what is to be noted."""

    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=300)


class StateFilter(forms.Form):
    """Free, held or retired."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)


class ThingTable(Table):
    """Everything in one register, by name."""

    name = "things"
    label = gettext_lazy("登记簿")
    paging = "pages"
    page_size = 100
    search_hint = gettext_lazy("编号或持有人")
    filter_form = StateFilter
    states: Mapping[str, Any] = {}
    columns = (
        Column("name", gettext_lazy("编号"), opens=True, phone="title"),
        Column("state", gettext_lazy("状态"), phone="plain"),
        Column("holder", gettext_lazy("持有人"), value=lambda row: row.holding.holder if row.holding else "", width="fill"),
        Column("from", gettext_lazy("起始"), value=lambda row: clock.day_of(row.holding.from_at) if row.holding else None),
    )  # fmt: skip

    def row_url(self, row: Thing) -> str:
        return reverse("forms:key", args=[row.id])

    def search(self, rows: Any, text: str) -> Any:
        folded = text.casefold()
        return [
            row for row in rows if folded in row.name.casefold() or (row.holding and folded in row.holding.holder.casefold())
        ]  # fmt: skip

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        return [row for row in rows if row.state == chosen["state"]] if chosen["state"] else rows

    def show_state(self, row: Thing) -> Any:
        return format_html('<span class="badge {}">{}</span>', TONES[row.state] or "plain", self.states[row.state])


@page(reads.VIEW)
@require_safe
def registers(request: Request) -> HttpResponse:
    """The registers in force, and how much of each is taken."""
    found = reads_registers.registers(request.viewer)
    return render(request, "forms/registers.html", {"registers": found, "tabs": "registers"})


def _states(rule: RegisterRule) -> dict[str, str]:
    """The words of the register for the states a thing can be in."""
    return {"free": str(rule.free), "held": str(rule.held), "retired": _("已停用")}


def _register(request: Request, form: Form, adding: KeysForm) -> HttpResponse:
    viewer = request.viewer
    rule = registering.rule_of(form)
    found = reads_registers.things(viewer, form)
    table = ThingTable(
        request, found, export_url=reverse("forms:export_register", args=[form.code]) if viewer.may("forms.export") else "",
        empty=Empty(_("登记簿还是空的"), _("登记时自动加入编号；也可以先添加现有的编号。")),
    )  # fmt: skip
    table.states = _states(rule)
    table.form.fields["state"].choices = [("", _("全部")), *_states(rule).items()]  # type: ignore[union-attr]
    context = {
        "form": form, "rule": rule, "things": [(one, TONES[one.state]) for one in found[:600]],
        "counts": {state: sum(one.state == state for one in found) for state in TONES}, "adding": adding,
        "fills": offering.may_fill(viewer, form), "tabs": "registers",
    }  # fmt: skip
    if adding.errors:
        return render(request, "forms/register.html", {"table": table, **context}, status=422)
    return respond(request, "forms/register.html", table, context)


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request, code: str) -> HttpResponse:
    """One register: a picture of what is free and held, the list, and more keys."""
    viewer = request.viewer
    form = offering.form_for(viewer, code)
    adding = KeysForm(request.POST or None)
    if request.method == "POST" and adding.is_valid():
        try:
            n = actions.add_keys(by=viewer, form=code, keys=adding.cleaned_data["keys"])
        except Invalid as refusal:
            add_refusal(adding, refusal)
        else:
            return goto(request, reverse("forms:register", args=[code]), said=_("已添加 %(n)s 个。") % {"n": n})
    return _register(request, form, adding)


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: Request, key_id: int) -> HttpResponse:
    """One thing of a register: who has it, its history, and what can be done with it."""
    viewer = request.viewer
    form, thing, history = reads_registers.thing(viewer, key_id)
    noting = NoteForm(request.POST or None)
    if request.method == "POST" and noting.is_valid():
        note = noting.cleaned_data["note"]
        try:
            if "return" in request.POST:
                actions.return_key(by=viewer, holding=thing.holding.id if thing.holding else 0, note=note)
                said = _("已收回。")
            else:
                actions.retire_key(by=viewer, key=key_id, reason=note)
                said = _("已停用，历史保留。")
        except Invalid as refusal:
            add_refusal(noting, refusal)
        else:
            return goto(request, reverse("forms:key", args=[key_id]), said=said)
    rule = registering.rule_of(form)
    state = _states(rule)[thing.state]
    context = {
        "form": form, "thing": thing, "history": history, "noting": noting, "moves": rule.moves, "state": state,
        "tone": TONES[thing.state] or "plain", "fills": offering.may_fill(viewer, form),
    }  # fmt: skip
    return render(request, "forms/key.html", context, status=422 if noting.errors else 200)
