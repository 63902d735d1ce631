"""The poster of the pledges for the wall (P00-3): A3, one page, in Chinese and English."""

# untranslated module: the paper bears both languages
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from juanzong.kit.prints import render
from juanzong.policies.shapes import Pledge

_TITLE = {"zh": "客户档案承诺", "en": "Our pledges on customer archives"}


def poster(pledges: Sequence[Pledge], *, company: str, lang: str = "zh", moment: dt.datetime | None = None) -> bytes:
    """The pledges large, each with the other language beneath. lang: which stands first."""
    other = "en" if lang == "zh" else "zh"
    body: dict[str, Any] = {
        "lang": lang,
        "words": {"missing-glyphs": "字库缺字："},
        "title": _TITLE[lang],
        "under": _TITLE[other],
        "author": company,
        "company": company,
        "lines": [{"first": getattr(one.text, lang), "second": getattr(one.text, other)} for one in pledges],
        "clauses": "、".join(dict.fromkeys(one.clause for one in pledges)),
    }
    return render("oversight/prints/poster.typ", body, moment=moment)
