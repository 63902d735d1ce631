"""One pack from its files: tables to frozen data, with everything that is wrong in any of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from juanzong.policies.loading import catalogues, changes, duties, parts, sheets, training
from juanzong.policies.loading.faults import Fault
from juanzong.policies.loading.tables import Source, Table, unique
from juanzong.policies.shapes import Pack
from juanzong.policies.shapes_changes import Change, Changeable, Key

T = TypeVar("T")

PACK_ID = re.compile(r"[A-Z][A-Z0-9]{0,11}\Z")
MANIFEST = "pack.toml"


def _alone(read: Callable[[Table], Any]) -> Callable[[Table, str], Any]:
    """For tables that need not know their pack."""
    return lambda table, _pack: read(table)


# What each file of a pack may hold: arrays of tables, each with the function that reads one table of it.
FILES: dict[str, dict[str, Callable[[Table, str], Any]]] = {
    "clauses.toml": {"clause": parts.read_clause},
    "dossiers.toml": {"dossier": catalogues.read_dossier},
    "positions.toml": {"position": parts.read_position},
    "fields.toml": {"field": _alone(parts.read_field)},
    "sources.toml": {
        "channel": _alone(parts.read_channel),
        "legal_basis": _alone(parts.read_legal_basis),
        "purpose": _alone(parts.read_purpose),
    },
    "notices.toml": {"notice": _alone(parts.read_notice)},
    "guidance.toml": {"guidance": _alone(parts.read_guidance)},
    "pledges.toml": {"pledge": _alone(parts.read_pledge)},
    "duties.toml": {"duty": duties.read_duty},
    "procedures.toml": {"procedure": duties.read_procedure},
    "forms.toml": {"form": sheets.read_form},
    "categories.toml": {"category": sheets.read_category},
    "courses.toml": {"course": training.read_course},
    "changes.toml": {"change": _alone(changes.read_change)},
}
READERS = {name: read for tables in FILES.values() for name, read in tables.items()}
_TUPLES = {
    "clause": "clauses", "dossier": "dossier_kinds", "legal_basis": "legal_bases", "duty": "duties",
    "category": "categories", "guidance": "guidance",
}  # fmt: skip
_NAMED_BY = {"clause": "id", "guidance": "screen"}


def tuple_of(name: str) -> str:
    """The name of the tuple of `Pack` that holds what tables of this name say."""
    return _TUPLES.get(name, f"{name}s")


@dataclass
class Reading:
    """A pack as far as it has been read. faults: what is wrong with it so far; with any it must not be used.
    lines: where in `changes.toml` an element is changed. settled: it is complete, being of a library already."""

    pack: Pack
    faults: list[Fault]
    changes: list[tuple[Change, Table]] = field(default_factory=list)
    lines: dict[Key, int | None] = field(default_factory=dict)
    settled: bool = False

    @property
    def reference(self) -> str:
        """The pack with its version, as `extends` may name it: `P03@1`."""
        return f"{self.pack.id}@{self.pack.version}"


def read_folder(folder: Path) -> Reading:
    """A folder as a pack."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    return read_files(files, name=folder.name, folder=str(folder))


def read_files(files: Mapping[str, bytes], *, name: str, folder: str) -> Reading:
    """Files as a pack; `name` stands before the file's in faults."""
    faults: list[Fault] = []
    manifest = Source(files.get(MANIFEST, b""), f"{name}/{MANIFEST}", faults)
    pack = _manifest(manifest.top(), folder)
    tables = _tables(files, name, faults)
    held: dict[str, Any] = {
        tuple_of(key): tuple(READERS[key](table, pack.id) for table in of_key)
        for key, of_key in tables.items()
        if key != "change"
    }
    written = {
        kind.value: {code: table.data for table in tables[kind] if isinstance(code := table.data.get("code"), str)}
        for kind in Changeable
    }
    made = [(changes.read_change(table), table) for table in tables["change"]]
    pack = replace(
        pack, **held, written=written, changes=tuple(change for change, _table in made), digest=digest(files)
    )
    return Reading(pack, faults, made)


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the files of a pack, the manifest first, the others by name."""
    total = hashlib.sha256()
    for name in sorted(files, key=lambda name: (name != MANIFEST, name)):
        if name == MANIFEST or _kind(name) in FILES:
            total.update(name.encode() + b"\0" + files[name] + b"\0")
    return total.hexdigest()


def _manifest(top: Table, folder: str) -> Pack:
    pack = read_manifest(top)
    top.done()
    return replace(pack, folder=folder)


def read_manifest(top: Table) -> Pack:
    """The pack itself, without what its other files hold."""
    parameters = top.tables("parameter")
    unique(parameters)
    nothing: dict[str, Any] = {tuple_of(name): () for name in READERS}
    pack = Pack(
        id=top.words("id"),
        version=top.number("version", 1, 9999),
        folder="",
        digest="",
        title=top.text("title"),
        about=top.text("about"),
        extends=top.several("extends", ()),
        same_as=top.words("same_as", ""),
        parameters=tuple(parts.read_parameter(table) for table in parameters),
        **nothing,
    )
    if pack.id and not PACK_ID.match(pack.id):
        top.fault("id", _("“%(value)s”不是制度编号，应为大写字母和数字，如 P03。"), value=pack.id)
    return pack


def _tables(files: Mapping[str, bytes], name: str, faults: list[Fault]) -> dict[str, list[Table]]:
    tables: dict[str, list[Table]] = {key: [] for key in READERS}
    for file in sorted(files):
        if file == MANIFEST:
            continue
        keys = FILES.get(_kind(file))
        if keys is None:
            faults.append(Fault(f"{name}/{file}", None, "", _("制度包里没有这种文件。"), {}, tuple(FILES)))
            continue
        top = Source(files[file], f"{name}/{file}", faults).top()
        for key in keys:
            tables[key] += top.tables(key)
        top.done()
    for key, found in tables.items():
        if key == "change":
            _once_each(found)
        else:
            unique(found, _NAMED_BY.get(key, "code"))
    return tables


def _kind(name: str) -> str:
    """Which file it belongs to: a long `forms.toml` may be split by subject, as `forms_parking.toml`."""
    stem = name.removesuffix(".toml").partition("_")[0]
    return f"{stem}.toml"


def _once_each(tables: list[Table]) -> None:
    """Report every change of a thing that an earlier one changes already."""
    seen: set[tuple[str, ...]] = set()
    for table in tables:
        thing = tuple(str(table.data.get(key, "")) for key in ("of", "code", "at"))
        if thing in seen:
            table.fault("code", _("“%(value)s”重复。"), value=".".join(part for part in thing if part))
        seen.add(thing)
