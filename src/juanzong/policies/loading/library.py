"""All packs of this installation: found, read, checked against one another, kept in memory.

A pack is a folder with a `pack.toml`. Ours lie in `juanzong/packs`; a company's own in `packs/` of its data
folder, or wherever the setting PACK_ROOTS points; those made on the page in the database. A faulty pack is refused with all its faults at once, and so
is every pack that stands on it; the others go on working.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from juanzong.policies.loading import crosscheck, settling
from juanzong.policies.loading.faults import Fault
from juanzong.policies.loading.reading import MANIFEST, Reading, read_files, read_folder
from juanzong.policies.merging import references
from juanzong.policies.shapes import Pack

OURS = Path(__file__).resolve().parents[2] / "packs"


@dataclass(frozen=True, eq=False)
class Library:
    """packs: every sound pack, by id and then version. faults: everything wrong, of every refused pack.
    refused: the faults by the id of the pack they made unusable. by_reference: packs as `extends` may name them."""

    packs: tuple[Pack, ...]
    faults: tuple[Fault, ...]
    refused: dict[str, tuple[Fault, ...]]
    by_reference: dict[str, Pack]


def roots() -> tuple[Path, ...]:
    """The folders in which packs are looked for, ours first."""
    return _roots(tuple(getattr(settings, "PACK_ROOTS", ())), getattr(settings, "DATA_DIR", None))


@lru_cache(maxsize=8)
def _roots(more: tuple[Path | str, ...], data: Path | str | None) -> tuple[Path, ...]:
    own = (Path(data) / "packs",) if data is not None else ()
    return (OURS, *map(Path, more), *own)


@dataclass(frozen=True, slots=True, eq=False)
class Shelved:
    """A pack that lies in the database: its files, and the digest that was consented to."""

    id: int
    name: str
    digest: str
    files: Mapping[str, str]

    def read(self) -> Reading:
        """The pack, not yet checked against others."""
        files = {name: text.encode() for name, text in self.files.items()}
        reading = read_files(files, name=self.name, folder=f"edition/{self.name}")
        if reading.pack.digest != self.digest:
            reading.faults.append(Fault(self.name, None, "", _("内容与同意时的不一致，不能使用。")))
        return reading


_shelved: tuple[Shelved, ...] = ()


def shelved() -> tuple[Shelved, ...]:
    """The packs of the database that this process knows (`policies.editions` keeps them current)."""
    return _shelved


def shelve(packs: Iterable[Shelved]) -> None:
    """From now on these are the packs of the database."""
    global _shelved  # noqa: PLW0603  one shelf for the process
    _shelved = tuple(packs)


def library() -> Library:
    """The packs of this installation, read once per process (again once all rooms have declared their words)."""
    found = load(roots(), words=apps.ready)
    return _with(found, _shelved, words=apps.ready) if _shelved else found


@lru_cache(maxsize=8)
def _with(ground: Library, more: tuple[Shelved, ...], *, words: bool) -> Library:
    return enlarged(ground, [one.read() for one in more], words=words)


def enlarged(ground: Library, more: Iterable[Reading], *, words: bool = True) -> Library:
    """A library with more packs in it; those that were refused stay refused."""
    read = [Reading(pack, [], settled=True) for pack in ground.packs]
    found = assembled([*read, *more], words=words)
    return replace(found, faults=(*ground.faults, *found.faults), refused={**ground.refused, **found.refused})


@lru_cache(maxsize=8)
def load(folders: tuple[Path, ...], *, words: bool = True) -> Library:
    """Read every pack below `folders`. words: also check effects, guards and subjects, which rooms declare."""
    return assembled(read_roots(folders), words=words)


def read_roots(folders: Iterable[Path]) -> list[Reading]:
    """Every pack below some folders, not yet checked against one another."""
    return [read_folder(path.parent) for root in folders for path in sorted(root.glob(f"*/{MANIFEST}"))]


def assembled(read: list[Reading], *, words: bool = True) -> Library:
    """Readings as a library: completed, checked against one another, the faulty ones left out."""
    settling.settle(read)
    crosscheck.check_all(read, words=words)
    sound = sorted((one.pack for one in read if not one.faults), key=lambda pack: (pack.id, pack.version))
    refused: dict[str, tuple[Fault, ...]] = {}
    for one in read:
        if one.faults:
            refused[one.pack.id] = (*refused.get(one.pack.id, ()), *one.faults)
    return Library(tuple(sound), tuple(fault for one in read for fault in one.faults), refused, references(sound))


def forget() -> None:
    """Read the packs anew at the next question."""
    shelve(())
    load.cache_clear()
