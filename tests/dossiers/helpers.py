"""A dossier at each stage of its course, made through the product's own acts."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from typing import Any

from PIL import Image

from juanzong.dossiers import actions, reads
from juanzong.dossiers.choices import CheckResult
from juanzong.dossiers.content import Upload
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.models import Dossier, Item
from juanzong.dossiers.rules_units import Unit
from juanzong.organisation.models import Department
from juanzong.organisation.viewer import Viewer
from tests.factories import make_customer, make_viewer

DAY = dt.date(2026, 5, 20)


def a_pdf(pages: int = 1, *, tone: int = 200) -> bytes:
    """A small PDF with so many pages; another `tone` makes other bytes."""
    sheets = [Image.new("L", (60, 80), (tone + page) % 256) for page in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def a_picture(tone: int = 120) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (tone, 80, 60)).save(out, "JPEG")
    return out.getvalue()


def upload(data: bytes, name: str = "合同.pdf") -> Upload:
    return Upload(name, io.BytesIO(data))


def draft(requirement: str = "", *, section: str = "approval", title: str = "借款申请书", **changes: Any) -> ItemDraft:
    """An original on paper of two sheets."""
    known: dict[str, Any] = {
        "section": section,
        "requirement": requirement,
        "title": title,
        "sheets": 2,
        "issued_on": DAY,
    }
    return ItemDraft(**(known | changes))


def people() -> tuple[Viewer, Viewer, Viewer]:
    """Who files, who verifies, who accepts."""
    filer = make_viewer("archivist")
    return filer, make_viewer("archivist"), make_viewer("archivist")


def pair(by: Viewer) -> dict[str, int]:
    """`by` as A, where a project manager, and a new colleague as B."""
    here = Department.objects.get(pk=by.home_departments[0])
    a = by if "project_manager" in by.positions else make_viewer("project_manager", department=here)
    return {"a": a.staff_id, "b": make_viewer("project_manager", department=here).staff_id}


def opened_as(by: Viewer, unit: Unit) -> Dossier:
    """The dossier of a unit, begun for a new customer."""
    return open_dossier(by, "unit", unit=unit)


_doors = itertools.count(1)


def a_unit() -> Unit:
    """A unit that has no dossier yet, on the twelfth floor of the only building."""
    return Unit("12", f"12{next(_doors):04d}")


def open_dossier(by: Viewer, kind: str = "loan", **options: Any) -> Dossier:
    customer = options.pop("customer", None) or make_customer(by)
    if kind == "unit":
        options.setdefault("unit", a_unit())
    return actions.open_dossier(
        by=by, customer_id=customer.pk, kind=kind, department_id=by.home_departments[0], **options
    )


def fill(by: Viewer, one: Dossier) -> list[Item]:
    """File every required item on paper."""
    kind = reads.kind_of(one)
    return [
        actions.add_item(
            by=by,
            dossier_id=one.pk,
            draft=draft(wanted.code, section=section.code, title=wanted.name.zh),
        )
        for section, wanted in kind.required_items
    ]


def submitted(by: Viewer, kind: str = "loan", **options: Any) -> Dossier:
    one = open_dossier(by, kind, **options)
    fill(by, one)
    return actions.submit_for_verification(by=by, dossier_id=one.pk)


def check_all(by: Viewer, one: Dossier) -> None:
    for item in reads.facts_of([one.pk])[one.pk]:
        if not item.check_result:
            actions.check_item(by=by, item_id=item.id, result=CheckResult.RIGHT)


def verified(filer: Viewer, checker: Viewer, kind: str = "loan", **options: Any) -> Dossier:
    one = submitted(filer, kind, **options)
    check_all(checker, one)
    return actions.verify_dossier(by=checker, dossier_id=one.pk)


def accepted(filer: Viewer, checker: Viewer, archivist: Viewer, kind: str = "loan", **options: Any) -> Dossier:
    one = verified(filer, checker, kind, **options)
    return actions.accept_dossier(by=archivist, dossier_id=one.pk)
