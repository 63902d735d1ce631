"""Entries in words: subjects by their names where the viewer may know them, codes by what the packs call them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from juanzong.customers import reads as customers
from juanzong.dossiers import reads as dossiers
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads
from juanzong.ledger.kinds import KINDS
from juanzong.ledger.models import Entry
from juanzong.organisation import reads as people
from juanzong.organisation.rights import rights
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

WORDS = {
    "customer": _("客户编号"), "dossier": _("档案"), "item": _("卷内文件"), "staff": _("员工"), "department": _("部门"),
    "intake": _("登记表"), "adoption": _("制度"), "import": _("导入批次"), "scan": _("扫描件"),
    "appointment": _("任职"), "contact": _("联系人"), "export": _("导出"),
}  # fmt: skip
_PAGES = {
    "customer": "customers:customer", "dossier": "dossiers:dossier", "item": "dossiers:item",
    "staff": "organisation:staff", "department": "organisation:department", "import": "customers:import",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: its name as this viewer may know it, and where it stands, "" when nowhere."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry ready to be read."""

    entry: Entry
    sentence: str
    subject: Subject
    clauses: list[str]
    denied: bool


def _customer_names(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    return dict(customers.visible(viewer).filter(pk__in=ids).values_list("id", "name"))


def _dossier_names(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    rows = dossiers.visible(viewer).filter(pk__in=ids).values_list("id", "number", "title")
    return {pk: number or title for pk, number, title in rows}


_NAMES: Mapping[str, Callable[[Viewer, Sequence[int]], dict[int, str]]] = {
    "customer": _customer_names,
    "dossier": _dossier_names,
    "staff": lambda _viewer, ids: people.names(ids),
    "department": lambda _viewer, ids: people.department_names(ids),
}
NAMING = len(_NAMES)
"""SQL statements that naming the subjects of a page of entries costs at most."""


def told(viewer: Viewer, entries: Iterable[Entry]) -> list[Told]:
    """Entries in the language of now. One SQL statement for each kind of subject that occurs, NAMING at most."""
    listed = list(entries)
    names = _names(viewer, [entry.subject for entry in listed])
    return [_told(entry, names) for entry in listed]


def _names(viewer: Viewer, subjects: Iterable[str]) -> dict[str, str]:
    wanted: dict[str, list[int]] = {}
    for text in set(subjects):
        if text:
            ref = Ref.parse(text)
            wanted.setdefault(ref.kind, []).append(ref.id)
    found: dict[str, str] = {}
    for kind, ids in sorted(wanted.items()):
        if kind in _NAMES:
            found |= {f"{kind}:{pk}": name for pk, name in _NAMES[kind](viewer, ids).items()}
    return found


def _told(entry: Entry, names: Mapping[str, str]) -> Told:
    subject = _subject(entry.subject, names)
    return Told(
        entry,
        sentence(entry, subject.name),
        subject,
        entry.clauses.split(),
        entry.kind == "access.denied",
    )


def _subject(text: str, names: Mapping[str, str]) -> Subject:
    if not text:
        return Subject("", "")
    ref = Ref.parse(text)
    word = str(WORDS.get(ref.kind, ref.kind))
    if text not in names:
        return Subject(f"{word} {str(ref.id)[-6:]}", "")
    try:
        return Subject(names[text], reverse(_PAGES[ref.kind], args=[ref.id]))
    except (KeyError, NoReverseMatch):
        return Subject(names[text], "")


class _Places(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(entry: Entry, subject: str) -> str:
    """The entry in words, with the codes it carries told by their names."""
    if entry.kind not in KINDS:
        return f"{entry.kind} {subject}".strip()
    carried = {key: _word(key, value) for key, value in reads.payload(entry).items()}
    own = {
        "subject": subject, "actor": entry.actor_name, "position": entry.actor_position, "clauses": entry.clauses,
        "basis": _word("purpose", entry.basis),
    }  # fmt: skip
    return KINDS[entry.kind].words(carried) % _Places({**carried, **own})


def _word(key: str, value: Any) -> Any:
    """What a code of a payload is called."""
    if isinstance(value, list):
        return str(_("、")).join(str(_word(key, one)) for one in value)
    if not isinstance(value, str) or key not in _CALLED:
        return value
    try:
        return str(_CALLED[key](value))
    except (Refusal, LookupError):
        return value


_OWN_FIELDS = {"department": _("所属部门"), "responsible": _("负责人")}
_CALLED: Mapping[str, Callable[[str], Any]] = {
    "field": lambda code: _OWN_FIELDS.get(code) or policies.field(code).name,
    "fields": lambda code: _OWN_FIELDS.get(code) or policies.field(code).name,
    "right": lambda code: rights[code].label,
    "purpose": lambda code: policies.purpose(code).name,
    "post": lambda code: policies.position(code).name,
    "position": lambda code: policies.position(code).name,
}


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of entry with a name made of its sentence, for the filter."""
    blank = _Places({"actor": "", "basis": "…"})
    named = [(kind.code, " ".join((str(kind.sentence) % blank).replace("—", "…").split())) for kind in KINDS]
    return sorted(named, key=lambda pair: pair[0])
