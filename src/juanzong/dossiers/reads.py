"""Reads of dossiers, each scoped to what the viewer may see, each with a known number of SQL statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from juanzong.dossiers import rules
from juanzong.dossiers.choices import DossierState, ItemState, ScanState, Step
from juanzong.dossiers.models import Check, Dossier, Happening, Item, Manager, Scan, Version
from juanzong.dossiers.reads_matter import Part, asked_of, parts_of
from juanzong.dossiers.shapes import Asked, Catalogue, Counted, ErrorRate, Fault, ItemFacts, Want, per_cent
from juanzong.kit import prepared
from juanzong.kit.errors import NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Text
from juanzong.policies.shapes import DossierKind, Event
from juanzong.privacy.reads import SealedText, opened_texts

VIEW = "dossiers.view"
_OPEN = (DossierState.DRAFT, DossierState.VERIFYING, DossierState.VERIFIED)


# Which dossiers


def visible(viewer: Viewer, right: str = VIEW) -> QuerySet[Dossier]:
    """The dossiers that `right` reaches for this viewer; none when they have it not."""
    managed = Manager.objects.filter(staff__in=viewer.people).values("dossier")
    own = Q(custodian__in=viewer.people) | Q(opened_by__in=viewer.people) | Q(pk__in=managed)
    match viewer.scope(right):
        case Scope.COMPANY:
            return Dossier.objects.all()
        case Scope.DEPARTMENT:
            return Dossier.objects.filter(Q(department__in=viewer.departments) | own)
        case Scope.OWN:
            return Dossier.objects.filter(own)
        case _:
            return Dossier.objects.none()


def dossier(viewer: Viewer, dossier_id: int) -> Dossier:
    """One dossier with customer, department and custodian; NotFound when the viewer may not know of it."""
    related = visible(viewer).select_related("customer", "department", "custodian")
    found = related.filter(pk=dossier_id).first()
    if found is None:
        raise NotFound(_("没有这份档案，或您无权查看。"), clause="P00-1.6")
    return found


def kind_of(one: Dossier) -> DossierKind:
    """The kind of a dossier as it stood in the pack's version the dossier was begun under."""
    return kind_at(one.kind, one.pack_version)


def kind_at(code: str, began: str) -> DossierKind:
    """A kind as it stood in a version of a pack, such as `P03:1`."""
    pack, _colon, version = began.partition(":")
    if version.isdigit():
        for kind in policies.pack(pack, int(version)).dossier_kinds:
            if kind.code == code:
                return kind
    return policies.dossier_kind(code)


# What lies in them


def facts_of(dossier_ids: Sequence[int]) -> dict[int, list[ItemFacts]]:
    """The items in the volume of each dossier, which a scoped read gave. Two SQL statements."""
    items = list(Item.objects.filter(dossier__in=dossier_ids, state=ItemState.FILED).order_by("id"))
    versions: dict[int, list[Version]] = {}
    rows = Version.objects.filter(item__dossier__in=dossier_ids, item__state=ItemState.FILED)
    for version in rows.defer("file_name", "reason").order_by("item_id", "number"):
        versions.setdefault(version.item_id, []).append(version)
    found: dict[int, list[ItemFacts]] = {pk: [] for pk in dossier_ids}
    for item in items:
        found[item.dossier_id].append(facts(item, versions.get(item.pk, [])))
    return found


