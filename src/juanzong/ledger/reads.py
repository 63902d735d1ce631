"""Reading the ledger: newest first, a page at a time, each page one statement.

Who may read which entries is the caller's business: the ledger stands below the organisation and knows no viewer.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import canonical, head_files, tree
from juanzong.ledger.exporting import Exported, export
from juanzong.ledger.kinds import KINDS
from juanzong.ledger.models import Entry, Head, Leaf
from juanzong.ledger.verification import Problem, Report, verify, verify_entries

__all__ = [
    "Exported", "Figures", "Filter", "Page", "Problem", "Report", "about", "canonical_text", "entries", "entry", "export",
    "figures", "for_subject", "for_subjects", "heads", "ids_resting_on", "of_act", "payload", "proof", "resting_on", "sealed_through",
    "sentence", "unsealed_since", "verify", "verify_entries",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; an empty field does not narrow. `since` and `until` are aware; `until` is exclusive."""

    subject: Ref | None = None
    kind: str = ""
    actor: tuple[str, int] | None = None
    act: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries newest first; `before` goes into the next call, None at the end."""

    entries: list[Entry]
    before: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`entries` in all, `sealed` of them under the last head, which was signed at `sealed_at` (None before the first)."""

    entries: int
    sealed: int
    sealed_at: dt.datetime | None
    root: str


def entries(wanted: Filter, *, limit: int = 50, before: int | None = None) -> Page:
    """A page of entries that match, newest first. One statement."""
    found = _matching(wanted).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    page = list(found[: limit + 1])
    return Page(page[:limit], page[limit - 1].id if len(page) > limit else None)


def every_entry() -> Iterator[Entry]:
    """Every entry there ever was, oldest first, a batch at a time; for whoever counts everything anew."""
    yield from Entry.objects.order_by("id").iterator(chunk_size=5000)


def for_subject(subject: Ref, *, limit: int = 50, before: int | None = None) -> Page:
    """What happened to one thing, newest first. One statement."""
    return entries(Filter(subject=subject), limit=limit, before=before)


def for_subjects(subjects: Sequence[Ref], *, limit: int = 50, before: int | None = None) -> Page:
    """What happened to any of several things, newest first, as one story. One statement."""
    found = Entry.objects.filter(subject__in=[str(subject) for subject in subjects]).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    page = list(found[: limit + 1])
    return Page(page[:limit], page[limit - 1].id if len(page) > limit else None)


def clauses_of(subjects: Sequence[Ref], *, limit: int = 500) -> list[tuple[str, int, dt.datetime]]:
    """Which clauses the newest entries about some things rest on: clause, how often, when last; by clause. One statement."""
    found: dict[str, tuple[int, dt.datetime]] = {}
    rows = Entry.objects.filter(subject__in=[str(subject) for subject in subjects]).order_by("-id")
    for clauses, at in rows.values_list("clauses", "at")[:limit]:
        for clause in clauses.split():
            times, last = found.get(clause, (0, at))
            found[clause] = (times + 1, max(last, at))
    return [(clause, *found[clause]) for clause in sorted(found)]


def about(kinds: Sequence[str], **narrowed: Any) -> QuerySet[Entry, Any]:
    """The subjects of all entries of some kinds, as text, one row for each entry; for whoever counts anew what tables say."""
    return Entry.objects.filter(kind__in=list(kinds), **narrowed).order_by().values("subject")


def of_act(act: str) -> list[Entry]:
    """Every entry of one user act, in the order of writing. One statement."""
    return list(Entry.objects.filter(act=act).order_by("id"))


def entry(id: int) -> Entry:
    """One entry; NotFound when there is none."""
    found = Entry.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("台账中没有编号为 %(id)s 的条目。") % {"id": id})
    return found


def payload(entry: Entry) -> dict[str, Any]:
    """What the entry carries."""
    found: dict[str, Any] = json.loads(entry.payload)
    return found


