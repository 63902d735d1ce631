"""Values a sheet has before anybody writes: from the customer, from another record, of whoever fills it in (P09-2.2).

A sealed value is copied without being shown; what is shown beside it says where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from juanzong.customers import reads as customers
from juanzong.forms import contents
from juanzong.forms.checking import normal
from juanzong.forms.choices import RecordState
from juanzong.forms.models import Record, RegisterHolding
from juanzong.forms.targets import Target
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, Refusal
from juanzong.organisation import reads as organisation
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes_forms import Form, FormField, InputType
from juanzong.privacy import reads as privacy

ME = ("name", "department", "position", "id")
SUBJECT = ("name",)
CUSTOMER_OWN = ("name", "region", "category", "kind")


@dataclass(frozen=True, slots=True)
class Prefill:
    """A value and where it was taken from, as the pack names it."""

    value: str
    origin: str


def known(prefill: str) -> bool:
    """Whether this is a place that values can come from; the form or field it names may still be missing."""
    root, _dot, rest = prefill.partition(".")
    match root:
        case "today" | "now":
            return not rest
        case "me":
            return rest in ME
        case "subject" | "company":
            return rest in SUBJECT
        case "customer":
            return rest in CUSTOMER_OWN or rest in {field.code for field in policies.fields()}
        case "record":
            form, _dot, field = rest.partition(".")
            known_forms = {one.code: one for one in policies.forms()}
            return form in known_forms and field in {one.code for one in known_forms[form].fields}
        case _:
            return False


def prefilled(viewer: Viewer, form: Form, about: Target) -> dict[str, Prefill]:
    """The values that fields of a new record start with. A known number of statements: two for the customer, two for
    each other sheet it draws on, one for people."""
    wanted = {field.code: field.prefill for field in form.fields if field.prefill}
    places = {**_of_me(viewer, set(wanted.values())), "subject.name": about.label}
    if "company.name" in wanted.values():
        places["company.name"] = people.company()
    if about.customer is not None:
        places |= _of_customer(viewer, about.customer, set(wanted.values()))
    places |= _of_records(viewer, about, set(wanted.values()))
    found = {}
    for field in form.fields:
        text = _id_of(viewer, field) or places.get(field.prefill, "")
        try:
            if field.prefill and text and (value := normal(field, text)):
                found[field.code] = Prefill(value, field.prefill)
        except Invalid:
            continue  # what does not fit this field is left for the person to fill in
    return found


def _id_of(viewer: Viewer, field: FormField) -> str:
    """Where a person or department is asked for, oneself is meant by id and not by name."""
    if field.type is InputType.STAFF and field.prefill.startswith("me."):
        return str(viewer.staff_id or "")
    if field.type is InputType.DEPARTMENT and field.prefill == "me.department":
        return str(next(iter(viewer.home_departments), ""))
    return ""


def _of_me(viewer: Viewer, wanted: set[str]) -> dict[str, str]:
    found = {"today": clock.today().isoformat(), "now": clock.local(clock.now()).strftime("%H:%M")}
    found |= {"me.name": viewer.name, "me.position": viewer.actor.position, "me.id": str(viewer.staff_id or "")}
    if "me.department" in wanted and viewer.home_departments:
        found["me.department"] = organisation.department_names(viewer.home_departments[:1])[viewer.home_departments[0]]
    return found


def _of_customer(viewer: Viewer, customer: int, wanted: set[str]) -> dict[str, str]:
    codes = [place.removeprefix("customer.") for place in wanted if place.startswith("customer.")]
    if not codes:
        return {}
    try:
        one = customers.customer(viewer, customer)
    except Refusal:
        return {}
    found = {f"customer.{code}": getattr(one, code) for code in CUSTOMER_OWN if code in codes}
    rows = customers.current_particulars(viewer, [customer], [code for code in codes if code not in CUSTOMER_OWN])
    keys = privacy.keys_of(rows)
    for row in rows:
        if row.contact_id is None:
            found.setdefault(f"customer.{row.field}", privacy.opened(row, keys))
    return found


def _of_records(viewer: Viewer, about: Target, wanted: set[str]) -> dict[str, str]:
    """The newest submitted record of each sheet about the same subject, else of the same customer."""
    found: dict[str, str] = {}
    sheets = {place.split(".")[1] for place in wanted if place.startswith("record.") and place.count(".") == 2}
    for sheet in sorted(sheets):
        rows = Record.objects.filter(form=sheet, state=RecordState.SUBMITTED, sealed_at=None)
        mine = rows.filter(customer=about.customer) if about.customer else rows.filter(subject=str(about.subject))
        newest = mine.order_by("-submitted_at").first()
        if newest is not None:
            found |= {f"record.{sheet}.{code}": text for code, text in contents.values(newest).items()}
    return found


def taken_over(viewer: Viewer, form: Form, holding: int | None) -> dict[str, Prefill]:
    """What names the thing that a new record takes over from a holder, for registers; nothing for whoever may not know."""
    if holding is None or form.register is None:
        return {}
    row = RegisterHolding.objects.select_related("record").filter(pk=holding, key__form=form.code).first()
    if row is None or not viewer.may("forms.view"):
        return {}
    said = contents.values(row.record)
    return {code: Prefill(said[code], "register") for code in form.register.key if said.get(code)}


def origin_label(origin: str) -> Any:
    """Where a value came from, in words."""
    root, _dot, rest = origin.partition(".")
    match root:
        case "customer":
            return _("取自客户资料")
        case "record":
            code = rest.partition(".")[0]
            name = next((str(one.name) for one in policies.forms() if one.code == code), code)
            return _("取自《%(form)s》") % {"form": name}
        case "me":
            return _("取自填写人")
        case "today" | "now":
            return _("填写当天")
        case "subject" | "company":
            return _("取自档案")
        case "register":
            return _("取自登记簿")
        case _:
            return ""