def facts(item: Item, versions: Sequence[Version]) -> ItemFacts:
    """An item and its versions, oldest first, as rules take them."""
    newest = versions[-1] if versions else None
    return ItemFacts(
        id=item.pk,
        section=item.section,
        requirement=item.requirement,
        title=item.title,
        code=item.code,
        document_number=item.document_number,
        author=item.author,
        issued_on=item.issued_on,
        medium=item.medium,
        authenticity=item.authenticity,
        sheets=item.sheets,
        attachment=item.attachment,
        place=item.place,
        filed_by=item.filed_by,
        filed_by_name=item.filed_by_name,
        by=frozenset({item.filed_by, *(version.added_by for version in versions)}),
        check_result=item.check_result,
        version=newest.number if newest else 0,
        version_id=newest.pk if newest else 0,
        mime=newest.mime if newest else "",
        size=newest.size if newest else 0,
        scan_pages=newest.pages if newest else None,
        sha256=newest.sha256 if newest else "",
    )


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A dossier as its page shows it. notes: what the last check of an item said was wrong, by item.

    steps: what the state leaves open. may_verify: whether the viewer is a second person (P00-2.4).
    """

    dossier: Dossier
    kind: DossierKind
    catalogue: Catalogue
    items: tuple[ItemFacts, ...]
    faults: tuple[Fault, ...]
    notes: dict[int, Check]
    steps: tuple[Step, ...]
    may_verify: bool
    withdrawn: tuple[Item, ...]
    parts: tuple[Part, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def wants(self) -> list[Want]:
        """The supplement list as it stands now."""
        found = {
            pk: ([field for field in one.wrong_fields.split(",") if field], one.note, one.checked_by_name, one.at)
            for pk, one in self.notes.items()
        }
        return rules.wants(self.kind, self.catalogue, self.items, self.asked, found)

    @property
    def unchecked(self) -> list[ItemFacts]:
        return rules.waiting_for_check(self.items)

    @property
    def wrong(self) -> list[ItemFacts]:
        return [item for item in self.items if item.wrong]


def dossier_page(viewer: Viewer, dossier_id: int) -> DossierPage:
    """Everything the page of a dossier shows. Six SQL statements, one more for a kind with managers."""
    one = dossier(viewer, dossier_id)
    kind = kind_of(one)
    items = facts_of([one.pk])[one.pk]
    asked = asked_of(one.pk)
    wrong = Check.objects.filter(item__dossier=one.pk, item__check_result="wrong", result="wrong").order_by("at", "id")
    return DossierPage(
        dossier=one,
        kind=kind,
        catalogue=rules.catalogue(kind, items),
        items=tuple(items),
        faults=tuple(rules.faults(kind, items, asked)),
        notes={check.item_id: check for check in wrong},
        steps=rules.open_steps(one.state),
        may_verify=bool(viewer.staff_id) and viewer.staff_id not in rules.involved(one.opened_by, items),
        withdrawn=tuple(Item.objects.filter(dossier=one.pk, state=ItemState.WITHDRAWN).order_by("id")),
        parts=tuple(parts_of(one, kind)),
        asked=tuple(asked),
    )


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version with its file name opened."""

    version: Version
    file_name: str

    @property
    def family(self) -> str:
        return self.version.mime.partition("/")[0]

    @property
    def previews(self) -> str:
        """How it can be looked at on the page: pages, picture, audio, video, or "" (download only)."""
        if self.version.mime == "application/pdf":
            return "pages"
        return {"image": "picture", "audio": "audio", "video": "video"}.get(self.family, "")


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item as its page shows it, versions newest first. closed: its papers are not for this viewer."""

    item: Item
    dossier: Dossier
    kind: DossierKind
    facts: ItemFacts
    versions: tuple[VersionRow, ...]
    checks: tuple[Check, ...]
    closed: bool

    @property
    def newest(self) -> VersionRow | None:
        return self.versions[0] if self.versions else None


def _item(viewer: Viewer, item_id: int) -> Item:
    related = Item.objects.select_related("dossier__customer", "dossier__department", "dossier__custodian")
    item = related.filter(pk=item_id, dossier__in=visible(viewer)).first()
    if item is None:
        raise NotFound(_("没有这件文件，或您无权查看。"), clause="P00-1.6")
    return item


def happenings(shown: DossierPage) -> list[tuple[Text, dt.date, str, str]]:
    """What happened to the matter of a dossier whose page was read, oldest first: event, day, who noted it, remark. One
    SQL statement; none where the kind knows no event."""
    if not shown.kind.events:
        return []
    names = {event.code: event.name for event in shown.kind.events}
    rows = Happening.objects.filter(dossier=shown.dossier).order_by("on_day", "id")
    return [(names.get(one.event, Text(one.event, one.event)), one.on_day, one.noted_by_name, one.note) for one in rows]


def events_of(dossier_ids: Sequence[int]) -> dict[int, list[tuple[str, dt.date]]]:
    """What happened to the matter of each dossier, as code and day. One SQL statement."""
    found: dict[int, list[tuple[str, dt.date]]] = {}
    rows = Happening.objects.filter(dossier__in=dossier_ids).order_by("on_day", "id")
    for pk, event, day in rows.values_list("dossier_id", "event", "on_day"):
        found.setdefault(pk, []).append((event, day))
    return found


def open_events(shown: DossierPage) -> list[Event]:
    """The events that may still be noted of a dossier whose page was read. One SQL statement at most."""
    if not shown.kind.events or shown.dossier.state in (DossierState.CLOSED, DossierState.DESTROYED):
        return []
    noted = set(Happening.objects.filter(dossier=shown.dossier).values_list("event", flat=True))
    return [event for event in shown.kind.events if not event.once or event.code not in noted]


def item_page(viewer: Viewer, item_id: int) -> ItemPage:
    """Everything the page of an item shows. Four SQL statements, three when nothing was uploaded."""
    item = _item(viewer, item_id)
    kind = kind_of(item.dossier)
    versions = list(item.versions.order_by("number"))
    names = opened_texts(
        [SealedText(row.pk, row.subject, "version", "file_name", bytes(row.file_name)) for row in versions]
    )
    return ItemPage(
        item=item,
        dossier=item.dossier,
        kind=kind,
        facts=facts(item, versions),
        versions=tuple(VersionRow(version, names[version.pk]) for version in reversed(versions)),
        checks=tuple(item.checks.order_by("-at", "-id")),
        closed=rules.content_is_closed(kind, item.section, item.requirement, viewer.may),
    )


def version(viewer: Viewer, version_id: int) -> VersionRow:
    """One version that the viewer may open; NotFound, or NotAllowed for sensitive papers. Three SQL statements."""
    related = Version.objects.select_related("item__dossier")
    found = related.filter(pk=version_id, item__dossier__in=visible(viewer)).first()
    if found is None:
        raise NotFound(_("没有这件文件，或您无权查看。"), clause="P00-1.6")
    refuse_closed(viewer, found)
    names = opened_texts([SealedText(found.pk, found.subject, "version", "file_name", bytes(found.file_name))])
    return VersionRow(found, names[found.pk])


def refuse_closed(viewer: Viewer, found: Version) -> None:
    """NotAllowed for sensitive papers that this viewer's position may not see the contents of."""
    if rules.content_is_closed(kind_of(found.item.dossier), found.item.section, found.item.requirement, viewer.may):
        raise NotAllowed(
            _("这件文件属于敏感资料，您的岗位只能看目录，不能看内容。"),
            clause="P00-1.6",
            todo=_("如工作确有需要，请向档案管理员申请。"),
        )


