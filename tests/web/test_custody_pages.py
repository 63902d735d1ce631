"""The pages of the archive room, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.models import Count, CountFinding, Disposal, Freeze, Holding, Place
from juanzong.kit.refs import Ref
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import viewer_of
from tests.custody.helpers import label_of, long_closed, make_layers, numbered
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


def test_a_room_is_set_up_with_its_cabinets(archivist: Staff) -> None:
    client = enter(archivist)
    assert "还没有库位" in text_of(client, reverse("custody:rooms"))
    made = client.post(reverse("custody:add_room"), {"name": "一室"})
    room = Place.objects.get(name="一室")
    assert made["Location"] == reverse("custody:place", args=[room.pk])
    wanted = {"cabinets": 3, "layers": 6, "boxes": 12, "layer_mm": 850, "box_mm": 50}
    assert client.post(reverse("custody:add_cabinets", args=[room.pk]), wanted).status_code == 302
    assert Place.objects.count() == 1 + 3 * (1 + 6 * 13)
    assert "3柜" in text_of(client, reverse("custody:rooms"))
    wrong = client.post(reverse("custody:add_cabinets", args=[room.pk]), wanted | {"layer_mm": 100})
    assert wrong.status_code == 422
    assert "放不下 12 个" in wrong.content.decode()


def test_a_dossier_is_scanned_onto_the_shelf_and_shows_where_it_is(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    layer = make_layers(by)[0]
    one, other = numbered(by, sheets=60), numbered(by)
    to = reverse("custody:shelve_here", args=[layer.pk])
    unknown = client.post(to, {"code": "不存在 017"})
    assert unknown.status_code == 422
    assert "没有找到“不存在 017”" in unknown.content.decode()
    assert client.post(to, {"code": f"{one.number}，{other.number}"}).status_code == 302
    assert Holding.objects.filter(place=layer).count() == 2
    text = text_of(client, reverse("dossiers:dossier", args=[one.pk]))
    assert layer.address in text
    assert 'class="spot here"' in text
    assert 'class="spot in"' in text
    picture = text_of(client, reverse("custody:place", args=[layer.pk]))
    assert reverse("dossiers:dossier", args=[other.pk]) in picture


def test_moving_asks_why_and_shows_in_the_history(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    upper, lower = make_layers(by)
    one = numbered(by)
    page = reverse("custody:whereabouts", args=[one.pk])
    assert "还没有上架" in text_of(client, page)
    client.post(page, {"to": upper.address, "reason": ""})
    client.post(page, {"to": lower.address, "reason": "调整次序"})
    client.post(reverse("custody:thickness", args=[one.pk]), {"thickness_mm": 33})
    text = text_of(client, page)
    assert "调整次序" in text
    assert text.index(lower.address) < text.index(upper.address)
    assert "33 毫米" in text


def test_a_place_is_scanned_or_typed_and_what_is_none_is_told(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    upper, lower = make_layers(by)
    one = numbered(by)
    page = reverse("custody:whereabouts", args=[one.pk])
    assert upper.address in text_of(client, page)
    for wrong, words in (
        ("没有这一层", "没有找到“没有这一层”"),
        ("没有这一层", "请核对档号或库位"),
        (one.number, "是档案，不是库位"),
        ("P000001-0000", "已污损"),
    ):
        refused = client.post(page, {"to": wrong, "reason": "调整"})
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    scan = reverse("custody:scan")
    assert "不是本系统的标签" in client.post(scan, {"code": "https://example.com/shop/1"}).content.decode()
    wide = one.number.translate({n: n + 0xFEE0 for n in range(0x30, 0x3A)})
    assert client.post(scan, {"code": wide})["Location"] == reverse("dossiers:dossier", args=[one.pk])
    client.post(page, {"to": label_of(by, lower), "reason": "调整"})
    assert Holding.objects.get(dossier=one).place_id == lower.pk


def test_a_cabinet_moves_with_what_is_in_it(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    layer, other = make_layers(by)[0], make_layers(by)[0]
    one = numbered(by)
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[one.pk])
    cabinet, room = Place.objects.get(parts=layer), Place.objects.get(parts__parts=other)
    to = reverse("custody:move_place", args=[cabinet.pk])
    assert client.post(to, {"to": room.address, "reason": ""}).status_code == 422
    refused = client.post(to, {"to": room.address, "reason": "搬库"})
    assert refused.status_code == 422
    assert "这里已有“1柜”" in refused.content.decode()
    client.post(reverse("custody:change_place", args=[cabinet.pk]), {"name": "九柜", "capacity_mm": "", "note": ""})
    assert client.post(to, {"to": room.address, "reason": "搬库"}).status_code == 302
    assert f"{room.name} · 九柜 · 1层" in text_of(client, reverse("custody:whereabouts", args=[one.pk]))


def test_whoever_only_looks_is_offered_nothing_to_do(archivist: Staff) -> None:
    layer = make_layers(viewer_of(archivist))[0]
    auditor = enter(make_staff("auditor"))
    text = text_of(auditor, reverse("custody:place", args=[layer.pk]))
    assert "上架到这里" not in text
    assert "停用" not in text
    assert auditor.post(reverse("custody:close_place", args=[layer.pk]), {"reason": "x"}).status_code == 403


def test_a_phone_sends_its_scans_again_and_two_people_sign(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    layer = make_layers(by)[0]
    there, gone = numbered(by), numbered(by)
    actions.shelve(by=by, place_id=layer.pk, dossier_ids=[there.pk, gone.pk])
    client.post(reverse("custody:counts"), {"place": layer.pk})
    one = Count.objects.get()
    page = reverse("custody:count", args=[one.pk])
    assert "先扫层或盒的标签" in text_of(client, page)
    to = reverse("custody:count_scans", args=[one.pk])
    scans = {"scans": [{"id": "a1", "code": there.number, "spot": "", "at": 1e12}]}
    for _again in range(2):
        answer = client.post(to, scans, content_type="application/json")
        assert answer.json() == {"kept": {"a1": f"{there.number} {there.title}"}, "scanned": 1, "strange": []}
    broken = client.post(to, {"scans": [{"id": "a2"}]}, content_type="application/json")
    assert broken.status_code == 422
    assert "扫描记录不完整" in broken.json()["message"]
    client.post(reverse("custody:end_count", args=[one.pk]))
    text = text_of(client, page)
    assert "缺失" in text
    assert gone.title in text
    row = CountFinding.objects.get(count=one)
    client.post(reverse("custody:settle_finding", args=[row.pk]), {"reason": "在财务处找到"})
    assert "在财务处找到" in text_of(client, page)
    sign = reverse("custody:sign_count", args=[one.pk])
    digest = signatures.content_of(by, Ref("stocktake", one.pk)).digest
    wrong = client.post(sign, {"digest": digest, "password": "no"})
    assert wrong.status_code == 422
    for person in (client, enter(make_staff("general_manager"))):
        assert person.post(sign, {"digest": digest, "password": "a long enough password"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "signed"
    late = client.post(to, {"scans": [{"id": "a9", "code": "x", "at": 1}]}, content_type="application/json")
    assert late.status_code == 409
    assert client.get(reverse("custody:print_count", args=[one.pk])).content.startswith(b"%PDF")


def test_an_expired_dossier_goes_the_whole_way_on_the_pages(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    (old,) = long_closed(by)
    title = old.title
    page = reverse("custody:disposals")
    assert title in text_of(client, page)
    assert "保管期与冻结" in text_of(client, reverse("dossiers:dossier", args=[old.pk]))
    made = client.post(page, {"dossier": [old.pk]})
    one = Disposal.objects.get()
    to = reverse("custody:disposal", args=[one.pk])
    assert made["Location"] == to
    line = reverse("custody:appraise", args=[one.lines.get().pk])
    assert client.post(line, {"opinion": "keep", "reason": "x", "keep_until": "bad"}).status_code == 422
    client.post(line, {"opinion": "destroy", "reason": "已无价值"})
    client.post(reverse("custody:propose_disposal", args=[one.pk]))
    boss = enter(make_staff("general_manager"))
    digest = signatures.content_of(by, Ref("disposal", one.pk)).digest
    signing = {"digest": digest, "password": "a long enough password"}
    assert "批准并签字" in text_of(boss, to)
    wrong = boss.post(reverse("custody:approve_disposal", args=[one.pk]), signing | {"password": "no"})
    assert wrong.status_code == 422
    assert boss.post(reverse("custody:approve_disposal", args=[one.pk]), signing).status_code == 302
    for _n in range(2):
        other = enter(make_staff("archivist"))
        assert "监销签字" in text_of(other, to)
        assert other.post(reverse("custody:witness_disposal", args=[one.pk]), signing).status_code == 302
    photo = SimpleUploadedFile("现场.jpg", a_picture(55))
    assert client.post(reverse("custody:disposal_photo", args=[one.pk]), {"photo": photo}).status_code == 302
    picture = client.get(reverse("custody:disposal_picture", args=[one.pk, 1]))
    assert picture["Content-Type"] == "image/png"
    assert client.post(reverse("custody:execute_disposal", args=[one.pk]), {"where": "碎纸间"}).status_code == 302
    assert "碎纸间" in text_of(client, to)
    stub = text_of(client, reverse("dossiers:dossier", args=[old.pk]))
    assert "已按清册销毁" in stub
    assert "借款合同</a>" not in stub
    assert client.get(reverse("custody:print_disposal", args=[one.pk])).content.startswith(b"%PDF")
    assert text_of(client, reverse("custody:holds", args=[old.pk]))


def test_holds_are_placed_and_lifted_on_the_page(archivist: Staff) -> None:
    by, client = viewer_of(archivist), enter(archivist)
    one = numbered(by)
    page = reverse("custody:holds", args=[one.pk])
    client.post(page, {"reason": "法院调取"})
    assert "冻结中" in text_of(client, page)
    client.post(reverse("custody:lift_freeze", args=[Freeze.objects.get().pk]), {"reason": "已结案"})
    assert "已解除" in text_of(client, page)
