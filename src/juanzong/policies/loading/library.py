"""All packs of this installation: found, read, checked against one another, kept in memory.

A pack is a folder with a `pack.toml`. Ours lie in `juanzong/packs`; a company's own in `packs/` of its data
folder, or wherever the setting PACK_ROOTS points. A faulty pack is refused with all its faults at once, and so
is every pack that stands on it; the others go on working.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from juanzong.policies.loading import catalogues, crosscheck, duties, parts, sheets
from juanzong.policies.loading.faults import Fault
from juanzong.policies.loading.tables import Source, Table, unique
from juanzong.policies.shapes import Pack

T = TypeVar("T")

PACK_ID = re.compile(r"[A-Z][A-Z0-9]{0,11}\Z")
OURS = Path(__file__).resolve().parents[2] / "packs"
# Which arrays of tables each file of a pack may hold.
FILES: dict[str, tuple[str, ...]] = {
    "clauses.toml": ("clause",),
    "dossiers.toml": ("dossier",),
    "positions.toml": ("position",),
    "fields.toml": ("field",),
    "sources.toml": ("channel", "legal_basis", "purpose"),
    "notices.toml": ("notice",),
    "guidance.toml": ("guidance",),
    "pledges.toml": ("pledge",),
    "duties.toml": ("duty",),
    "procedures.toml": ("procedure",),
    "forms.toml": ("form",),
    "categories.toml": ("category",),
}


@dataclass(frozen=True, eq=False)
class Library:
    """packs: every sound pack, by id and then version. faults: everything wrong, of every refused pack.
    refused: the faults by the id of the pack they made unusable."""

    packs: tuple[Pack, ...]
    faults: tuple[Fault, ...]
    refused: dict[str, tuple[Fault, ...]]


def roots() -> tuple[Path, ...]:
    """The folders in which packs are looked for, ours first."""
    more = [Path(root) for root in getattr(settings, "PACK_ROOTS", ())]
    data = getattr(settings, "DATA_DIR", None)
    if data is not None:
        more.append(Path(data) / "packs")
    return (OURS, *more)


def library() -> Library:
    """The packs of this installation, read once per process (again once all rooms have declared their words)."""
    return load(roots(), words=apps.ready)


@lru_cache(maxsize=8)
def load(folders: tuple[Path, ...], *, words: bool = True) -> Library:
    """Read every pack below `folders`. words: also check effects, guards and subjects, which rooms declare."""
    read: list[tuple[Pack, list[Fault]]] = []
    for root in folders:
        for manifest in sorted(root.glob("*/pack.toml")):
            faults: list[Fault] = []
            read.append((read_pack(manifest.parent, faults), faults))
    refused = crosscheck.check_all(read, words=words)
    sound = [pack for pack, faults in read if not faults and pack.id not in refused]
    derived = tuple(sorted(crosscheck.derive_all(sound), key=lambda pack: (pack.id, pack.version)))
    everything = tuple(fault for _pack, faults in read for fault in faults)
    return Library(derived, everything, refused)


def forget() -> None:
    """Read the packs anew at the next question."""
    load.cache_clear()


def read_pack(folder: Path, faults: list[Fault]) -> Pack:
    """One folder as a pack; what is wrong with it goes into `faults`, and then the pack must not be used."""
    digest = hashlib.sha256()
    manifest = _source(folder, "pack.toml", faults, digest.update)
    top = manifest.top()
    parameters = top.tables("parameter")
    unique(parameters)
    pack = Pack(
        id=top.words("id"),
        version=top.number("version", 1, 9999),
        folder=str(folder),
        digest="",
        title=top.text("title"),
        about=top.text("about"),
        extends=top.several("extends", ()),
        same_as=top.words("same_as", ""),
        parameters=tuple(parts.read_parameter(table) for table in parameters),
        **_no_parts(),
    )
    if pack.id and not PACK_ID.match(pack.id):
        top.fault("id", _("“%(value)s”不是制度编号，应为大写字母和数字，如 P03。"), value=pack.id)
    top.done()
    tables = _files(folder, faults, digest.update)
    pack = _with_parts(pack, tables)
    return replace(pack, digest=digest.hexdigest())


def _no_parts() -> dict[str, tuple[()]]:
    names = ("clauses", "dossier_kinds", "positions", "fields", "channels", "legal_bases", "purposes", "notices")
    more = ("guidance", "pledges", "duties", "procedures", "forms", "categories")
    return dict.fromkeys((*names, *more), ())


def _source(folder: Path, name: str, faults: list[Fault], digest: Callable[[bytes], None]) -> Source:
    source = Source(folder / name, f"{folder.name}/{name}", faults)
    digest(name.encode() + b"\0" + source.raw + b"\0")
    return source


def _files(folder: Path, faults: list[Fault], digest: Callable[[bytes], None]) -> dict[str, list[Table]]:
    tables: dict[str, list[Table]] = {key: [] for keys in FILES.values() for key in keys}
    for path in sorted(folder.glob("*.toml")):
        if path.name == "pack.toml":
            continue
        keys = FILES.get(_kind(path.name))
        if keys is None:
            faults.append(Fault(f"{folder.name}/{path.name}", None, "", _("制度包里没有这种文件。"), {}, tuple(FILES)))
            continue
        top = _source(folder, path.name, faults, digest).top()
        for key in keys:
            tables[key] += top.tables(key)
        top.done()
    for key, found in tables.items():
        unique(found, {"clause": "id", "guidance": "screen"}.get(key, "code"))
    return tables


def _kind(name: str) -> str:
    """Which file it belongs to: a long `forms.toml` may be split by subject, as `forms_parking.toml`."""
    stem = name.removesuffix(".toml").partition("_")[0]
    return f"{stem}.toml"


def _with_parts(pack: Pack, tables: dict[str, list[Table]]) -> Pack:
    def each(key: str, read: Callable[[Table], T]) -> tuple[T, ...]:
        return tuple(read(table) for table in tables[key])

    return replace(
        pack,
        clauses=each("clause", lambda table: parts.read_clause(table, pack.id)),
        dossier_kinds=each("dossier", lambda table: catalogues.read_dossier(table, pack.id)),
        positions=each("position", lambda table: parts.read_position(table, pack.id)),
        fields=each("field", parts.read_field),
        channels=each("channel", parts.read_channel),
        legal_bases=each("legal_basis", parts.read_legal_basis),
        purposes=each("purpose", parts.read_purpose),
        notices=each("notice", parts.read_notice),
        guidance=each("guidance", parts.read_guidance),
        pledges=each("pledge", parts.read_pledge),
        duties=each("duty", lambda table: duties.read_duty(table, pack.id)),
        procedures=each("procedure", lambda table: duties.read_procedure(table, pack.id)),
        forms=each("form", lambda table: sheets.read_form(table, pack.id)),
        categories=each("category", lambda table: sheets.read_category(table, pack.id)),
    )


def current(packs: Iterable[Pack]) -> dict[str, Pack]:
    """The highest version of each pack, by id."""
    newest: dict[str, Pack] = {}
    for pack in packs:
        if pack.id not in newest or newest[pack.id].version < pack.version:
            newest[pack.id] = pack
    return newest
