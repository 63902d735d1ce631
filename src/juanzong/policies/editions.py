"""The company's own packs as they lie in the database: what was changed, and what pack it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from juanzong.kit.errors import NotFound
from juanzong.policies.choices import EditionState
from juanzong.policies.effective import Effective, of_packs
from juanzong.policies.loading import library
from juanzong.policies.loading.faults import PackFaulty
from juanzong.policies.loading.reading import MANIFEST, Reading, read_files
from juanzong.policies.loading.settling import base_of
from juanzong.policies.merging import lineage
from juanzong.policies.models import Edition, EditionChange
from juanzong.policies.shapes import Pack
from juanzong.policies.shapes_changes import Changeable

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
VERBS = ("set", "unset", "add", "after", "remove")


def edition(id: int) -> Edition:
    """One version; NotFound when there is none."""
    found = Edition.objects.filter(pk=id).first()
    if found is None:
        raise NotFound(_("没有这个版本。"), todo=_("请从列表中选择。"))
    return found


def editions() -> QuerySet[Edition]:
    """Every version of the company's own packs, by pack, newest first."""
    return Edition.objects.order_by("pack", "-version")


def awaiting(staff: int) -> list[Edition]:
    """Versions that wait for a decision and that this person had no hand in. One statement."""
    hand = EditionChange.objects.filter(edition=OuterRef("pk"), by=staff)
    proposed = Edition.objects.filter(state=EditionState.PROPOSED).exclude(made_by=staff).exclude(proposed_by=staff)
    return list(proposed.exclude(Exists(hand)).order_by("proposed_at"))


def standing_changes(one: Edition) -> list[EditionChange]:
    """The changes that make a version, in order, without those that were taken back. One statement."""
    return list(one.changes.filter(taken_back_at__isnull=True).order_by("id"))


# A version as a pack


def files_of(one: Edition, changes: Iterable[EditionChange]) -> dict[str, str]:
    """The files of a pack that say what a version says."""
    ground = one.stands_on.partition("@")[0]
    # untranslated: both languages are written into the file
    manifest = {
        "id": one.pack, "version": one.version, "title_zh": one.title_zh, "title_en": one.title_en,
        "about_zh": f"以 {ground} 为基础的本公司版本。", "about_en": f"Our own version on the ground of {ground}.",
        "extends": [one.stands_on],
    }  # fmt: skip
    places: dict[tuple[str, str, str], dict[str, Any]] = {}
    for change in changes:
        place = (change.of, change.code, change.at)
        places[place] = _joined(places.get(place, {}), change.body) | {"why_zh": change.why, "why_en": change.why}
    tables = [{"of": of, "code": code, **({"at": at} if at else {}), **body} for (of, code, at), body in places.items()]
    return {MANIFEST: _toml(manifest), "changes.toml": "\n".join(f"[[change]]\n{_toml(table)}" for table in tables)}


def _joined(known: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two changes of the same place as one: the later word counts."""
    if more.get("remove"):
        return {"remove": True}
    changed = {**known.get("set", {}), **more.get("set", {})}
    for key in more.get("unset", ()):
        changed.pop(key, None)
    unset = [key for key in (*known.get("unset", ()), *more.get("unset", ())) if key not in more.get("set", {})]
    added = {**known.get("add", {})}
    for key, parts in more.get("add", {}).items():
        added[key] = [*added.get(key, ()), *parts]
    joined = {"set": changed, "unset": list(dict.fromkeys(unset)), "add": added, "after": more.get("after", "")}
    return {key: value for key, value in joined.items() if value}


def _toml(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    """A value in TOML. A basic string of TOML is a string of JSON, but for the surrogate pairs JSON may hold."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(_value(one) for one in value)}]"
        case dict():
            inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
            return f"{{ {inner} }}" if inner else "{}"
    raise TypeError(f"{type(value).__name__} does not stand in a change")


def _key(name: str) -> str:
    return name if _BARE.match(name) else str(_value(name))


def trial(files: Mapping[str, str], name: str) -> tuple[Reading, dict[str, Pack]]:
    """Files as a pack, checked beside all packs of this installation, and everything it can stand on. Its `faults` are
    all that is wrong; the library does not change."""
    reading = read_files({file: text.encode() for file, text in files.items()}, name=name, folder=f"edition/{name}")
    ground = library.library()
    known = [pack for pack in ground.packs if (pack.id, pack.version) != (reading.pack.id, reading.pack.version)]
    readings = [Reading(pack, [], settled=True) for pack in known]
    enlarged = library.assembled([*readings, reading])
    return reading, enlarged.by_reference


@dataclass(frozen=True, slots=True)
class Tried:
    """A version as a pack: the rules it stands on, the rules with it, and the line of packs from it down."""

    before: Effective
    after: Effective
    line: tuple[Pack, ...]

    @property
    def pack(self) -> Pack:
        return self.line[0]

    def table(self, kind: Changeable, code: str) -> Mapping[str, Any] | None:
        """An element as this version has it, as it would be written; None when there is none or it was taken away."""
        if (kind, code) in self.pack.removed:
            return None
        if code in self.pack.written[kind]:
            written: Mapping[str, Any] = self.pack.written[kind][code]
            return written
        found = base_of(kind, code, self.line[1:])
        return found[1] if found else None

    def way_to(self, kind: Changeable, code: str, at: str) -> list[Mapping[str, Any]]:
        """An element and its parts down to `at`, such as `steps.check.moves.pass`; shorter where something is not there."""
        found: list[Mapping[str, Any]] = []
        table = self.table(kind, code)
        names = at.split(".") if at else []
        for array, part in zip(["", *names[::2]], [code, *names[1::2]], strict=False):
            if array:
                parts = table.get(array, ()) if table else ()
                table = next((one for one in parts if isinstance(one, dict) and one.get("code") == part), None)
            if table is None:
                break
            found.append(table)
        return found


def tried(one: Edition, changes: Iterable[EditionChange]) -> Tried:
    """A version of a company's pack, tried beside all packs of this installation; PackFaulty where it has faults."""
    reading, by_reference = trial(one.files or files_of(one, changes), f"{one.pack}@{one.version}")
    if reading.faults:
        raise PackFaulty(reading.faults)
    line = lineage(reading.pack, by_reference)
    return Tried(of_packs(line[1:]), of_packs(line), line)


def texts(pack: Pack) -> dict[str, str]:
    """The files of a pack that was made on the page, to be taken elsewhere; NotFound for packs that lie in a folder."""
    row = Edition.objects.filter(pack=pack.id, version=pack.version).first()
    if row is None:
        raise NotFound(_("这部制度的文件在目录 %(folder)s 中。") % {"folder": pack.folder})
    return dict(row.files)


def authors(one: Edition, changes: Sequence[EditionChange]) -> set[int]:
    """Everybody who had a hand in a version: none of them may consent to it."""
    return {one.made_by, *(change.by for change in changes), *([one.proposed_by] if one.proposed_by else [])}
