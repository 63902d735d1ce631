"""The ways out besides the work list: set up, tried and taken away by the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.casework.choices import ChannelKind, MailSecurity, MessageState, TellKind
from juanzong.casework.messages import robots
from juanzong.casework.models import Channel, Message
from juanzong.kit import clock, house_secrets, outgoing
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.ids import new_id
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import reads
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

MANAGE = "organisation.manage"
_CLAUSE = "P00-1.6"
_CHOSEN = {TellKind.REMINDER, TellKind.ESCALATION, TellKind.DECISION}


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """A channel as it was filled in. url, secret: "" keeps what is there. url is a robot's, host and what follows it the
    mail server's."""

    kind: str
    name: str
    home: str
    kinds: tuple[str, ...]
    departments: tuple[int, ...] = ()
    language: str = "zh-hans"
    inside: bool = False
    active: bool = True
    url: str = ""
    secret: str = ""
    host: str = ""
    port: int = 465
    security: str = MailSecurity.TLS
    username: str = ""
    sender: str = ""


@act(MANAGE, clause=_CLAUSE)
def save_channel(*, by: Viewer, channel: int | None, draft: ChannelDraft) -> Channel:
    """Set up a channel, or change one (its kind stays). Invalid: what cannot be, field by field."""
    row = Channel(kind=draft.kind) if channel is None else _found(channel)
    _check(by, row, draft)
    row.name, row.home, row.language = draft.name.strip(), draft.home.strip().rstrip("/"), draft.language
    row.kinds, row.departments = list(draft.kinds), list(draft.departments)
    row.inside, row.active, row.rests_until = draft.inside, draft.active, None
    if row.kind == ChannelKind.EMAIL:
        row.host, row.port, row.security = draft.host.strip().lower(), draft.port, draft.security
        row.username, row.sender = draft.username.strip(), draft.sender.strip()
    elif draft.url:
        row.host, row.port = outgoing.host_of(draft.url), 443
        row.sealed_url = house_secrets.keep(row.pk, "url", draft.url.strip())
    if draft.secret:
        row.sealed_secret = house_secrets.keep(row.pk, "secret", draft.secret)
    row.save()
    _note(by, "channel.saved", row, host=row.host, kinds=sorted(row.kinds), departments=sorted(row.departments),
          active=row.active, inside=row.inside)  # fmt: skip
    return row


@act(MANAGE, clause=_CLAUSE)
def remove_channel(*, by: Viewer, channel: int) -> str:
    """Take a channel away with everything that waits in it; its name."""
    row = _found(channel)
    _note(by, "channel.removed", row)
    row.delete()
    return row.name


@act(MANAGE, clause=_CLAUSE)
def test_channel(*, by: Viewer, channel: int) -> Message:
    """Put a message into the outbox that says nothing but that it arrived; by mail it goes to the sender's own address."""
    row = _found(channel)
    if not row.active:
        raise Conflict(_("这个渠道已停用。"), clause=_CLAUSE, todo=_("请先启用。"))
    made = Message.objects.create(
        channel=row, kind=TellKind.TEST, key=f"{row.pk}:test:{new_id()}", on_day=clock.today(), not_before=clock.now()
    )
    Channel.objects.filter(pk=row.pk).update(rests_until=None)
    _note(by, "channel.tested", row)
    return made


@act(MANAGE, clause=_CLAUSE)
def retry_message(*, by: Viewer, message: int) -> Message:
    """Try a message again that was given up or waits for its next try."""
    row = Message.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=message).first()
    if row is None:
        raise NotFound(_("没有这条消息。"))
    if row.state not in (MessageState.FAILED, MessageState.WAITING):
        raise Conflict(_("这条消息已经发出或不再需要。"), clause=_CLAUSE)
    row.state, row.tries, row.not_before, row.error = MessageState.WAITING, 0, clock.now(), ""
    row.save(update_fields=["state", "tries", "not_before", "error"])
    Channel.objects.filter(pk=row.channel_id).update(rests_until=None)
    _note(by, "message.retried", row.channel)
    return row


def _found(channel: int) -> Channel:
    row = Channel.objects.select_for_update().filter(pk=channel).first()
    if row is None:
        raise NotFound(_("没有这个渠道。"))
    return row


def _check(by: Viewer, row: Channel, draft: ChannelDraft) -> None:
    faults: dict[str, str] = {}
    if not draft.name.strip():
        faults["name"] = _("请填写名称。")
    elif Channel.objects.filter(name=draft.name.strip()).exclude(pk=row.pk).exists():
        faults["name"] = _("这个名称已有。")
    if not draft.home.strip().startswith(("https://", "http://")):
        faults["home"] = _("请填写员工打开本系统的网址，以 https:// 开头。")
    if not draft.kinds or not set(draft.kinds) <= _CHOSEN:
        faults["kinds"] = _("请至少选择一种消息。")
    if not set(draft.departments) <= {pk for pk, _name in reads.department_choices(by)}:
        faults["departments"] = _("请从列表中选择。")
    if row.kind == ChannelKind.EMAIL:
        faults |= _mail_faults(draft)
    elif row.kind in robots.HOSTS:
        faults |= _robot_faults(row, draft)
    else:
        faults["kind"] = _("请从列表中选择。")
    if faults:
        raise Invalid(_("渠道需要修改。"), fields=faults, clause=_CLAUSE)


def _mail_faults(draft: ChannelDraft) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not draft.host.strip() or any(char in draft.host for char in "/:@ "):
        faults["host"] = _("请填写邮件服务器的主机名，例如 smtp.example.com。")
    if not 0 < draft.port < 65536:
        faults["port"] = _("端口是 1 到 65535 的数字。")
    if "@" not in draft.sender:
        faults["sender"] = _("请填写发件地址。")
    if draft.security == MailSecurity.PLAIN and not draft.inside:
        faults["security"] = _("只有公司内部网络中的服务器可以不加密。")
    elif draft.security not in MailSecurity.values:
        faults["security"] = _("请从列表中选择。")
    return faults


def _robot_faults(row: Channel, draft: ChannelDraft) -> dict[str, str]:
    if not draft.url:
        return {} if row.sealed_url else {"url": _("请填写机器人的地址。")}
    try:
        host = outgoing.host_of(outgoing.checked_url(draft.url))
    except Invalid as refusal:
        return {"url": str(refusal.message)}
    if not draft.inside and host not in robots.HOSTS[row.kind]:
        known = "、".join(robots.HOSTS[row.kind])  # untranslated: a mark between host names
        wrong = _("这种机器人的地址在 %(hosts)s；公司自建的请勾选“在公司内部网络”。") % {"hosts": known}
        return {"url": wrong}
    return {}


def _note(by: Viewer, kind: str, row: Channel, **more: JSON) -> None:
    payload: dict[str, JSON] = {"channel": row.name, "way": row.kind, **more}
    ledger.record(kind, by.actor, None, clauses=(_CLAUSE,), payload=payload)
