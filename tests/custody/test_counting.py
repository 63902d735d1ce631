"""A stocktake: scans come in any order and as often as they like; differences are told by name."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework.models import Obligation
from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.choices import CountState, Difference, HoldingState, LabelKind
from juanzong.custody.models import Count, CountFinding, CountScan, Holding, Label, Place
from juanzong.custody.reads import counts as reads
from juanzong.custody.reads.finding import label_key
from juanzong.custody.rules import codes as rules_codes
from juanzong.custody.rules import counting as rules
from juanzong.custody.writing import go_out
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from tests.custody.helpers import a_scan, make_layers, numbered, shelved
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def found(one: Count) -> dict[str, list[int | str]]:
    """Dossiers or codes by kind of difference."""
    result: dict[str, list[int | str]] = {}
    for row in CountFinding.objects.filter(count=one):
        result.setdefault(row.kind, []).append(row.dossier_id or row.code)
    return result


def test_missing_surplus_and_wrong_place_are_told_by_name(by: Viewer) -> None:
    upper, lower = make_layers(by)
    elsewhere = make_layers(by)[0]
    right, wrong, gone = shelved(by, upper, 3)
    strange = shelved(by, elsewhere)[0]
    unshelved = numbered(by)
    cabinet = Place.objects.get(parts=upper)
    one = actions.begin_count(by=by, place_id=cabinet.pk)
    spots = dict(zip((upper.pk, lower.pk), codes(by, upper, lower), strict=True))
    actions.take_scans(
        by=by, count_id=one.pk,
        sent=[
            a_scan(right.number, spot=spots[upper.pk]), a_scan(wrong.number, spot=spots[lower.pk]),
            a_scan(strange.number, spot=spots[upper.pk]), a_scan(unshelved.number), a_scan("6901234567892"),
        ],
    )  # fmt: skip
    one = actions.end_count(by=by, count_id=one.pk)
    assert (one.expected, one.present) == (3, 2)
    differences = found(one)
    assert set(differences.pop("surplus")) == {strange.pk, unshelved.pk, "6901234567892"}
    assert differences == {"missing": [gone.pk], "wrong_place": [wrong.pk]}
    line = CountFinding.objects.get(kind=Difference.WRONG_PLACE)
    assert (line.belongs, line.found_at) == (upper.address, lower.address)


def codes(by: Viewer, *layers: Place) -> list[str]:
    from juanzong.custody.actions.labels import _give_codes
    from juanzong.custody.choices import LabelKind, Sheet

    ids = [layer.pk for layer in layers]
    given = _give_codes(by=by, kind=LabelKind.PLACE, things=ids, sheet=Sheet.LABELS)
    return [given[pk] for pk in ids]


def test_sending_again_keeps_each_scan_once(by: Viewer) -> None:
    layer = make_layers(by)[0]
    first, second = shelved(by, layer, 2)
    one = actions.begin_count(by=by, place_id=layer.pk)
    batch = [a_scan(first.number, "a"), a_scan(second.number, "b")]
    names = actions.take_scans(by=by, count_id=one.pk, sent=batch[:1])
    assert names == {"a": f"{first.number} {first.title}"}
    for _again in range(3):
        assert set(actions.take_scans(by=by, count_id=one.pk, sent=batch)) == {"a", "b"}
    assert CountScan.objects.filter(count=one).count() == 2
    assert found(actions.end_count(by=by, count_id=one.pk)) == {}


def test_what_moves_while_people_count_is_no_difference(by: Viewer, clock: Any) -> None:
    upper, lower = make_layers(by)
    other = make_layers(by)[0]
    scanned_then_moved, moved_then_scanned, left, came, lent = shelved(by, upper, 5)
    actions.shelve(by=by, place_id=other.pk, dossier_ids=[came.pk])
    one = actions.begin_count(by=by, place_id=Place.objects.get(parts=upper).pk)
    spots = codes(by, upper, lower)
    clock.forward(minutes=5)
    before = a_scan(scanned_then_moved.number, spot=spots[0])
    clock.forward(minutes=5)
    actions.shelve(by=by, place_id=other.pk, dossier_ids=[scanned_then_moved.pk, left.pk])
    actions.shelve(by=by, place_id=lower.pk, dossier_ids=[moved_then_scanned.pk])
    actions.shelve(by=by, place_id=upper.pk, dossier_ids=[came.pk])
    go_out(Holding.objects.get(dossier=lent), "陈立")
    clock.forward(minutes=5)
    after = a_scan(moved_then_scanned.number, spot=spots[1])
    actions.take_scans(by=by, count_id=one.pk, sent=[before, after])
    one = actions.end_count(by=by, count_id=one.pk)
    assert found(one) == {}
    assert (one.expected, one.present) == (1, 1)


def test_a_document_that_is_kept_apart_is_counted_by_its_own_label(by: Viewer, clock: Any) -> None:
    layer, other = make_layers(by)
    (one,) = shelved(by, layer, sheets=9)
    item = one.items.get()
    with pytest.raises(NotFound, match="没有这件另存的文件"):
        actions.print_item_label(by=by, item_id=item.pk, base="http://127.0.0.1/custody/c/")
    actions.keep_apart(by=by, item_id=item.pk, place_id=other.pk, reason="贵重")
    assert actions.print_item_label(by=by, item_id=item.pk, base="http://127.0.0.1/custody/c/").startswith(b"%PDF-")
    label = Label.objects.get(kind=LabelKind.ITEM, thing=item.pk)
    code = rules_codes.code_text(LabelKind.ITEM, label.serial, label_key())
    clock.forward(minutes=1)
    cabinet = Place.objects.get(parts=layer)
    first = actions.begin_count(by=by, place_id=cabinet.pk)
    names = actions.take_scans(by=by, count_id=first.pk, sent=[a_scan(one.number, "a"), a_scan(code, "b")])
    assert names["b"] == f"{one.number} {item.title}"
    first = actions.end_count(by=by, count_id=first.pk)
    assert (first.expected, first.present, found(first)) == (2, 2, {})
    second = actions.begin_count(by=by, place_id=cabinet.pk)
    actions.take_scans(by=by, count_id=second.pk, sent=[a_scan(one.number, "a")])
    assert found(actions.end_count(by=by, count_id=second.pk)) == {"missing": [one.pk]}
    (line,) = reads.count_page(by, second.pk).findings
    assert (line.name, line.number) == (item.title, one.number)


def test_lent_and_destroyed_things_that_stand_there_are_told(by: Viewer, clock: Any) -> None:
    layer = make_layers(by)[0]
    lent, destroyed = shelved(by, layer, 2)
    go_out(Holding.objects.get(dossier=lent), "陈立")
    gone = Holding.objects.get(dossier=destroyed)
    gone.stays.update(until=house.now())
    Holding.objects.filter(pk=gone.pk).update(state=HoldingState.GONE, place=None)
    clock.forward(minutes=1)
    one = actions.begin_count(by=by, place_id=layer.pk)
    actions.take_scans(by=by, count_id=one.pk, sent=[a_scan(lent.number), a_scan(destroyed.number)])
    one = actions.end_count(by=by, count_id=one.pk)
    assert found(one) == {"lent_present": [lent.pk], "destroyed_present": [destroyed.pk]}
    assert one.expected == 0


def proof(by: Viewer) -> Proof:
    return Proof(by.staff_id, ProofWay.PASSWORD, house.now())


def digest(by: Viewer, one: Count) -> str:
    return signatures.content_of(by, Ref("stocktake", one.pk)).digest


def test_two_different_people_sign_the_same_content(by: Viewer) -> None:
    layer = make_layers(by)[0]
    late = shelved(by, layer)[0]
    second = make_viewer("general_manager")
    one = actions.end_count(by=by, count_id=actions.begin_count(by=by, place_id=layer.pk).pk)
    actions.sign_count(by=by, count_id=one.pk, digest=digest(by, one), proof=proof(by))
    with pytest.raises(NotAllowed, match="同一人不能签两次"):
        actions.sign_count(by=by, count_id=one.pk, digest=digest(by, one), proof=proof(by))
    stale = digest(by, one)
    actions.take_scans(by=by, count_id=one.pk, sent=[a_scan(late.number)])  # a phone that was offline comes back
    assert found(one) == {}
    with pytest.raises(Conflict, match="有改动"):
        actions.sign_count(by=second, count_id=one.pk, digest=stale, proof=proof(second))
    assert [sig.broken for sig in reads.signatures(by, one.pk)] == [True]
    for signer in (by, second):
        actions.sign_count(by=signer, count_id=one.pk, digest=digest(by, one), proof=proof(signer))
    one.refresh_from_db()
    assert one.state == CountState.SIGNED
    with pytest.raises(Conflict, match="已签字，不能再补扫描"):
        actions.take_scans(by=by, count_id=one.pk, sent=[a_scan(late.number, "later")])


def test_differences_are_owed_until_the_last_is_settled(by: Viewer) -> None:
    adopt(actor=SYSTEM, pack="P03", from_date=house.today())
    layer = make_layers(by)[0]
    shelved(by, layer, 2)
    one = actions.end_count(by=by, count_id=actions.begin_count(by=by, place_id=layer.pk).pk)
    owed = Obligation.objects.get(subject=f"stocktake:{one.pk}", duty="settle_count")
    assert owed.owner_id == by.staff_id
    first, second = CountFinding.objects.filter(count=one)
    with pytest.raises(Invalid, match="请说明原因"):
        actions.settle_finding(by=by, finding_id=first.pk, note=" ")
    actions.settle_finding(by=by, finding_id=first.pk, note="已归位")
    owed.refresh_from_db()
    assert owed.state == "open"
    actions.settle_finding(by=by, finding_id=second.pk, note="已归位")
    owed.refresh_from_db()
    assert owed.state == "done"


def test_scans_that_come_late_end_what_was_owed_or_begin_it_anew(by: Viewer) -> None:
    adopt(actor=SYSTEM, pack="P03", from_date=house.today())
    layer = make_layers(by)[0]
    late = shelved(by, layer)[0]
    one = actions.end_count(by=by, count_id=actions.begin_count(by=by, place_id=layer.pk).pk)
    owed = Obligation.objects.get(subject=f"stocktake:{one.pk}", duty="settle_count")
    actions.take_scans(by=by, count_id=one.pk, sent=[a_scan(late.number)])
    owed.refresh_from_db()
    assert (found(one), owed.state) == ({}, "done")
    said = json.loads(Entry.objects.get(kind="count.compared").payload)
    assert (said["expected"], said["present"], said["differences"], said["agrees"]) == (1, 1, 0, "yes")
    actions.take_scans(by=by, count_id=one.pk, sent=[a_scan("6901234567892")])
    (stray,) = CountFinding.objects.filter(count=one)
    again = Obligation.objects.get(subject=owed.subject, duty="settle_count", state="open")
    actions.settle_finding(by=by, finding_id=stray.pk, note="不是档案")
    again.refresh_from_db()
    assert again.state == "done"


def test_a_place_is_counted_once_at_a_time_and_the_paper_prints(by: Viewer) -> None:
    layer = make_layers(by)[0]
    shelved(by, layer, 2)
    one = actions.begin_count(by=by, place_id=layer.pk)
    with pytest.raises(Conflict, match="正在盘点"):
        actions.begin_count(by=by, place_id=layer.pk)
    actions.take_scans(by=by, count_id=one.pk, sent=[a_scan("unknown")])
    actions.end_count(by=by, count_id=one.pk)
    assert actions.print_count(by=by, count_id=one.pk, address="http://127.0.0.1/x").startswith(b"%PDF-")


DAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
_MINUTES = st.integers(min_value=-60, max_value=180)


@st.composite
def histories(draw: st.DrawFn) -> tuple[rules.Thing, list[rules.Seen]]:
    """A thing that moved about, and scans of it at some of the moments where it was."""
    cuts = sorted(draw(st.sets(_MINUTES, max_size=4)))
    paths = draw(st.lists(st.sampled_from(["/1/2/", "/1/3/", "/9/8/"]), min_size=len(cuts) + 1, max_size=len(cuts) + 1))
    bounds = [DAY - dt.timedelta(days=9), *(DAY + dt.timedelta(minutes=cut) for cut in cuts)]
    ends = [*bounds[1:], None]
    spells = tuple(rules.Spell(path, since, until) for path, since, until in zip(paths, bounds, ends, strict=True))
    moments = draw(st.lists(st.integers(min_value=0, max_value=120), max_size=3))
    seen = []
    for minute in moments:
        at = DAY + dt.timedelta(minutes=minute)
        path = next(one.path for one in reversed(spells) if one.since <= at)
        seen.append(rules.Seen(1, "D1", path, at))
    return rules.Thing(1, HoldingState.IN, spells), seen


@given(histories())
def test_who_scans_things_where_they_are_never_finds_a_wrong_place(
    history: tuple[rules.Thing, list[rules.Seen]],
) -> None:
    thing, seen = history
    result = rules.compare("/1/", DAY, DAY + dt.timedelta(minutes=120), [thing], seen)
    kinds = {one.kind for one in result.findings}
    assert not kinds & {Difference.WRONG_PLACE, Difference.SURPLUS}
    whole_time = all(one.path.startswith("/1/") for one in thing.spells if one.until is None or one.until > DAY)
    assert (Difference.MISSING in kinds) == (not seen and whole_time)
