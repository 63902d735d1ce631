"""Backup and restore: one tar file with the database, the stored documents and a manifest of hashes; never the keys.

The database is copied while people work, by SQLite's own backup or by pg_dump, so the copy is one moment of it.
Documents are copied after it: they never change and are on disk before the database knows them, so everything the
copy speaks of is there. The manifest comes last: a file cut short has none.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from juanzong.kit import clock, keyring, subject_keys
from juanzong.kit.content import full_disk_is_unavailable
from juanzong.kit.errors import Conflict, Invalid, Refusal, Unavailable
from juanzong.kit.models import MasterKey
from juanzong.ledger import reads as ledger

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SQLITE: Final = "juanzong.sqlite3"
POSTGRESQL: Final = "database.pgdump"
_PIECE = 1024 * 1024
_MANIFEST_LIMIT = 512 * 1024 * 1024  # bytes; a manifest of five million documents stays far below


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: how many files and bytes went in, and the SHA-256 of the whole."""

    files: int
    size: int
    sha256: str


# Making


def make(target: Path) -> Made:
    """Write a backup to `target`, which must not exist. Conflict: it does; Unavailable: disk full, pg_dump missing."""
    if target.exists():
        raise Conflict(_("文件 %(path)s 已存在。") % {"path": target}, todo=_("请换一个文件名；备份不会覆盖任何文件。"))
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise Conflict(
            _("数据文件夹 %(path)s 里没有数据库。") % {"path": settings.DATA_DIR}, todo=_("请检查 JUANZONG_DATA。")
        )
    draft = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".juanzong-backup-") as folder:
            made = _write(draft, Path(folder))
        draft.replace(target)
        _flush_folder(target.parent)
    except FileNotFoundError:
        raise Invalid(_("文件夹 %(path)s 不存在。") % {"path": target.parent}) from None
    except OSError as error:
        raise full_disk_is_unavailable(error) from error
    finally:
        draft.unlink(missing_ok=True)
    return made


def _write(draft: Path, folder: Path) -> Made:
    early = [path for path in _data_files() if path.parts[-2:-1] == ("heads",)]
    heads = {path: path.read_bytes() for path in early}  # before the database, which then knows them all
    name = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    copy = folder / name
    _copy_sqlite(copy) if connection.vendor == "sqlite" else _dump_postgresql(copy)
    files: dict[str, dict[str, Any]] = {}
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        files[name] = _add(tar, name, copy)
        for path in _data_files():
            inside = path.relative_to(settings.DATA_DIR).as_posix()
            if path in heads:
                files[inside] = _add_bytes(tar, inside, heads[path])
            elif path not in early:
                files[inside] = _add(tar, inside, path)
        _add_bytes(tar, MANIFEST, json.dumps(_manifest(files), indent=1, sort_keys=True).encode())
        tar.close()
        raw.flush()
        os.fsync(raw.fileno())
    return Made(len(files), draft.stat().st_size, _sha256(draft))


def _manifest(files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    figures = ledger.figures()
    needed = {0, *subject_keys.wrapped_by_version()}  # 0: the key of the blind indexes
    checks = MasterKey.objects.filter(version__in=needed).values_list("version", "check_value")
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "ledger": {"entries": figures.entries, "sealed": figures.sealed, "root": figures.root},
        "master_keys": {str(version): check for version, check in checks},
        "files": files,
    }


def _data_files() -> Iterator[Path]:
    """Every file of the data folder but the live database, half-written documents and, wherever it is, the keys."""
    data, keys = Path(settings.DATA_DIR), Path(settings.KEYS_DIR)
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        if not path.is_file() or path.is_symlink() or path.is_relative_to(keys) or inside.name == keyring.path().name:
            continue
        if inside.name.startswith(SQLITE) or inside.parts[:2] == ("content", "incoming"):
            continue
        yield path


def _copy_sqlite(copy: Path) -> None:
    """SQLite's own online backup: one moment of the database, whoever writes meanwhile."""
    import sqlite3

    source, target = sqlite3.connect(connection.settings_dict["NAME"], timeout=20), sqlite3.connect(copy)
    try:
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
        source.close()


def _postgresql() -> tuple[list[str], dict[str, str]]:
    """How to call PostgreSQL's programs: arguments that name the database, and an environment with the password."""
    known = connection.settings_dict
    words = ["--dbname", str(known["NAME"])]
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        words += [option, str(known[key])] if known[key] else []
    return words, {**os.environ, "PGPASSWORD": str(known["PASSWORD"] or "")}


