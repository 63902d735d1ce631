"""One entry, one encoding."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juanzong.ledger import canonical

SHARED = {
    "at": 1_780_000_000_000_001, "act": "a" * 32, "kind": "customer.registered", "actor_kind": "staff", "actor_id": 7,
    "actor_name": "王小明", "actor_position": "", "basis": "", "clauses": "P00-1.2",
}  # fmt: skip

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_payloads = st.dictionaries(
    _text,
    st.recursive(
        st.none() | st.booleans() | st.integers() | _text,
        lambda x: st.lists(x) | st.dictionaries(_text, x),
        max_leaves=8,
    ),
    max_size=5,
)
_column = _text.filter(lambda text: "\0" not in text)


@settings(max_examples=300)
@given(payload=_payloads, name=_column, basis=_column, id=st.integers(0, 2**63 - 1))
def test_the_encoding_is_the_sorted_json_of_the_columns(payload: Any, name: str, basis: str, id: int) -> None:
    text = canonical.payload_text(payload)
    columns = {**SHARED, "actor_name": name, "basis": basis, "id": id, "payload": text, "subject": "customer:1"}
    data = canonical.entry_bytes(**columns)
    read = json.loads(data)
    assert read == {**columns, "at": canonical.timestamp(SHARED["at"]), "v": 1}
    assert data == json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert json.loads(text) == payload


@settings(max_examples=300)
@given(payload=_payloads)
def test_the_order_in_which_keys_were_given_does_not_matter(payload: dict[str, Any]) -> None:
    turned = dict(reversed(payload.items()))
    assert canonical.payload_text(payload) == canonical.payload_text(turned)


@settings(max_examples=300)
@given(first=_column, second=_column)
def test_different_texts_have_different_bytes_and_the_border_between_columns_counts(first: str, second: str) -> None:
    def data(name: str, position: str) -> bytes:
        columns = {**SHARED, "actor_name": name, "actor_position": position}
        return canonical.entry_bytes(**columns, id=1, payload="{}", subject="")

    assert (data(first, second) == data(second, first)) == (first == second)
    if first:
        assert data(first, second) != data("", first + second)


@settings(max_examples=300)
@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_has_one_spelling_whatever_zone_it_came_in(moment: dt.datetime) -> None:
    try:
        utc = moment.astimezone(dt.UTC)
    except OverflowError:
        return
    count = canonical.microseconds(moment)
    assert canonical.moment(count) == utc
    assert canonical.timestamp(count) == utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def test_composed_and_decomposed_spellings_are_kept_apart() -> None:
    composed = "é"
    decomposed = unicodedata.normalize("NFD", composed)
    assert canonical.payload_text({"n": composed}) != canonical.payload_text({"n": decomposed})


def test_enumerations_count_as_their_value() -> None:
    class Word(StrEnum):
        A = "a"

    class Number(IntEnum):
        ONE = 1

    assert canonical.payload_text({"w": Word.A, "n": Number.ONE}) == '{"n":1,"w":"a"}'


@pytest.mark.parametrize(
    "bad", [1.0, -0.0, float("nan"), float("inf"), b"x", dt.date(2026, 1, 1), {1: 2}, {"a": {1, 2}}, [object()]]
)
def test_what_json_cannot_say_exactly_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="payload"):
        canonical.payload_text({"x": bad})


def test_a_payload_without_end_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless
    with pytest.raises(ValueError, match="nested"):
        canonical.payload_text(endless)


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "\ud800"}, {"basis": "a\0b"}, {"actor_id": 1.0}, {"actor_id": True}, {"at": "1"}, {"at": 2**63 - 1},
        {"kind": b"x"}, {"payload": "\udfff"}, {"id": None},
    ],
)  # fmt: skip
def test_columns_without_a_canonical_form_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        canonical.entry_bytes(**{**SHARED, "id": 1, "payload": "{}", "subject": "", **change})


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        canonical.microseconds(dt.datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_bytes_of_a_known_entry_never_change() -> None:
    data = canonical.entry_bytes(
        **SHARED, id=5, payload=canonical.payload_text({"b": "\n", "a": [True, None]}), subject="customer:1"
    )
    assert data.decode() == (
        '{"act":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","actor_id":7,"actor_kind":"staff","actor_name":"王小明",'
        '"actor_position":"","at":"2026-05-28T20:26:40.000001Z","basis":"","clauses":"P00-1.2","id":5,'
        '"kind":"customer.registered","payload":"{\\"a\\":[true,null],\\"b\\":\\"\\\\n\\"}","subject":"customer:1","v":1}'
    )
