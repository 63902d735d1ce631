"""Dossier kinds and their catalogues."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import Copy, Information, ManagerCode, NumberPer, Order, Protection, RetentionStart
from juanzong.policies.loading.parts import clause_id, placeholders
from juanzong.policies.loading.tables import Table, unique
from juanzong.policies.shapes import DossierKind, Event, Manager, NumberSeries, RequiredItem, Retention, Section


def read_item(table: Table) -> RequiredItem:
    item = RequiredItem(
        code=table.code("code"),
        name=table.text(),
        required=table.flag("required", False),
        copy=table.choice("copy", Copy, Copy.EITHER),
        important=table.flag("important", False),
        media=table.flag("media", False),
        numbered=table.flag("numbered", False),
        protection=table.choice("protection", Protection, Protection.ORDINARY),
        clause=clause_id(table, default=""),
    )
    table.done()
    return item


def read_section(table: Table) -> Section:
    items = table.tables("items")
    unique(items)
    section = Section(
        code=table.code("code"),
        name=table.text(),
        information=table.choice("information", Information),
        clause=clause_id(table),
        items=tuple(read_item(item) for item in items),
    )
    table.done()
    return section


def read_number(table: Table) -> NumberSeries:
    series = NumberSeries(
        series=table.code("series"),
        pattern=table.words("number"),
        item_pattern=table.words("item_number", "{number}-{n:02d}"),
        per=table.choice("number_per", NumberPer, NumberPer.COMPANY),
        clause=clause_id(table, "number_clause"),
    )
    words = ["word", "n"]
    if series.per in (NumberPer.DEPARTMENT, NumberPer.DEPARTMENT_YEAR):
        words.append("department")
    if series.per in (NumberPer.YEAR, NumberPer.DEPARTMENT_YEAR):
        words.append("year")
    if series.per is NumberPer.UNIT:
        words.append("unit")
    placeholders(table, "number", series.pattern, tuple(words), ("n", *words[2:]))
    placeholders(table, "item_number", series.item_pattern, ("number", "n"), ("number", "n"))
    return series


def read_event(table: Table) -> Event:
    event = Event(table.code("code"), table.text(), clause_id(table), table.flag("once", True))
    table.done()
    return event


def read_manager(table: Table) -> Manager:
    manager = Manager(table.choice("code", ManagerCode), table.text(), table.several("positions"), clause_id(table))
    if "positions" in table.data and not manager.positions:
        table.fault("positions", _("不能为空。"))
    table.done()
    return manager


def read_dossier(table: Table, pack: str) -> DossierKind:
    """One kind. With `based_on` a kind may leave sections out: they come from the other one (`settling`)."""
    sections, events, managers = table.tables("section"), table.tables("event"), table.tables("manager")
    for tables in (sections, events, managers):
        unique(tables)
    based_on = table.code("based_on", "")
    if not based_on and not sections:
        table.fault("section", _("缺少此项。"))
    months = table.number("review_months", 0, 120, 0)
    kind = DossierKind(
        code=table.code("code"),
        pack=pack,
        name=table.text(),
        about=table.text("about"),
        clause=clause_id(table),
        order=table.choice("order", Order),
        order_clause=clause_id(table, "order_clause"),
        number=read_number(table),
        custodian=table.code("custodian"),
        retention=Retention(
            years=table.number("retention_years", 1, 100),
            start=table.choice("retention_start", RetentionStart),
            text=table.text("retention"),
        ),
        sections=tuple(read_section(section) for section in sections),
        attachments=table.flag("attachments", False),
        attachments_clause=clause_id(table, "attachments_clause", ""),
        four_eyes=table.flag("four_eyes", True),
        verification_clause=clause_id(table, "verification_clause", "P00-2.4"),
        name_plate=table.flag("name_plate", False),
        review_months=months or None,
        based_on=based_on,
        events=tuple(read_event(event) for event in events),
        managers=tuple(read_manager(manager) for manager in managers),
        unit=table.flag("unit", False),
    )
    if kind.number.per is NumberPer.UNIT and not kind.unit:
        table.fault("number_per", _("只有 unit = true 的档案种类能按单元连续编号。"))
    if kind.attachments and not kind.attachments_clause:
        table.fault("attachments_clause", _("缺少此项。"))
    table.done()
    return kind
