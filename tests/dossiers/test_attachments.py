"""Attachments are the customer's: listed apart, without a code, handed out against their own handwriting (P03-4.4)."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.custody.models import Handed
from juanzong.dossiers import actions, reads, reads_collections
from juanzong.dossiers.models import Item
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.ledger.models import Entry
from tests.dossiers.company import Lender, as_viewer, dossier_of
from tests.dossiers.helpers import draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
STROKES = (((10, 10), (200, 120)), ((40, 60), (90, 160)))


@pytest.fixture
def house() -> Lender:
    return Lender()


def with_attachment(house: Lender) -> tuple[Any, Item]:
    one = house.opened()
    item = actions.add_item(
        by=as_viewer(house.a), dossier_id=one.pk,
        draft=draft(section="contracts", title="客户联借款合同", sheets=4, attachment=True),
    )  # fmt: skip
    return house.granted(one), item


def test_an_attachment_is_listed_apart_uncoded_and_goes_to_the_customer_against_signature(house: Lender) -> None:
    case, item = with_attachment(house)
    keeper = as_viewer(house.archivist)
    known = {"by": keeper, "dossier_id": dossier_of(case).pk, "items": [item.pk], "received_by": "林客户"}
    with pytest.raises(Conflict) as early:
        actions.hand_out_attachments(**known, drawing=STROKES)
    assert early.value.clause == "P03-4.4"
    house.accepted(house.to_archive(house.to_b(case)))
    one = dossier_of(case)
    shown = reads.dossier_page(keeper, one.pk)
    assert [line.item.id for line in shown.catalogue.attachments] == [item.pk]
    assert Item.objects.get(pk=item.pk).code == ""
    with pytest.raises(Invalid) as unsigned:
        actions.hand_out_attachments(**(known | {"received_by": " "}), drawing=())
    assert set(unsigned.value.fields) == {"received_by", "drawing"}
    with pytest.raises(NotAllowed):
        actions.hand_out_attachments(**(known | {"by": as_viewer(house.a)}), drawing=STROKES)
    actions.hand_out_attachments(**known, drawing=STROKES, note="本人领取")
    (told,) = reads_collections.collected(keeper, one.pk)
    assert (told.received_by, told.items, told.path[:6]) == ("林客户", (("客户联借款合同", 4),), "M10 10")
    assert reads.dossier_page(keeper, one.pk).catalogue.attachments == ()
    assert actions.print_receipt(by=keeper, collection_id=told.id).startswith(b"%PDF-")
    line = Handed.objects.get(kind="collected")
    assert (line.received_by, line.items, line.sheets, line.dossier_id) == ("林客户", 1, 4, one.pk)
    assert "林客户" not in Entry.objects.get(kind="attachments.collected").payload
    with pytest.raises(Conflict):
        actions.hand_out_attachments(**known, drawing=STROKES)


def test_what_belongs_to_the_volume_is_not_handed_out(house: Lender) -> None:
    case, item = with_attachment(house)
    house.accepted(house.to_archive(house.to_b(case)))
    one = dossier_of(case)
    bound = one.items.filter(attachment=False).order_by("pk")[0]
    with pytest.raises(Conflict, match="不是本卷尚未领取的附件"):
        actions.hand_out_attachments(
            by=as_viewer(house.archivist), dossier_id=one.pk, items=[item.pk, bound.pk], received_by="林客户",
            drawing=STROKES,
        )  # fmt: skip
    assert Item.objects.filter(pk=item.pk, state="filed").exists()
