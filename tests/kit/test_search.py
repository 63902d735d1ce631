"""Text indexes find every part of every text, for whom they may."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from juanzong.kit import subject_keys, tokens
from juanzong.kit.search import ADD_TRIPLES, TextIndex, row_tokens

pytestmark = pytest.mark.django_db
NAMES = TextIndex("customers")
HASHED = TextIndex("texts", keyed=True)


def put(rows: dict[int, str]) -> None:
    NAMES.put([(key, row_tokens([text])) for key, text in rows.items()])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("青竹", [1]),
        ("竹农产品", [1]),
        ("临安", [2, 1]),
        ("017", [3]),
        ("17", [3]),
        ("第017号", [3]),
        ("字第0", [3]),
        ("临安 青竹", [1]),
        ("竹", [1]),
        ("司", [2, 1]),
        ("ABC", [4]),
        ("abc", [4]),
        ("ＡＢＣ", [4]),
        ("没有", []),
        ("安临", []),
        ("  ", []),
        ('"', []),
        ("a' OR b:*", []),
    ],
)
def test_any_part_of_a_text_finds_it(query: str, found: list[int]) -> None:
    put({1: "杭州临安青竹农产品有限公司", 2: "临安山货公司", 3: "鸿借字第017号", 4: "ABC-科技 贸易"})
    assert NAMES.find(query) == found


@pytest.mark.parametrize("rare", [0, 3, 100])
def test_rare_and_common_words_come_back_the_same_way(rare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("juanzong.kit.search._RARE", rare)
    put({key: "临安山货公司" if key % 2 else "青竹农产品公司" for key in range(1, 21)})
    assert NAMES.find("公司", limit=3) == [20, 19, 18]
    assert NAMES.find("山货", limit=3, before=15) == [13, 11, 9]
    assert NAMES.find("临安 青竹") == []


def test_a_word_does_not_run_from_one_field_into_the_next() -> None:
    NAMES.put([(1, row_tokens(["张三", "李四"]))])
    assert NAMES.find("三李") == []
    assert NAMES.find("李四") == [1]


def test_initials_find_names_and_only_letters_are_initials() -> None:
    NAMES.put([(1, row_tokens(["张三丰"], initials=["zsf"]))])
    assert NAMES.find("zs") == [1]
    assert NAMES.find("sf") == [1]
    assert NAMES.find("zf") == []


def test_initials_are_found_where_they_stand_in_a_row() -> None:
    rows = {1: ["zxm"], 2: ["zx", "xm"], 3: ["azxmb", "zxm"], 4: ["zxmz", "xmzx"], 5: ["xmzx"]}
    NAMES.put([(pk, row_tokens(["某"], initials=initials)) for pk, initials in rows.items()])
    assert NAMES.find("zxm") == [4, 3, 1]
    assert NAMES.find("xmzx") == [5, 4]
    assert NAMES.find("zxmzx") == []
    assert NAMES.find("zxmb") == [3]
    assert NAMES.find("mz") == [5, 4]


@pytest.mark.postgresql
def test_rows_from_before_the_triples_get_them() -> None:
    NAMES.put(
        [(1, row_tokens(["张晓明", "李四"], initials=["zxm", "ls"])), (2, row_tokens(["某"], initials=["ab", "bc"]))]
    )
    table = NAMES.table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, body FROM {table} ORDER BY id")
        as_made = cursor.fetchall()
        cursor.execute(f"UPDATE {table} SET body = ts_delete(body, 'ˈzxm')")
        assert NAMES.find("zxm") == []
        cursor.execute(ADD_TRIPLES.format(table=table, pair="ˈ__"))
        cursor.execute(f"SELECT id, body FROM {table} ORDER BY id")
        assert cursor.fetchall() == as_made


def test_scopes_hide_what_a_viewer_may_not_find() -> None:
    NAMES.put([(1, row_tokens(["张三"], scopes=["d1"])), (2, row_tokens(["张三"], scopes=["d2", "o9"]))])
    assert NAMES.find("张三") == [2, 1]
    assert NAMES.find("张三", scopes=["d1"]) == [1]
    assert NAMES.find("张三", scopes=["d1", "o9"]) == [2, 1]
    assert NAMES.find("张三", scopes=[]) == []
    assert NAMES.find("§d1") == []


def test_pages_go_on_where_the_last_ended() -> None:
    put(dict.fromkeys(range(1, 8), "张三"))
    assert NAMES.find("张三", limit=3) == [7, 6, 5]
    assert NAMES.find("张三", limit=3, before=5) == [4, 3, 2]


def test_changed_and_removed_rows_are_found_as_they_are_now() -> None:
    put({1: "张三", 2: "张四"})
    put({1: "王五"})
    NAMES.remove([2, 3])
    assert NAMES.find("张") == []
    assert NAMES.find("王五") == [1]


def test_a_hashed_index_finds_the_same_and_keeps_no_word() -> None:
    subject_keys.ensure_keyring()
    words = row_tokens(["借款用途为采购春茶"], scopes=["d1"])
    HASHED.put([(1, words)])
    assert HASHED.find("采购春茶") == [1]
    assert HASHED.find("采购", scopes=["d1"]) == [1]
    assert HASHED.find("采购", scopes=["d2"]) == []
    assert HASHED.find("购采") == []
    assert not set(HASHED._stored(words)) & set(words) - {tokens.GAP, "§d1"}


@settings(max_examples=40)
@given(
    texts=st.lists(st.text("张三李四公司有限AB1 2-", min_size=1, max_size=12), min_size=1, max_size=6),
    cut=st.tuples(st.integers(0, 5), st.integers(0, 11), st.integers(2, 6)),
)
def test_the_index_agrees_with_looking_through_every_text(texts: list[str], cut: tuple[int, int, int]) -> None:
    source = texts[cut[0] % len(texts)]
    query = source[cut[1] % len(source) :][: cut[2]]
    run = "".join(ch for ch in query if ch.isalnum())
    if len(run) < 2 or run != query:
        return
    NAMES.remove(list(range(1, 8)))
    put(dict(enumerate(texts, 1)))
    # Punctuation between a character and a digit or letter is passed over; within a run of either kind it parts words.
    joined = [("" if one.isascii() == two.isascii() else r"[\W_]*") + two for one, two in pairwise(run.casefold())]
    wanted = re.compile(run[0].casefold() + "".join(joined))
    expected = [key for key, text in enumerate(texts, 1) if wanted.search(text.casefold())]
    assert NAMES.find(query) == expected[::-1]
