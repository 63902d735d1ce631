"""The content store: what goes in comes out, from any place, and nothing on the disk is readable or half written."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.kit import clock, subject_keys
from juanzong.kit.chunks import CHUNK
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import Invalid, NotFound, Unavailable

KEY = bytes(range(32))
pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    subject_keys.ensure_keyring()
    return ContentStore(tmp_path / "content")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_bytes_come_back_whole_and_from_any_place(store: ContentStore, size: int) -> None:
    plain = os.urandom(size)
    kept = store.put(1, KEY, [plain[i : i + 1000] for i in range(0, size, 1000)])
    assert kept.size == size
    with store.open(kept.name, KEY) as reader:
        assert reader.read() == plain
        for place in (0, 1, size // 2, CHUNK - 1, CHUNK, max(0, size - 3), size + 5):
            reader.seek(place)
            assert reader.read(10) == plain[place : place + 10]
        assert reader.seek(0, io.SEEK_END) == size


@given(pieces=st.lists(st.binary(max_size=300), max_size=6))
def test_how_the_input_is_cut_does_not_matter(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    store = ContentStore(tmp_path_factory.mktemp("content"))
    one = store.put(1, KEY, pieces)
    other = store.put(1, KEY, [b"".join(pieces)])
    assert one == other


def test_the_same_bytes_of_two_subjects_have_different_names_and_files(store: ContentStore, tmp_path: Path) -> None:
    one, other = store.put(1, KEY, [b"contract"]), store.put(2, bytes(32), [b"contract"])
    assert one.sha256 == other.sha256
    assert one.name != other.name
    assert all(b"contract" not in path.read_bytes() for path in files(tmp_path))
    assert all(one.sha256 not in str(path) for path in files(tmp_path))


def test_every_changed_byte_is_noticed(store: ContentStore, tmp_path: Path) -> None:
    kept = store.put(1, KEY, [b"a contract of two lines"])
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        bad = bytearray(whole)
        bad[place] ^= 1
        path.write_bytes(bytes(bad))
        with pytest.raises(Unavailable), store.open(kept.name, KEY) as reader:
            reader.read()


@pytest.mark.parametrize("cut", [1, 10, 100, CHUNK, CHUNK + 30])
def test_a_file_cut_short_is_noticed(store: ContentStore, tmp_path: Path, cut: int) -> None:
    kept = store.put(1, KEY, [os.urandom(2 * CHUNK + 200)])
    (path,) = files(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(Unavailable), store.open(kept.name, KEY) as reader:
        reader.read()


def test_beyond_the_limit_nothing_is_kept(store: ContentStore, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        store.put(1, KEY, (bytes(1000) for _ in range(100)), limit=50_000)
    assert files(tmp_path) == []


def test_a_full_disk_is_said_and_leaves_nothing(
    store: ContentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        store.put(1, KEY, [b"contract"])
    assert files(tmp_path) == []


def test_a_missing_file_is_said(store: ContentStore) -> None:
    with pytest.raises(NotFound):
        store.open("0" * 40, KEY)


def test_what_a_killed_upload_left_is_swept_after_a_day(store: ContentStore, tmp_path: Path) -> None:
    kept = store.put(1, KEY, [b"contract"])
    draft = tmp_path / "content" / "incoming" / "left"
    draft.write_bytes(b"half")
    assert store.sweep(dt.timedelta(days=1)) == 0
    with clock.frozen(clock.now() + dt.timedelta(days=2)):
        assert store.sweep(dt.timedelta(days=1)) == 1
    assert not draft.exists()
    assert store.exists(kept.name)
