"""A small-loan company whose project dossiers travel by the procedure of P03, for tests of the whole way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from juanzong.casework.actions import cases, checks, steps
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case
from juanzong.casework.reads import signatures
from juanzong.custody import actions as places
from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Place
from juanzong.dossiers import actions, reads
from juanzong.dossiers.actions import many
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock, subject_keys
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from tests.dossiers.helpers import fill, open_dossier
from tests.factories import make_customer, make_department, make_staff


class Lender:
    """Its people, and one loan project: `granted()` starts the handover, `to_b()`, `to_archive()`, `accepted()` go on."""

    def __init__(self) -> None:
        subject_keys.ensure_keyring()
        self.company = make_department("公司")
        self.sales = make_department("业务部", parent=self.company)
        self.general = make_staff("general_manager", department=self.company, name="总经理甲")
        self.boss = make_staff("department_manager", department=self.sales, name="经理丙", superior=self.general)
        self.a = make_staff("project_manager", department=self.sales, name="A角丁", superior=self.boss)
        self.b = make_staff("project_manager", department=self.sales, name="B角戊", superior=self.boss)
        self.other = make_staff("project_manager", department=self.sales, name="同事辛", superior=self.boss)
        self.archivist = make_staff("archivist", department=self.company, name="档案员己", superior=self.general)
        adopt(actor=SYSTEM, pack="P03", from_date=clock.today())
        self.shelf = make_shelf(as_viewer(self.archivist))

    def opened(self, kind: str = "loan") -> Dossier:
        by = as_viewer(self.a)
        customer = make_customer(by, responsible=self.a.pk)
        return open_dossier(by, kind, customer=customer, managers={"a": self.a.pk, "b": self.b.pk})

    def granted(self, one: Dossier | None = None, *, day: dt.date | None = None, full: bool = True) -> Case:
        """The loan is granted and, where `full`, every required paper filed."""
        one = one or self.opened()
        if full:
            fill(as_viewer(self.a), one)
        actions.note_event(by=as_viewer(self.a), dossier_id=one.pk, event="loan_granted", on_day=day or clock.today())
        return Case.objects.get(subject=f"dossier:{one.pk}")

    def to_b(self, case: Case | None = None) -> Case:
        case = case or self.granted()
        sign(self.a, case, "a")
        return go(self.a, case, "to_b")

    def checked(self, case: Case) -> None:
        one = dossier_of(case)
        items = [item.id for item in reads.facts_of([one.pk])[one.pk] if not item.check_result]
        if items:
            many.confirm_items(by=as_viewer(self.b), dossier_id=one.pk, items=items)

    def to_archive(self, case: Case | None = None) -> Case:
        case = case or self.to_b()
        self.checked(case)
        sign(self.b, case, "b")
        return go(self.b, case, "to_archive")

    def excusable(self, one: Dossier) -> set[str]:
        """Papers that are required but not important."""
        return {wanted.code for _section, wanted in reads.kind_of(one).required_items if not wanted.important}

    def compared(self, case: Case) -> None:
        """The archivist compares every item with B's list."""
        one = dossier_of(case)
        sheets = {item.id: item.sheets or 0 for item in reads.facts_of([one.pk])[one.pk]}
        fresh = Case.objects.get(pk=case.pk)
        checks.confirm(
            by=as_viewer(self.archivist), case=case.pk, arrival=fresh.arrival, check="agrees", items=list(sheets),
            counts=sheets,
        )  # fmt: skip

    def accepted(self, case: Case | None = None) -> Case:
        case = case or self.to_archive()
        self.compared(case)
        sign(self.archivist, case, "archivist")
        return go(self.archivist, case, "accept")


def make_shelf(by: Viewer) -> Place:
    """The only layer of an archive room."""
    room = places.add_place(by=by, kind=PlaceKind.ROOM, name="一室")
    places.add_cabinets(by=by, room_id=room.pk, cabinets=1, layers=1, layer_mm=850)
    return Place.objects.get(kind=PlaceKind.LAYER)


def as_viewer(staff: Staff) -> Viewer:
    return viewer_of(staff)


def dossier_of(case: Case) -> Dossier:
    return Dossier.objects.get(pk=Ref.parse(case.subject).id)


def go(staff: Staff, case: Case, move: str, **more: Any) -> Case:
    """Take the step at which a case stands."""
    fresh = Case.objects.get(pk=case.pk)
    return cases.take_step(by=as_viewer(staff), case=case.pk, arrival=fresh.arrival, move=move, **more)


def take(by: Viewer, one: Dossier, move: str, **more: Any) -> Case:
    """Take the step at which the open case of a dossier stands."""
    case = Case.objects.get(subject=f"dossier:{one.pk}", state=CaseState.OPEN)
    return cases.take_step(by=by, case=case.pk, arrival=case.arrival, move=move, **more)


def sign(staff: Staff, case: Case, need: str, **more: Any) -> Any:
    """Sign the volume list as it is now, as somebody who has just proven who they are."""
    by, fresh = as_viewer(staff), Case.objects.get(pk=case.pk)
    known = {
        "digest": signatures.content_of(by, Ref.parse(case.subject)).digest,
        "proof": Proof(staff.pk, ProofWay.PASSWORD, clock.now()),
    } | more
    return steps.sign_step(by=by, case=case.pk, arrival=fresh.arrival, need=need, **known)
