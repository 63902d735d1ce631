"""Where the fonts are and which characters they can show.

Only one font is counted on: Noto Sans CJK Regular, which comes as a package, so that a paper looks the same on every
machine. A serif of the system is used only when a caller asks for it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import noto_cjk_sans_otc
import typst
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Sans CJK SC"
SERIFS = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC")


def font_file() -> Path:
    """The font collection inside its package."""
    return Path(str(noto_cjk_sans_otc.FONT_PATH))


@cache
def system_serif() -> str:
    """The first Chinese serif this machine has, or "" when it has none."""
    families = set(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).families())
    return next((name for name in SERIFS if name in families), "")


@cache
def coverage() -> frozenset[int]:
    """Code points the packaged font has a glyph for."""
    collection = TTCollection(str(font_file()), lazy=True)
    try:
        face = next(font for font in collection.fonts if _family(font) == FAMILY)
        return frozenset(face.getBestCmap())
    finally:
        collection.close()


def _family(font: TTFont) -> str | None:
    name = font["name"].getDebugName(1)
    return str(name) if name is not None else None
