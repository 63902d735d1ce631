"""Backup and restore: consistent, without the keys, and checked whole before anything is written."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from juanzong.config import backup
from juanzong.kit import subject_keys
from juanzong.kit.content import ContentStore
from juanzong.kit.errors import Conflict, Invalid, Unavailable
from tests.conftest import House
from tests.factories import make_customer, make_viewer

PASSWORD = "four unrelated words"


def _init(house: House) -> None:
    words = ("--company", "杭州鸿远", "--username", "admin", "--name", "周敏", "--password-file", "-")
    house.run("init", *words, input=PASSWORD)


def _has_pg_tools() -> bool:
    return bool(shutil.which("pg_dump") and shutil.which("pg_restore"))


@pytest.fixture
def lived_in(spare_house: House) -> House:
    """An installation with an administrator, a document and a sealed ledger."""
    if spare_house.env["JUANZONG_DATABASE"] and not _has_pg_tools():
        pytest.skip("pg_dump and pg_restore are not on the PATH")
    _init(spare_house)
    folder = spare_house.data / "content" / "ab"
    folder.mkdir(parents=True)
    (folder / ("c" * 38)).write_bytes(os.urandom(300_000))
    (spare_house.data / "content" / "incoming").mkdir()
    (spare_house.data / "content" / "incoming" / "half").write_bytes(b"half")
    spare_house.run("ledger", "seal")
    return spare_house


def _elsewhere(house: House, folder: Path) -> dict[str, str]:
    """The environment of a machine with an empty data folder and the keys put back."""
    shutil.copytree(house.keys, folder / "keys")
    return house.env | {"JUANZONG_DATA": str(folder / "data"), "JUANZONG_KEYS": str(folder / "keys")}


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def _people(database: Path) -> list[str]:
    opened = sqlite3.connect(database)
    try:
        return [row[0] for row in opened.execute("SELECT username FROM organisation_staff")]
    finally:
        opened.close()


@pytest.fixture
def made(spare_house: House, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A backup of an installation with a document and a copied head of the ledger, made in this process."""
    settings.DATA_DIR, settings.KEYS_DIR = spare_house.data, spare_house.keys
    monkeypatch.setitem(connection.settings_dict, "NAME", str(spare_house.data / "juanzong.sqlite3"))
    for name, content in (
        (f"content/ab/{'c' * 38}", os.urandom(300_000)),
        ("heads/heads.jsonl", b"{}"),
        ("content/incoming/half", b"half"),
    ):
        (spare_house.data / name).parent.mkdir(parents=True, exist_ok=True)
        (spare_house.data / name).write_bytes(content)
    backup.make(tmp_path / "b.tar")
    return tmp_path / "b.tar"


@pytest.mark.sqlite
def test_what_was_backed_up_comes_back(lived_in: House, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    lived_in.run("backup", str(target))
    assert target.stat().st_mode & 0o077 == 0
    away = tmp_path / "away"
    away.mkdir()
    other = House(away / "data", away / "keys", _elsewhere(lived_in, away))
    said = other.run("restore", str(target)).stdout
    assert "ledger verify" in said
    assert _people(other.data / "juanzong.sqlite3") == ["admin"]
    kept = {name: data for name, data in _files(lived_in.data).items() if name.startswith("content/ab")}
    assert kept.items() <= _files(other.data).items()
    assert not (other.data / "content" / "incoming" / "half").exists()
    other.run("ledger", "verify")


@pytest.mark.sqlite
def test_keys_are_never_in_a_backup_even_when_they_lie_in_the_data_folder(
    made: Path, tmp_path: Path, settings: Any
) -> None:
    inside = Path(settings.DATA_DIR) / "keys"
    shutil.copytree(settings.KEYS_DIR, inside)
    settings.KEYS_DIR = inside
    backup.make(tmp_path / "c.tar")
    content = (tmp_path / "c.tar").read_bytes()
    for path in inside.rglob("*"):
        if path.is_file() and "public" not in path.name:
            assert path.read_bytes().strip() not in content, path.name
    with tarfile.open(tmp_path / "c.tar") as tar:
        assert not [name for name in tar.getnames() if "key" in name or "secret" in name]


@pytest.mark.sqlite
def test_the_manifest_names_every_file_and_what_else_is_needed(made: Path) -> None:
    manifest = backup.verify(made)
    assert set(manifest["files"]) == {"juanzong.sqlite3", f"content/ab/{'c' * 38}", "heads/heads.jsonl"}
    assert set(manifest["ledger"]) == {"entries", "sealed", "root"}
    assert set(manifest["master_keys"]) == {"0"}


@pytest.mark.sqlite
def test_a_damaged_backup_is_found_before_anything_is_written(made: Path, tmp_path: Path, settings: Any) -> None:
    whole = made.read_bytes()
    settings.DATA_DIR = tmp_path / "new" / "data"
    settings.DATA_DIR.parent.mkdir()
    chance = random.Random(7)
    with tarfile.open(made) as tar:
        bodies = [(one.offset_data, one.size) for one in tar]
    places = [start + chance.randrange(size) for start, size in bodies for _n in range(4)]
    damaged = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in places]
    cut = [whole[: chance.randrange(1, len(whole) - 11_000)] for _n in range(10)]
    for number, content in enumerate([b"", b"nonsense" * 100, *cut, *damaged]):
        (tmp_path / "d.tar").write_bytes(content)
        with pytest.raises(Invalid):
            backup.restore(tmp_path / "d.tar")
        assert not settings.DATA_DIR.exists(), number
        assert not list(settings.DATA_DIR.parent.iterdir()), number


