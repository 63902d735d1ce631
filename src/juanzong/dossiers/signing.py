"""What is signed of a dossier: its volume list, item by item with sheets, copies and the hashes of scans (P03-4.2b).

Numbers are not part of it, for they come with acceptance, nor is what checkers noted: who signs assents to the papers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.casework.sockets import Content
from juanzong.dossiers import reads, rules
from juanzong.dossiers.choices import Authenticity, Medium
from juanzong.dossiers.shapes import Catalogue, ItemFacts, Line
from juanzong.organisation.viewer import Viewer


def content(viewer: Viewer, dossier_id: int) -> Content:
    """The volume list as it is now: lines to read, and the same bytes for the same papers. Three SQL statements."""
    one = reads.dossier(viewer, dossier_id)
    kind = reads.kind_of(one)
    listed = rules.catalogue(kind, reads.facts_of([one.pk])[one.pk])
    exact = {
        "dossier": one.pk,
        "kind": one.kind,
        "title": one.title,
        "items": [_exact(line.item) for line in listed.lines],
        "attachments": [_exact(line.item) for line in listed.attachments],
    }
    data = json.dumps(exact, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return Content(f"{one.title} · {_('卷内目录')}", tuple(_lines(listed)), data)


def items(viewer: Viewer, dossier_id: int) -> Mapping[int, str]:
    """The papers that a step asks to compare one by one, in the order of the list, with their sheets."""
    one = reads.dossier(viewer, dossier_id)
    listed = rules.catalogue(reads.kind_of(one), reads.facts_of([one.pk])[one.pk])
    return {line.item.id: f"{line.item.title} · {_extent(line)}" for line in (*listed.lines, *listed.attachments)}


def sheets(viewer: Viewer, dossier_id: int) -> Mapping[int, int]:
    """How many sheets each paper has by the list, for those that are on paper and counted. One SQL statement."""
    one = reads.dossier(viewer, dossier_id)
    return {item.id: item.sheets for item in reads.facts_of([one.pk])[one.pk] if item.on_paper and item.sheets}


def _exact(item: ItemFacts) -> dict[str, Any]:
    return {
        "id": item.id,
        "section": item.section,
        "requirement": item.requirement,
        "title": item.title,
        "document_number": item.document_number,
        "author": item.author,
        "issued_on": item.issued_on.isoformat() if item.issued_on else "",
        "medium": str(item.medium),
        "authenticity": str(item.authenticity),
        "sheets": item.sheets,
        "sha256": item.sha256,
    }


def _lines(listed: Catalogue) -> list[tuple[str, str]]:
    found = [(_("合计"), _("%(items)s 件 %(pages)s 页") % {"items": listed.items, "pages": listed.pages})]
    for group in listed.groups:
        section = str(group.section.name) if group.section else ""
        found += [(f"{line.no} {section}".strip(), _words(line)) for line in group.lines]
    found += [(_("附件"), _words(line)) for line in listed.attachments]
    return found


def _words(line: Line) -> str:
    item = line.item
    parts = [
        item.title, item.document_number, _extent(line), str(Authenticity(item.authenticity).label),
        str(Medium(item.medium).label), f"SHA-256 {item.sha256[:16]}" if item.sha256 else "",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def _extent(line: Line) -> str:
    if line.pages is None:
        return _("未计页数")
    return ngettext("%(n)s 页", "%(n)s 页", line.pages) % {"n": line.pages} if line.pages else _("不计页")
