"""The ledger as files that anybody can verify without this program."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict
from juanzong.ledger import head_files, rows, signing, verify_ledger
from juanzong.ledger.models import Head

# untranslated: the file holds both languages
_README: Final = """# 台账导出

entries.jsonl    每行一条已封存的条目，按封存次序：entry 为参与散列的原文，leaf 为 SHA-256(0x00 + 原文)
heads.jsonl      每行一个签名树头：size 条目数，root 为 RFC 9162 的树根，signature 为 Ed25519 签名
public-keys.txt  签名公钥，每行一个
verify_ledger.py 独立的验证程序，只需 Python 3.9 以上：

    python3 verify_ledger.py . --head 另行留存的树头.jsonl

没有另行留存的树头时，只能证明导出内部一致，不能排除整本台账被持有密钥的人全部重写。

# Exported ledger

entries.jsonl    one sealed entry per line, in the order of sealing: `entry` is the text that was hashed, `leaf` is
                 SHA-256(0x00 + that text)
heads.jsonl      one signed head per line: `size` entries, `root` as RFC 9162 defines it, an Ed25519 `signature`
public-keys.txt  the public keys, one per line
verify_ledger.py verifies all of this; it needs Python 3.9 or later and nothing else:

    python3 verify_ledger.py . --head heads-kept-elsewhere.jsonl

Without a head that was kept elsewhere this only shows that the export is consistent in itself; it cannot exclude
a complete rewrite by somebody who holds the signing key.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: `entries` sealed entries and `heads`; `damaged` counts entries that could not be encoded."""

    entries: int
    heads: int
    damaged: int


def export(folder: Path) -> Exported:
    """Write the sealed ledger into `folder` (made if missing), row by row, whatever its size.

    Heads are read first, so that entries sealed meanwhile do not lack theirs. Conflict: the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(_("文件夹 %(path)s 不是空的。") % {"path": folder}, todo=_("请换一个新的文件夹。"))
    folder.mkdir(parents=True, exist_ok=True)
    heads = [head_files.of_row(head) for head in Head.objects.order_by("size")]
    damaged = _entries(folder / "entries.jsonl", heads[-1].size if heads else 0)
    _write(folder / "heads.jsonl", (head.line().encode() + b"\n" for head in heads))
    keys = sorted(signing.public_keys() or {head.key_id for head in heads})
    _write(folder / "public-keys.txt", (f"{key}\n".encode() for key in keys))
    _write(folder / "README.md", [_README.encode()])
    shutil.copyfile(str(verify_ledger.__file__), folder / "verify_ledger.py")
    signing.sync_folder(folder)
    return Exported(heads[-1].size if heads else 0, len(heads), damaged)


def _entries(path: Path, size: int) -> int:
    """Write the first `size` entries; how many could not be encoded. Those are written as the disk holds them, for the
    verifier to find, never left out."""
    sql = (
        f"SELECT l.hash, {rows.columns(connection.vendor)} FROM ledger_leaf l LEFT JOIN ledger_entry e "
        "ON e.id = l.entry_id WHERE l.position >= %s AND l.position < %s ORDER BY l.position"
    )
    damaged = 0
    with path.open("wb") as file:
        for start in range(0, size, 20_000):
            for row in rows.stream(connection, sql, [start, min(size, start + 20_000)]):
                try:
                    text = rows.encoded(row[1:])
                except rows.Unreadable:
                    damaged += 1
                    text = json.dumps({"unreadable": repr(row[1:])}).encode()
                file.write(b'{"entry":' + text + b',"leaf":"' + rows.raw(row[0]).hex().encode() + b'"}\n')
        file.flush()
        os.fsync(file.fileno())
    return damaged


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
