"""The printed labels, in Chinese and English.

They are not gettext: the language of a paper is the reader's of the paper, not the screen's, and one paper may be
printed in either by the same person.
"""

# untranslated module: the labels stand here in both languages
from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]

_PAIRS: dict[str, tuple[str, str]] = {
    "fonds-name": ("全宗名称", "Fonds"),
    "category": ("类目名称", "Category"),
    "volume-title": ("案卷题名", "Title of the volume"),
    "period": ("起止时间", "Dates"),
    "from": ("自", "from"),
    "to": ("至", "to"),
    "retention": ("保管期限", "Retention"),
    "extent": ("件数 / 页数", "Items / pages"),
    "this-volume": ("本卷共", "This volume:"),
    "items": ("件", "items"),
    "pages": ("页", "pages"),
    "number": ("归档号", "Filing number"),
    "archival-code": ("档号", "Archival code"),
    "fonds": ("全宗号", "Fonds no."),
    "catalogue": ("目录号", "Catalogue no."),
    "volume": ("案卷号", "Volume no."),
    "year-of": ("年度", "Year"),
    "secrecy": ("密级", "Class"),
    "draft": ("未归档", "Not yet filed"),
    "check": ("核对码", "Check code"),
    "qr": ("二维码", "QR code"),
    "printed": ("打印", "Printed"),
    "page-of": ("第 {page} 页　共 {total} 页", "Page {page} of {total}"),
    "missing-glyphs": ("字库缺字：", "Characters not in the font:"),
    "cover": ("案卷封面", "Cover"),
    "spine": ("卷脊标签", "Spine labels"),
    "volume-list": ("卷内文件目录", "Volume list"),
    "supplement-list": ("补充资料清单", "Supplement list"),
    "copies": (
        "第一联　{a}执|第二联　{b}执|第三联　卷内存",
        "Copy 1, kept by {a}|Copy 2, kept by {b}|Copy 3, in the volume",
    ),
    "copy-holders": ("经办人|核对人", "Filed by|Checked by"),
    "wanted": ("要补的内容", "What is to be supplied"),
    "asked-by": ("提出", "Asked by"),
    "nothing-wanted": ("没有要补充的资料", "Nothing is to be supplied"),
    "note-sheet": ("卷内备考表", "Note sheet"),
    "no": ("顺序号", "No."),
    "reference": ("文号/合同编号", "Reference"),
    "author": ("责任者", "Author"),
    "title": ("题名", "Title"),
    "date": ("日期", "Date"),
    "page-range": ("页号", "Pages"),
    "form": ("形态", "Form"),
    "note": ("备注", "Note"),
    "original": ("原件", "original"),
    "copy": ("复印件", "copy"),
    "paper": ("纸质", "paper"),
    "scan": ("扫描", "scan"),
    "total": ("合计", "Total"),
    "missing": ("缺件（必备未收）", "Required items not yet received"),
    "missing-count": ("缺", "missing"),
    "attachments": ("附件（不编号）", "Attachments (no code)"),
    "clause": ("依据条款", "Clause"),
    "section": ("类目", "Section"),
    "empty-section": ("（无）", "(none)"),
    "sign-date": ("年　　月　　日", "date"),
    "situation": ("本卷情况说明", "State of this volume"),
    "text-pages": ("文字页", "Text pages"),
    "drawing-pages": ("图样页", "Drawing pages"),
    "photos": ("照片", "Photographs"),
    "sheets": ("张", ""),
    "scans": ("扫描件", "Scans"),
    "total-items": ("总件数", "Items"),
    "total-pages": ("总页数", "Pages"),
    "remarks": ("保管期间变动记录", "Changes while in custody"),
    "remark": (
        "变动情况（缺损、修改、补充、移出、销毁）",
        "What changed (loss, repair, addition, removal, destruction)",
    ),
    "by": ("记录人", "Noted by"),
    "compiled-by": ("立卷人", "Compiled by"),
    "checked-by": ("检查人", "Checked by"),
    "compiled-on": ("立卷时间", "Compiled on"),
    "checked-on": ("检查时间", "Checked on"),
    "cut": ("沿线裁切，按卷厚选用", "Cut along the line; choose by the thickness of the volume"),
}


def words(lang: Lang) -> dict[str, str]:
    """All labels in one language, by key."""
    return {key: pair[0 if lang == "zh" else 1] for key, pair in _PAIRS.items()}


def signers(lang: Lang) -> tuple[str, ...]:
    """Who signs a volume list when the policy names nobody else."""
    return ("立卷人", "核对人", "档案管理员") if lang == "zh" else ("Compiled by", "Checked by", "Archivist")
