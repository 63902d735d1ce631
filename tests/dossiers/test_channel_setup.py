"""P08-1: whoever deals with the customer sets the dossier up, their direct superior checks it, the keeper takes it in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework.cases.needs import NotReady
from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Obligation
from juanzong.custody.models import Holding
from juanzong.dossiers import actions
from juanzong.dossiers.choices import CheckResult, DossierState
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock as house_clock
from juanzong.kit.errors import Conflict, NotAllowed, NotFound
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.models import Staff
from juanzong.policies.actions import adopt
from tests.custody.helpers import make_layers
from tests.dossiers.company import as_viewer, take
from tests.dossiers.helpers import check_all, fill, open_dossier
from tests.factories import an_organisation, make_customer, make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Seller:
    """Representative, two managers, keeper."""

    def __init__(self) -> None:
        adopt(actor=SYSTEM, pack="P08", from_date=house_clock.today())
        company = make_department("公司")
        self.sales = make_department("销售部", parent=company)
        self.general = make_staff("general_manager", department=company)
        self.boss = make_staff("department_manager", department=self.sales, superior=self.general)
        self.rep = make_staff("sales_representative", department=self.sales, superior=self.boss)
        self.keeper = make_staff("dossier_custodian", department=self.sales, superior=self.boss)
        self.layer = make_layers(as_viewer(self.keeper), 1)[0]

    def opened(self, by: Staff | None = None) -> Dossier:
        rep = as_viewer(by or self.rep)
        one = open_dossier(
            rep, "channel_account", customer=make_customer(rep, an_organisation(), responsible=rep.staff_id)
        )
        fill(rep, one)
        return one


@pytest.fixture
def house() -> Seller:
    return Seller()


def test_the_superior_checks_and_the_keeper_takes_in(house: Seller, clock: Any) -> None:
    one = house.opened()
    clock.forward(days=6)
    take(as_viewer(house.rep), one, "hand_up")
    week = Obligation.objects.get(duty="set_up_channel_dossier")
    assert (week.state, week.on_time) == (ObligationState.DONE, True)
    check_all(as_viewer(house.boss), one)
    take(as_viewer(house.boss), one, "pass")
    take(as_viewer(house.keeper), one, "take_in")
    one.refresh_from_db()
    assert (one.state, one.verified_by) == (DossierState.IN_FORCE, house.boss.pk)
    assert Holding.objects.get(dossier=one).place == house.layer


def test_nobody_but_the_direct_superior_checks(house: Seller) -> None:
    one = house.opened()
    take(as_viewer(house.rep), one, "hand_up")
    peer = make_staff("department_manager", department=house.sales)
    for stranger in (house.keeper, peer):
        with pytest.raises(NotAllowed) as refused:
            actions.check_item(by=as_viewer(stranger), item_id=one.items.all()[0].pk, result=CheckResult.RIGHT)
        assert refused.value.clause == "P08-1"
        with pytest.raises((NotAllowed, NotFound)):
            take(as_viewer(stranger), one, "pass")
        with pytest.raises((Conflict, NotAllowed)):
            actions.verify_dossier(by=as_viewer(stranger), dossier_id=one.pk)
    with pytest.raises(NotReady, match="没有核对"):
        take(as_viewer(house.boss), one, "pass")


def test_whoever_sets_up_their_own_is_checked_from_above(house: Seller) -> None:
    """A manager who deals with the customer: neither they nor their people check it."""
    one = house.opened(house.boss)
    take(as_viewer(house.boss), one, "hand_up")
    for below in (house.boss, house.keeper):
        with pytest.raises((NotAllowed, NotFound)):
            take(as_viewer(below), one, "pass")
    owed = Obligation.objects.get(duty="channel_setup.check")
    assert (owed.owner_id, owed.due_on) == (house.general.pk, dt.date(2026, 6, 4))


def test_what_is_sent_back_goes_up_again(house: Seller) -> None:
    one = house.opened()
    take(as_viewer(house.rep), one, "hand_up")
    boss = as_viewer(house.boss)
    actions.check_item(by=boss, item_id=one.items.all()[0].pk, result=CheckResult.WRONG, wrong_fields=["content"])
    take(boss, one, "send_back", reason="登记表没有签字")
    one.refresh_from_db()
    assert one.state == DossierState.DRAFT
    with pytest.raises(NotReady, match="还没有更正"):
        take(as_viewer(house.rep), one, "hand_up")
