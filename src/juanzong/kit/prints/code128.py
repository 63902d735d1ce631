"""Code 128 (ISO/IEC 15417) for hand scanners: text to bars, as SVG."""

from __future__ import annotations

from typing import Final

from juanzong.kit.prints.glyphs import Verbatim

# Widths of bar, space, bar, space, bar, space for each value; the stop sign has one bar more.
PATTERNS: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
_TO_B, _TO_C, _START_B, _START_C, _STOP = 100, 99, 104, 105, 106
QUIET: Final = 10
"""Modules of white before and after the bars, as the standard asks."""


def values(text: str) -> list[int]:
    """Start, data, check and stop as values: set B for signs, set C for runs of four digits and more.

    ValueError for an empty text and for what Code 128 B cannot carry.
    """
    if not text or any(not 32 <= ord(sign) <= 126 for sign in text):
        raise ValueError("Code 128 takes printable ASCII")
    found: list[int] = []
    at, in_c = 0, False
    while at < len(text):
        run = len(text[at:]) - len(text[at:].lstrip("0123456789"))
        if run >= (2 if in_c else 4):
            if not in_c:
                found.append(_TO_C if found else _START_C)
            found.append(int(text[at : at + 2]))
            at, in_c = at + 2, True
        else:
            if in_c or not found:
                found.append(_TO_B if found else _START_B)
            found.append(ord(text[at]) - 32)
            at, in_c = at + 1, False
    check = (found[0] + sum(n * value for n, value in enumerate(found[1:], 1))) % 103
    return [*found, check, _STOP]


def code128_svg(text: str, *, height: int = 40) -> Verbatim:
    """Bars with their quiet zones; one module is one unit wide, to be scaled by whoever draws it."""
    bars: list[str] = []
    at = QUIET
    for value in values(text):
        for n, width in enumerate(map(int, PATTERNS[value])):
            if n % 2 == 0:
                bars.append(f"M{at} 0h{width}v{height}h-{width}z")
            at += width
    box = f"0 0 {at + QUIET} {height}"
    return Verbatim(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" preserveAspectRatio="none"><path d="{"".join(bars)}"/></svg>'
    )
