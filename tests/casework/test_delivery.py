"""Reminders by e-mail and robot: what is put into the outbox, what it says, how it is sent and what happens when not."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from juanzong.casework import tasks
from juanzong.casework.actions import channels
from juanzong.casework.actions.channels import ChannelDraft
from juanzong.casework.choices import ChannelKind, MailSecurity, MessageState, TellKind
from juanzong.casework.messages import delivery, letters, outbox, robots
from juanzong.casework.messages.letters import Letter
from juanzong.casework.models import Channel, Message, Obligation
from juanzong.casework.reads import channels as reads_channels
from juanzong.kit import clock as house
from juanzong.kit import house_secrets, subject_keys
from juanzong.kit.errors import Invalid
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from tests.casework.receivers import Mailbox, Robot, certificate, mail_server, robot_at
from tests.factories import a_person, make_customer, make_department, make_staff, make_viewer

pytestmark = [pytest.mark.django_db]
ALL = (TellKind.REMINDER, TellKind.ESCALATION)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def robot(pem: Path, settings: Any) -> Iterator[Robot]:
    settings.OUTGOING_CA = str(pem)
    with robot_at(pem) as running:
        yield running


@pytest.fixture
def mailbox(pem: Path, settings: Any) -> Iterator[Mailbox]:
    settings.OUTGOING_CA = str(pem)
    with mail_server(pem) as running:
        yield running


class Company:
    """A sales department whose representative owes a dossier, and an administrator."""

    def __init__(self) -> None:
        subject_keys.ensure_keyring()
        self.company = make_department("公司")
        self.sales = make_department("销售部", parent=self.company)
        self.boss = make_staff("department_manager", department=self.sales)
        self.rep = make_staff("sales_representative", department=self.sales, superior=self.boss)
        Staff.objects.filter(pk=self.rep.pk).update(email="rep@example.com")
        Staff.objects.filter(pk=self.boss.pk).update(email="boss@example.com")
        self.admin: Viewer = make_viewer("administrator", department=self.company)
        adopt(actor=SYSTEM, pack="P08", from_date=house.today())

    def owe(self, n: int = 1) -> list[Obligation]:
        for number in range(n):
            draft = a_person(f"赵隐名{number}", mobile=f"1391234567{number}")
            make_customer(viewer_of(self.rep), draft, responsible=self.rep.pk)
        return list(Obligation.objects.filter(duty="set_up_channel_dossier").order_by("id"))

    def robot(self, url: str, kind: str = ChannelKind.WECOM, **more: Any) -> Channel:
        draft: dict[str, Any] = {"kind": kind, "name": f"{kind}群", "home": "https://archive.example.com", "kinds": ALL}
        draft |= {"inside": True, "url": url}
        return channels.save_channel(by=self.admin, channel=None, draft=ChannelDraft(**draft | more))

    def mail(self, box: Mailbox, **more: Any) -> Channel:
        draft: dict[str, Any] = {"kind": ChannelKind.EMAIL, "name": "邮件", "home": "https://archive.example.com"}
        draft |= {"kinds": ALL, "inside": True, "host": "127.0.0.1", "port": box.port, "sender": "archive@example.com"}
        return channels.save_channel(by=self.admin, channel=None, draft=ChannelDraft(**draft | more))


@pytest.fixture
def company(clock: Any) -> Company:
    return Company()


def run_daily() -> None:
    for _batch in range(200):
        if not tasks.run_some():
            return
    raise AssertionError("the daily run does not come to an end")


def send_all() -> int:
    sent = 0
    while tasks.deliver_some():
        sent += 1
        assert sent < 100
    return sent


# what is put into the outbox, and what it says


def test_without_a_channel_nothing_is_put_anywhere(company: Company, clock: Any) -> None:
    company.owe()
    clock.forward(days=8)
    run_daily()
    assert not Message.objects.exists()


def test_reminders_of_a_day_are_one_mail_and_name_no_customer(company: Company, clock: Any, mailbox: Mailbox) -> None:
    company.mail(mailbox)
    company.owe(3)
    clock.forward(days=6)  # the day before, on which they are reminded
    run_daily()
    assert Message.objects.get().kind == TellKind.REMINDER
    assert send_all() == 0  # gathered first
    clock.forward(minutes=11)
    run_daily()
    assert send_all() == 1
    ((to, raw),) = mailbox.mails
    mail = email.message_from_bytes(raw.encode(), policy=email.policy.default)
    text = mail.get_content()  # type: ignore[attr-defined]
    assert to == ["rep@example.com"]
    assert mail["Subject"] == "卷宗：今天的待办"
    assert "您有 4 项待办" in text  # and the training of the quarter
    assert text.count("P08-1") == 3
    assert f"https://archive.example.com{reverse('casework:obligation', args=[1])[:-2]}" in text
    assert "赵隐名" not in raw
    assert "赵隐名" not in text
    assert "1391234" not in text


def test_lateness_goes_to_the_superior_at_once_and_once(company: Company, clock: Any, mailbox: Mailbox) -> None:
    company.mail(mailbox, kinds=(TellKind.ESCALATION,))
    (one,) = company.owe()
    for _day in range(12):
        clock.forward(days=1)
        run_daily()
        run_daily()
        send_all()
    told = [to for to, _raw in mailbox.mails]
    escalations = Entry.objects.filter(kind="obligation.escalated").count()
    assert escalations >= 1
    assert told == [["boss@example.com"]] * escalations
    assert (
        str(one.pk) in email.message_from_bytes(mailbox.mails[0][1].encode(), policy=email.policy.default).get_content()
    )  # type: ignore[attr-defined]


def test_what_was_done_meanwhile_is_not_told_any_more(company: Company, clock: Any, robot: Robot) -> None:
    company.robot(robot.url)
    company.owe()
    clock.forward(days=7)
    run_daily()
    clock.forward(minutes=11)
    Obligation.objects.update(state="cancelled", closed_at=house.now())
    send_all()
    assert not robot.got
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.DROPPED}


def test_a_group_hears_how_much_of_what_in_its_departments_alone(company: Company, clock: Any, robot: Robot) -> None:
    elsewhere = make_department("财务部", parent=company.company)
    company.robot(robot.url, departments=(elsewhere.pk,), name="财务群")
    mine = company.robot(robot.url, departments=(company.sales.pk,), kinds=(TellKind.REMINDER,), name="销售群")
    company.owe(2)
    clock.forward(days=8)
    run_daily()
    assert set(Message.objects.values_list("channel", flat=True)) == {mine.pk}
    clock.forward(minutes=11)
    send_all()
    (_path, body) = robot.got[0]
    text = body["markdown"]["content"]
    assert "逾期 2 项，今天到期 0 项" in text
    assert "P08-1" in text
    assert "赵隐名" not in text


def test_the_language_is_the_channels(company: Company, clock: Any, robot: Robot) -> None:
    company.robot(robot.url, language="en")
    company.owe()
    clock.forward(days=8)
    run_daily()
    clock.forward(minutes=11)
    send_all()
    assert "overdue" in json.dumps(robot.got, ensure_ascii=False).lower()


def test_the_outbox_is_written_with_the_notice_or_not_at_all(
    company: Company, clock: Any, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.robot(robot.url)
    company.owe()
    clock.forward(days=8)

    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr("juanzong.casework.duties.telling.outbox.put", fail)
    with pytest.raises(RuntimeError):
        run_daily()
    from juanzong.casework.models import Notice

    assert not Notice.objects.exists()


# the formats


LETTER = Letter("题名", (("一行", ""), ("二行", "https://a.example/one/1/")), "https://a.example/")


def test_wecom_takes_markdown_and_no_signature() -> None:
    url, body = robots.request(ChannelKind.WECOM, "https://x/send?key=1", "", LETTER, 0)
    assert url == "https://x/send?key=1"
    assert body["msgtype"] == "markdown"
    assert "[二行](https://a.example/one/1/)" in body["markdown"]["content"]
    long = Letter("题", tuple(("很长" * 200, "") for _n in range(20)), "https://a.example/")
    content = robots.request(ChannelKind.WECOM, "https://x/", "", long, 0)[1]["markdown"]["content"]
    assert len(content.encode()) <= 4096


def test_dingtalk_signs_time_and_secret_in_the_address() -> None:
    url, body = robots.request(ChannelKind.DINGTALK, "https://x/robot/send?access_token=t", "SECabc", LETTER, 1234.5)
    asked = parse_qs(urlsplit(url).query)
    expected = base64.b64encode(hmac.digest(b"SECabc", b"1234500\nSECabc", "sha256")).decode()
    assert (asked["timestamp"], asked["sign"], asked["access_token"]) == (["1234500"], [expected], ["t"])
    assert body["markdown"]["title"] == "题名"


def test_feishu_signs_nothing_with_time_and_secret_as_the_key() -> None:
    _url, body = robots.request(ChannelKind.FEISHU, "https://x/hook/1", "abc", LETTER, 1234.5)
    expected = base64.b64encode(hmac.digest(b"1234\nabc", b"", "sha256")).decode()
    assert (body["timestamp"], body["sign"], body["msg_type"]) == ("1234", expected, "post")
    assert body["content"]["post"]["zh_cn"]["content"][1] == [
        {"tag": "a", "text": "二行", "href": "https://a.example/one/1/"}
    ]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [({"errcode": 0}, ""), ({"code": 0, "msg": "success"}, ""), ({"StatusCode": 0}, ""),
     ({"errcode": 310000, "errmsg": "sign not match"}, "310000 sign not match"), ({}, "None")],
)  # fmt: skip
def test_what_a_robot_answers(answer: dict[str, Any], fault: str) -> None:
    assert robots.fault_of(answer) == fault


# sending


@pytest.mark.parametrize("kind", [ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU])
def test_a_test_message_arrives_through_each_kind_of_robot(company: Company, robot: Robot, kind: ChannelKind) -> None:
    channel = company.robot(robot.url, kind, secret="SECxyz")
    channels.test_channel(by=company.admin, channel=channel.pk)
    assert send_all() == 1
    assert len(robot.got) == 1
    assert Message.objects.get().state == MessageState.SENT


def test_secrets_are_sealed_and_never_in_the_ledger(company: Company, robot: Robot) -> None:
    channel = company.robot(robot.url, secret="SECxyz")
    kept = Channel.objects.get(pk=channel.pk)
    for sealed in (kept.sealed_url, kept.sealed_secret):
        assert b"SECxyz" not in bytes(sealed or b"")
        assert b"key=abc" not in bytes(sealed or b"")
    assert house_secrets.reveal(channel.pk, "secret", bytes(kept.sealed_secret or b"")) == "SECxyz"
    told = str(
        [bytes(one) if isinstance(one, memoryview) else one for one in Entry.objects.values_list("payload", flat=True)]
    )
    assert "SECxyz" not in told
    assert "key=abc" not in told


def test_a_robot_that_refuses_is_tried_again_and_given_up_in_the_end(
    company: Company, clock: Any, robot: Robot
) -> None:
    robot.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    channel = company.robot(robot.url)
    channels.test_channel(by=company.admin, channel=channel.pk)
    assert send_all() == 1
    message = Message.objects.get()
    assert (message.state, message.tries) == (MessageState.WAITING, 1)
    assert "93000 invalid webhook url" in message.error
    for _try in range(len(delivery.WAITS)):
        clock.forward(days=1)
        assert send_all() == 1
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert Entry.objects.filter(kind="message.given_up").count() == 1
    assert reads_channels.latest(company.admin)[0].pk == message.pk
    assert reads_channels.channels(company.admin)[0].failed == 1
    robot.answer = {"errcode": 0}
    channels.retry_message(by=company.admin, message=message.pk)
    assert send_all() == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_channel_that_fails_rests_and_the_others_go_on(company: Company, clock: Any, robot: Robot) -> None:
    dead = company.robot("https://127.0.0.1:1/none", name="坏的")
    good = company.robot(robot.url, name="好的")
    for _n in range(3):
        channels.test_channel(by=company.admin, channel=dead.pk)
        channels.test_channel(by=company.admin, channel=good.pk)
    assert send_all() == 4  # one at the dead one, three at the good one
    assert len(robot.got) == 3
    clock.forward(minutes=1)
    assert send_all() == 1


def test_nothing_follows_a_redirect_or_believes_what_is_no_answer(company: Company, robot: Robot) -> None:
    robot.status, robot.headers = 302, {"Location": "https://127.0.0.1:1/"}
    channel = company.robot(robot.url)
    channels.test_channel(by=company.admin, channel=channel.pk)
    send_all()
    assert len(robot.got) == 1
    assert "302" in Message.objects.get().error


def test_a_certificate_nobody_vouches_for_is_not_believed(company: Company, robot: Robot, settings: Any) -> None:
    settings.OUTGOING_CA = ""
    channel = company.robot(robot.url)
    channels.test_channel(by=company.admin, channel=channel.pk)
    send_all()
    assert not robot.got
    assert "证书不可信" in Message.objects.get().error


def test_mail_that_is_not_taken_says_so(company: Company, mailbox: Mailbox) -> None:
    channel = company.mail(mailbox)
    mailbox.refuse = True
    channels.test_channel(by=company.admin, channel=channel.pk)
    send_all()
    assert "没有接受" in Message.objects.get().error


def test_mail_without_tls_inside_the_company(company: Company) -> None:
    with mail_server() as box:
        channel = company.mail(box, security=MailSecurity.PLAIN)
        channels.test_channel(by=company.admin, channel=channel.pk)
        send_all()
        assert [to for to, _raw in box.mails] == [["archive@example.com"]]


# where requests may go


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"url": "https://evil.example/x", "inside": False}, "url"), ({"url": ""}, "url"), ({"name": " "}, "name"),
     ({"kinds": ()}, "kinds"), ({"kinds": ("test",)}, "kinds"), ({"home": "javascript:1"}, "home"),
     ({"departments": (1,)}, "departments"), ({"kind": "fax"}, "kind")],
)  # fmt: skip
def test_a_channel_that_cannot_be(company: Company, changes: dict[str, Any], field: str) -> None:
    known: dict[str, Any] = {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}
    with pytest.raises(Invalid) as refusal:
        company.robot(**known | changes)
    assert field in refusal.value.fields


def test_a_robot_of_the_vendor_needs_no_permission_for_inside(company: Company) -> None:
    kept = company.robot("https://oapi.dingtalk.com/robot/send?access_token=1", ChannelKind.DINGTALK, inside=False)
    assert kept.host == "oapi.dingtalk.com"
    again = ChannelDraft(kind="", name="改名", home=kept.home, kinds=ALL)
    assert channels.save_channel(by=company.admin, channel=kept.pk, draft=again).sealed_url == kept.sealed_url


def test_removing_a_channel_takes_what_waits_in_it(company: Company) -> None:
    channel = company.robot("https://127.0.0.1:1/none")
    channels.test_channel(by=company.admin, channel=channel.pk)
    channels.remove_channel(by=company.admin, channel=channel.pk)
    assert not Message.objects.exists()
    assert send_all() == 0


def test_old_messages_are_forgotten_and_failed_ones_are_not(company: Company, clock: Any) -> None:
    channel = company.robot("https://127.0.0.1:1/none")
    for state in MessageState:
        Message.objects.create(
            channel=channel, kind=TellKind.TEST, key=state.value, state=state, on_day=house.today(),
            not_before=house.now(),
        )  # fmt: skip
    clock.forward(days=91)
    tasks.forget_messages()
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.WAITING, MessageState.FAILED}


def test_a_letter_to_whoever_has_left_is_dropped(company: Company, clock: Any, mailbox: Mailbox) -> None:
    channel = company.mail(mailbox)
    message = Message(channel=channel, kind=TellKind.REMINDER, staff=company.rep, on_day=house.today())
    company.owe()
    assert letters.compose(message) is not None
    Staff.objects.filter(pk=company.rep.pk).update(left_on=house.today() - dt.timedelta(days=1))
    assert letters.compose(message) is None


def test_a_decision_that_waits_is_told_with_the_summary_of_the_day_or_of_the_next(
    company: Company, clock: Any, mailbox: Mailbox
) -> None:
    company.mail(mailbox, kinds=(TellKind.DECISION,))
    for _twice in range(2):
        outbox.put_decisions({company.boss.pk, company.admin.staff_id}, company.sales.pk)
    one = Message.objects.get()  # the administrator has no address
    assert (one.staff_id, one.on_day) == (company.boss.pk, house.today())
    clock.forward(minutes=11)
    send_all()
    assert not mailbox.mails  # it has been taken meanwhile: nothing waits, nothing is told
    outbox.put_decisions({company.boss.pk}, company.sales.pk)
    later = Message.objects.exclude(pk=one.pk).get()
    assert later.on_day == house.today() + dt.timedelta(days=1)
    assert later.not_before.astimezone(house.SHANGHAI).strftime("%H:%M") == "08:30"
