"""Naming the people who share the matter of a dossier."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from juanzong.dossiers import actions, reads
from juanzong.dossiers.reads_matter import manager_choices, parts_of
from juanzong.kit.errors import NotFound, Refusal
from juanzong.web.dossiers.forms import PartsForm
from juanzong.web.dossiers.links import address
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


@page("dossiers.file")
def managers(request: Request, dossier_id: int) -> HttpResponse:
    """Say who is A and who is B."""
    viewer = request.viewer
    one = reads.dossier(viewer, dossier_id)
    kind = reads.kind_of(one)
    if not kind.managers:
        raise NotFound(_("这种档案不设经办角色。"))
    parts = parts_of(one, kind)
    form = PartsForm(
        request.POST or None, initial={f"manager_{part.manager.code.value}": part.staff_id or "" for part in parts}
    )
    choices = manager_choices([kind], [one.department_id])
    for part in parts:
        if part.staff_id:
            choices[part.manager.code.value].setdefault(part.staff_id, part.name)
    form.offer_parts(choices, {part.code.value: part.name for part in kind.managers})
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_managers(by=viewer, dossier_id=one.pk, managers=form.managers)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(one.pk), said=_("已保存。"))
    context = {"form": form, "dossier": one, "kind": kind}
    return render(request, "dossiers/managers.html", context, status=422 if form.errors else 200)
