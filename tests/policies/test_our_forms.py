"""The sheets of the fifteen packs: the eighteen of P12 by number, registers where the mission asks, nothing unguarded."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from juanzong.policies import reads
from juanzong.policies.choices import Protection, Text
from juanzong.policies.shapes_forms import Form, FormField, InputType

HAN = re.compile(r"[\u4e00-\u9fff]")
# What is of a person whatever the sheet says. A number that is the key of a register is the house's own.
GUARDED = {
    InputType.MOBILE: Protection.IMPORTANT,
    InputType.PHONE: Protection.IMPORTANT,
    InputType.EMAIL: Protection.IMPORTANT,
    InputType.RESIDENT_ID: Protection.IMPORTANT,
    InputType.PASSPORT: Protection.IMPORTANT,
    InputType.PLATE: Protection.IMPORTANT,
    InputType.ADDRESS: Protection.IMPORTANT,
    InputType.HEALTH: Protection.SENSITIVE,
    InputType.BANK_CARD: Protection.SENSITIVE,
}
ORDER = (Protection.ORDINARY, Protection.IMPORTANT, Protection.SENSITIVE)
# number on the sheet: its name as P12-5 lists it, and the key of its register, "" for a sheet that is none.
EIGHTEEN = [
    (1, "客户档案登记表", ""),
    (2, "客户紧急联络表", ""),
    (3, "非机动车车牌办理登记表", "plate_no"),
    (4, "特殊事件记录表", ""),
    (5, "停车位租售情况登记表", "space_no"),
    (6, "停车证发放登记表", "permit_no"),
    (7, "电话报装申请表", ""),
    (8, "电话变更登记表", ""),
    (9, "备租/售电话号码登记表", "phone_number"),
    (10, "电话过户登记表", ""),
    (11, "境外雇员登记表", ""),
    (12, "涉外常驻单位登记表", ""),
    (13, "用户身份卡登记表", "card_no"),
    (14, "移机电话统计表", ""),
    (15, "车位申请登记表", ""),
    (16, "辞职、辞退员工名单记录表", ""),
    (17, "代保管单元钥匙申请表", "key_no"),
    (18, "水、电表底数确认单", "meter_kind,meter_no"),
]
FORMS = [form for pack in reads.packs() for form in pack.forms]
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)


def _fields(form: Form) -> Iterator[FormField]:
    for field in form.fields:
        yield field
        yield from field.columns


def _texts(form: Form) -> Iterator[Text]:
    yield from (text for text in (form.name, form.about, form.purpose) if text is not None)
    for section in form.sections:
        yield section.name
    for field in _fields(form):
        yield field.name
        yield from (option.name for option in field.options)
        if field.help is not None:
            yield field.help
    if form.register is not None:
        yield from (form.register.free, form.register.held)


@pytest.mark.parametrize(("n", "name", "key"), EIGHTEEN)
def test_the_eighteen_sheets_of_the_mixed_property_are_there(n: int, name: str, key: str) -> None:
    (form,) = (one for one in reads.pack("P12").forms if one.number == f"qms-pm-313{n:02d}")
    assert (form.name.zh, form.clause) == (name, "P12-5")
    assert ",".join(form.register.key if form.register else ()) == key
    if form.register is not None:
        assert {"issue", "return", "transfer"} <= set(form.register.moves)
    assert sum(field.required for field in form.fields) >= 3


@each_form
def test_a_sheet_guards_what_is_personal(form: Form) -> None:
    key = set(form.register.key) if form.register else set()
    for field in _fields(form):
        wanted = GUARDED.get(field.type, Protection.ORDINARY)
        if field.code not in key:
            assert ORDER.index(field.protection) >= ORDER.index(wanted), field.code
    for table in form.fields:
        for column in table.columns:
            assert ORDER.index(table.protection) >= ORDER.index(column.protection), f"{table.code}.{column.code}"


@each_form
def test_a_sheet_with_sensitive_fields_asks_consent_and_says_what_for(form: Form) -> None:
    sensitive = [field for field in form.fields if field.protection is Protection.SENSITIVE]
    if sensitive and form.subject == "customer":
        consents = {field.code for field in form.fields if field.type is InputType.CONSENT}
        assert consents, form.code
        # Nobody is made to consent: the sheet can be handed in without.
        assert not any(field.required for field in form.fields if field.code in consents)


@each_form
def test_a_sheet_reads_in_both_languages(form: Form) -> None:
    for text in _texts(form):
        assert text.zh.strip() == text.zh != ""
        assert text.en.strip() == text.en != ""
        assert not HAN.search(text.en), text.en


@each_form
def test_a_sheet_files_only_what_is_about_a_customer_or_dossier(form: Form) -> None:
    if form.files_into:
        assert form.subject in ("customer", "dossier")


def test_the_questionnaire_says_who_collects_and_what_for() -> None:
    form = next(one for one in FORMS if one.code == "health_questionnaire")
    assert form.purpose is not None
    assert "本公司" in form.purpose.zh
    assert "不是公益普查" in form.purpose.zh
    assert form.positions == ("satisfaction_representative", "sales_supervisor")
    assert (form.serial, form.submits_to, form.sealed_by) == (True, "sales_manager", "customer_service_manager")
    assert form.field("collector_signature").required
    health = next(section for section in form.sections if section.code == "health")
    assert health.when == {"health_consent": ("yes",)}
    assert all(field.protection is Protection.SENSITIVE for field in health.fields)


def test_the_customer_form_is_filled_in_from_the_questionnaire() -> None:
    form = next(one for one in FORMS if one.code == "customer_form")
    taken = {field.prefill for field in form.fields if field.prefill.startswith("record.")}
    questionnaire = next(one for one in FORMS if one.code == "health_questionnaire")
    assert len(taken) >= 8
    for source in taken:
        assert questionnaire.field(source.removeprefix("record.health_questionnaire."))
    assert [option.code for option in form.field("bought").options] == ["yes", "no"]


@each_form
def test_prefill_names_a_sheet_and_field_that_exist(form: Form) -> None:
    by_code = {one.code: one for one in FORMS}
    fields = {one.code for one in reads.fields()}
    for field in form.fields:
        root, _, rest = field.prefill.partition(".")
        if root == "record":
            other, _, name = rest.partition(".")
            assert by_code[other].field(name)
        elif root == "customer":
            assert rest in fields, field.prefill
        else:
            assert field.prefill in ("", "today", "me.name", "me.department"), field.prefill
