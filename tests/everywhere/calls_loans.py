"""How to call each act of lending once (calls.py)."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.custody import actions
from juanzong.custody.choices import LoanKind
from juanzong.custody.models import Loan, Place
from juanzong.ledger.choices import SYSTEM
from juanzong.policies.actions import adopt
from juanzong.policies.models import Adoption
from tests.custody.helpers import a_loan, make_layers, shelved
from tests.custody.helpers import label_of as label
from tests.everywhere.staging import TODAY, Call, Scene, prepared
from tests.factories import make_staff


def _asked(scene: Scene) -> int:
    """A dossier on a shelf, under a policy that lends, in a house with somebody who decides."""
    if not Adoption.objects.filter(pack="P03", in_force_until=None).exists():
        adopt(actor=SYSTEM, pack="P03", from_date=TODAY())
    scene.with_everybody()
    make_staff("general_manager", department=scene.grounds.company)
    return shelved(scene.by, make_layers(scene.by)[0], customer=scene.customer)[0].pk


def _loan(state: str) -> Callable[[Scene], tuple[Loan, Place]]:
    def made(scene: Scene) -> tuple[Loan, Place]:
        layer = make_layers(scene.by)[0]
        one = shelved(scene.by, layer, customer=scene.customer)[0]
        return a_loan(one, scene.colleague, state=state), layer

    return made


def _returned(scene: Scene) -> tuple[int, str]:
    loan, layer = _loan("returned")(scene)
    return loan.pk, label(scene.by, layer)


LOANS: dict[str, Callable[[Scene], Call]] = {
    "custody.actions.papers:_note_slip" if name == "PRINT" else f"custody.actions.loans:{name}": call
    for name, call in {
        "request_loan": prepared(
            _asked,
            lambda s, pk: actions.request_loan(
                by=s.by, dossier_id=pk, kind=LoanKind.TAKE_OUT, purpose="诉讼准备", due_on=TODAY()
            ),
        ),
        "issue_loan": prepared(
            _loan("approved"),
            lambda s, m: actions.issue_loan(by=s.by, loan_id=m[0].pk, items=0, sheets=0, condition=""),
        ),
        "return_loan": prepared(
            _loan("out"), lambda s, m: actions.return_loan(by=s.by, loan_id=m[0].pk, items=1, sheets=9, condition="")
        ),
        "confirm_shelf": prepared(_returned, lambda s, m: actions.confirm_shelf(by=s.by, loan_id=m[0], code=m[1])),
        "PRINT": prepared(
            _loan("out"), lambda s, m: actions.print_slip(by=s.by, loan_id=m[0].pk, aim="http://127.0.0.1/loan")
        ),
        "drop_loan": prepared(
            _loan("approved"), lambda s, m: actions.drop_loan(by=s.by, loan_id=m[0].pk, reason="未来领取")
        ),
    }.items()
}