class _Places(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(entry: Entry, *, subject: str = "") -> str:
    """The entry in words, in the language of now. `subject`: what the caller's screen calls the subject.

    A kind that is no longer declared (a room was removed) is told by its code.
    """
    if entry.kind not in KINDS:
        return f"{entry.kind} {entry.subject}".strip()
    own = {
        "subject": subject or entry.subject, "actor": entry.actor_name, "position": entry.actor_position,
        "basis": entry.basis, "clauses": entry.clauses,
    }  # fmt: skip
    carried = payload(entry)
    return KINDS[entry.kind].words(carried) % _Places({**carried, **own})


def figures() -> Figures:
    """How long the ledger is and how far it is sealed. Two statements."""
    head = Head.objects.order_by("-size").first()
    total = Entry.objects.count()
    if head is None:
        return Figures(total, 0, None, "")
    return Figures(total, head.size, head.at, bytes(head.root).hex())


def sealed_through() -> int:
    """The highest id among sealed entries, 0 when none is. One statement."""
    return Leaf.objects.aggregate(last=Max("entry_id"))["last"] or 0


def unsealed_since() -> dt.datetime | None:
    """When the oldest entry after the last sealed one was written; None when all is sealed. Two statements."""
    first = Entry.objects.filter(id__gt=sealed_through()).order_by("id").values_list("at", flat=True).first()
    return first


def heads(*, limit: int = 50, before: int | None = None) -> list[head_files.SignedHead]:
    """Signed heads, largest first. One statement."""
    found = Head.objects.order_by("-size")
    if before is not None:
        found = found.filter(size__lt=before)
    return [head_files.of_row(head) for head in found[:limit]]


def proof(id: int) -> Mapping[str, Any]:
    """Proof that an entry is in the sealed ledger, checkable by anyone: the entry's bytes, its place, the path, the head.

    NotFound: no such entry, or it is not sealed yet.
    """
    found = entry(id)
    leaf = Leaf.objects.filter(entry_id=id).first()
    head = Head.objects.order_by("-size").first()
    if leaf is None or head is None:
        raise NotFound(_("条目 %(id)s 尚未封存。") % {"id": id}, todo=_("请先运行 juanzong ledger seal。"))
    path = tree.stored().inclusion(leaf.position, head.size)
    return {
        "entry": _bytes(found).decode(),
        "head": json.loads(head_files.of_row(head).line()),
        "path": [step.hex() for step in path],
        "position": leaf.position,
        "v": 1,
    }


def _bytes(entry: Entry) -> bytes:
    columns = {
        name: getattr(entry, name)
        for name in (
            "id", "act", "kind", "actor_kind", "actor_id", "actor_name", "actor_position", "subject", "basis", "clauses",
            "payload",
        )
    }  # fmt: skip
    return canonical.entry_bytes(at=canonical.microseconds(entry.at), **columns)


def canonical_text(entry: Entry) -> str:
    """The text of an entry that is hashed: canonical JSON of its columns."""
    return _bytes(entry).decode()


def ids_resting_on(
    clauses: Sequence[str], since: dt.datetime, until: dt.datetime, *, actors: set[int] | None = None
) -> Iterator[int]:
    """Ids of the entries of a time that name one of these clauses, in rising order; of these staff where they are given.
    One statement, read a batch at a time."""
    wanted = set(clauses)
    rows = Entry.objects.filter(at__gte=since, at__lt=until).exclude(clauses="").order_by("id")
    for id, named, kind, actor in rows.values_list("id", "clauses", "actor_kind", "actor_id").iterator(chunk_size=5000):
        if wanted.intersection(named.split()) and (actors is None or (kind == "staff" and actor in actors)):
            yield id


def resting_on(found: QuerySet[Entry], clause: str) -> QuerySet[Entry]:
    """Those of the entries that name a clause."""
    # Padded, so that P00-1.2 does not find P00-1.21.
    space = Value(" ")
    padded = Concat(space, "clauses", space, output_field=TextField())
    return found.alias(padded=padded).filter(padded__contains=f" {clause} ")


def _matching(wanted: Filter) -> QuerySet[Entry]:
    found = Entry.objects.all()
    if wanted.subject is not None:
        found = found.filter(subject=str(wanted.subject))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.actor is not None:
        found = found.filter(actor_kind=wanted.actor[0], actor_id=wanted.actor[1])
    if wanted.act:
        found = found.filter(act=wanted.act)
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    if wanted.clause:
        found = resting_on(found, wanted.clause)
    return found
