"""From tables to the frozen data of `shapes`: one function per kind of thing a pack may hold."""

from __future__ import annotations

import re
from string import Formatter
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import (
    ClauseKind,
    CustomerKind,
    Information,
    Lookup,
    Mask,
    Protection,
    Scope,
    Validator,
)
from juanzong.policies.loading.tables import CODE, Table, unique
from juanzong.policies.shapes import (
    Channel,
    Clause,
    ConsentPoint,
    Field,
    Guidance,
    LegalBasis,
    Notice,
    NoticePart,
    Parameter,
    Pledge,
    Position,
    Purpose,
)
from juanzong.policies.shapes_forms import Option

CLAUSE_ID = re.compile(r"[A-Z][A-Z0-9]{0,11}-[0-9a-z.\-]+\Z")
RIGHT = re.compile(r"[a-z]+\.[a-z_]+\Z")
# Rights that lead to customers' data: closed to positions that say reads_customers = false.
CUSTOMER_ROOMS = ("customers", "intake", "privacy", "dossiers")
# The rooms of the house, built or planned: a mechanism is named by the room that has or will have it.
ROOMS = (
    "kit", "ledger", "policies", "organisation", "casework", "customers", "privacy", "forms", "dossiers", "custody",
    "premises", "service", "agreements", "oversight", "web",
)  # fmt: skip
NOTICE_WORDS = ("company", "address", "contact", "fields", "retention")


def clause_id(table: Table, key: str = "clause", default: str | None = None) -> str:
    """The id of a clause, as a reference; whether it exists is checked when all packs are read."""
    value = table.words(key, default)
    if value and not CLAUSE_ID.match(value):
        table.fault(key, _("“%(value)s”不是条款编号，应形如 P03-4.2a。"), value=value)
    return value


def placeholders(table: Table, key: str, text: str, allowed: tuple[str, ...], needed: tuple[str, ...] = ()) -> None:
    """Report placeholders that nothing will fill, and needed ones that are missing."""
    try:
        used = {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}
        text.format(**dict.fromkeys(allowed, 1))
    except (ValueError, KeyError, IndexError):
        table.fault(key, _("花括号中的占位词不对。"), [f"{{{name}}}" for name in allowed])
        return
    for name in needed:
        if name not in used:
            table.fault(key, _("必须含有占位词 {%(name)s}。"), name=name)


def read_parameter(table: Table) -> Parameter:
    parameter = Parameter(table.code("code"), table.text(), table.words("default"))
    table.done()
    return parameter


def read_clause(table: Table, pack: str) -> Clause:
    kind = table.choice("kind", ClauseKind)
    clause = Clause(
        id=clause_id(table, "id"),
        pack=pack,
        kind=kind,
        says=table.text(),
        carried_out_by=table.several("by"),
        changed=table.text("changed") if table.has_text("changed") else None,
        why=table.text("why") if table.has_text("why") else None,
        law=table.text("law") if table.has_text("law") else None,
        means=table.several("means", ()),
    )
    for prefix, text in (("changed", clause.changed), ("why", clause.why)):
        if kind is ClauseKind.ADAPT and text is None:
            table.fault(f"{prefix}_zh", _("缺少此项。"))
        if kind is not ClauseKind.ADAPT and text is not None:
            table.fault(f"{prefix}_zh", _("只有 adapt 类条款才写改动及理由。"))
    for name in clause.means:
        room, _dot, word = name.partition(".")
        if room not in ROOMS or not CODE.match(word):
            table.fault("means", _("“%(value)s”不是机制名称，应形如 privacy.encryption。"), ROOMS, value=name)
    if clause.id and not clause.id.startswith(f"{pack}-"):
        table.fault("id", _("条款编号须以制度编号 %(pack)s- 开头。"), pack=pack)
    table.done()
    return clause


def read_position(table: Table, pack: str) -> Position:
    rights = table.worded("rights", Scope)
    for right in rights:
        if not RIGHT.match(right):
            table.fault(f"rights.{right}", _("“%(value)s”不是权限代码，应形如 customers.view。"), value=right)
    reads_customers = table.flag("reads_customers", True)
    if not reads_customers:
        for right in rights:
            if right.partition(".")[0] in CUSTOMER_ROOMS:
                table.fault(f"rights.{right}", _("此岗位不得接触客户资料，不能有这项权限。"))
    position = Position(
        code=table.code("code"),
        packs=(pack,),
        name=table.text(),
        duties=(table.text("duties"),),
        reads_customers=reads_customers,
        rights=MappingProxyType(rights),
        exams=table.several("exams", ()),
    )
    table.done()
    return position


