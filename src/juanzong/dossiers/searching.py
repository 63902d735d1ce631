"""Finding dossiers and items by title, number and the words inside them; the indexes keep no text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from juanzong.dossiers.models import Dossier, Item, Version
from juanzong.dossiers.reads import search_scopes, visible
from juanzong.kit import chinese
from juanzong.kit.search import TextIndex, row_tokens
from juanzong.organisation.viewer import Viewer

DOSSIERS = TextIndex("dossiers")
ITEMS = TextIndex("items")
TEXTS = TextIndex("texts", keyed=True)


@dataclass(frozen=True, slots=True)
class Found:
    """Something found. kind: dossier, item or text (words inside an item); item_id: None for a dossier."""

    kind: str
    dossier_id: int
    item_id: int | None
    title: str
    number: str
    customer: str


def found_ids(viewer: Viewer, query: str, *, limit: int = 500) -> list[int]:
    """Ids of dossiers found by number, title, customer or pinyin initials, newest first. One SQL statement."""
    return DOSSIERS.find(query, scopes=search_scopes(viewer), limit=limit)


def found_dossiers(viewer: Viewer, query: str, *, limit: int = 8) -> list[Found]:
    """Dossiers by number, title, customer or pinyin initials, newest first. Two SQL statements."""
    ids = found_ids(viewer, query, limit=limit)
    rows = visible(viewer).filter(pk__in=ids).select_related("customer").order_by("-id") if ids else ()
    return [Found("dossier", one.pk, None, one.title, one.number, one.customer.name) for one in rows]


def found_items(viewer: Viewer, query: str, *, limit: int = 8) -> list[Found]:
    """Items by title, number or author, newest first. Two SQL statements."""
    return _items(viewer, "item", ITEMS.find(query, scopes=search_scopes(viewer), limit=limit))


def found_texts(viewer: Viewer, query: str, *, limit: int = 8) -> list[Found]:
    """Items by the words inside their documents, newest first. Three SQL statements."""
    versions = TEXTS.find(query, scopes=search_scopes(viewer), limit=limit)
    if not versions:
        return []
    ids = Version.objects.filter(pk__in=versions).values_list("item_id", flat=True)
    return _items(viewer, "text", list(ids))


def _items(viewer: Viewer, kind: str, ids: list[int]) -> list[Found]:
    if not ids:
        return []
    rows = Item.objects.filter(pk__in=ids, state="filed", dossier__in=visible(viewer))
    return [
        Found(kind, one.dossier_id, one.pk, one.title, one.code or one.dossier.number, one.dossier.customer.name)
        for one in rows.select_related("dossier__customer").order_by("-id")
    ]


# Writing the indexes: by actions and chores, in their transactions


def scopes(one: Dossier) -> list[str]:
    """The scope tokens of a dossier and all in it: its department, who keeps it and who opened it."""
    return [f"d{one.department_id}", *dict.fromkeys((f"o{one.custodian_id}", f"o{one.opened_by}"))]


def index_dossier(one: Dossier, customer: str, *, new: bool = False) -> None:
    """Let a dossier be found."""
    words = row_tokens(
        [one.title, one.number, customer], initials=[chinese.initials(customer)], scopes=scopes(one)
    )
    DOSSIERS.put([(one.pk, words)], new=new)


def index_items(one: Dossier, items: Iterable[Item], *, new: bool = False) -> None:
    """Let items of a dossier be found."""
    may_find = scopes(one)
    ITEMS.put(
        [
            (item.pk, row_tokens([item.title, item.code, item.document_number, item.author], scopes=may_find))
            for item in items
        ],
        new=new,
    )


def index_text(one: Dossier, version_id: int, text: str) -> None:
    """Let an item be found by the words of one of its versions."""
    TEXTS.put([(version_id, row_tokens([text], scopes=scopes(one)))])


def forget_item(item: Item) -> None:
    """A withdrawn item is not found any more."""
    ITEMS.remove([item.pk])
    TEXTS.remove(list(Version.objects.filter(item=item).values_list("id", flat=True)))
