"""Every sheet of our packs comes out on paper in both languages, as a blank."""

from __future__ import annotations

import datetime as dt

import pytest

from juanzong.forms import prints
from juanzong.policies import reads

PACKS = [pack.id for pack in reads.packs() if pack.forms]
MOMENT = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("pack", PACKS)
def test_every_sheet_prints_in_both_languages(pack: str) -> None:
    for form in reads.pack(pack).forms:
        made = [
            prints.blank(form, prints.Head(company="清河物业有限公司"), [1], lang=lang, moment=MOMENT)
            for lang in ("zh", "en")
        ]
        assert all(pdf.startswith(b"%PDF-") for pdf in made), form.code
        assert made[0] != made[1], form.code
