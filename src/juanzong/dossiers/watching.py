"""The scanner's folder: finished files are taken in, encrypted, and only then taken away.

Killed at any moment, a file is still in the folder or already a scan, never neither; met again, it is recognised by
its content and not doubled.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from juanzong.dossiers.actions import receive_scan
from juanzong.dossiers.content import Upload
from juanzong.kit.errors import Conflict, Invalid, Unavailable
from juanzong.kit.files import clean_name
from juanzong.organisation.viewer import Viewer

REJECTED = "rejected"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")

Look = Mapping[Path, tuple[int, int]]
"""Size and time of change of each file at one look."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: `refusal` is "" when it was taken in. Left in place when `waits`."""

    name: str
    refusal: str = ""
    waits: bool = False


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; Conflict when another one watches it."""
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    locks = Path(settings.DATA_DIR) / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / f"watch-{mark}").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(_("这个文件夹已经有一个程序在监视。"), todo=_("请先停止另一个 juanzong watch。")) from None
        yield


def look(folder: Path) -> Look:
    """The files in the folder as they are now; hidden and unfinished ones, links and folders are left alone."""
    found = {}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "~")) or entry.name.lower().endswith(_UNFINISHED):
            continue
        facts = entry.lstat()
        if stat.S_ISREG(facts.st_mode):
            found[entry] = (facts.st_size, facts.st_mtime_ns)
    return found


def settled(before: Look, now: Look) -> list[Path]:
    """The files that have not changed between two looks, so that their writer has finished."""
    return [path for path, facts in now.items() if before.get(path) == facts and facts[0] > 0]


def take(path: Path, by: Viewer) -> Taken:
    """Take one finished file in; a file that is not taken goes to the folder of the rejected with the reason."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as reader:
            if os.fstat(reader.fileno()).st_size > settings.UPLOAD_LIMIT:
                raise Invalid(_("文件超过 %(limit)s MB 的上限。") % {"limit": settings.UPLOAD_LIMIT // 1_048_576})
            receive_scan(by=by, upload=Upload(path.name, reader))
    except Invalid as refusal:
        _reject(path, str(refusal))
        return Taken(path.name, str(refusal))
    except (Unavailable, FileNotFoundError) as refusal:
        return Taken(path.name, str(refusal), waits=True)
    path.unlink(missing_ok=True)
    return Taken(path.name)


def _reject(path: Path, reason: str) -> None:
    folder = path.parent / REJECTED
    folder.mkdir(exist_ok=True)
    name = clean_name(path.name)
    target, n = folder / name, 1
    while target.exists():
        n += 1
        target = folder / f"{n}-{name}"
    (folder / f"{target.name}.txt").write_text(f"{reason}\n", encoding="utf-8")
    path.replace(target)
