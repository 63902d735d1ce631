"""Several items of one dossier in one act: filing a whole folder, confirming all that was found right.

The same checks, rows and entries as one by one, with a number of SQL statements that does not grow with the items.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from juanzong.dossiers import content, reads, rules
from juanzong.dossiers.choices import CheckResult, DossierState, ItemState, Medium, Step
from juanzong.dossiers.content import Kept, Upload
from juanzong.dossiers.drafts import ItemDraft, check
from juanzong.dossiers.models import Check, Dossier, Item, Version
from juanzong.dossiers.searching import index_items
from juanzong.dossiers.writing import give_codes, locked, reached, same_subject, second_person, whose_turn
from juanzong.kit import clock, subject_keys
from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.kit.sealing import Sealer
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer

FILE = "dossiers.file"
VERIFY = "dossiers.verify"
Filed = tuple[ItemDraft, Upload | None]


def add_items(*, by: Viewer, dossier_id: int, filed: Sequence[Filed]) -> list[Item]:
    """Put items into a dossier, all or none, each with its scan where there is one; files sent before are left out."""
    require(by, FILE, clause="P02-b", attempted="add_items")
    one = reached(by, FILE, dossier_id)
    rules.after(one.state, Step.ADD_ITEM)
    if not filed:
        raise Invalid(_("没有要归档的文件。"), clause="P02-b", todo=_("请先选择文件。"))
    kind = reads.kind_of(one)
    for draft, _upload in filed:
        check(draft, kind)
    kept = [(draft, content.keep(one.customer_id, upload) if upload else None) for draft, upload in filed]
    return _add_items(by=by, dossier_id=dossier_id, kept=kept)


@act(FILE, clause="P02-b")
def _add_items(*, by: Viewer, dossier_id: int, kept: Sequence[tuple[ItemDraft, Kept | None]]) -> list[Item]:
    one = locked(by, FILE, dossier_id)
    rules.after(one.state, Step.ADD_ITEM)
    for _draft, content_of in kept:
        same_subject(one, content_of)
    columns = ("section", "requirement", "title", "sha256")
    sent = Version.objects.filter(item__dossier=one, item__state=ItemState.FILED)
    before = set(sent.values_list(*(f"item__{name}" for name in columns[:3]), "sha256"))
    made: list[tuple[Item, Kept | None]] = []
    places = _places(one)
    for draft, content_of in kept:
        values = draft.values()
        known = (*(values[name] for name in columns[:3]), content_of.sha256 if content_of else "")
        if known in before:
            continue
        if content_of and values["medium"] == Medium.PAPER:
            values["medium"] = Medium.BOTH.value
        place = places.get(values["section"], 0)
        if place:
            places[values["section"]] = place + 1
        made.append((Item(dossier=one, filed_by=by.staff_id, filed_by_name=by.name, place=place, **values), content_of))
        if content_of:
            before.add(known)
    items = Item.objects.bulk_create(item for item, _kept in made)
    _add_versions(made, by)
    index_items(one, items, new=True)
    _tell(by, one, "item.added", ("P02-b", "P03-4.2a"), [(item, _added(item, content_of)) for item, content_of in made])
    if one.number:
        give_codes(one, reads.kind_of(one))
    return items


def _places(one: Dossier) -> dict[str, int]:
    """The next place of each section that somebody has ordered by hand. One SQL statement."""
    found: dict[str, int] = {}
    for section, place in Item.objects.filter(dossier=one, place__gt=0).values_list("section", "place"):
        found[section] = max(found.get(section, 0), place + 1)
    return found


def _add_versions(made: Sequence[tuple[Item, Kept | None]], by: Viewer) -> None:
    scanned = [(item, kept) for item, kept in made if kept is not None]
    if not scanned:
        return
    subject = scanned[0][1].subject
    sealer = Sealer(subject_keys.get(subject), subject)
    rows = []
    for item, kept in scanned:
        row = new_id()
        rows.append(
            Version(
                id=row, item=item, number=1, subject=subject, stored=kept.stored, sha256=kept.sha256, size=kept.size,
                mime=kept.mime, pages=kept.pages, added_by=by.staff_id, added_by_name=by.name,
                file_name=sealer.seal(kept.name, table="version", column="file_name", row=row),
            )
        )  # fmt: skip
    Version.objects.bulk_create(rows)


def _added(item: Item, kept: Kept | None) -> dict[str, Any]:
    return {
        "section": item.section, "requirement": item.requirement, "medium": str(item.medium), "sheets": item.sheets,
        "attachment": item.attachment, "sha256": kept.sha256 if kept else None,
    }  # fmt: skip


def _tell(
    by: Viewer, one: Dossier, kind: str, clauses: Sequence[str], rows: Sequence[tuple[Item, dict[str, Any]]]
) -> None:
    ledger.record_many(
        kind,
        by.actor,
        [(Ref("item", item.pk), {**payload, "dossier": one.pk}) for item, payload in rows],
        basis=f"pack:{one.pack_version}",
        clauses=clauses,
    )


@act(VERIFY, clause="P00-2.4")
def confirm_items(*, by: Viewer, dossier_id: int, items: Sequence[int]) -> list[Check]:
    """Note that a second person found these items right, after comparing each with its source (P00-2.4)."""
    one = locked(by, VERIFY, dossier_id)
    rules.after(one.state, Step.CHECK_ITEM)
    whose_turn(by, one)
    listed = reads.facts_of([one.pk])[one.pk]
    facts = {each.id: each for each in listed if each.id in set(items)}
    if not items or len(facts) != len(set(items)):
        raise NotFound(_("有的文件已不在卷内。"), clause="P00-2.4", todo=_("请刷新页面后再核对。"))
    opened = rules.involved(one.opened_by, listed)
    for each in facts.values():
        second_person(by, opened if one.state == DossierState.VERIFYING else each.by)
    rows = list(Item.objects.select_for_update().filter(pk__in=facts, state=ItemState.FILED).order_by("id"))
    checks = Check.objects.bulk_create(
        Check(
            item=row, result=CheckResult.RIGHT, filed_by=row.filed_by, checked_by=by.staff_id, checked_by_name=by.name,
            at=clock.now(),
        )
        for row in rows
    )  # fmt: skip
    Item.objects.filter(pk__in=facts).update(check_result=CheckResult.RIGHT)
    told = [(row, {"result": CheckResult.RIGHT.value, "fields": [], "version": facts[row.pk].version}) for row in rows]
    _tell(by, one, "item.checked", ("P00-2.4",), told)
    return checks
