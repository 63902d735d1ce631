"""What acts on dossiers share: finding and locking what is acted on, moving through the states, telling the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from juanzong.casework.reads import routes
from juanzong.dossiers import content, reads, rules
from juanzong.dossiers.choices import DossierState, ItemState, Step
from juanzong.dossiers.models import Dossier, Item, Version
from juanzong.dossiers.reads_matter import may_change_for_now
from juanzong.dossiers.searching import index_items
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import require
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.shapes import DossierKind, NumberSeries

_LONGEST_REASON = 200
WORD = "company_word"


def reached(by: Viewer, right: str, dossier_id: int) -> Dossier:
    """A dossier that `by` may act on with `right`; NotFound or NotAllowed otherwise."""
    one = reads.dossier(by, dossier_id)
    if not reads.visible(by, right).filter(pk=one.pk).exists():
        raise NotAllowed(_("这份档案不在您的办理范围内。"), clause="P00-1.6", todo=_("请由档案所属部门或保管人办理。"))
    return one


def locked(by: Viewer, right: str, dossier_id: int) -> Dossier:
    """The same, with its row locked until the act ends, so that of two acts the second sees what the first did."""
    reached(by, right, dossier_id)
    return Dossier.objects.select_for_update(of=("self",)).select_related("customer").get(pk=dossier_id)


def hold_still(*dossier_ids: int) -> list[Dossier]:
    """Lock dossiers until the act ends, for an act of another room that decides by what there is of them; as they are now."""
    return list(Dossier.objects.select_for_update().filter(pk__in=dossier_ids).order_by("pk"))


def locked_item(by: Viewer, right: str, item_id: int) -> tuple[Dossier, Item]:
    """An item in the volume with its dossier, both locked."""
    dossier_id = dossier_of(by, item_id)
    one = locked(by, right, dossier_id)
    item = Item.objects.select_for_update().get(pk=item_id)
    if item.state != ItemState.FILED:
        raise Conflict(_("这件文件已经撤出。"), clause="P06-8", todo=_("如需再次归档，请重新加件。"))
    return one, item


def dossier_of(by: Viewer, item_id: int) -> int:
    """The dossier of an item that the viewer may know of."""
    found = Item.objects.filter(pk=item_id, dossier__in=reads.visible(by)).values_list("dossier_id", flat=True).first()
    if found is None:
        raise NotFound(_("没有这件文件，或您无权查看。"), clause="P00-1.6")
    return int(found)


def move(one: Dossier, step: Step, *, four_eyes: bool = True) -> None:
    """Take a step of the table; the row is not saved yet. Conflict when it is not open."""
    one.state = rules.after(one.state, step, four_eyes=four_eyes)


def not_beside_a_case(one: Dossier, effect: str) -> None:
    """Conflict while an open case takes this dossier there: the step is taken in the case and not beside it."""
    if case := routes.governing(Ref("dossier", one.pk), effect):
        raise Conflict(
            _("这份档案正在办理“%(name)s”，现在的环节是“%(step)s”。") % {"name": case.name, "step": case.step},
            clause=case.clause,
            todo=_("请在办理单上办理。"),
            about=Ref("case", case.case),
        )


def not_without_a_case(one: Dossier, effect: str) -> None:
    """Conflict where a procedure in force takes dossiers of this kind there and no case of it is open yet."""
    not_beside_a_case(one, effect)
    if route := routes.leading(Ref("dossier", one.pk), effect):
        raise Conflict(
            _("这种档案按“%(name)s”办理，还没有开始。") % {"name": route.name},
            clause=route.clause,
            todo=_("请在档案页登记事项，或开始办理。"),
            about=Ref("dossier", one.pk),
        )


def whose_turn(by: Viewer, one: Dossier) -> None:
    """NotAllowed for whoever does not take the present step of the case that has this dossier checked (P03-4.2c)."""
    case = routes.governing(Ref("dossier", one.pk), "dossiers.verify")
    if case and not routes.takes(by, case.case):
        raise NotAllowed(
            _("这份档案正在“%(step)s”，由该环节的办理人核对。") % {"step": case.step},
            clause=case.clause,
            todo=_("请由其核对；需要换人时，请在档案页重新指定经办角色。"),
            about=Ref("case", case.case),
        )


def told(
    by: Viewer, kind: str, one: Dossier, *, clauses: Sequence[str], item: int | None = None, **payload: Any
) -> None:
    """One entry about a dossier, or about an item of it. Codes, ids and counts only: titles may name people."""
    about = Ref("dossier", one.pk) if item is None else Ref("item", item)
    if item is not None:
        payload["dossier"] = one.pk
    ledger.record(kind, by.actor, about, basis=f"pack:{one.pack_version}", clauses=clauses, payload=payload)


def said(reason: str, *, clause: str, sentence: Any = "") -> str:
    """A reason, trimmed; Invalid when there is none or it is too long."""
    text = " ".join(reason.split())
    if not text:
        raise Invalid(sentence or _("请说明原因。"), fields={"reason": _("请说明原因。")}, clause=clause)
    if len(text) > _LONGEST_REASON:
        raise Invalid(_("原因最多 %(most)s 个字。") % {"most": _LONGEST_REASON}, fields={"reason": _("太长了。")})
    return text


def second_person(by: Viewer, involved: frozenset[int]) -> None:
    """NotAllowed for whoever filed what is to be checked, and for what is no person (P00-2.4)."""
    if by.staff_id and by.staff_id not in involved:
        return
    raise NotAllowed(
        _("核对须由第二人进行：您参与了这份档案的建立或归档。"),
        clause="P00-2.4",
        todo=_("请由没有参与归档的同事核对。"),
    )


# Items


def new_item(one: Dossier, values: dict[str, Any], by: Viewer) -> Item:
    """Write an item at the end of its section."""
    item = Item(dossier=one, filed_by=by.staff_id, filed_by_name=by.name, **values)
    places = Item.objects.filter(dossier=one, section=item.section, place__gt=0).values_list("place", flat=True)
    item.place = max(places, default=-1) + 1
    item.save(force_insert=True)
    return item


def new_version(item: Item, kept: content.Kept, by: Viewer, *, reason: str = "") -> Version:
    """Write a version of an item, after all there are; content that the item has already is that version."""
    known = list(Version.objects.filter(item=item).order_by("number"))
    for version in known:
        if version.sha256 == kept.sha256:
            return version
    row = new_id()
    return Version.objects.create(
        id=row,
        item=item,
        number=len(known) + 1,
        subject=kept.subject,
        stored=kept.stored,
        sha256=kept.sha256,
        size=kept.size,
        mime=kept.mime,
        pages=kept.pages,
        file_name=content.sealed_name(kept.subject, kept.name, table="version", row=row),
        reason=reason,
        added_by=by.staff_id,
        added_by_name=by.name,
    )


def same_subject(one: Dossier, kept: content.Kept | None) -> None:
    """Conflict when the customer was merged away between the upload and the act."""
    if kept is not None and kept.subject != one.customer_id:
        raise Conflict(_("档案的客户刚刚有变动。"), todo=_("请重新上传一次。"))


def consented(by: Viewer, one: Dossier, *, attempted: str) -> None:
    """Let a change of an accepted dossier pass only for whoever may consent to it, the department manager or the
    archivist, who hold `dossiers.close`, and for whom they gave their consent for some days (P06-8)."""
    if one.state == DossierState.IN_FORCE and not may_change_for_now(one.pk, by.staff_id):
        require(by, "dossiers.close", clause="P06-8", attempted=attempted)


# Numbers


def give_codes(one: Dossier, kind: DossierKind) -> list[Item]:
    """Number the contracts of an accepted dossier after it (P03-4.8), in the order of the catalogue; never reused."""
    listed = reads.facts_of([one.pk])[one.pk]
    numbered = [
        item.id
        for item in rules.in_order(kind, listed)
        if not item.attachment
        and not item.code
        and (wanted := rules.requirement_of(kind, item.section, item.requirement))
        and wanted.numbered
    ]
    if not numbered:
        return []
    taken = Item.objects.filter(dossier=one).exclude(code="").count()
    rows = Item.objects.in_bulk(numbered)
    for n, pk in enumerate(numbered, taken + 1):
        rows[pk].code = kind.number.item_text(one.number, n)
    coded = list(rows.values())
    Item.objects.bulk_update(coded, ["code"])
    index_items(one, coded)
    return coded


def number_text(series: NumberSeries, n: int, *, department: str, year: int, unit: str) -> str:
    """The number as printed, with the company's word."""
    return series.text(n, word=policies.parameter_value(WORD), department=department, year=year, unit=unit)
