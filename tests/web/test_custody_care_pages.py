"""The pages of inspection rounds and of binding, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from juanzong.custody.models import Bound, Inspection, InspectionFinding, InspectionPhoto, Place
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import viewer_of
from tests.custody.helpers import departed, make_layers, make_room
from tests.dossiers.helpers import a_picture
from tests.entering import enter
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def archivist() -> Staff:
    return make_staff("archivist")


def text_of(client: Any, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return str(answer.content.decode())


def test_a_round_is_noted_with_a_photo_and_shows_over_time(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    room = make_room(by, "一室")
    page = reverse("custody:inspection", args=[room.pk])
    assert client.post(page, {"temperature": "", "humidity": "", "note": ""}).status_code == 422
    told = {"temperature": "26.5", "humidity": "70", "trouble": "damp", "note_damp": "北墙渗水"}
    photo = SimpleUploadedFile("墙角.jpg", a_picture(81))
    assert client.post(page, told | {"photos": photo}).status_code == 302
    assert client.post(page, {"temperature": "20", "humidity": "50", "note": "复查"}).status_code == 302
    assert Inspection.objects.count() == 2
    text = text_of(client, page)
    assert "26.5 ℃" in text
    assert 'class="bad"' in text
    assert "北墙渗水" in text
    assert "1 处待处理" in text_of(client, reverse("custody:inspections"))
    shown = client.get(reverse("custody:inspection_photo", args=[InspectionPhoto.objects.get().pk]))
    assert shown["Content-Type"] == "image/png"
    client.post(reverse("custody:repair", args=[InspectionFinding.objects.get().pk]), {"reason": "已补防水"})
    assert "已补防水" in text_of(client, page)
    auditor = enter(make_staff("auditor"))
    assert "记一次检查" not in text_of(auditor, page)
    assert auditor.post(page, told).status_code == 403


def test_a_round_that_is_wrong_loses_nothing_and_what_was_written_counts_without_its_tick(archivist: Staff) -> None:
    client, room = enter(archivist), make_room(viewer_of(archivist), "一室")
    page = reverse("custody:inspection", args=[room.pk])
    told = {"humidity": "50", "trouble": ["damp", "insects"], "note_damp": "北墙渗水", "note_mould": "第三层"}
    answer = client.post(page, told | {"photos": SimpleUploadedFile("墙角.jpg", a_picture(81))})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="damp" checked' in text
    assert 'value="北墙渗水"' in text
    assert 'href="#id_note_insects"' in text  # the line that is missing its words
    assert "请重新选择" in text
    assert client.post(page, told | {"note_insects": "柜脚有蛀粉"}).status_code == 302
    assert set(InspectionFinding.objects.values_list("kind", "note")) == {
        ("damp", "北墙渗水"), ("insects", "柜脚有蛀粉"), ("mould", "第三层"),
    }  # fmt: skip


def test_a_departed_customers_dossier_is_bound_and_boxed(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    one = departed(by)
    box = Place.objects.get(parent=make_layers(by, 1, boxes=1)[0])
    assert "装订离场资料" in text_of(client, reverse("dossiers:dossier", args=[one.pk]))
    assert client.post(reverse("custody:bind", args=[one.pk]), {"place": "没有的库位"}).status_code == 422
    client.post(reverse("custody:bind", args=[one.pk]), {"place": ""})
    volumes = reverse("custody:volumes")
    assert "已为这一层选出放得下的盒" in text_of(client, volumes)
    begins = f'<a class="button" href="{reverse("dossiers:new")}?kind=unit&amp;after={one.pk}">'
    assert begins in client.get(volumes).content.decode()
    page = client.get(reverse("dossiers:new"), {"kind": "unit", "after": one.pk, "customer": one.customer_id})
    assert f'value="{one.unit}"' in page.content.decode()
    row = Bound.objects.get()
    assert client.post(volumes, {"volume": [row.pk], "box": ""}).status_code == 422
    assert client.post(volumes, {"volume": [row.pk], "box": box.pk}).status_code == 302
    assert "已装箱" in text_of(client, volumes)
    assert client.get(reverse("custody:print_box", args=[box.pk])).content.startswith(b"%PDF")
