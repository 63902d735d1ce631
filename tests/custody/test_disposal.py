"""Destruction that finishes: by list, appraisal, approval, two witnesses and a photo, or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from juanzong.custody import actions
from juanzong.custody import certificate_drafts as drafts
from juanzong.custody.actions import binding, holds, shelving
from juanzong.custody.choices import DisposalState, HoldingState
from juanzong.custody.models import Disposal, DisposalLine, Holding, NewTerm, Stay
from juanzong.custody.papers import disposal_paper
from juanzong.custody.reads import disposal as reads
from juanzong.custody.writing import go_out
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import searching, tasks
from juanzong.dossiers.models import Dossier, Item, Shredding, Version
from juanzong.kit import clock as house
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from tests.custody.helpers import (
    a_loan,
    approved,
    digest,
    long_closed,
    make_layers,
    numbered,
    photograph,
    proof,
    proposed,
    witness,
)
from tests.custody.vault import a_certificate
from tests.dossiers.helpers import a_pdf, draft, upload
from tests.factories import make_customer, make_staff, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


@pytest.fixture
def boss() -> Viewer:
    return make_viewer("general_manager")


@pytest.fixture
def witnesses() -> tuple[Viewer, Viewer]:
    return make_viewer("archivist"), make_viewer("archivist")


def ready(by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer], old: list[Dossier]) -> Disposal:
    one = approved(by, boss, old)
    witness(one, *witnesses)
    photograph(by, one)
    return one


def test_however_many_are_kept_longer_what_has_passed_its_term_is_found(by: Viewer) -> None:
    kept, passed = long_closed(by, years=20)[0], long_closed(by, years=11)[0]
    NewTerm.objects.create(dossier=kept, until=house.today() + dt.timedelta(days=1), authority="销册2025-001")
    assert [one.dossier.pk for one in reads.expired(by, limit=1, looked_at=1)] == [passed.pk]


def test_what_is_destroyed_in_the_moment_somebody_acts_on_it_stays_gone(by: Viewer, monkeypatch: Any) -> None:
    """Each of them has read the dossier, and its row is locked by whoever destroys it."""
    layer, other = make_layers(by)
    stale = long_closed(by)[0]
    shelved = numbered(by, sheets=9)
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[shelved.pk])
    item = shelved.items.get()
    Dossier.objects.filter(pk=stale.pk).update(state="destroyed")
    Holding.objects.filter(dossier=shelved).update(state=HoldingState.GONE, place=None)
    for module in (holds, shelving, binding):
        monkeypatch.setattr(module, "reached", lambda _by, _right, _pk: stale)
    for act in (
        lambda: actions.freeze_dossier(by=by, dossier_id=stale.pk, reason="诉讼"),
        lambda: actions.shelve(by=by, place_id=layer.pk, dossier_ids=[stale.pk]),
        lambda: actions.bind_dossier(by=by, dossier_id=stale.pk),
        lambda: actions.keep_apart(by=by, item_id=item.pk, place_id=other.pk, reason="贵重"),
    ):
        with pytest.raises(Conflict), transaction.atomic():
            act()
    assert not Holding.objects.exclude(dossier=shelved).exists()


def test_only_what_has_passed_its_term_is_listed(by: Viewer) -> None:
    (old,), (young,) = long_closed(by), long_closed(by, years=9)
    open_one = numbered(by)
    assert [one.dossier.pk for one in reads.expired(by)] == [old.pk]
    for wrong in (young, open_one):
        with pytest.raises(Conflict, match="保管期未满"):
            actions.begin_disposal(by=by, dossier_ids=[old.pk, wrong.pk])
    assert [one.dossier.pk for one in reads.expired(by, looked_at=1)] == [old.pk]
    one = actions.begin_disposal(by=by, dossier_ids=[old.pk])
    assert one.number == "销册2026-001"
    with pytest.raises(Conflict, match="已在清册 销册2026-001 上"):
        actions.begin_disposal(by=by, dossier_ids=[old.pk])


def test_appraisal_keeps_looks_again_or_destroys(by: Viewer) -> None:
    kept, again, gone = long_closed(by, 3)
    one = actions.begin_disposal(by=by, dossier_ids=[kept.pk, again.pk, gone.pk])
    lines = {line.dossier_id: line for line in one.lines.all()}
    with pytest.raises(Conflict, match="还有 3 卷没有鉴定意见"):
        actions.propose_disposal(by=by, disposal_id=one.pk)
    with pytest.raises(Invalid, match="到哪一天"):
        actions.appraise(by=by, line_id=lines[kept.pk].pk, opinion="keep", reason="仍有纠纷")
    actions.appraise(
        by=by, line_id=lines[kept.pk].pk, opinion="keep", reason="仍有纠纷", keep_until=dt.date(2030, 1, 1)
    )
    actions.appraise(by=by, line_id=lines[again.pk].pk, opinion="review", reason="待业务部门确认")
    line = actions.appraise(by=by, line_id=lines[gone.pk].pk, opinion="destroy", reason="无保存价值", confidential=True)
    assert line.method == "shred"
    assert actions.propose_disposal(by=by, disposal_id=one.pk).state == DisposalState.PROPOSED
    assert [each.dossier.pk for each in reads.expired(by)] == [again.pk, gone.pk]
    assert [each.listed for each in reads.expired(by)] == ["", one.number]


def test_destruction_leaves_a_stub_and_nothing_else(
    by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer], clock: Any
) -> None:
    customer = make_customer(by)
    old, neighbour = long_closed(by, 2, customer=customer)
    layer = make_layers(by)[0]
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[old.pk, neighbour.pk])
    shared = a_pdf(tone=77)
    Dossier.objects.update(state="in_force")
    for one in (old, neighbour):
        dossiers.add_item(by=by, dossier_id=one.pk, draft=draft(title="共用合同", medium="both"), upload=upload(shared))
    Dossier.objects.update(state="closed")
    names = set(Version.objects.filter(item__dossier=old).values_list("stored", flat=True))
    kept = set(Version.objects.filter(item__dossier=neighbour).values_list("stored", flat=True))
    assert len(names & kept) == 1
    tasks.index_texts()
    listed = ready(by, boss, witnesses, [old])
    done = actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    assert (done.state, done.done_by_name) == (DisposalState.DONE, by.name)
    number = old.number
    old.refresh_from_db()
    assert (old.state, old.number) == ("destroyed", number)
    assert not Version.objects.filter(item__dossier=old).exists()
    assert set(Item.objects.filter(dossier=old).values_list("title", flat=True)) == {"已销毁"}
    assert [hit.about.id for hit in searching.found_items(by, "共用合同", 9)] == [
        Item.objects.get(dossier=neighbour, title="共用合同").pk
    ]
    held = Holding.objects.get(dossier=old)
    assert (held.state, held.place) == (HoldingState.GONE, None)
    assert not Stay.objects.filter(holding=held, until=None).exists()
    clock.forward(hours=2)
    tasks.shred_files()
    assert not Shredding.objects.exists()
    assert {name for name in names | kept if ContentStore().exists(name)} == kept
    version = Version.objects.filter(item__dossier=neighbour, sha256__isnull=False).first()
    assert version is not None
    dossiers.download_item(by=by, version_id=version.pk)[1].close()
    entry = Entry.objects.get(kind="dossier.destroyed", subject=f"dossier:{old.pk}")
    assert listed.number in entry.payload
    with pytest.raises(Conflict, match="已销毁"):
        actions.shelve(by=by, place_id=layer.pk, dossier_ids=[old.pk])
    assert actions.print_disposal(by=by, disposal_id=listed.pk).startswith(b"%PDF-")


def test_a_hold_stops_destruction_in_the_last_moment_and_nothing_is_half_done(
    by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer]
) -> None:
    first, second = long_closed(by, 2)
    listed = ready(by, boss, witnesses, [first, second])
    hold = actions.freeze_dossier(by=by, dossier_id=second.pk, reason="法院调查")
    with pytest.raises(Conflict, match=f"已冻结，不得销毁：{second.number}"):
        actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    assert set(Dossier.objects.values_list("state", flat=True)) == {"closed"}
    assert Version.objects.count() == 2
    assert not Shredding.objects.exists()
    actions.refuse_disposal(by=boss, disposal_id=listed.pk, reason="冻结中")
    with pytest.raises(Conflict, match="已冻结：法院调查"):
        actions.begin_disposal(by=by, dossier_ids=[second.pk])
    actions.lift_freeze(by=by, freeze_id=hold.pk, reason="调查结束")
    with pytest.raises(Conflict, match="这条冻结已解除"):
        actions.lift_freeze(by=by, freeze_id=hold.pk, reason="调查结束")
    actions.begin_disposal(by=by, dossier_ids=[first.pk, second.pk])


def test_what_is_out_is_not_destroyed(by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer]) -> None:
    (old,) = long_closed(by)
    actions.shelve(by=by, place_id=make_layers(by)[0].pk, dossier_ids=[old.pk])
    listed = ready(by, boss, witnesses, [old])
    go_out(Holding.objects.get(dossier=old), "陈立")
    with pytest.raises(Conflict, match="借出未还"):
        actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")


def test_nobody_approves_what_they_or_their_superior_appraised(by: Viewer, boss: Viewer) -> None:
    appraiser = make_staff("archivist")
    below = viewer_of(make_staff("general_manager", superior=appraiser))
    one = proposed(viewer_of(appraiser), long_closed(by))
    Disposal.objects.filter(pk=one.pk).update(made_by=by.staff_id)
    with pytest.raises(NotAllowed, match="参与鉴定"):
        actions.approve_disposal(
            by=below, disposal_id=one.pk, digest=digest(below, "disposal", one.pk), proof=proof(below)
        )
    actions.approve_disposal(by=boss, disposal_id=one.pk, digest=digest(boss, "disposal", one.pk), proof=proof(boss))


def test_a_witness_who_does_not_count_is_not_on_the_certificate(boss: Viewer, witnesses: tuple[Viewer, Viewer]) -> None:
    executor = make_staff("archivist")
    by = viewer_of(executor)
    one = ready(by, boss, witnesses, long_closed(by))
    below = viewer_of(make_staff("archivist", superior=executor))
    witness(one, below)
    actions.execute_disposal(by=by, disposal_id=one.pk, where="碎纸间")
    names = [one.name for one in disposal_paper(by, one.pk, "").signers]
    assert sorted(names) == sorted([boss.name, *(each.name for each in witnesses)])


def test_nobody_approves_their_own_list_nor_that_of_their_superior(by: Viewer) -> None:
    made_by_boss = make_staff("general_manager")
    below = make_staff("general_manager", superior=made_by_boss)
    one = proposed(by, long_closed(by))
    Disposal.objects.filter(pk=one.pk).update(made_by=made_by_boss.pk)
    for person in (made_by_boss, below):
        viewer = viewer_of(person)
        with pytest.raises(NotAllowed, match="不能批准"):
            actions.approve_disposal(
                by=viewer, disposal_id=one.pk, digest=digest(viewer, "disposal", one.pk), proof=proof(viewer)
            )
    assert Entry.objects.filter(kind="act.refused").count() == 2


def test_two_independent_witnesses_and_a_photo_are_needed(by: Viewer, boss: Viewer) -> None:
    listed = approved(by, boss, long_closed(by))
    executor = Staff.objects.get(pk=by.staff_id)
    subordinate = viewer_of(make_staff("archivist", superior=executor))
    good, other = make_viewer("archivist"), make_viewer("department_manager")
    with pytest.raises(NotAllowed, match="批准人不能同时监销"):
        witness(listed, boss)
    witness(listed, subordinate, good)
    with pytest.raises(NotAllowed, match="同一人不能签两次"):
        witness(listed, good)
    photograph(by, listed)
    with pytest.raises(Conflict, match="现有 1 名"):
        actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    witness(listed, viewer_of(make_staff("archivist")))
    with pytest.raises(Invalid, match="销毁地点"):
        actions.execute_disposal(by=by, disposal_id=listed.pk, where=" ")
    actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    assert other.may("custody.witness")


def test_a_witness_does_not_carry_it_out_and_the_only_one_who_can_is_no_witness(by: Viewer, boss: Viewer) -> None:
    listed = approved(by, boss, long_closed(by))
    with pytest.raises(NotAllowed, match="执行人不能监销") as refused:
        witness(listed, by)
    assert (refused.value.clause, bool(refused.value.todo)) == ("P05-d1", True)
    second = make_viewer("archivist")
    witness(listed, second, make_viewer("archivist"))
    photograph(by, listed)
    with pytest.raises(NotAllowed, match="监销人不能执行"):
        actions.execute_disposal(by=second, disposal_id=listed.pk, where="碎纸间")
    actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")


def test_what_somebody_asked_to_borrow_or_whose_certificates_are_kept_is_not_destroyed(
    by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer]
) -> None:
    (old,) = long_closed(by)
    actions.shelve(by=by, place_id=make_layers(by)[0].pk, dossier_ids=[old.pk])
    listed = ready(by, boss, witnesses, [old])
    slip = a_loan(old, make_staff("archivist"), state="approved")
    with pytest.raises(Conflict, match=slip.number) as refused:
        actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    assert "未领取" in str(refused.value.todo)
    actions.drop_loan(by=by, loan_id=slip.pk, reason="未来领取")
    title = drafts.write(by, old, a_certificate())
    with pytest.raises(Conflict, match="权证还在保管"):
        actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    title.state = "released"
    title.save()
    actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")


def test_without_a_photo_nothing_is_destroyed(by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer]) -> None:
    listed = approved(by, boss, long_closed(by))
    witness(listed, *witnesses)
    with pytest.raises(Conflict, match="还没有销毁现场照片"):
        actions.execute_disposal(by=by, disposal_id=listed.pk, where="碎纸间")
    with pytest.raises(Invalid, match="照片"):
        actions.add_photo(by=by, disposal_id=listed.pk, name="x.pdf", reader=upload(a_pdf()).reader)


def test_numbers_of_lists_are_never_used_again_and_secret_papers_always_shredded(by: Viewer, boss: Viewer) -> None:
    one = proposed(by, long_closed(by))
    actions.refuse_disposal(by=boss, disposal_id=one.pk, reason="再留一年")
    again = actions.begin_disposal(by=by, dossier_ids=[line.dossier_id for line in one.lines.all()])
    assert again.number == "销册2026-002"
    with pytest.raises(IntegrityError), transaction.atomic():
        DisposalLine.objects.filter(disposal=again).update(confidential=True, method="tear")


def test_a_file_put_again_while_it_waits_is_not_shredded(
    by: Viewer, boss: Viewer, witnesses: tuple[Viewer, Viewer]
) -> None:
    customer = make_customer(by)
    (old,) = long_closed(by, customer=customer)
    Dossier.objects.filter(pk=old.pk).update(state="in_force")
    same = a_pdf(tone=99)
    dossiers.add_item(by=by, dossier_id=old.pk, draft=draft(title="甲", medium="both"), upload=upload(same))
    Dossier.objects.filter(pk=old.pk).update(state="closed")
    actions.execute_disposal(by=by, disposal_id=ready(by, boss, witnesses, [old]).pk, where="碎纸间")
    fresh = numbered(by, customer)
    dossiers.add_item(by=by, dossier_id=fresh.pk, draft=draft(title="乙", medium="both"), upload=upload(same))
    with house.frozen(house.now() + dt.timedelta(hours=3)):
        tasks.shred_files()
    (version,) = Version.objects.filter(item__dossier=fresh)
    assert ContentStore().exists(version.stored)
