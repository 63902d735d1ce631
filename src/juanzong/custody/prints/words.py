"""The printed labels of the archive room's labels and spines, in Chinese and English."""

# untranslated module: the labels stand here in both languages
from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]

_PAIRS: dict[str, tuple[str, str]] = {
    "labels": ("标签", "Labels"),
    "spines": ("卷脊", "Spines"),
    "qr": ("二维码", "QR code"),
    "bars": ("条码", "Bar code"),
    "page-of": ("第 {page} 页　共 {total} 页", "Page {page} of {total}"),
    "missing-glyphs": ("字库缺字：", "Characters not in the font:"),
}


def words(lang: Lang) -> dict[str, str]:
    """All labels in one language, by key."""
    return {key: pair[0 if lang == "zh" else 1] for key, pair in _PAIRS.items()}
