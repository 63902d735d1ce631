"""Filing: items come in, are corrected beside the original, ordered, taken out with a reason (P03-4.2a, P06-8)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.dossiers import content, reads, rules
from juanzong.dossiers.choices import CheckResult, ItemState, Medium, Step
from juanzong.dossiers.content import Kept, Upload
from juanzong.dossiers.drafts import ItemDraft, check
from juanzong.dossiers.models import Dossier, Item, Version
from juanzong.dossiers.searching import forget_item, index_items
from juanzong.dossiers.writing import (
    consented,
    dossier_of,
    give_codes,
    locked,
    locked_item,
    new_item,
    new_version,
    reached,
    said,
    same_subject,
    told,
)
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Order

FILE = "dossiers.file"


def add_item(*, by: Viewer, dossier_id: int, draft: ItemDraft, upload: Upload | None = None) -> Item:
    """Put an item into a dossier, with its scan where there is one. The same file sent twice is one item."""
    require(by, FILE, clause="P02-b", attempted="add_item")
    one = reached(by, FILE, dossier_id)
    rules.after(one.state, Step.ADD_ITEM)
    check(draft, reads.kind_of(one))
    kept = content.keep(one.customer_id, upload) if upload else None
    return _add_item(by=by, dossier_id=dossier_id, draft=draft, kept=kept)


@act(FILE, clause="P02-b")
def _add_item(*, by: Viewer, dossier_id: int, draft: ItemDraft, kept: Kept | None) -> Item:
    one = locked(by, FILE, dossier_id)
    rules.after(one.state, Step.ADD_ITEM)
    same_subject(one, kept)
    values = draft.values()
    again = _sent_before(one, values, kept)
    if again is not None:
        told(by, "item.repeated", one, clauses=("P02-b",), item=again.pk)
        return again
    if kept and values["medium"] == Medium.PAPER:
        values["medium"] = Medium.BOTH.value
    if kept and draft.sheets_as_scanned and values["medium"] == Medium.BOTH:
        values["sheets"] = kept.pages
    item = new_item(one, values, by)
    version = new_version(item, kept, by) if kept else None
    index_items(one, [item], new=True)
    told(
        by, "item.added", one, clauses=("P02-b", "P03-4.2a"), item=item.pk, section=item.section,
        requirement=item.requirement, medium=item.medium, sheets=item.sheets, attachment=item.attachment,
        sha256=version.sha256 if version else None,
    )  # fmt: skip
    if one.number:
        give_codes(one, reads.kind_of(one))
        item.refresh_from_db()
    return item


def _sent_before(one: Dossier, values: dict[str, object], kept: Kept | None) -> Item | None:
    """The item that a first sending of the same file made."""
    if kept is None:
        return None
    same = Item.objects.filter(
        dossier=one, state=ItemState.FILED, section=values["section"], requirement=values["requirement"],
        title=values["title"], versions__sha256=kept.sha256,
    )  # fmt: skip
    return same.first()


@act(FILE, clause="P06-8")
def change_item(*, by: Viewer, item_id: int, draft: ItemDraft) -> Item:
    """Correct what is said of an item, until a second person has confirmed it in an accepted dossier (P06-8). Of one that
    was found wrong nothing need be said otherwise: its paper itself may have been put right."""
    one, item = locked_item(by, FILE, item_id)
    rules.after(one.state, Step.CHANGE_ITEM)
    if not rules.item_may_change(one.state, item.check_result):
        raise Conflict(
            _("这件文件已经核对归档，原件不得改动。"),
            clause="P06-8",
            todo=_("请另加更正版本，或说明原因撤出后重新加件。"),
        )
    consented(by, one, attempted="change_item")
    check(draft, reads.kind_of(one))
    values = draft.values()
    changed = sorted(name for name, value in values.items() if getattr(item, name) != value)
    if not changed and item.check_result != CheckResult.WRONG:
        raise Invalid(_("没有改动。"))
    if item.code and {"section", "requirement", "attachment"}.intersection(changed):
        raise Conflict(_("这件文件已随档案编号，不能改类目。"), clause="P03-4.8", todo=_("请撤出后重新加件。"))
    for name in changed:
        setattr(item, name, values[name])
    if "section" in changed:
        item.place = 0
    item.check_result = ""
    item.save()
    index_items(one, [item])
    told(by, "item.changed", one, clauses=("P06-8",), item=item.pk, fields=changed)
    return item


def add_version(*, by: Viewer, item_id: int, upload: Upload, reason: str = "") -> Version:
    """Put a scan to an item: its first, or a correction beside the original, which says why (P06-8)."""
    require(by, FILE, clause="P06-8", attempted="add_version")
    one = reached(by, FILE, dossier_of(by, item_id))
    rules.after(one.state, Step.ADD_VERSION)
    kept = content.keep(one.customer_id, upload)
    return _add_version(by=by, item_id=item_id, kept=kept, reason=reason)


@act(FILE, clause="P06-8")
def _add_version(*, by: Viewer, item_id: int, kept: Kept, reason: str) -> Version:
    one, item = locked_item(by, FILE, item_id)
    rules.after(one.state, Step.ADD_VERSION)
    same_subject(one, kept)
    numbers = dict(Version.objects.filter(item=item).values_list("sha256", "number"))
    if kept.sha256 in numbers:
        told(by, "item.repeated", one, clauses=("P06-8",), item=item.pk, version=numbers[kept.sha256])
        return new_version(item, kept, by)
    why = said(reason, clause="P06-8", sentence=_("更正版本须说明原因，原件保持不变。")) if numbers else ""
    version = new_version(item, kept, by, reason=why)
    item.check_result = ""
    if item.medium == Medium.PAPER:
        item.medium = Medium.BOTH.value
    item.save(update_fields=["check_result", "medium"])
    told(
        by, "item.corrected" if numbers else "item.scanned", one, clauses=("P06-8",), item=item.pk,
        version=version.number, sha256=version.sha256,
    )  # fmt: skip
    return version


@act(FILE, clause="P06-8")
def withdraw_item(*, by: Viewer, item_id: int, reason: str) -> Item:
    """Take an item out of the volume, with a reason; it and its versions stay on record.

    From an accepted dossier only with the department manager's or archivist's right (P06-8).
    """
    one, item = locked_item(by, FILE, item_id)
    rules.after(one.state, Step.WITHDRAW_ITEM)
    consented(by, one, attempted="withdraw_item")
    item.withdrawn_reason = said(reason, clause="P06-8")
    item.state = ItemState.WITHDRAWN.value
    item.save(update_fields=["state", "withdrawn_reason"])
    forget_item(item)
    told(by, "item.withdrawn", one, clauses=("P06-8",), item=item.pk, section=item.section)
    return item


@act(FILE, clause="P03-4.2a")
def reorder(*, by: Viewer, dossier_id: int, section: str, item_ids: Sequence[int]) -> None:
    """Lay down the order of a section's items; `item_ids` are all of them, each once."""
    one = locked(by, FILE, dossier_id)
    rules.after(one.state, Step.REORDER)
    kind = reads.kind_of(one)
    if kind.order is not Order.CATALOGUE:
        raise Conflict(
            _("这种档案%(order)s排列，不能手工调整次序。") % {"order": kind.order.label}, clause=kind.order_clause
        )
    rows = Item.objects.filter(dossier=one, section=section, state=ItemState.FILED, attachment=False).in_bulk()
    if sorted(rows) != sorted(item_ids):
        raise Conflict(_("卷内文件刚刚有变动，次序没有保存。"), todo=_("请刷新页面后重新排列。"))
    for place, pk in enumerate(item_ids, 1):
        rows[pk].place = place
    Item.objects.bulk_update(rows.values(), ["place"])
    told(by, "dossier.reordered", one, clauses=("P03-4.2a",), section=section, items=len(rows))
