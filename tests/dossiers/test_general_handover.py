"""The way to the archive that the general part gives to every policy: any number of hands in order, each counting."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.casework.actions import cases, checks
from juanzong.casework.cases.needs import NotReady
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case
from juanzong.casework.reads import routes, signatures
from juanzong.custody.models import Holding
from juanzong.dossiers import actions
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation import reads as organisation
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from tests.dossiers.company import Lender, as_viewer, make_shelf, sign
from tests.dossiers.helpers import verified
from tests.factories import make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ROUTE = "archive_handover"


class House:
    """A verified dossier and the people through whose hands it goes."""

    def __init__(self) -> None:
        here = make_department("部门", parent=make_department("公司"))
        self.keeper = make_viewer("archivist")
        self.giver, self.checker = (make_viewer("property_officer", department=here) for _n in range(2))
        self.hands = [make_viewer("property_manager", department=here) for _n in range(3)]
        adopt(actor=SYSTEM, pack="P06", from_date=clock.today())
        make_shelf(self.keeper)
        self.one = verified(make_viewer("archivist"), make_viewer("archivist"), "guarantee")
        Dossier.objects.filter(pk=self.one.pk).update(custodian=self.giver.staff_id, department=here)
        self.ref = Ref("dossier", self.one.pk)
        self.case = cases.start(by=self.giver, procedure=ROUTE, subject=self.ref)

    def at(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    def sheets(self) -> dict[int, int]:
        return {item.pk: item.sheets or 0 for item in self.one.items.all()}

    def counts(self, by: Viewer, **more: Any) -> None:
        sheets = self.sheets()
        known = {"counts": sheets} | more
        checks.confirm(
            by=by, case=self.case.pk, arrival=self.at().arrival, check="counted", items=list(sheets), **known
        )

    def signs(self, by: Viewer, need: str) -> None:
        sign(Staff.objects.get(pk=by.staff_id), self.case, need)

    def moves(self, by: Viewer, move: str, to: Viewer | None = None, **more: Any) -> None:
        words = dict(organisation.staff_choices(by))
        data = {"next": words[to.staff_id]} if to else {}
        cases.take_step(
            by=by, case=self.case.pk, arrival=self.at().arrival, move=move, data=data | more.pop("data", {}), **more
        )


@pytest.fixture
def house() -> House:
    return House()


def test_it_passes_through_any_number_of_hands_each_counting_and_signing_the_same_list(house: House) -> None:
    house.signs(house.giver, "giver")
    house.moves(house.giver, "hand_on", house.hands[0])
    for n, hand in enumerate(house.hands):
        with pytest.raises(NotReady, match="还缺“接收人”的签字"):
            house.moves(hand, "to_archive")
        house.counts(hand)
        house.signs(hand, "taker")
        last = n == len(house.hands) - 1
        house.moves(hand, "to_archive" if last else "hand_on", None if last else house.hands[n + 1])
    house.counts(house.keeper)
    with pytest.raises(NotReady) as left:
        house.moves(house.keeper, "take_in")
    assert [word in str(left.value) for word in ("完整", "有序", "准确", "真实")] == [True] * 4
    for check in ("complete", "systematic", "accurate", "true"):
        checks.confirm(by=house.keeper, case=house.case.pk, arrival=house.at().arrival, check=check)
    house.signs(house.keeper, "archivist")
    house.moves(house.keeper, "take_in")
    one = Dossier.objects.get(pk=house.one.pk)
    assert (one.state, bool(one.number), house.at().state) == (DossierState.IN_FORCE, True, CaseState.DONE)
    assert Holding.objects.filter(dossier=one.pk).exists()
    given = signatures.signatures_of(house.keeper, house.ref, case=house.case.pk)
    assert len(given) == 5
    assert len({each.digest for each in given}) == 1


def test_only_the_present_holder_goes_on_and_what_differs_goes_back(house: House) -> None:
    house.signs(house.giver, "giver")
    house.moves(house.giver, "hand_on", house.hands[0])
    with pytest.raises((NotAllowed, NotFound)):
        house.counts(house.hands[1])
    short = min(house.sheets())
    house.counts(house.hands[0], counts=house.sheets() | {short: 1}, notes={short: "缺附页"})
    house.signs(house.hands[0], "taker")
    with pytest.raises(NotReady, match="缺附页"):
        house.moves(house.hands[0], "to_archive")
    house.moves(house.hands[0], "decline", reason="页数不符")
    assert house.at().step == "give"
    house.moves(house.giver, "correct", reason="补附页")
    assert Dossier.objects.get(pk=house.one.pk).state == DossierState.DRAFT


@pytest.mark.parametrize("words", ["", "查无此人"])
def test_the_next_is_somebody_who_is_here(house: House, words: str) -> None:
    house.signs(house.giver, "giver")
    with pytest.raises(Invalid):
        house.moves(house.giver, "hand_on", data={"next": words})
    assert house.at().step == "give"


def test_where_a_policy_has_its_own_way_under_way_there_is_no_second_one() -> None:
    lender = Lender()
    case = lender.to_archive()
    ref = Ref.parse(case.subject)
    for staff in (lender.a, lender.archivist):
        assert ROUTE not in {one.procedure.code for one in routes.procedures_for(as_viewer(staff), ref) if one.free}
    with pytest.raises(Conflict, match="已有别的办理单") as refused:
        cases.start(by=as_viewer(lender.a), procedure=ROUTE, subject=ref)
    assert refused.value.about == Ref("case", case.pk)


def test_beside_the_case_nobody_takes_it_back_or_accepts_it(house: House) -> None:
    for act in (
        lambda: actions.recall_dossier(by=house.keeper, dossier_id=house.one.pk),
        lambda: actions.accept_dossier(by=house.keeper, dossier_id=house.one.pk),
    ):
        with pytest.raises(Conflict, match="请在办理单上办理"):
            act()
