"""Registering oneself without an account, and what staff do with the registrations that wait (P00-1.2)."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.customers.actions import intake as actions_intake
from juanzong.customers.choices import IntakeState
from juanzong.customers.drafts import check
from juanzong.customers.intake import COLUMN, NOTICE, TABLE, Registration, Row, corrected, receipt
from juanzong.customers.models import Intake
from juanzong.customers.reads import duplicates
from juanzong.customers.reads import intake as reads_intake
from juanzong.kit.errors import Conflict, Invalid, Refusal
from juanzong.kit.ids import new_id
from juanzong.kit.prints import qr_svg
from juanzong.organisation.reads import people
from juanzong.organisation.throttle import take_a_turn
from juanzong.organisation.viewer import Viewer, public
from juanzong.policies import reads as policies
from juanzong.privacy.reads import SealedText, opened_texts
from juanzong.web.customers.intake_forms import AcceptForm, DeclineForm, RegisterForm
from juanzong.web.shell.origin import address_of
from juanzong.web.shell.pages import Request, add_refusal, goto, page, public_page, render
from juanzong.web.shell.tables import Column, Empty, Table, respond

TURNS = 20  # a tablet at the front desk serves many people from one address
WINDOW = dt.timedelta(minutes=10)
RIGHT = reads_intake.ACCEPT
_RECEIPT = "registration_receipt"


# Without an account


@public_page
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request) -> HttpResponse:
    """The notice, the form, the consents. Whoever is known already is answered like everybody else."""
    notice = policies.notice(NOTICE)
    form = RegisterForm(request.POST or None, notice=notice, initial={"digest": notice.digest})
    status = 200
    if request.method == "POST":
        wait = take_a_turn("register", address_of(request), most=TURNS, lasts=WINDOW)
        if wait:
            minutes = int(wait.total_seconds() // 60) + 1
            form = RegisterForm(notice=notice, initial=_typed(request, notice.digest))
            return _form_page(request, form, 429, _("提交得太频繁了，请 %(n)s 分钟后再试。") % {"n": minutes})
        status = 422
        if form.is_valid():
            try:
                return _sent(request, form)
            except Conflict as refusal:
                form = RegisterForm(notice=notice, initial=_typed(request, notice.digest))
                return _form_page(request, form, 409, str(refusal.message))
            except Invalid as refusal:
                add_refusal(form, refusal)
    return _form_page(request, form, status)


def _typed(request: Request, digest: str) -> dict[str, Any]:
    """What was typed, kept on the page; never the ticks of consent, which are to be given anew."""
    typed = {name: value for name, value in request.POST.items() if not name.startswith("consent_")}
    return {**typed, "digest": digest}


def _sent(request: Request, form: RegisterForm) -> HttpResponse:
    if form.cleaned_data["website"]:  # no person sees this field: thanked, and nothing is kept
        number = receipt(new_id())
    else:
        language = translation.get_language() or ""
        number = receipt(actions_intake.register_oneself(by=public(), **form.told(), language=language))
    response = HttpResponseRedirect(reverse("register:thanks"))
    response.set_signed_cookie(_RECEIPT, number, max_age=900, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _form_page(request: Request, form: RegisterForm, status: int, said: str = "") -> HttpResponse:
    notice = form.notice
    address = _word("company_address", _("请向我们的工作人员询问"))
    contact = _word("privacy_contact", _("我们的工作人员"))
    company = people.company() or _("本公司")
    parts = policies.notice_text(NOTICE, company=company, address=address, contact=contact)
    context = {"form": form, "notice": notice, "parts": parts, "company": company, "said": said}
    return render(request, "customers/public_register.html", context, status=status)


def _word(code: str, unknown: str) -> str:
    value = policies.parameter_value(code)
    return value if value != "—" else unknown


@public_page
@require_safe
def thanks(request: Request) -> HttpResponse:
    """The receipt number."""
    number = request.get_signed_cookie(_RECEIPT, default="", max_age=900)
    return render(request, "customers/public_thanks.html", {"receipt": number, "company": people.company()})


# Staff


class StateFilter(forms.Form):
    """Which registrations."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("待受理")), *IntakeState.choices[1:]]
    )