def _tar(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    with tarfile.open(path, "w") as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "a/../../evil", "a\\..\\evil", "heads/../../evil"])
def test_a_backup_cannot_write_outside_the_data_folder(name: str, tmp_path: Path) -> None:
    body = b"x"
    manifest = {"format": 1, "database": "sqlite", "files": {name: {"sha256": "0", "size": 1}}}
    _tar(
        tmp_path / "b.tar",
        (tarfile.TarInfo(name), body),
        (tarfile.TarInfo("manifest.json"), json.dumps(manifest).encode()),
    )
    with pytest.raises(Invalid):
        backup.verify(tmp_path / "b.tar")


def test_links_are_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("content/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    _tar(tmp_path / "b.tar", (link, b""), (tarfile.TarInfo("manifest.json"), b'{"format": 1, "files": {}}'))
    with pytest.raises(Invalid):
        backup.verify(tmp_path / "b.tar")


@pytest.mark.parametrize(
    "manifest", [b"[]", b"{}", b'{"format": 2, "files": {}}', b'{"format": 1}', b"\xff", b'{"format": 1, "files": []}']
)
def test_a_strange_manifest_is_refused(manifest: bytes, tmp_path: Path) -> None:
    _tar(tmp_path / "b.tar", (tarfile.TarInfo("manifest.json"), manifest))
    with pytest.raises(Invalid):
        backup.verify(tmp_path / "b.tar")


@pytest.mark.sqlite
def test_nothing_is_restored_onto_data_and_no_file_is_overwritten(made: Path, settings: Any) -> None:
    before = _files(Path(settings.DATA_DIR) / "content")
    with pytest.raises(Conflict):
        backup.restore(made)
    assert _files(Path(settings.DATA_DIR) / "content") == before
    with pytest.raises(Conflict):
        backup.make(made)
    assert backup.verify(made)


@pytest.mark.sqlite
def test_restoring_without_the_keys_says_so(made: Path, tmp_path: Path, settings: Any) -> None:
    manifest = backup.verify(made)
    assert backup.missing_keys(manifest) == []
    settings.KEYS_DIR = tmp_path / "none"
    assert backup.missing_keys(manifest) == ["0"]


@pytest.mark.sqlite
def test_a_full_disk_leaves_no_half_backup(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add", full)
    with pytest.raises(Unavailable):
        backup.make(tmp_path / "full.tar")
    assert [one.name for one in tmp_path.iterdir() if "full" in one.name or "backup" in one.name] == []


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_backup_taken_while_people_work_is_one_moment(tmp_path: Path, clock: Any) -> None:
    viewer = make_viewer("archivist")
    key = subject_keys.create(1)
    stored = ContentStore().put(1, key, [b"a document"])
    make_customer(viewer)
    backup.make(tmp_path / "one.tar")
    with tarfile.open(tmp_path / "one.tar") as tar:
        assert f"content/{stored.name[:2]}/{stored.name[2:]}" in tar.getnames()
        tar.extract("juanzong.sqlite3", tmp_path, filter="data")
    copy = sqlite3.connect(tmp_path / "juanzong.sqlite3")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM customers_customer").fetchone() == (1,)
    copy.close()
    assert Path(settings.DATA_DIR).exists()


@pytest.mark.postgresql
def test_postgresql_is_backed_up_and_restored_with_its_own_programs(lived_in: House, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    lived_in.run("backup", str(target))
    assert "database.pgdump" in backup.verify(target)["files"]
    refused = House(tmp_path / "x", lived_in.keys, lived_in.env | {"JUANZONG_DATA": str(tmp_path / "x")}).run(
        "restore", str(target), check=False
    )
    assert refused.returncode != 0  # the database has tables
    _empty(lived_in.env["JUANZONG_DATABASE"])
    shutil.rmtree(lived_in.data)
    lived_in.run("restore", str(target))
    assert "admin" in lived_in.run("staff", "list").stdout
    lived_in.run("ledger", "verify")


def _empty(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute("DROP SCHEMA public CASCADE")
        opened.execute("CREATE SCHEMA public")