# Lists


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier in a list, with what it adds up to."""

    dossier: Dossier
    kind: DossierKind
    items: int
    pages: int
    completeness: int
    missing: tuple[str, ...]
    unchecked: int
    wrong: int


def rows(dossiers: Iterable[Dossier]) -> list[Row]:
    """Dossiers that a scoped read gave, with what they add up to. One SQL statement for any number."""
    listed = list(dossiers)
    items = counted_of([one.pk for one in listed]) if listed else {}
    return [_row(one, items[one.pk]) for one in listed]


def counted_of(dossier_ids: Sequence[int]) -> dict[int, list[Counted]]:
    """What can be counted of the items in the volume of each dossier; neither their words nor their order."""
    newest = Version.objects.filter(item=OuterRef("pk")).order_by("-number").values("pages")[:1]
    rows = Item.objects.filter(dossier__in=dossier_ids, state=ItemState.FILED).values_list(
        "dossier_id", "section", "requirement", "medium", "sheets", "attachment", "check_result", Subquery(newest)
    )
    found: dict[int, list[Counted]] = {pk: [] for pk in dossier_ids}
    for dossier, section, requirement, medium, sheets, attachment, check_result, pages in rows:
        found[dossier].append(
            Counted(
                section=section, requirement=requirement, medium=medium, sheets=sheets, attachment=attachment,
                check_result=check_result, scan_pages=pages,
            )
        )  # fmt: skip
    return found


def _row(one: Dossier, items: list[Counted]) -> Row:
    kind = kind_of(one)
    bound = [item for item in items if not item.attachment]
    gaps = rules.missing_items(kind, items)
    required = len(kind.required_items)
    return Row(
        dossier=one,
        kind=kind,
        items=len(bound),
        pages=sum(rules.extent(item) or 0 for item in bound),
        completeness=per_cent(required - len(gaps), required),
        missing=tuple(str(gap.item.name) for gap in gaps),
        unchecked=len(rules.waiting_for_check(items)),
        wrong=sum(item.wrong for item in items),
    )


def listed(viewer: Viewer) -> QuerySet[Dossier]:
    """All dossiers the viewer may see, with what a list names."""
    return visible(viewer).select_related("customer", "department", "custodian")


def of_customer(viewer: Viewer, customer_id: int) -> list[Row]:
    """The dossiers of a customer, newest first. Two SQL statements."""
    return rows(listed(viewer).filter(customer=customer_id).order_by("-id"))


def subjects_of_customer(customer_id: int) -> list[Ref]:
    """The dossiers whose entries belong to a customer's timeline. One SQL statement."""
    return [Ref("dossier", pk) for pk in Dossier.objects.filter(customer=customer_id).values_list("id", flat=True)]


