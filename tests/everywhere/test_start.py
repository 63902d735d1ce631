"""What has to be right before the house opens: a sound SQLite, and the keys that belong to the database (RL-10, CR-09)."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from juanzong.config import sqlite


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False), ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 46, 1), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_write_ahead_logging_only_where_it_loses_nothing(
    version: tuple[int, ...], safe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    assert sqlite.wal_is_safe(version) is safe
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert sqlite.journal_mode() == ("wal" if safe else "delete")


def _missing(keyring: Any) -> None:
    keyring.unlink()


def _broken(keyring: Any) -> None:
    keyring.write_text("{not json")


def _of_another_house(keyring: Any) -> None:
    from juanzong.kit import keyring as rings

    rings.write(rings.fresh(), keyring)


@pytest.mark.once
@pytest.mark.parametrize("spoil", [_missing, _broken, _of_another_house])
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",)], ids=["serve", "worker"])
def test_without_the_right_keys_nothing_starts_and_nothing_changes(
    spare_house: Any, spoil: Any, command: tuple[str, ...]
) -> None:
    spoil(spare_house.keys / "keyring.json")
    before = _files(spare_house)
    process = spare_house.start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        said = process.communicate(timeout=60)[0].decode()
    finally:
        process.kill()
        process.wait()
    assert process.returncode not in {0, None}
    assert "Traceback" not in said
    assert "keyring.json" in said or "密钥" in said
    assert _files(spare_house) == before


def _files(house: Any) -> dict[str, bytes]:
    """What the folders hold; SQLite's own helpers beside the database say nothing."""
    return {
        str(path): path.read_bytes()
        for folder in (house.data, house.keys)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }
