"""Inspection rounds (P05-d3): what was read and found in a place, photos of it, and that it was put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from juanzong.custody.choices import Trouble
from juanzong.custody.models import Inspection, InspectionFinding, InspectionPhoto
from juanzong.custody.photos import keep_photo
from juanzong.custody.rules import climate as rules
from juanzong.custody.writing import locked_place, said, told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

INSPECT = "custody.inspect"
CLAUSE = "P05-d3"
MOST_PHOTOS = 12


@act(INSPECT, clause=CLAUSE)
def inspect(
    *,
    by: Viewer,
    place_id: int,
    temperature: int | None = None,
    humidity: int | None = None,
    troubles: Mapping[str, str] | None = None,
    note: str = "",
    photos: Sequence[tuple[str, BinaryIO]] = (),
) -> Inspection:
    """Note one round of a place. temperature in tenths of a degree; troubles: what was found, by kind, in words; photos: name
    and bytes of each. A round without a reading says why in its note."""
    place = locked_place(place_id)
    found = _checked(temperature, humidity, troubles or {}, note, len(photos))
    one = Inspection.objects.create(
        place=place, at=clock.now(), by_name=by.name[:60], temperature=temperature, humidity=humidity,
        note=" ".join(note.split())[:300],
    )  # fmt: skip
    InspectionFinding.objects.bulk_create(
        [InspectionFinding(inspection=one, kind=kind, note=text) for kind, text in found.items()]
    )
    for name, reader in photos:
        photo = InspectionPhoto(inspection=one, added_at=clock.now(), added_by_name=by.name[:60])
        kept = keep_photo(photo.pk, name, reader)
        photo.stored, photo.sha256, photo.mime = kept.stored, kept.sha256, kept.mime
        photo.save(force_insert=True)
    bad = rules.outside(temperature, rules.TEMPERATURE) or rules.outside(humidity, rules.HUMIDITY)
    told(
        by, "place.inspected", Ref("place", place.pk), clauses=(CLAUSE,), inspection=one.pk, stands=place.address,
        findings=len(found), photos=len(photos), trouble="yes" if found or bad else "no", repairs="yes" if found else "no",
    )  # fmt: skip
    return one


def _checked(
    temperature: int | None, humidity: int | None, troubles: Mapping[str, str], note: str, photos: int
) -> dict[str, str]:
    if temperature is not None and not -400 <= temperature <= 600:
        raise Invalid(_("温度不对。"), fields={"temperature": _("请填写摄氏度，如 21.5。")}, clause=CLAUSE)
    if humidity is not None and not 0 <= humidity <= 100:
        raise Invalid(_("湿度不对。"), fields={"humidity": _("请填写 0 到 100 的百分数。")}, clause=CLAUSE)
    if temperature is None and humidity is None and not note.strip():
        raise Invalid(
            _("没有读数时请说明原因。"), fields={"note": _("请填写温湿度，或说明为什么没有读数。")}, clause=CLAUSE
        )
    if photos > MOST_PHOTOS:
        raise Invalid(_("一次最多 %(most)s 张照片。") % {"most": MOST_PHOTOS}, fields={"photos": _("太多了。")})
    found = {kind: " ".join(text.split())[:300] for kind, text in troubles.items()}
    if set(found) - set(Trouble.values) or not all(found.values()):
        raise Invalid(_("请写明发现了什么。"), fields={"note": _("请写明发现了什么。")}, clause=CLAUSE)
    return found


@act(INSPECT, clause=CLAUSE)
def repair(*, by: Viewer, finding_id: int, what: str) -> InspectionFinding:
    """Say what was done about a finding; with the last one of a round its repairs are done."""
    text = said(what, clause=CLAUSE)
    row = InspectionFinding.objects.select_for_update().filter(pk=finding_id).first()
    if row is None:
        raise NotFound(_("没有这条记录。"), clause=CLAUSE)
    # The place is locked: of two who put the last findings right at once, the second sees that nothing is left.
    one = Inspection.objects.select_for_update(of=("place",)).select_related("place").get(pk=row.inspection_id)
    if row.repaired_at is not None:
        raise Conflict(_("这条已处理。"), clause=CLAUSE, todo=_("请看处理说明。"))
    row.repaired_at, row.repaired_by_name, row.repair = clock.now(), by.name[:60], text
    row.save(update_fields=["repaired_at", "repaired_by_name", "repair"])
    left = InspectionFinding.objects.filter(inspection__place=one.place, repaired_at=None).count()
    told(
        by, "place.repair_noted" if left else "place.repaired", Ref("place", one.place_id), clauses=(CLAUSE,),
        trouble=row.kind, stands=one.place.address, left=left,
    )  # fmt: skip
    return row
