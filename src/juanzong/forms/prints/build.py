"""Builds the paper of a sheet: its fields with what is filled in, or empty and numbered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.forms import checking
from juanzong.forms.prints.words import Lang, words
from juanzong.kit.prints import check_code, qr_svg, render
from juanzong.policies.choices import Text
from juanzong.policies.shapes_forms import Form, FormField, FormSection, InputType

_LONG = (InputType.LONG_TEXT, InputType.HEALTH)
_CHOSEN = (InputType.CHOICE, InputType.CHOICES, InputType.YES_NO, InputType.CONSENT)
_BLANK_ROWS = 4
# How high a blank stands on paper, in millimetres: a line, a remark, a story; a remark has at most so many characters.
_LINE, _FEW_LINES, _PAGEFUL, _SHORT = 5, 11, 20, 500


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the fields. serial: of the numbered blank, "" for none. mark: the watermark of a copy, which says
    who made it, what for, when, under which number. address: what the QR code opens."""

    company: str
    about: str = ""
    department: str = ""
    filled_by: str = ""
    filled_on: dt.date | None = None
    way: str = ""
    serial: str = ""
    version: int = 1
    draft: bool = False
    address: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A signature as it is printed. code: of the field. svg: the handwriting, "" for none."""

    code: str
    label: Text
    name: str = ""
    position: str = ""
    at: str = ""
    svg: str = ""
    broken: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a record says. values: by field. hidden: what stands instead of those that are not printed open. names: of
    people and departments by id."""

    values: Mapping[str, str]
    hidden: Mapping[str, str]
    names: Mapping[str, str]
    signatures: Sequence[Signature]


def filled(form: Form, head: Head, said: Said, *, lang: Lang = "zh", moment: dt.datetime) -> bytes:
    """A record as PDF/A."""
    sections = [
        (section, [_cell(field, said, lang) for field in section.fields if _counts(field, said)])
        for section in form.sections
    ]
    body = _body(form, sections, said.signatures, lang) | {"serials": [head.serial], "blank": False}
    return _print(form, head, body, lang, moment)


def blank(form: Form, head: Head, serials: Sequence[int], *, lang: Lang = "zh", moment: dt.datetime) -> bytes:
    """The empty sheet as PDF/A, once for each serial number, or once without one."""
    signing = [Signature(code=one.code, label=one.name) for one in form.fields if one.type is InputType.SIGNATURE]
    sections = [
        (section, [_empty(one, lang) for one in section.fields if one.type is not InputType.SIGNATURE])
        for section in form.sections
    ]
    numbers = [f"{n:06d}" for n in serials] or [""]
    body = _body(form, sections, signing, lang) | {"serials": numbers, "blank": True}
    return _print(form, head, body, lang, moment)


def _body(
    form: Form,
    sections: Sequence[tuple[FormSection, list[dict[str, Any]]]],
    signatures: Sequence[Signature],
    lang: Lang,
) -> dict[str, Any]:
    """The parts with something in them, and the signatures: the collector's apart, for it stands top right."""
    signed = {one.code: _signature(one, lang) for one in signatures}
    collector = signed.pop(form.collector, None)
    parts = [{"title": section.name.in_language(lang), "cells": cells} for section, cells in sections if cells]
    return {"sections": parts, "signatures": list(signed.values()), "collector": collector}


def _counts(field: FormField, said: Said) -> bool:
    """A field for signing is a cell of its own only where somebody signed on paper and their name was typed in."""
    return field.type is not InputType.SIGNATURE or bool(said.values.get(field.code))


def _cell(field: FormField, said: Said, lang: Lang) -> dict[str, Any]:
    text = said.values.get(field.code, "")
    cell = _frame(field, lang)
    if field.code in said.hidden:
        cell["text"] = said.hidden[field.code]
    elif field.type is InputType.TABLE:
        lines = checking.rows_of(text)
        cell["lines"] = [
            [_words(column, row.get(column.code, ""), said.names, lang) for column in field.columns] for row in lines
        ]
        cell["head"] = [column.name.in_language(lang) for column in field.columns]
    elif field.type in _CHOSEN:
        cell["boxes"] = _boxes(field, set(text.split(",")), lang)
    else:
        cell["text"] = _words(field, text, said.names, lang)
    return cell


def _empty(field: FormField, lang: Lang) -> dict[str, Any]:
    cell = _frame(field, lang)
    if field.type is InputType.TABLE:
        cell["head"] = [column.name.in_language(lang) for column in field.columns]
        cell["lines"] = [["" for _column in field.columns] for _n in range(field.rows or _BLANK_ROWS)]
    elif field.type in _CHOSEN:
        cell["boxes"] = _boxes(field, set(), lang)
    if field.type in _LONG:
        cell["high"] = _PAGEFUL if field.max_length > _SHORT else _FEW_LINES
    return cell


def _frame(field: FormField, lang: Lang) -> dict[str, Any]:
    many = field.type in _CHOSEN and len(field.options) > 4
    wide = field.type in (*_LONG, InputType.TABLE, InputType.ADDRESS, InputType.CONSENT) or many
    label = field.name.in_language(lang)
    return {
        "label": label, "wide": wide or len(label) > 14, "text": "", "boxes": [], "head": [], "lines": [],
        "high": _LINE, "required": field.required,
    }  # fmt: skip


def _boxes(field: FormField, chosen: set[str], lang: Lang) -> list[dict[str, Any]]:
    label = words(lang)
    match field.type:
        case InputType.YES_NO:
            pairs = [("yes", label["yes"]), ("no", label["no"])]
        case InputType.CONSENT:
            pairs = [("yes", label["agree"]), ("no", label["disagree"])]
        case _:
            pairs = [(option.code, option.name.in_language(lang)) for option in field.options]
    return [{"text": text, "on": code in chosen} for code, text in pairs]


def _words(field: FormField, text: str, names: Mapping[str, str], lang: Lang) -> str:
    if field.type in _CHOSEN:
        return "、".join(
            one["text"] for one in _boxes(field, set(text.split(",")), lang) if one["on"]
        )  # untranslated: mark
    return str(checking.shown(field, text, names))


def _signature(one: Signature, lang: Lang) -> dict[str, Any]:
    return {
        "label": one.label.in_language(lang), "name": one.name, "position": one.position, "at": one.at,
        "svg": one.svg, "broken": one.broken,
    }  # fmt: skip


def _print(form: Form, head: Head, body: dict[str, Any], lang: Lang, moment: dt.datetime) -> bytes:
    label = words(lang)
    name = form.name.in_language(lang)
    facts = {"form": form.code, "about": head.about, "serials": body["serials"], "sections": body["sections"]}
    check = check_code(facts)
    sheet = {
        **body,
        "head": {
            "company": head.company, "name": name, "number": form.number, "about": head.about,
            "department": head.department, "filled_by": head.filled_by, "way": head.way, "draft": head.draft,
            "filled_on": head.filled_on.isoformat() if head.filled_on else "",
            "version": label["version"].replace("{n}", str(head.version)) if head.version > 1 else "",
            "purpose": form.purpose.in_language(lang) if form.purpose else "",
            "central": label["central"] if form.serial else "",
        },
        "mark": head.mark,
        "landscape": form.landscape,
        "lang": lang,
        "words": label,
        "title": f"{name} {head.about}".strip(),
        "author": head.company,
        "check": check,
        "qr": qr_svg((head.address or f"{form.code} {check}")[:600]),
    }  # fmt: skip
    return render("forms/prints/sheet.typ", sheet, moment=moment)
