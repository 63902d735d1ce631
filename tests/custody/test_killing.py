"""kill -9 in the middle of acceptance, issue, return, destruction and shredding: nothing half done, nothing promised lost."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from juanzong.casework.models import Obligation
from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, LoanState
from juanzong.custody.models import Disposal, Holding, Loan, Stay
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import content, tasks
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier, Item, Shredding, Version
from juanzong.kit import clock, sequences
from juanzong.kit.content import ContentStore
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from tests.custody.helpers import a_loan, approved, label_of, long_closed, photograph, witness
from tests.custody.lending import Lender
from tests.dossiers.helpers import open_dossier
from tests.factories import make_viewer
from tests.forking import Ack, kill_within

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


class Counter:
    """The archive room's counter in one round: something to accept, to hand out, to take back, to destroy, to shred."""

    def __init__(self) -> None:
        self.lender = Lender()
        self.keeper = self.lender.keeper
        self.witnesses = (make_viewer("archivist"), make_viewer("archivist"))
        self.code = label_of(self.keeper, self.lender.layer)
        self.like = open_dossier(self.keeper, "customer")
        self.borrower = Staff.objects.get(pk=self.lender.asker.staff_id)
        self.waiting = self.slip = self.list = 0
        self.stored: dict[int, list[str]] = {}
        self.promised: list[str] = []

    def lay_out(self) -> None:
        """Whatever the round before has used up."""
        if not Dossier.objects.filter(pk=self.waiting, state=DossierState.VERIFIED).exists():
            names = ("kind", "pack_version", "customer_id", "title", "department_id", "custodian_id", "opened_by")
            same = {name: getattr(self.like, name) for name in names}
            self.waiting = Dossier.objects.create(**same, state=DossierState.VERIFIED, verified_at=clock.now()).pk
        slip = Loan.objects.filter(pk=self.slip).first()
        if slip is None or slip.state != LoanState.APPROVED:
            if slip is not None:
                self._bring_back(slip)
            self.slip = a_loan(self.lender.dossier, self.borrower, state="approved").pk
        if not Disposal.objects.filter(pk=self.list, state="approved").exists():
            old = long_closed(self.keeper)
            actions.shelve(by=self.keeper, place_id=self.lender.layer.pk, dossier_ids=[old[0].pk])
            one = approved(self.keeper, self.lender.general, old)
            witness(one, *self.witnesses)
            photograph(self.keeper, one)
            self.list = one.pk
            self.stored[one.pk] = list(Version.objects.filter(item__dossier=old[0].pk).values_list("stored", flat=True))

    def _bring_back(self, slip: Loan) -> None:
        if slip.state == LoanState.OUT:
            actions.return_loan(by=self.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
        actions.confirm_shelf(by=self.keeper, loan_id=slip.pk, code=self.code)

    def work(self, order: list[str]) -> Callable[[Ack], None]:
        """What the child does: each act, and then its promise."""
        count: dict[str, Any] = {"loan_id": self.slip, "items": 1, "sheets": 40, "condition": ""}
        acts: dict[str, Callable[[], Any]] = {
            "accept": lambda: dossiers.accept_dossier(by=self.lender.keeper, dossier_id=self.waiting),
            "issue": lambda: actions.issue_loan(by=self.keeper, **count),
            "return": lambda: actions.return_loan(by=self.keeper, **count),
            "destroy": lambda: actions.execute_disposal(by=self.keeper, disposal_id=self.list, where="碎纸间"),
            "shred": _shred,
        }

        def run(ack: Ack) -> None:
            for name in order:
                acts[name]()
                ack(name)

        return run

    # What must hold afterwards

    def look(self, promised: list[str]) -> None:
        self._acceptance("accept" in promised)
        self._loan("issue" in promised, "return" in promised)
        self._disposal("destroy" in promised, "shred" in promised)
        stays = dict(Stay.objects.filter(until=None).values_list("holding_id", "place_id"))
        assert stays == dict(Holding.objects.exclude(place=None).values_list("pk", "place_id"))

    def _acceptance(self, promised: bool) -> None:
        one = Dossier.objects.get(pk=self.waiting)
        done = one.state == DossierState.IN_FORCE
        assert done or not promised
        assert done == bool(one.number) == (_entries("dossier.accepted", f"dossier:{one.pk}") == 1)
        given = list(Dossier.objects.filter(series=one.series).values_list("sequence", flat=True)) if done else []
        if done:
            assert sorted(given) == list(range(1, sequences.last(one.series) + 1))

    def _loan(self, issued: bool, returned: bool) -> None:
        slip, thing = Loan.objects.get(pk=self.slip), self.lender.thing
        out = slip.state in (LoanState.OUT, LoanState.RETURNED)
        back = slip.state == LoanState.RETURNED
        assert (out or not issued) and (back or not returned)  # noqa: PT018
        assert out == (thing.state == HoldingState.OUT) == (thing.holder_name != "")
        assert (out, back) == tuple(_entries(kind, f"loan:{slip.pk}") == 1 for kind in ("loan.issued", "loan.returned"))
        owed = Obligation.objects.filter(subject=f"loan:{slip.pk}").values_list("state", flat=True)
        assert list(owed) == (["done"] if back else ["open"] if out else [])

    def _disposal(self, destroyed: bool, shredded: bool) -> None:
        one = Disposal.objects.get(pk=self.list)
        done = one.state == "done"
        assert done or not destroyed
        (pk,) = one.lines.values_list("dossier_id", flat=True)
        dossier, names = Dossier.objects.get(pk=pk), self.stored[one.pk]
        versions = list(Version.objects.filter(item__dossier=pk))
        assert done == (dossier.state == DossierState.DESTROYED) == (not versions)
        assert done == (Holding.objects.get(dossier=pk).state == HoldingState.GONE)
        assert (
            done
            == (_entries("dossier.destroyed", f"dossier:{pk}") == 1)
            == Item.objects.filter(title="已销毁", dossier=pk).exists()
        )
        assert dossier.number
        for version in versions:
            with content.opened(version.subject, version) as reader:
                assert reader.read()
        ordered = set(Shredding.objects.filter(stored__in=names).values_list("stored", flat=True))
        left = {name for name in names if ContentStore().exists(name)}
        assert left <= ordered if done else not ordered
        if shredded and done:
            _shred()
            assert not any(ContentStore().exists(name) for name in names)


def _shred() -> None:
    with clock.frozen(clock.now() + dt.timedelta(hours=3)):
        while tasks.shred_files():
            pass


def _entries(kind: str, subject: str) -> int:
    return Entry.objects.filter(kind=kind, subject=subject).count()


SOME = int(os.environ.get("JUANZONG_TEST_KILLS", "8"))
_ORDERS = (
    ["accept", "issue", "return", "destroy", "shred"],
    ["issue", "return", "destroy", "shred", "accept"],
    ["destroy", "shred", "accept", "issue", "return"],
    ["issue", "destroy", "accept", "return", "shred"],
)


@pytest.mark.parametrize(
    "rounds", [pytest.param(SOME, id="some"), pytest.param(1000, id="thousand", marks=pytest.mark.soak)]
)
def test_killed_in_the_middle_the_archive_room_keeps_its_word(rounds: int) -> None:
    rng = random.Random(seed := int(os.environ.get("JUANZONG_TEST_SEED", "0")) or random.randrange(1 << 30))
    room = Counter()
    room.lay_out()
    promised, whole = kill_within(None, room.work(_ORDERS[0]))
    assert promised == _ORDERS[0]
    room.look(promised)
    for n in range(rounds):
        room.lay_out()
        promised, _took = kill_within(rng.uniform(0, whole), room.work(rng.choice(_ORDERS)))
        try:
            room.look(promised)
        except AssertionError as error:
            raise AssertionError(f"round {n}, seed {seed}, promised {promised}") from error