def read_option(table: Table) -> Option:
    option = Option(table.code("code"), table.text())
    table.done()
    return option


def read_field(table: Table) -> Field:
    options = table.tables("options")
    unique(options)
    field = Field(
        code=table.code("code"),
        name=table.text(),
        information=table.choice("information", Information),
        protection=table.choice("protection", Protection),
        customers=table.choices("customers", CustomerKind),
        validator=table.choice("validator", Validator),
        max_length=table.number("max_length", 1, 4000, 100),
        required=table.flag("required", False),
        expected=table.flag("expected", False),
        many=table.flag("many", False),
        lookups=table.choices("lookups", Lookup, ()),
        mask=table.choice("mask", Mask, Mask.NONE),
        options=tuple(read_option(option) for option in options),
        why=table.text("why"),
        clause=clause_id(table),
    )
    if field.encrypted and field.mask is Mask.NONE:
        table.fault("mask", _("重要或敏感的字段必须有遮盖方式。"), [m.value for m in Mask if m is not Mask.NONE])
    if (field.validator is Validator.CHOICE) != bool(field.options):
        table.fault("options", _("choice 字段须列出选项，其他字段不得列出。"))
    if field.lookups and field.validator in (Validator.CHOICE, Validator.DATE, Validator.LONG_TEXT):
        table.fault("lookups", _("取值太少或太长的字段不建盲索引，否则索引本身会泄露内容。"))
    table.done()
    return field


def read_channel(table: Table) -> Channel:
    channel = Channel(
        table.code("code"),
        table.text(),
        table.text("about"),
        table.flag("public", False),
        table.flag("needs_note", False),
    )
    table.done()
    return channel


def read_legal_basis(table: Table) -> LegalBasis:
    basis = LegalBasis(
        code=table.code("code"),
        article=table.text("article"),
        name=table.text(),
        consent=table.flag("consent", False),
        reference=table.text("reference") if table.has_text("reference") else None,
    )
    table.done()
    return basis


def read_purpose(table: Table) -> Purpose:
    purpose = Purpose(
        table.code("code"), table.text(), table.text("about"), table.flag("collect", True), table.flag("reveal", True)
    )
    table.done()
    return purpose


def read_notice(table: Table) -> Notice:
    parts, consents = table.tables("part"), table.tables("consent")
    unique(parts)
    unique(consents)
    notice = Notice(
        code=table.code("code"),
        version=table.number("version", 1, 9999),
        title=table.text("title"),
        channel=table.code("channel"),
        legal_basis=table.code("legal_basis"),
        retention=table.text("retention"),
        fields=table.several("fields"),
        required_fields=table.several("required_fields", ()),
        parts=tuple(read_notice_part(part) for part in parts),
        consents=tuple(read_consent(consent) for consent in consents),
        clause=clause_id(table),
    )
    for code in notice.required_fields:
        if code not in notice.fields:
            table.fault("required_fields", _("“%(value)s”不在可用的值之内。"), notice.fields, value=code)
    table.done()
    return notice


def read_notice_part(table: Table) -> NoticePart:
    part = NoticePart(table.code("code"), table.text("heading"), table.text())
    placeholders(table, "zh", part.body.zh, NOTICE_WORDS)
    placeholders(table, "en", part.body.en, NOTICE_WORDS)
    table.done()
    return part


def read_consent(table: Table) -> ConsentPoint:
    consent = ConsentPoint(
        code=table.code("code"),
        text=table.text(),
        purpose=table.code("purpose"),
        required=table.flag("required"),
        separate=table.flag("separate", False),
        fields=table.several("fields", ()),
    )
    table.done()
    return consent


def read_guidance(table: Table) -> Guidance:
    guidance = Guidance(table.words("screen"), table.text(), table.text("how"), clause_id(table))
    table.done()
    return guidance


def read_pledge(table: Table) -> Pledge:
    pledge = Pledge(table.code("code"), table.text(), clause_id(table))
    table.done()
    return pledge
