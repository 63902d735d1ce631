"""An own policy made on the pages, from the choice of a policy to the adoption, and the table of rights."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from juanzong.organisation.models import Staff
from juanzong.policies import editions, reads
from juanzong.policies.models import Edition
from tests.entering import enter, enter_as
from tests.factories import make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def begun(client: Client, pack: str = "P03") -> int:
    client.post(reverse("policies:editions"), {"stands_on": pack, "title_zh": "鸿达公司客户档案制度"})
    return Edition.objects.latest("id").pk


def filled(client: Client, address: str, **more: Any) -> dict[str, Any]:
    """What the form of an element holds as it is shown, with more."""
    html = client.get(address).content.decode()
    form = html[html.index('name="doing" value="set"') :].partition("</form>")[0]
    told: dict[str, Any] = {"doing": "set"}
    for tag in re.findall(r"<input[^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            told[name[1]] = value[1] if value else "on" if "checkbox" in tag else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        told[name] = chosen[1] if chosen else ""
    return told | more


def change(client: Client, edition: int, of: str, code: str, at: str = "", **more: Any) -> Any:
    address = reverse("policies:change_element", args=[edition, of, code]) + (f"?at={at}" if at else "")
    return client.post(address, filled(client, address, **more))


def test_a_deadline_is_changed_shown_consented_to_and_adopted() -> None:
    author, director = enter_as("archivist"), enter_as("general_manager")
    edition = begun(author)
    page = reverse("policies:edition", args=[edition])
    assert "项目档案移交" in text_of(author, reverse("policies:change_list", args=[edition]) + "?of=procedure")
    done = change(author, edition, "procedure", "project_handover", "step.a_sorts", within_0="2", why="两天足够。")
    assert done.status_code == 302
    shown = text_of(author, page)
    assert "办理时限： 3 个工作日内 → 2 个工作日内" in shown
    assert "P03-4.5" in shown
    assert "两天足够。" in shown
    assert "流程：项目档案移交 › " in shown
    author.post(reverse("policies:propose_edition", args=[edition]))
    assert "您参与了起草" in text_of(author, page)
    assert "等您决定" in text_of(director, reverse("policies:packs"))
    assert "等您决定" not in text_of(author, reverse("policies:packs"))
    digest = editions.edition(edition).digest
    assert author.post(reverse("policies:consent_edition", args=[edition]), {"digest": digest}).status_code == 403
    assert director.post(reverse("policies:refuse_edition", args=[edition]), {"reason": ""}).status_code == 422
    director.post(reverse("policies:consent_edition", args=[edition]), {"digest": digest})
    assert "采用这一版" in text_of(director, page)
    adopt = {"pack": "OWN1@1", "department": "", "from_date": "2026-06-01"}
    asked = text_of(director, f"{reverse('policies:adopt')}?pack=OWN1@1&department=&from_date=2026-06-01")
    assert "项目档案移交" in asked
    director.post(reverse("policies:adopt"), adopt)
    assert [(one.pack, one.version) for one in reads.adopted()] == [("OWN1", 1)]
    assert "采用这一版" not in text_of(director, page)
    assert "公司更改" in text_of(director, reverse("policies:clause", args=["P03-4.5"]))
    assert "2 个工作日内" in text_of(director, reverse("policies:pack", args=["OWN1"]))


def test_a_document_a_field_an_event_and_a_right_are_changed_without_a_text_editor() -> None:
    author = enter_as("archivist")
    edition = begun(author)
    section = reverse("policies:change_element", args=[edition, "dossier", "loan"]) + "?at=section.approval"
    told = {"doing": "add.items", "items-zh": "会议纪要", "items-required": "on", "items-why": "要看。"}
    assert author.post(section, told).status_code == 302
    assert change(
        author, edition, "dossier", "loan", "section.approval.items.application", copy="either", why="网上申请。"
    ).status_code == 302  # fmt: skip
    remove = reverse("policies:change_element", args=[edition, "dossier", "loan"])
    author.post(f"{remove}?at=section.approval.items.extension_approval", {"doing": "remove", "why": "不办展期。"})
    assert change(author, edition, "dossier", "loan", retention_years="15", why="从严。").status_code == 302
    assert (
        change(
            author, edition, "position", "archivist", **{"right.customers.export": "", "why": "少一人。"}
        ).status_code
        == 302
    )
    duty = change(
        author, edition, "duty", "handed_over_in_five_days", **{"owner.1": "position:archivist", "why": "补一位。"}
    )
    assert duty.status_code == 302
    tried = editions.tried(editions.edition(edition), editions.standing_changes(editions.edition(edition)))
    loan = tried.after.dossier_kinds["loan"]
    items = {item.code: item for item in loan.section("approval").items}
    assert items["own_1"].required
    assert items["own_1"].name.en == "会议纪要"
    assert items["application"].copy.value == "either"
    assert "extension_approval" not in items
    assert loan.retention.years == 15
    assert "customers.export" not in tried.after.positions["archivist"].rights
    assert [str(who) for who in tried.after.duties["handed_over_in_five_days"].owner][1] == "position:archivist"


def test_a_field_of_a_form_is_added_changed_and_taken_away() -> None:
    author = enter_as("archivist")
    edition = begun(author, "P00")
    form = next(one for one in reads.forms(["P00"]) if any(not field.required for field in one.fields))
    section = next(one for one in form.sections if any(not field.required for field in one.fields))
    field = next(one for one in section.fields if not one.required)
    address = reverse("policies:change_element", args=[edition, "form", form.code])
    at = f"section.{section.code}"
    told = {"doing": "add.fields", "fields-zh": "介绍人", "fields-type": "text", "fields-why": "要知道。"}
    assert author.post(f"{address}?at={at}", told).status_code == 302
    assert (
        change(author, edition, "form", form.code, f"{at}.fields.{field.code}", zh="改名", why="更清楚。").status_code
        == 302
    )
    tried = editions.tried(editions.edition(edition), editions.standing_changes(editions.edition(edition)))
    found = tried.after.forms[form.code]
    assert found.field(field.code).name.zh == "改名"
    assert found.field("own_1").name.zh == "介绍人"


def test_what_cannot_be_is_said_on_the_page_and_nothing_is_kept() -> None:
    author = enter_as("archivist")
    edition = begun(author)
    bad = change(author, edition, "position", "administrator", **{"right.customers.view": "own", "why": "想看。"})
    assert bad.status_code == 422
    assert "不得接触客户资料" in bad.content.decode()
    same = change(author, edition, "procedure", "project_handover", "step.a_sorts", why="没什么。")
    assert same.status_code == 422
    assert "没有改动任何内容" in same.content.decode()
    none = change(author, edition, "procedure", "project_handover", "step.a_sorts", within_0="", why="忘了。")
    assert none.status_code == 422
    assert not Edition.objects.get(pk=edition).changes.exists()
    for address in ("duty/nothing/", "law/x/", "dossier/loan/?at=section.nothing", "dossier/loan/?at=section"):
        assert author.get(f"/policies/own/{edition}/change/{address}").status_code == 404


def test_a_change_is_taken_back_a_draft_given_up_and_the_next_version_begun() -> None:
    author, director = enter_as("archivist"), enter_as("general_manager")
    edition = begun(author)
    change(author, edition, "dossier", "loan", retention_years="15", why="从严。")
    row = Edition.objects.get(pk=edition).changes.get()
    author.post(reverse("policies:take_back_change", args=[edition, row.pk]))
    assert "已撤回" in text_of(author, reverse("policies:edition", args=[edition]))
    change(author, edition, "dossier", "loan", retention_years="20", why="更严。")
    author.post(reverse("policies:propose_edition", args=[edition]))
    digest = editions.edition(edition).digest
    director.post(reverse("policies:consent_edition", args=[edition]), {"digest": digest})
    author.post(reverse("policies:next_edition", args=[edition]))
    later = Edition.objects.get(version=2)
    assert "更严。" in text_of(author, reverse("policies:edition", args=[later.pk]))
    author.post(reverse("policies:withdraw_edition", args=[later.pk]))
    listed = text_of(author, reverse("policies:editions"))
    assert "已放弃" in listed
    assert "已同意" in listed


def test_whoever_may_not_edit_reads_only() -> None:
    author, service = enter_as("archivist"), enter_as("customer_service")
    edition = begun(author)
    assert "开始起草" not in text_of(service, reverse("policies:editions"))
    assert service.get(reverse("policies:change_list", args=[edition])).status_code == 403
    assert service.post(reverse("policies:editions"), {"stands_on": "P03", "title_zh": "x"}).status_code in (403, 422)
    assert Edition.objects.count() == 1


def _row(client: Client, name: str) -> str:
    return text_of(client, reverse("policies:rights")).partition(name)[2][:120]


def test_the_table_of_rights_shows_who_may_do_what_with_which_class() -> None:
    company = make_department("公司")
    people: list[Staff] = [
        make_staff(code, department=company, name=name)
        for code, name in (("administrator", "甲管理"), ("auditor", "乙审计"), ("general_manager", "丙总"))
    ]
    client = enter(people[2])
    assert "全" not in _row(client, "甲管理").partition("乙审计")[0]
    assert _row(client, "乙审计").count("全") >= 3
    assert "P00-1.6" in text_of(client, reverse("policies:rights"))


def test_a_policy_for_one_department_leaves_the_companys_own_words_as_they_are() -> None:
    director, department = enter_as("general_manager"), make_department("业务三部").pk
    address = reverse("policies:adopt")
    told = {"pack": "P00@1", "department": "", "from_date": "2026-06-01"}
    director.post(address, told | {"word-company_address": "文三路 18 号"})
    asked = director.get(f"{address}?pack=P08@1&department={department}&from_date=2026-06-01").content.decode()
    assert 'value="文三路 18 号"' in asked
    words = dict(re.findall(r'name="(word-[a-z_]+)" value="([^"]*)"', asked))
    assert words["word-company_address"] == "文三路 18 号"
    told = {"pack": "P08@1", "department": str(department), "from_date": "2026-06-01"}
    assert director.post(address, told | words | {"word-bulk_opened_hour": "30"}).status_code == 302
    adopted = next(one for one in reads.adopted(department=department) if one.pack == "P08")
    assert dict(adopted.parameters) == {"bulk_opened_hour": "30"}
    assert reads.parameter_value("company_address", department=department) == "文三路 18 号"
    assert re.search(r"自 2026-06-01 起 业务三部", text_of(director, reverse("policies:packs")))


def test_the_day_of_an_adoption_is_today_where_nothing_else_is_chosen() -> None:
    shown = enter_as("general_manager").get(reverse("policies:adopt")).content.decode()
    assert re.search(r'<input[^>]*name="from_date"[^>]*value="2026-06-01"', shown)


def test_each_step_is_a_link_with_its_limit_and_nothing_is_added_where_nothing_can_be() -> None:
    author = enter_as("archivist")
    address = reverse("policies:change_element", args=[begun(author), "procedure", "project_handover"])
    shown = author.get(address).content.decode()
    assert 'href="?at=step.a_sorts"' in shown
    assert "在这一部分增加一项" not in shown
    assert "移交 B 角 3 个工作日内" in text_of(author, address)
    assert "项目档案移交" in text_of(author, f"{address}?at=step.a_sorts")


def test_the_board_of_an_own_policy_is_that_of_the_clauses_it_carries_out() -> None:
    author, director = enter_as("archivist"), enter_as("general_manager")
    edition = begun(author)
    change(author, edition, "procedure", "project_handover", "step.a_sorts", within_0="2", why="两天足够。")
    author.post(reverse("policies:propose_edition", args=[edition]))
    director.post(reverse("policies:consent_edition", args=[edition]), {"digest": editions.edition(edition).digest})
    director.post(reverse("policies:adopt"), {"pack": "OWN1@1", "department": "", "from_date": "2026-06-01"})
    board = text_of(director, f"{reverse('oversight:board')}?pack=OWN1")
    assert "P03-4.5" in board
    assert "公司有更改，按本公司制度执行： 鸿达公司客户档案制度" in board
