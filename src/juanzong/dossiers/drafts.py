"""What a person enters for an item, and the check of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from juanzong.dossiers.choices import Authenticity, Medium
from juanzong.kit import clock
from juanzong.kit.errors import Invalid
from juanzong.policies.shapes import DossierKind

MAX_SHEETS = 9999
_EARLIEST = dt.date(1900, 1, 1)
_LENGTHS = {"title": 200, "document_number": 100, "author": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item as entered. requirement: code of the catalogue's item, "" for one that it does not name.
    sheets_as_scanned: whoever files it says that the paper has as many pages as its scan, instead of a number."""

    section: str
    title: str
    requirement: str = ""
    document_number: str = ""
    author: str = ""
    issued_on: dt.date | None = None
    medium: str = Medium.PAPER.value
    authenticity: str = Authenticity.ORIGINAL.value
    sheets: int | None = None
    sheets_as_scanned: bool = False
    attachment: bool = False

    def values(self) -> dict[str, Any]:
        """The columns of the item, texts trimmed."""
        return {
            "section": self.section,
            "requirement": "" if self.attachment else self.requirement,
            "title": self.title.strip(),
            "document_number": self.document_number.strip(),
            "author": self.author.strip(),
            "issued_on": self.issued_on,
            "medium": self.medium,
            "authenticity": self.authenticity,
            "sheets": None if self.medium == Medium.SCAN else self.sheets,
            "attachment": self.attachment,
        }


def check(draft: ItemDraft, kind: DossierKind) -> None:
    """Invalid, naming every field that cannot be taken."""
    wrong = dict(_wrong_texts(draft)) | dict(_wrong_places(draft, kind))
    if draft.issued_on and not _EARLIEST <= draft.issued_on <= clock.today():
        wrong["issued_on"] = _("日期不能晚于今天，也不能早于 1900 年。")
    if draft.sheets is not None and not 1 <= draft.sheets <= MAX_SHEETS:
        wrong["sheets"] = _("页数须在 1 到 %(most)s 之间。") % {"most": MAX_SHEETS}
    if draft.medium not in Medium.values:
        wrong["medium"] = _("请选择纸质、扫描件或两者都有。")
    if draft.authenticity not in Authenticity.values:
        wrong["authenticity"] = _("请选择原件或复印件。")
    if wrong:
        raise Invalid(_("卷内文件有 %(n)s 处需要修改。") % {"n": len(wrong)}, fields=wrong, clause="P03-4.2a")


def _wrong_texts(draft: ItemDraft) -> Mapping[str, str]:
    wrong = {}
    for name, most in _LENGTHS.items():
        text = getattr(draft, name).strip()
        if len(text) > most:
            wrong[name] = _("最多 %(most)s 个字。") % {"most": most}
        elif any(ord(char) < 32 for char in text):
            wrong[name] = _("含有看不见的控制字符，请重新输入。")
    if not draft.title.strip():
        wrong["title"] = _("请填写题名。")
    return wrong


def _wrong_places(draft: ItemDraft, kind: DossierKind) -> Mapping[str, str]:
    sections = {section.code: section for section in kind.sections}
    if draft.section not in sections:
        return {"section": _("请选择目录中的类目。")}
    if draft.requirement and draft.requirement not in {wanted.code for wanted in sections[draft.section].items}:
        return {"requirement": _("这一类目里没有所选的文件名目。")}
    if draft.attachment and not kind.attachments:
        return {"attachment": _("这种档案不设附件。")}
    return {}
