"""One archivist hands over to another: by list and count, both signing the same list, what is missing by name."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.custody import actions
from juanzong.custody.models import Handed, Keeping, KeepingLine
from juanzong.custody.papers import keeping_paper
from juanzong.custody.reads import keeping as reads
from juanzong.custody.reads import registers
from juanzong.custody.registers.shapes import Period
from juanzong.dossiers.models import Dossier
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import a_loan, digest, make_layers, proof, shelved
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Room:
    """Three dossiers of one archivist in a room, one of them lent; another archivist who is to take over."""

    def __init__(self) -> None:
        self.old, self.new = make_viewer("archivist"), make_viewer("archivist")
        self.layer = make_layers(self.old, 1)[0]
        self.dossiers = shelved(self.old, self.layer, 3, sheets=4)
        Dossier.objects.update(custodian=self.old.staff_id)
        a_loan(self.dossiers[0], Staff.objects.get(pk=make_viewer("project_manager").staff_id))
        self.room = self.layer.path.split("/")[1]

    def offered(self) -> Keeping:
        return actions.offer_keeping(by=self.old, place_id=int(self.room), receiver=self.new.staff_id, count=2)

    def given(self) -> Keeping:
        one = self.offered()
        actions.sign_keeping(by=self.old, keeping_id=one.pk, **shown(self.old, one))
        return one

    def keepers(self) -> list[int]:
        return list(Dossier.objects.order_by("pk").values_list("custodian_id", flat=True))


def shown(by: Viewer, one: Keeping) -> dict[str, Any]:
    return {"digest": digest(by, "keeping", one.pk), "proof": proof(by)}


@pytest.fixture
def room() -> Room:
    return Room()


def test_all_that_is_kept_passes_with_two_signatures_on_one_list(room: Room) -> None:
    one = room.given()
    actions.receive_keeping(by=room.new, keeping_id=one.pk, count=2, **shown(room.new, one))
    assert room.keepers() == [room.new.staff_id] * 3
    one.refresh_from_db()
    assert (one.state, one.given, one.lent, one.received) == ("received", 2, 1, 2)
    line = Handed.objects.get(kind="keeper")
    assert (line.given_by, line.received_by, line.items, line.sheets) == (room.old.name, room.new.name, 3, 12)
    agreed = registers.agreement(room.new, registers.register("handovers"), Period())
    assert agreed is not None
    assert (agreed.agrees, [(one.table, one.ledger) for one in agreed.compared]) == (
        True,
        [(0, 0), (0, 0), (0, 0), (1, 1)],
    )
    assert Entry.objects.filter(kind="dossier.keeper_changed").count() == 3
    assert (
        len({entry.act for entry in Entry.objects.filter(kind__in=["keeping.received", "dossier.keeper_changed"])}) == 1
    )


def test_what_another_keeps_by_now_does_not_pass_by_an_old_signature(room: Room) -> None:
    one, third = room.given(), make_viewer("archivist")
    Dossier.objects.filter(pk=room.dossiers[1].pk).update(custodian=third.staff_id)
    with pytest.raises(Conflict, match=f"不由移交人保管：{room.dossiers[1].number}"):
        actions.receive_keeping(by=room.new, keeping_id=one.pk, count=2, **shown(room.new, one))
    assert room.keepers()[1] == third.staff_id
    assert actions.decline_keeping(by=room.new, keeping_id=one.pk, reason="清单已过时").state == "declined"


def test_only_whoever_may_keep_dossiers_is_named_to_take_over(room: Room) -> None:
    nobody = make_viewer("project_manager").staff_id
    with pytest.raises(Invalid, match="档案管理人员"):
        actions.offer_keeping(by=room.old, place_id=int(room.room), receiver=nobody, count=2)


def test_what_is_missing_stays_with_the_giver_by_name(room: Room) -> None:
    one = room.given()
    lost = KeepingLine.objects.get(keeping=one, holding__dossier=room.dossiers[2].pk)
    known = {"by": room.new, "keeping_id": one.pk, "missing": [lost.pk], **shown(room.new, one)}
    with pytest.raises(Invalid, match="清单在架 1 卷，您点的是 2 卷"):
        actions.receive_keeping(**known, count=2, note="缺一卷")
    with pytest.raises(Invalid):
        actions.receive_keeping(**known, count=1)
    written = (((20, 30), (300, 150)), ((40, 150), (400, 40)))
    actions.receive_keeping(**known, count=1, note="第三卷不在架上，已报失", drawing=written)
    assert room.keepers() == [room.new.staff_id, room.new.staff_id, room.old.staff_id]
    page = reads.keeping(room.new, one.pk)
    assert [line.holding.dossier_id for line in page.missing] == [room.dossiers[2].pk]
    assert Handed.objects.get(kind="keeper").difference == "第三卷不在架上，已报失"
    paper = keeping_paper(room.new, one.pk, "")
    assert [(who.name, bool(who.svg)) for who in paper.signers] == [(room.old.name, False), (room.new.name, True)]
    assert [row[-1] for row in paper.listings[0].rows].count("缺") == 1
    assert actions.print_keeping(by=room.new, keeping_id=one.pk).startswith(b"%PDF-")


def test_a_wrong_count_an_unsigned_list_and_a_stranger_are_refused(room: Room) -> None:
    with pytest.raises(Invalid, match="账上在架 2 卷，您点的是 3 卷") as refused:
        actions.offer_keeping(by=room.old, place_id=int(room.room), receiver=room.new.staff_id, count=3)
    assert refused.value.clause == "P05-c7"
    with pytest.raises(Invalid):
        actions.offer_keeping(by=room.old, place_id=int(room.room), receiver=room.old.staff_id, count=2)
    with pytest.raises(Invalid, match="没有由您保管"):
        actions.offer_keeping(by=room.new, place_id=int(room.room), receiver=room.old.staff_id, count=0)
    one = room.offered()
    with pytest.raises(Conflict, match="已在另一次交接中"):
        room.offered()
    with pytest.raises(Conflict, match="还没有在现在的清单上签字"):
        actions.receive_keeping(by=room.new, keeping_id=one.pk, count=2, **shown(room.new, one))
    with pytest.raises(NotFound):
        actions.sign_keeping(by=room.new, keeping_id=one.pk, **shown(room.new, one))
    actions.decline_keeping(by=room.new, keeping_id=one.pk, reason="先盘点再交接")
    assert room.keepers() == [room.old.staff_id] * 3
    second = room.offered()
    actions.recall_keeping(by=room.old, keeping_id=second.pk, reason="改由他人接收")
    with pytest.raises(Conflict, match="已撤回"):
        actions.receive_keeping(by=room.new, keeping_id=second.pk, count=2, **shown(room.new, second))
