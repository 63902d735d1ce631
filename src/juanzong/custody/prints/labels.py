"""Labels and spines with codes for scanners, many on a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.custody.choices import Sheet
from juanzong.custody.prints.words import Lang, words
from juanzong.kit.prints import code128_svg, qr_svg, render

SPINES = {Sheet.SPINE_10: 10, Sheet.SPINE_15: 15, Sheet.SPINE_20: 20}


@dataclass(frozen=True, kw_only=True)
class LabelData:
    """One label. name: what stands largest on it; sub: beneath; address: what the QR code opens."""

    name: str
    sub: str
    code: str
    address: str


def sheet_of(
    sheet: Sheet, data: Sequence[LabelData], *, company: str, lang: Lang = "zh", moment: dt.datetime | None = None
) -> bytes:
    """All labels on as many A4 sheets as they need. A spine of 10 mm carries the bare code, which is small enough for it."""
    width = SPINES.get(sheet, 0)
    body: dict[str, Any] = {
        "lang": lang,
        "words": words(lang),
        "title": words(lang)["spines" if width else "labels"],
        "author": company,
        "company": company,
        "width": width,
        "labels": [
            {
                "name": one.name, "sub": one.sub, "code": one.code,
                "qr": qr_svg(one.code if width == 10 else one.address), "bars": code128_svg(one.code),
            }
            for one in data
        ],
    }  # fmt: skip
    template = "spines" if width else "labels"
    return render(f"custody/prints/{template}.typ", body, moment=moment)
