"""The archive room of each side: a count with a difference, a round with a trouble, a list for destruction, a freeze."""

from __future__ import annotations

import datetime as dt
import io

from juanzong.custody.models import (
    Count,
    CountFinding,
    Disposal,
    DisposalLine,
    Freeze,
    Inspection,
    InspectionFinding,
    InspectionPhoto,
    Place,
)
from juanzong.custody.photos import keep_photo
from juanzong.kit import clock
from juanzong.kit.ids import new_id
from tests.dossiers.helpers import a_picture


def custody_of(place: int, dossier: int, mark: str, text: str) -> dict[str, int]:
    """Rows of the archive room by the names that screens ask for; `text` is put wherever people write something."""
    room, today, words = Place.objects.get(pk=place), clock.today(), text or "受潮"
    count = Count.objects.create(place=room, opened_by=0, opened_by_name="盘点人")
    finding = CountFinding.objects.create(count=count, kind="surplus", code=words[:120], found_at=room.address)
    round_ = Inspection.objects.create(place=room, by_name="检查人", note=words[:300])
    trouble = InspectionFinding.objects.create(inspection=round_, kind="damp", note=words[:300])
    photo = InspectionPhoto(id=new_id(), inspection=round_, added_by_name="检查人")
    kept = keep_photo(photo.pk, "潮.jpg", io.BytesIO(a_picture()))
    photo.stored, photo.sha256, photo.mime = kept.stored, kept.sha256, kept.mime
    photo.save(force_insert=True)
    listed = Disposal.objects.create(number=f"销清{mark}", made_by=0, made_by_name="编制人")
    line = DisposalLine.objects.create(
        disposal=listed, dossier_id=dossier, number="—", title=words[:200], kind_name="借款项目档案", term="10 年",
        began=today - dt.timedelta(days=4000), expired=today - dt.timedelta(days=9), items=1, pages=9, confidential=True,
        method="shred",
    )  # fmt: skip
    freeze = Freeze.objects.create(dossier_id=dossier, reason=words[:200], placed_by_name="冻结人")
    return {
        "count": count.pk, "finding": finding.pk, "trouble": trouble.pk, "inspection_photo": photo.pk,
        "disposal": listed.pk, "disposal_line": line.pk, "freeze": freeze.pk,
    }  # fmt: skip
