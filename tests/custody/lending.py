"""A small-loan company that lends: its people, a dossier on the shelf, a slip from asking to handing out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from juanzong.casework.actions import cases
from juanzong.casework.models import Case, Obligation
from juanzong.custody import actions
from juanzong.custody.choices import LoanKind
from juanzong.custody.models import Holding, Loan
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from tests.custody.helpers import make_layers, numbered
from tests.factories import make_department, make_staff, make_viewer

IN_A_WEEK = dt.date(2026, 6, 8)


class Lender:
    """A small-loan company with a dossier of forty sheets on its shelf."""

    def __init__(self, pack: str = "P03", kind: str = "loan") -> None:
        self.company = make_department("公司")
        self.business = make_department("业务部", parent=self.company)
        self.general = make_viewer("general_manager", department=self.company)
        self.chairman = make_viewer("chairman", department=self.company)
        self.keeper = make_viewer("archivist", department=self.company)
        self.boss = make_staff("department_manager", department=self.business)
        self.asker = make_viewer("project_manager", department=self.business, superior=self.boss)
        adopt(actor=SYSTEM, pack=pack, from_date=clock.today())
        self.dossier = numbered(self.keeper, sheets=40, kind=kind)
        self.dossier.department_id = self.business.pk
        self.dossier.save(update_fields=["department"])
        self.layer = make_layers(self.keeper)[0]
        actions.shelve(by=self.keeper, place_id=self.layer.pk, dossier_ids=[self.dossier.pk])

    def ask(self, by: Viewer, **changes: Any) -> Loan:
        wanted = {"kind": LoanKind.TAKE_OUT, "purpose": "诉讼准备", "due_on": IN_A_WEEK} | changes
        return actions.request_loan(by=by, dossier_id=self.dossier.pk, **wanted)

    def take(self, by: Viewer, loan: Loan, move: str = "agree", reason: str = "") -> Loan:
        case = self.case(loan)
        cases.take_step(by=by, case=case.pk, arrival=case.arrival, move=move, reason=reason)
        loan.refresh_from_db()
        return loan

    def out(self, by: Viewer | None = None) -> Loan:
        loan = self.take(self.general, self.ask(by or self.asker))
        return actions.issue_loan(by=self.keeper, loan_id=loan.pk, items=1, sheets=40, condition="")

    def case(self, loan: Loan) -> Case:
        return Case.objects.get(subject=str(Ref("loan", loan.pk)), state="open")

    def owed(self, loan: Loan) -> Obligation:
        return Obligation.objects.get(subject=str(Ref("loan", loan.pk)), state="open")

    @property
    def thing(self) -> Holding:
        return Holding.objects.get(dossier=self.dossier.pk)
