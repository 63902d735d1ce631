"""Saying of which unit a dossier is, and beginning the dossier of whoever has the unit next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _

from juanzong.dossiers import actions, reads
from juanzong.kit.errors import NotFound, Refusal
from juanzong.web.dossiers.forms import UnitForm
from juanzong.web.dossiers.links import address
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


@page("dossiers.file")
def unit(request: Request, dossier_id: int) -> HttpResponse:
    """Say of which unit a dossier is."""
    one = reads.dossier(request.viewer, dossier_id)
    if not reads.kind_of(one).unit:
        raise NotFound(_("这种档案不按单元立卷。"))
    form = UnitForm(request.POST or None, initial={"building": one.building, "floor": one.floor, "unit": one.unit})
    if request.method == "POST" and form.is_valid():
        try:
            given = form.given
            if given is not None:
                actions.name_unit(by=request.viewer, dossier_id=one.pk, unit=given)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(one.pk), said=_("已保存。"))
    return render(request, "dossiers/unit.html", {"form": form, "dossier": one}, status=422 if form.errors else 200)


def kept(request: Request) -> str:
    """What the address says of the new dossier, to be carried on while its customer is looked for."""
    given = {name: request.GET.get(name, "") for name in ("kind", "after")}
    return urlencode({name: value[:60] for name, value in given.items() if value})


def following(request: Request) -> dict[str, Any]:
    """What a new dossier takes over from the one before it, named in the address: kind, unit, department, custodian."""
    given = request.GET.get("after", "")
    if not given.isdigit() or len(given) > 19:
        return {}
    one = reads.dossier(request.viewer, int(given))
    return {
        "kind": one.kind, "building": one.building, "floor": one.floor, "unit": one.unit, "department": one.department_id,
        "custodian": one.custodian_id,
    }  # fmt: skip
