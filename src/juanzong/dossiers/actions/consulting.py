"""Reading a dossier under a grant (privacy): for whoever could not read it otherwise, as long as the grant lasts. Every
reading is an entry that names the grant. Nothing else is opened by it: no list, no search, no download, no change."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from juanzong.dossiers import content, reads, rules
from juanzong.dossiers.models import Item
from juanzong.dossiers.reads import DossierPage, ItemPage, VersionRow
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer, system
from juanzong.privacy.reading import note_reading
from juanzong.privacy.reads import grants
from juanzong.privacy.reads.grants import Leave

VIEW = reads.VIEW


@act(VIEW, clause=grants.CLAUSE)
def consult_dossier(*, by: Viewer, grant: int, dossier_id: int) -> DossierPage:
    """The dossier with its volume list. NotFound: no grant of theirs lets them read it now."""
    leave = grants.leave(by, grant, Ref("dossier", dossier_id))
    page = reads.dossier_page(system(), dossier_id)
    note_reading(by, leave, leave.thing.words)
    return page


@act(VIEW, clause=grants.CLAUSE)
def consult_item(*, by: Viewer, grant: int, item_id: int) -> ItemPage:
    """A document in it; its contents stay closed to whoever may not see sensitive papers."""
    leave = grants.leave(by, grant, Ref("dossier", _dossier_of(pk=item_id)))
    page = reads.item_page(system(), item_id)
    note_reading(by, leave, page.item.title, item=item_id)
    closed = rules.content_is_closed(page.kind, page.item.section, page.item.requirement, by.may)
    return replace(page, closed=closed)


def consult_version(*, by: Viewer, grant: int, version_id: int) -> tuple[VersionRow, BinaryIO]:
    """The bytes of a document, to be shown on the page of `consult_item`; whoever comes by another way is noted here."""
    require(by, VIEW, clause=grants.CLAUSE, attempted="consult_version")
    leave = grants.leave(by, grant, Ref("dossier", _dossier_of(versions=version_id)))
    row = reads.version(system(), version_id)
    reads.refuse_closed(by, row.version)
    item, reader = row.version.item, content.opened(row.version.subject, row.version)
    if not grants.read_lately(leave, item.title):
        _note_look(by=by, leave=leave, item=item)
    return row, reader


@act(VIEW, clause=grants.CLAUSE)
def _note_look(*, by: Viewer, leave: Leave, item: Item) -> None:
    note_reading(by, leave, item.title, item=item.pk)


def _dossier_of(**item: int) -> int:
    """In which dossier a document lies; 0 for none, which no grant opens."""
    return Item.objects.filter(**item).values_list("dossier", flat=True).first() or 0
