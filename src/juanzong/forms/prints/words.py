"""The printed labels, in Chinese and English; the language of a paper is its reader's, not the screen's."""

# untranslated module: the labels stand here in both languages
from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]

_PAIRS: dict[str, tuple[str, str]] = {
    "number": ("表号", "Form no."),
    "serial": ("编号", "No."),
    "about": ("对象", "About"),
    "department": ("部门", "Department"),
    "filled-by": ("填写人", "Filled in by"),
    "filled-on": ("填写日期", "Filled in on"),
    "way": ("填写方式", "How"),
    "purpose": ("收集者和目的", "Who collects, and what for"),
    "collector": ("采集人签名", "Collector's signature"),
    "signatures": ("签字", "Signatures"),
    "signed-at": ("签于", "signed"),
    "broken": ("签字后内容有改动", "changed since it was signed"),
    "unsigned": ("未签字", "not signed"),
    "draft": ("草稿，未提交", "Draft, not submitted"),
    "version": ("第 {n} 版", "Version {n}"),
    "check": ("核对码", "Check code"),
    "qr": ("二维码", "QR code"),
    "printed": ("打印", "Printed"),
    "page-of": ("第 {page} 页　共 {total} 页", "Page {page} of {total}"),
    "missing-glyphs": ("字库缺字：", "Characters not in the font:"),
    "sensitive": ("（受保护，不随纸打印）", "(guarded, not printed)"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "agree": ("同意", "I agree"),
    "disagree": ("不同意", "I do not agree"),
    "central": ("本表由公司统一印制编号，未经同意不得复制。", "Printed and numbered by the company; not to be copied without consent."),
}  # fmt: skip


def words(lang: Lang) -> dict[str, str]:
    """All labels in one language."""
    return {name: pair[0 if lang == "zh" else 1] for name, pair in _PAIRS.items()}
