"""The pages of a case: what a person sees and presses, from starting to signing and deciding."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse, reverse_lazy

from juanzong.casework.models import AddedSigner, Case, CaseAttachment, Signature
from juanzong.casework.reads import signatures
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from tests.casework.company import PASSWORD, House, as_viewer, go, own_pack
from tests.casework.things import REF, THINGS
from tests.entering import enter

CASES = reverse_lazy("casework:cases")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def house(settings: Any) -> Iterator[House]:
    with own_pack(settings):
        yield House()


def page(staff: Staff, address: str) -> str:
    answer = enter(staff).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def press(who: Staff, case: Case, what: str, /, **fields: Any) -> Any:
    arrival = Case.objects.get(pk=case.pk).arrival
    return enter(who).post(f"{CASES}{case.pk}/{what}/", {"arrival": arrival, **fields})


def test_starting_asks_for_people_and_data_and_shows_the_way(house: House) -> None:
    address = reverse("casework:start", args=["hand_on", "thing", 1])
    shown = page(house.a, address)
    assert all(words in shown for words in ("备齐", "审批", "归档", "B 角", "交接日期", "物件 1"))
    answer = enter(house.a).post(address, {"role_b": house.b.pk})
    assert answer.status_code == 422
    assert "请填写“交接日期”" in answer.content.decode()
    answer = enter(house.a).post(address, {"role_b": house.b.pk, "data_until": "2026-06-30"})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"{CASES}{case.pk}/"
    assert "打开已有的办理单" in page(house.a, address)
    assert enter(house.stranger).post(address, {"data_until": "2026-06-30"}).status_code == 422


def test_a_case_goes_its_way_on_pages(house: House) -> None:
    case = house.start()
    own = page(house.a, f"{CASES}{case.pk}/")
    assert "还差 3 项" in own
    assert "disabled" in own
    press(house.a, case, "confirm", check="whole")
    press(house.a, case, "confirm", check="clean", item=[11, 12])
    press(house.a, case, "attach", paper="清单", file=io.BytesIO(b"list of papers\n"))
    paper = CaseAttachment.objects.get()
    assert enter(house.a).get(f"{CASES}{case.pk}/papers/{paper.pk}/").getvalue() == b"list of papers\n"
    assert enter(house.stranger).get(f"{CASES}{case.pk}/papers/{paper.pk}/").status_code == 404
    assert press(house.a, case, "take", move="hand_up").status_code == 302
    seen = page(house.boss, f"{CASES}{case.pk}/")
    assert "第一页" in seen, "what is signed is shown in full"
    assert "同意" in seen
    digest = signatures.content_of(as_viewer(house.a), REF).digest
    wrong = press(house.a, case, "sign", need="giver", digest=digest, password="nonsense")
    assert wrong.status_code == 422
    assert "密码不对" in wrong.content.decode()
    drawn = "[[[10,20],[30,40]]]"
    assert (
        press(house.a, case, "sign", need="giver", digest=digest, password=PASSWORD, drawing=drawn).status_code == 302
    )
    assert press(house.b, case, "sign", need="taker", digest=digest, password=PASSWORD).status_code == 302
    assert "M10 20L30 40" in page(house.boss, f"{CASES}{case.pk}/")
    refused = press(house.boss, case, "take", move="back")
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    assert press(house.boss, case, "take", move="agree", data_grade="two").status_code == 302
    late = enter(house.deputy).post(f"{CASES}{case.pk}/take/", {"arrival": 2, "move": "refuse", "reason": "迟了"})
    assert late.status_code == 409
    assert "经理丙" in late.content.decode()
    THINGS[1].text = "改过"
    assert "已失效：签字后内容有改动" in page(house.boss, f"{CASES}{case.pk}/")
    assert press(house.archivist, case, "take", move="done").status_code == 302
    ended = page(house.a, f"{CASES}{case.pk}/")
    assert "已办结" in ended
    assert "未经此环节" not in ended


def test_a_step_that_was_passed_over_is_not_shown_as_done(house: House) -> None:
    case = house.to_decide()
    assert press(house.boss, case, "take", move="refuse", reason="不合规").status_code == 302
    shown = page(house.a, f"{CASES}{case.pk}/")
    (_before, *steps) = shown.split('<ol class="steps">')[1].split("</ol>")[0].split("<li")
    passed = [("未经此环节" in one, 'class="done"' in one) for one in steps]
    assert passed == [(False, True), (False, True), (True, False)]


def test_stale_content_is_not_signed_on_the_page(house: House) -> None:
    case = house.to_decide()
    digest = signatures.content_of(as_viewer(house.a), REF).digest
    THINGS[1].text = "刚改的"
    answer = press(house.a, case, "sign", need="giver", digest=digest, password=PASSWORD)
    assert answer.status_code == 409
    assert "有改动" in answer.content.decode()
    assert not Signature.objects.exists()


def test_signers_papers_and_people_are_changed_on_pages(house: House) -> None:
    case = house.to_decide()
    press(house.boss, case, "signers", staff=house.stranger.pk, note="核对金额")
    signer = AddedSigner.objects.get()
    assert "核对金额" in page(house.stranger, f"{CASES}{case.pk}/")
    press(house.boss, case, f"signers/{signer.pk}/release", reason="出差")
    press(house.boss, case, "take", move="back", reason="缺页")
    paper = CaseAttachment.objects.get()
    press(house.a, case, f"papers/{paper.pk}/withdraw", reason="换新的")
    assert "还没有附件" in page(house.a, f"{CASES}{case.pk}/")
    press(house.general, case, "part", role="b", staff=house.archivist.pk, reason="离职")
    press(house.a, case, "withdraw", reason="不办了")
    assert "已撤回" in page(house.a, f"{CASES}{case.pk}/")


def test_the_list_is_narrowed_and_taken_along(house: House) -> None:
    case = house.to_decide()
    assert f"{CASES}{case.pk}/" in page(house.boss, str(CASES))
    assert f"{CASES}{case.pk}/" not in page(house.general, str(CASES))
    assert f"{CASES}{case.pk}/" in page(house.a, f"{CASES}?scope=mine")
    assert f"{CASES}{case.pk}/" not in page(house.stranger, f"{CASES}?scope=")
    sheet = enter(house.general).get(f"{CASES}export/?scope=")
    assert sheet.getvalue().startswith(b"PK")
    assert Entry.objects.filter(kind="case.list_exported").count() == 1


def test_decisions_wait_on_the_desk(house: House) -> None:
    case = house.signed()
    desk = page(house.boss, "/")
    assert "等我审批" in desk
    assert f"{CASES}{case.pk}/" in desk
    assert "A角丁" in desk
    go(house.boss, case, "refuse", reason="不同意移交")
    assert f"{CASES}{case.pk}/" not in page(house.boss, "/")


def test_pages_cost_the_same_however_many_cases_there_are(house: House, django_assert_max_num_queries: Any) -> None:
    house.to_decide()
    client = enter(house.boss)
    client.get(str(CASES))
    with django_assert_max_num_queries(40):
        client.get(f"{CASES}?scope=")
