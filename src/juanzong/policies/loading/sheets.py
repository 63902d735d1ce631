"""Forms, registers and categories of customers, from tables to the frozen data of `shapes_forms`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import Information, Protection
from juanzong.policies.loading.parts import clause_id
from juanzong.policies.loading.tables import Table, unique
from juanzong.policies.shapes_forms import (
    FORM_RULES,
    Category,
    Form,
    FormField,
    FormSection,
    InputType,
    Option,
    RegisterRule,
)

CHOOSING = (InputType.CHOICE, InputType.CHOICES)
SUBJECTS = ("customer", "dossier", "staff", "department", "company")
MOVES = ("issue", "return", "transfer", "retire")


def _when(table: Table) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(table.conditions("when"))


def _option(table: Table) -> Option:
    option = Option(table.code("code"), table.text())
    table.done()
    return option


def _field(table: Table, *, column: bool = False) -> FormField:
    options, columns = table.tables("options"), [] if column else table.tables("columns")
    unique(options)
    unique(columns)
    field = FormField(
        code=table.code("code"),
        name=table.text(),
        type=table.choice("type", InputType),
        required=table.flag("required", False),
        protection=table.choice("protection", Protection, Protection.ORDINARY),
        information=table.choice("information", Information, Information.BASIC),
        options=tuple(_option(one) for one in options),
        columns=tuple(_field(one, column=True) for one in columns),
        prefill=table.words("prefill", ""),
        when=_when(table),
        max_length=table.number("max_length", 1, 4000, 200),
        rows=table.number("rows", 0, 60, 0),
        help=table.text("help") if table.has_text("help") else None,
        clause=clause_id(table, default=""),
    )
    if (field.type in CHOOSING) != bool(field.options):
        table.fault("options", _("选择类字段应有可选的值，其他字段不应有。"))
    if not column and (field.type is InputType.TABLE) != bool(field.columns):
        table.fault("columns", _("表格字段应有列，其他字段不应有。"))
    table.done()
    return field


def _section(table: Table) -> FormSection:
    section = FormSection(
        code=table.code("code"),
        name=table.text(),
        fields=tuple(_field(one) for one in table.tables("fields")),
        when=_when(table),
    )
    if not section.fields:
        table.fault("fields", _("不能为空。"))
    table.done()
    return section


def _register(table: Table) -> RegisterRule:
    rule = RegisterRule(
        key=table.several("key"),
        holder=table.code("holder"),
        free=table.text("free"),
        held=table.text("held"),
        moves=table.several("moves", ("issue", "return", "transfer")),
    )
    for move in rule.moves:
        if move not in MOVES:
            table.fault("moves", _("“%(value)s”不在可用的值之内。"), MOVES, value=move)
    table.done()
    return rule


def _clauses(table: Table) -> Mapping[str, str]:
    found = {}
    for name, clause in table.mapping("clauses").items():
        if name not in FORM_RULES or not isinstance(clause, str):
            table.fault(f"clauses.{name}", _("“%(value)s”不在可用的值之内。"), FORM_RULES, value=name)
            continue
        found[name] = clause
    return MappingProxyType(found)


def read_form(table: Table, pack: str) -> Form:
    """One sheet. A field that stands twice, a condition on a field that is not there, a register without its key: faults."""
    register = table.tables("register")
    sections = table.tables("section")
    unique(sections)
    form = Form(
        code=table.code("code"),
        pack=pack,
        name=table.text(),
        clause=clause_id(table),
        subject=table.words("subject"),
        sections=tuple(_section(one) for one in sections),
        number=table.words("number", ""),
        about=table.text("about") if table.has_text("about") else None,
        purpose=table.text("purpose") if table.has_text("purpose") else None,
        positions=table.several("positions", ()),
        serial=table.flag("serial", False),
        files_into=table.words("files_into", ""),
        submits_to=table.code("submits_to", ""),
        sealed_by=table.code("sealed_by", ""),
        landscape=table.flag("landscape", False),
        collector=table.code("collector", ""),
        clauses=_clauses(table),
        register=_register(register[0]) if register else None,
    )
    if form.subject not in SUBJECTS:
        table.fault("subject", _("“%(value)s”不在可用的值之内。"), SUBJECTS, value=form.subject)
    if len(register) > 1:
        table.fault("register", _("一张表只能有一个登记簿。"))
    _check_form(table, form)
    table.done()
    return form


def _check_form(table: Table, form: Form) -> None:
    if not form.sections:
        table.fault("section", _("缺少此项。"))
    seen: set[str] = set()
    for field in form.fields:
        if field.code in seen:
            table.fault(field.code, _("字段“%(value)s”重复。"), value=field.code)
        seen.add(field.code)
    signatures = sorted(field.code for field in form.fields if field.type is InputType.SIGNATURE)
    if form.collector and form.collector not in signatures:
        table.fault("collector", _("“%(value)s”不在可用的值之内。"), signatures, value=form.collector)
    conditions = [(one.code, one.when) for one in form.fields] + [(one.code, one.when) for one in form.sections]
    for code, when in conditions:
        for name in when:
            if name not in seen or name == code:
                table.fault(f"{code}.when", _("表里没有字段“%(value)s”。"), sorted(seen), value=name)
    if form.register is None:
        return
    required = {field.code for field in form.fields if field.required and not field.when}
    for code in form.register.key:
        if code not in required:
            table.fault("register.key", _("登记簿的编号字段“%(value)s”必须是必填字段。"), sorted(required), value=code)
    if form.register.holder != "customer" and form.register.holder not in seen:
        table.fault("register.holder", _("表里没有字段“%(value)s”。"), ["customer", *seen], value=form.register.holder)


def read_category(table: Table, pack: str) -> Category:
    category = Category(table.code("code"), pack, table.text(), clause_id(table))
    table.done()
    return category