class IntakeTable(Table):
    """Registrations; what they hold stays sealed."""

    name = "intake"
    label = gettext_lazy("网上登记")
    searchable = False
    filter_form = StateFilter
    paging = "keyset"
    default_sort = "-id"
    columns = (
        Column("shown_name", gettext_lazy("姓名"), opens=True, phone="title"),
        Column("receipt", gettext_lazy("回执号"), value=lambda row: receipt(row.pk)),
        Column("channel", gettext_lazy("渠道"), value=lambda row: policies.channel(row.channel).name),
        Column("received_at", gettext_lazy("提交时间")),
        Column("state", gettext_lazy("状态"), value=lambda row: row.get_state_display()),
        Column("decided_by", gettext_lazy("办理人")),
    )
    empty = Empty(
        gettext_lazy("没有待受理的登记"), gettext_lazy("把登记页的二维码放在前台，客户扫码即可自行登记。"),
        "poster/", gettext_lazy("打印登记二维码"),
    )  # fmt: skip

    def row_url(self, row: Intake) -> str:
        return reverse("customers:intake", args=[row.pk])

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        return rows.filter(state=chosen["state"] or IntakeState.WAITING)


@page(RIGHT)
@require_safe
def intakes(request: Request) -> HttpResponse:
    """The registrations that wait; by the filter, those already decided."""
    rows = reads_intake.listed(request.viewer)
    table = IntakeTable(request, rows if request.GET else rows.filter(state=IntakeState.WAITING))
    return respond(request, "customers/intake_list.html", table, {"guidance": policies.guidance("intake")})


@page(RIGHT)
@require_safe
def poster(request: Request) -> HttpResponse:
    """A sheet for the front desk with the code that leads to the form."""
    link = request.build_absolute_uri(reverse("register:form"))
    picture = base64.b64encode(qr_svg(link).encode()).decode()
    return render(
        request,
        "customers/intake_poster.html",
        {"link": link, "code": f"data:image/svg+xml;base64,{picture}", "company": people.company()},
    )


@page(RIGHT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: Request, intake: int) -> HttpResponse:
    """One registration: closed at first; opening it is an act, then it is accepted or declined."""
    viewer: Viewer = request.viewer
    row = reads_intake.intake(viewer, intake)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "decline":
        return _decline(request, viewer, row)
    if do == "accept":
        return _accept(request, viewer, row)
    if do == "open":
        told = _opened(actions_intake.open_intake(by=viewer, intake=intake))
        return _intake_page(request, viewer, row, told, AcceptForm.of(told, viewer))
    return render(request, "customers/intake_closed.html", _context(row))


def _opened(row: Row) -> Registration:
    texts = opened_texts([SealedText(row.id, row.id, TABLE, COLUMN, row.sealed)])
    return Registration.read(texts[row.id])


def _context(row: Intake) -> dict[str, Any]:
    return {
        "row": row,
        "receipt": receipt(row.pk),
        "channel": policies.channel(row.channel),
        "waiting": row.state == IntakeState.WAITING,
    }


def _accept(request: Request, viewer: Viewer, row: Intake) -> HttpResponse:
    told = _opened(actions_intake.open_intake(by=viewer, intake=row.pk))
    form = AcceptForm(request.POST, viewer=viewer)
    if form.is_valid():
        draft = form.draft()
        try:
            customer = actions_intake.accept_intake(
                by=viewer, intake=row.pk, draft=draft, department=form.cleaned_data["department"],
                responsible=form.cleaned_data["responsible"], corrected=corrected(told, draft),
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            url = reverse("customers:customer", args=[customer.pk])
            return goto(request, url, said=_("已受理，登记为客户 %(name)s。") % {"name": customer.name})
    return _intake_page(request, viewer, row, told, form, status=422)


def _decline(request: Request, viewer: Viewer, row: Intake) -> HttpResponse:
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            actions_intake.decline_intake(by=viewer, intake=row.pk, **form.cleaned_data)
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, reverse("customers:intakes"), said=_("已记为不受理，登记内容已销毁。"))
    return render(request, "customers/intake_closed.html", {**_context(row), "decline": form}, status=422)


def _intake_page(
    request: Request, viewer: Viewer, row: Intake, told: Registration, form: AcceptForm, *, status: int = 200
) -> HttpResponse:
    notice = policies.notice(NOTICE)
    context = {
        **_context(row),
        "form": form,
        "decline": DeclineForm(),
        "likely": _likely(viewer, row, told),
        "consents": [point for point in notice.consents if point.code in told.consents],
        "told": told,
    }
    return render(request, "customers/intake_open.html", context, status=status)


def _likely(viewer: Viewer, row: Intake, told: Registration) -> list[duplicates.Likely]:
    """Who is known already and may be this person; nobody when the form could not be taken as it is."""
    try:
        (known,) = reads_intake.rows([row])
        return duplicates.likely_duplicates(viewer, check(told.draft(), known.source()))
    except Refusal:
        return []