def _run_postgresql(program: str, *words: str) -> None:
    place, environment = _postgresql()
    found = shutil.which(program)
    if found is None:
        raise Unavailable(
            _("此机没有 %(program)s，无法备份或恢复 PostgreSQL。") % {"program": program},
            todo=_("请安装与服务器同版本的 PostgreSQL 客户端程序（Debian：apt install postgresql-client）后重试。"),
        )
    done = subprocess.run([found, *place, *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(_("%(program)s 没有成功：%(said)s") % {"program": program, "said": done.stderr.strip()[:500]})


def _dump_postgresql(copy: Path) -> None:
    _run_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(copy))


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = os.fstat(file.fileno()).st_size, 0o600, int(path.stat().st_mtime)
        hashing = _Hashing(file)
        tar.addfile(info, cast(IO[bytes], hashing))  # it only needs read
    return {"sha256": hashing.digest.hexdigest(), "size": info.size}


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> dict[str, Any]:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(content), 0o600, int(clock.now().timestamp())
    tar.addfile(info, io.BytesIO(content))
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


class _Hashing:
    """Reads a file and hashes what is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


# Restoring


def restore(source: Path) -> dict[str, Any]:
    """Put a backup into the empty data folder (and the empty database); its manifest.

    Everything is checked before anything is written: Invalid for a file that is damaged or no backup of ours,
    Conflict where data lie already.
    """
    data = Path(settings.DATA_DIR)
    _refuse_data(data)
    manifest = verify(source)
    if manifest["database"] != connection.vendor:
        raise Conflict(
            _("备份来自 %(theirs)s，本机设置的数据库是 %(ours)s。")
            % {"theirs": manifest["database"], "ours": connection.vendor},
            todo=_("请按备份的数据库设置 JUANZONG_DATABASE 后重试。"),
        )
    staging = data.with_name(f"{data.name}.{os.getpid()}.restoring")
    try:
        _extract(source, manifest, staging)
        _check_sqlite(staging / SQLITE) if connection.vendor == "sqlite" else _load_postgresql(staging / POSTGRESQL)
        data.mkdir(parents=True, exist_ok=True)
        for path in sorted(staging.iterdir()):
            path.replace(data / path.name)
        _flush_folder(data)
    except OSError as error:
        raise full_disk_is_unavailable(error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return manifest


def _refuse_data(data: Path) -> None:
    todo = _("恢复只写入空的数据文件夹。请另设 JUANZONG_DATA，或先把现有数据移到别处。")
    if data.exists() and any(data.iterdir()):
        raise Conflict(_("数据文件夹 %(path)s 里已有文件。") % {"path": data}, todo=todo)
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise Conflict(
            _("数据库里已有表。"), todo=_("恢复只写入空的数据库。请新建一个数据库并写进 JUANZONG_DATABASE。")
        )


def verify(source: Path) -> dict[str, Any]:
    """Read the whole backup and compare every file with the manifest; Invalid when anything is amiss."""
    try:
        with tarfile.open(source, "r:") as tar:
            found, manifest = _read_through(tar)
    except FileNotFoundError:
        raise Invalid(_("没有文件 %(path)s。") % {"path": source}) from None
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
        raise _damaged(str(error)) from error
    except OSError as error:
        raise _damaged(str(error)) from error
    expected = {name: (file["sha256"], file["size"]) for name, file in manifest["files"].items()}
    amiss = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
    if amiss:
        raise _damaged(", ".join(amiss[:5]))
    return manifest


def _read_through(tar: tarfile.TarFile) -> tuple[dict[str, tuple[str, int]], dict[str, Any]]:
    found: dict[str, tuple[str, int]] = {}
    manifest: dict[str, Any] | None = None
    for member in tar:
        _refuse_strange(member)
        if manifest is not None or member.name in found:
            raise ValueError(f"unexpected {member.name}")
        file = tar.extractfile(member)
        if file is None:
            raise ValueError(f"unreadable {member.name}")
        if member.name == MANIFEST:
            if member.size > _MANIFEST_LIMIT:
                raise ValueError("manifest too large")
            manifest = json.loads(file.read())
            continue
        digest, size = hashlib.sha256(), 0
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
        found[member.name] = (digest.hexdigest(), size)
    if not _is_manifest(manifest):
        raise ValueError("no manifest of this format: the file was cut short or is no backup")
    return found, cast(dict[str, Any], manifest)


def _is_manifest(manifest: Any) -> bool:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or "database" not in manifest:
        return False
    parts = [manifest.get(name) for name in ("files", "ledger", "master_keys")]
    return all(isinstance(part, dict) for part in parts) and all(
        isinstance(file, dict) and {"sha256", "size"} <= file.keys() for file in manifest["files"].values()
    )


def _refuse_strange(member: tarfile.TarInfo) -> None:
    """Only plain files with plain relative names: nothing that could land outside the data folder."""
    path = PurePosixPath(member.name)
    plain = not path.is_absolute() and ".." not in path.parts and "\x00" not in member.name and "\\" not in member.name
    if not member.isreg() or not plain:
        raise ValueError(f"strange member {member.name!r}")


def _extract(source: Path, manifest: dict[str, Any], staging: Path) -> None:
    """Write the files beside the data folder, hashing again: a disk may read differently the second time."""
    staging.mkdir(parents=True, mode=0o700)
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            file = tar.extractfile(member)
            if member.name == MANIFEST or file is None:
                continue
            target = staging / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            hashing = _Hashing(file)
            with target.open("xb") as out:
                while piece := hashing.read(_PIECE):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            if hashing.digest.hexdigest() != manifest["files"][member.name]["sha256"]:
                raise _damaged(member.name)


def _check_sqlite(copy: Path) -> None:
    import sqlite3

    try:
        database = sqlite3.connect(copy)
        try:
            answer = database.execute("PRAGMA integrity_check").fetchone()
        finally:
            database.close()
    except sqlite3.Error as error:
        raise _damaged(str(error)) from error
    if answer != ("ok",):
        raise _damaged(str(answer))


def _load_postgresql(dump: Path) -> None:
    """One transaction: all of it or nothing."""
    connection.close()
    _run_postgresql("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(dump))
    dump.unlink()


def _damaged(detail: str) -> Refusal:
    return Invalid(
        _("备份文件已损坏或不完整（%(detail)s），没有写入任何内容。") % {"detail": detail},
        todo=_("请换另一份备份，并检查存放它的介质。"),
    )


def missing_keys(manifest: dict[str, Any]) -> list[str]:
    """Versions of master keys the backup needs and the keys folder does not hold; "0" stands for the index key."""
    try:
        ring = keyring.ring()
    except Refusal:
        return sorted(manifest["master_keys"])
    held = {"0": ring.index_check_value()} | {str(version): ring.check_value(version) for version in ring.masters}
    return sorted(version for version, check in manifest["master_keys"].items() if held.get(version) != check)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
