"""Finding dossiers and items by title, number and the words inside them; the indexes keep no text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from juanzong.dossiers import rules
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier, Item, Version
from juanzong.dossiers.reads import VIEW, kind_of, visible
from juanzong.kit import chinese
from juanzong.kit.refs import Ref
from juanzong.kit.search import TextIndex, row_tokens
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer

DOSSIERS = TextIndex("dossiers")
ITEMS = TextIndex("items")
TEXTS = TextIndex("texts", keyed=True)


def found_ids(viewer: Viewer, query: str, *, limit: int = 500) -> list[int]:
    """Ids of dossiers found by number, title, customer or pinyin initials, newest first. One SQL statement."""
    return DOSSIERS.find(query, scopes=viewer.search_scopes(VIEW), limit=limit)


def found_dossiers(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Dossiers by number, title, customer or pinyin initials, newest first. Two SQL statements."""
    ids = found_ids(viewer, query, limit=limit)
    rows = visible(viewer).filter(pk__in=ids).select_related("customer").order_by("-id") if ids else ()
    return [
        Hit(Ref("dossier", one.pk), one.title, _joined(one.number, one.customer.name), "dossiers:dossier", _state(one))
        for one in rows
    ]


def found_items(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Items by title, number or author, newest first. Two SQL statements."""
    return _items(viewer, ITEMS.find(query, scopes=viewer.search_scopes(VIEW), limit=limit))


def found_texts(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """Items by the words inside their documents, newest first, without those whose papers are closed to the viewer.

    Three SQL statements.
    """
    versions = TEXTS.find(query, scopes=viewer.search_scopes(VIEW), limit=limit)
    if not versions:
        return []
    ids = Version.objects.filter(pk__in=versions).values_list("item_id", flat=True)
    return _items(viewer, list(ids), open_only=True)


def _items(viewer: Viewer, ids: list[int], *, open_only: bool = False) -> list[Hit]:
    if not ids:
        return []
    rows = Item.objects.filter(pk__in=ids, state="filed", dossier__in=visible(viewer))
    return [
        Hit(Ref("item", one.pk), one.title, _joined(one.code, one.dossier.number, one.dossier.title), "dossiers:item")
        for one in rows.select_related("dossier").order_by("-id")
        if not open_only or not rules.content_is_closed(kind_of(one.dossier), one.section, one.requirement, viewer.may)
    ]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _state(one: Dossier) -> str:
    return str(DossierState(one.state).label)


# Writing the indexes: by actions and chores, in their transactions


def scopes(one: Dossier) -> list[str]:
    """The scope tokens of a dossier and all in it: its department, who keeps it and who opened it."""
    return [f"d{one.department_id}", *dict.fromkeys((f"o{one.custodian_id}", f"o{one.opened_by}"))]


def index_dossier(one: Dossier, customer: str, *, new: bool = False) -> None:
    """Let a dossier be found."""
    words = row_tokens(
        [one.title, one.number, customer, one.building, one.unit],
        initials=[chinese.initials(customer)],
        scopes=scopes(one),
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


def forget_contents(one: Dossier) -> None:
    """A destroyed dossier is found by its number and title only, nothing that lay in it."""
    ITEMS.remove(list(Item.objects.filter(dossier=one).values_list("id", flat=True)))
    TEXTS.remove(list(Version.objects.filter(item__dossier=one).values_list("id", flat=True)))
