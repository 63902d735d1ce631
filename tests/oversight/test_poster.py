"""The pledges as a poster for the wall (P00-3)."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from juanzong.kit import clock
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.pledges import current
from juanzong.policies.actions import adopt
from tests.entering import enter
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_poster_is_one_sheet_of_a3_with_every_pledge() -> None:
    adopt(actor=SYSTEM, pack="P00", from_date=clock.today())
    client = enter(make_staff("sales_representative"))
    now = current()
    assert now is not None
    answer = client.get("/oversight/pledges.pdf")
    assert answer["Content-Type"] == "application/pdf"
    paper = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    assert len(paper) == 1
    assert [round(side * 25.4 / 72) for side in paper[0].get_size()] == [297, 420]
    words = "".join(paper[0].get_textpage().get_text_range().split())
    assert all("".join(one.text.zh.split()) in words for one in now.pledges)
