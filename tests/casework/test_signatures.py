"""Signing: what was shown is what is signed, by whoever proves who they are; later changes show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework.actions.signing import sign
from juanzong.casework.reads.signatures import content_of, signatures_of
from juanzong.casework.rules import drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.actions import proving
from juanzong.organisation.actions.entry import TooMany
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text
from tests.casework import things
from tests.casework.things import REF, THINGS
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PASSWORD = "a long enough password"
GIVER = Capacity("giver", Text("移交人", "Handed over by"), "P03-4.6")


@pytest.fixture(autouse=True)
def _things() -> Iterator[None]:
    with things.known():
        yield


def proof(by: Viewer, password: str = PASSWORD) -> Proof:
    return proving.prove(by=by, password=password, address="127.0.0.1")


def signs(by: Viewer, capacity: Capacity = GIVER, **more: Any) -> Any:
    known = {"digest": content_of(by, REF).digest, "proof": proof(by)} | more
    return sign(by=by, subject=REF, capacity=capacity, **known)


def test_a_signature_keeps_who_what_and_how() -> None:
    by = make_viewer("archivist", name="周敏")
    made = signs(by, drawing=[[[10, 20], [30, 40]], [[5, 5]]])
    (one,) = signatures_of(by, REF)
    assert (one.name, one.position, one.way, one.broken) == ("周敏", by.actor.position, ProofWay.PASSWORD, False)
    assert one.digest == hashlib.sha256(json.dumps({"id": 1, "text": "第一页"}).encode()).hexdigest()
    assert one.path == "M10 20L30 40M5 5L5 5"
    assert one.svg.startswith("<svg ")
    entry = Entry.objects.get(pk=made.entry)
    assert (entry.kind, entry.subject, entry.clauses) == ("signature.given", "thing:1", "P03-4.6")
    assert json.loads(entry.payload)["digest"] == one.digest


def test_a_later_change_breaks_it_and_undoing_the_change_mends_it() -> None:
    by = make_viewer()
    signs(by)
    THINGS[1].text = "第二页"
    assert signatures_of(by, REF)[0].broken is True
    signs(by)
    assert [one.broken for one in signatures_of(by, REF)] == [True, False]
    THINGS[1].text = "第一页"
    assert [one.broken for one in signatures_of(by, REF)] == [False, True]
    THINGS[1].hidden = True
    assert [one.broken for one in signatures_of(by, REF)] == [None, None]


def test_stale_content_is_refused() -> None:
    by = make_viewer()
    seen = content_of(by, REF).digest
    THINGS[1].text = "改过的一页"
    with pytest.raises(Conflict, match="有改动") as refused:
        signs(by, digest=seen)
    assert refused.value.clause == "P03-4.6"
    assert not signatures_of(by, REF)


def test_a_wrong_password_signs_nothing_is_an_entry_and_counts_as_at_sign_in() -> None:
    by = make_viewer()
    for _try in range(5):
        with pytest.raises(Invalid) as refused:
            proof(by, "not the password")
    assert refused.value.clause == "P00-1.6"
    with pytest.raises(TooMany):
        proof(by)
    assert Entry.objects.filter(kind="proof.refused").count() == 5
    assert not signatures_of(by, REF)


def test_a_proof_is_ones_own_and_fresh(clock: Any) -> None:
    one, other = make_viewer(), make_viewer()
    mine = proof(one)
    with pytest.raises(NotAllowed):
        signs(other, proof=mine)
    clock.forward(minutes=3)
    with pytest.raises(NotAllowed, match="没有验证"):
        signs(one, proof=mine)


def test_nobody_signs_the_same_twice_in_one_capacity() -> None:
    by = make_viewer()
    signs(by)
    with pytest.raises(Conflict, match="签过字"):
        signs(by)
    signs(by, Capacity("keeper", Text("保管人", "Keeper"), "P03-4.6"))


def test_what_cannot_be_seen_cannot_be_signed() -> None:
    by = make_viewer()
    seen = content_of(by, REF).digest
    THINGS[1].hidden = True
    with pytest.raises(NotFound):
        signs(by, digest=seen)


def test_the_demo_signs_without_a_password_and_says_so(settings: Any) -> None:
    settings.DEMO = True
    by = make_viewer()
    with pytest.raises(Invalid):
        proof(by, "")
    from juanzong.organisation.models import Staff

    staff = Staff.objects.get(pk=by.staff_id)
    staff.set_unusable_password()
    staff.save()
    assert proof(by, "").way is ProofWay.DEMO
    settings.DEMO = False
    with pytest.raises(Invalid):
        proof(by, "")


@pytest.mark.parametrize(
    "text",
    ["{}", "[1]", "[[[1]]]", "[[[1, 2.5]]]", "[[[-1, 2]]]", "[[[601, 2]]]", '[[["1", 2]]]', "[[[true, 2]]]", "[" * 5000,
     json.dumps([[[1, 1]] * 4001]), json.dumps([[[1, 1]]] * 201), "nonsense"],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        drawing.read(text)


_POINT = st.tuples(st.integers(0, drawing.WIDTH), st.integers(0, drawing.HEIGHT))


@given(st.lists(st.lists(_POINT, max_size=5), max_size=5))
def test_a_drawing_is_kept_as_it_was_drawn(strokes: list[list[tuple[int, int]]]) -> None:
    kept = drawing.read(json.dumps(strokes))
    assert [list(stroke) for stroke in kept] == [stroke for stroke in strokes if stroke]
    assert drawing.path(kept).count("M") == len(kept)