def items_of_customer(customer_id: int) -> list[Ref]:
    """The papers in these dossiers, for what has changed. One SQL statement."""
    return [Ref("item", pk) for pk in Item.objects.filter(dossier__customer=customer_id).values_list("id", flat=True)]


def error_rates(viewer: Viewer, *, since: dt.datetime | None = None) -> list[ErrorRate]:
    """Errors found per person and field (P00-2.4), in the dossiers the viewer may see. One SQL statement."""
    checks = Check.objects.filter(item__dossier__in=visible(viewer))
    if since is not None:
        checks = checks.filter(at__gte=since)
    columns = ("filed_by", "item__filed_by_name", "result", "wrong_fields")
    return rules.error_rates(checks.values_list(*columns).annotate(number=Count("id")).order_by())


# Scans


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A file from the scanner with its name opened."""

    scan: Scan
    file_name: str


def scans(viewer: Viewer, *, limit: int = 200) -> list[ScanRow]:
    """Scans that wait to be filed, oldest first, for whoever may file. Two SQL statements."""
    if not viewer.may("dossiers.file"):
        return []
    return _scan_rows(Scan.objects.filter(state=ScanState.WAITING).order_by("id")[:limit])


def scan(viewer: Viewer, scan_id: int) -> ScanRow:
    """One waiting scan; NotFound when it is filed already or the viewer may not file."""
    found = _scan_rows(Scan.objects.filter(pk=scan_id, state=ScanState.WAITING)) if viewer.may("dossiers.file") else []
    if not found:
        raise NotFound(_("没有这份扫描件，或它已经归档。"), todo=_("请回到待归档列表查看。"))
    return found[0]


def scan_count(viewer: Viewer) -> int:
    """How many scans wait to be filed. One SQL statement."""
    return prepared.count(viewer, waiting_scans) if viewer.may("dossiers.file") else 0


def waiting_scans(_viewer: Viewer) -> QuerySet[Scan, Any]:
    """The ids of scans that wait to be filed, for whoever may file them."""
    return Scan.objects.filter(state=ScanState.WAITING).values("pk")


def scans_since(viewer: Viewer) -> tuple[int, dt.datetime | None]:
    """How many scans wait and when the oldest came in. One SQL statement."""
    found = prepared.rows(viewer, _oldest_scan) if viewer.may("dossiers.file") else []
    return found[0] if found else (0, None)


def _oldest_scan(_viewer: Viewer) -> QuerySet[Scan, Any]:
    waiting = Scan.objects.filter(state=ScanState.WAITING).values("state")
    return waiting.annotate(number=Count("*"), since=Min("received_at")).values_list("number", "since")


def _scan_rows(found: QuerySet[Scan]) -> list[ScanRow]:
    listed_scans = list(found)
    names = opened_texts(
        [SealedText(row.pk, row.pk, "scan", "file_name", bytes(row.file_name)) for row in listed_scans]
    )
    return [ScanRow(row, names[row.pk]) for row in listed_scans]


def open_dossiers(viewer: Viewer) -> QuerySet[Dossier]:
    """The dossiers into which the viewer may file something now, newest first."""
    found = visible(viewer, "dossiers.file").filter(state__in=(DossierState.DRAFT, DossierState.IN_FORCE))
    return found.select_related("customer").order_by("-id")
