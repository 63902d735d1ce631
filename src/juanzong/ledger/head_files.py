"""Heads as lines of text, copied out of the database.

A head that was copied where the database's administrator cannot write is what makes a rewritten ledger provable:
DATA_DIR/heads/heads.jsonl always, and the folder JUANZONG_HEADS_DIR (a mounted share, a USB stick) if it is set.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from juanzong.ledger import canonical, signing
from juanzong.ledger.models import Head


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it travels: `at` in RFC 3339, `key_id` the public key in hex."""

    size: int
    root: bytes
    at: str
    key_id: str
    signature: bytes
    alg: str

    @property
    def sealed_at(self) -> dt.datetime:
        """The moment of the head; what is signed is its text."""
        return dt.datetime.fromisoformat(self.at)

    @property
    def authentic(self) -> bool:
        """Whether the signature fits; says nothing about whose key it is."""
        text = signing.head_text(self.size, self.root, self.at, self.key_id)
        return self.alg == signing.ALGORITHM and signing.valid(text, self.signature, self.key_id)

    def line(self) -> str:
        """One line of canonical JSON, without the newline."""
        return json.dumps(
            {
                "alg": self.alg, "at": self.at, "key": self.key_id, "root": self.root.hex(),
                "signature": self.signature.hex(), "size": self.size, "v": 1,
            },
            sort_keys=True, separators=(",", ":"),
        )  # fmt: skip


def of_row(head: Head) -> SignedHead:
    """The travelling form of a stored head."""
    at = canonical.timestamp(canonical.microseconds(head.at))
    return SignedHead(head.size, bytes(head.root), at, head.key_id, bytes(head.signature), head.alg)


def parse(line: str) -> SignedHead:
    """Read a line written by `line()`; ValueError when it is anything else."""
    try:
        data = json.loads(line)
        head = SignedHead(
            data["size"], bytes.fromhex(data["root"]), data["at"], data["key"], bytes.fromhex(data["signature"]),
            data["alg"],
        )  # fmt: skip
        same = head.line() == line
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a head: {error}") from error
    if not same:
        raise ValueError("not a head in its one written form")
    return head


def folders() -> list[Path]:
    """Where heads are copied to: beside the data, and the folder outside if one is set."""
    outside = os.environ.get("JUANZONG_HEADS_DIR", "")
    return [Path(settings.DATA_DIR) / "heads", *([Path(outside)] if outside else [])]


def read(folder: Path) -> Iterator[tuple[int, SignedHead | None]]:
    """Line number and head of each line in a folder's file; None for a line that is no head."""
    try:
        file = (folder / "heads.jsonl").open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    with file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield number, parse(line.removesuffix("\n"))
                except ValueError:
                    yield number, None


def publish(folder: Path) -> int:
    """Append every stored head the folder's file does not hold yet, on disk when this returns; how many.

    Also heals what a crash left: a head that was stored but not copied, a half-written last line.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "heads.jsonl"
    fresh = not path.exists()
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = _missing(file.seek(0, os.SEEK_END), path)
        text = "".join(f"{line}\n" for line in lines).encode()
        if text:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            half = file.read(1) not in (b"", b"\n")
            file.write(b"\n" + text if half else text)
            file.flush()
            os.fsync(file.fileno())
    if fresh:
        signing.sync_folder(folder)
    return text.count(b"\n")


def _missing(length: int, path: Path) -> Iterable[str]:
    """Lines of the stored heads that the file lacks, from its last line alone where that suffices."""
    stored = Head.objects.order_by("size")
    if length:
        with path.open("rb") as file:
            file.seek(max(0, length - 4096))
            last = file.read().splitlines()[-1:]
        try:
            head = parse(last[0].decode()) if last else None
        except ValueError:
            head = None
        if head is not None and stored.filter(size=head.size, root=head.root).exists():
            return [of_row(row).line() for row in stored.filter(size__gt=head.size)]
    known = {found.line() for _number, found in read(path.parent) if found is not None}
    return [line for line in (of_row(row).line() for row in stored) if line not in known]
