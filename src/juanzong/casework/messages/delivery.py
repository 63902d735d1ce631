"""Sending what is in the outbox. A message is claimed first, with its next try already set, then sent outside any
transaction, then marked: killed in between, it is tried again; marked once, never again. A channel that fails rests, so
that a dead host costs one short wait a minute and the daily run none."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from juanzong.casework.choices import ChannelKind, MailSecurity, MessageState
from juanzong.casework.messages import letters, robots
from juanzong.casework.messages.letters import Letter
from juanzong.casework.models import Channel, Message
from juanzong.kit import clock, house_secrets, outgoing
from juanzong.kit.errors import Refusal
from juanzong.kit.outgoing import Undelivered
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON, SYSTEM
from juanzong.organisation.reads import people

WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
"""Between the tries of one message; after the last it is given up, and the administrator sees it."""
REST = dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=90)


def deliver_one() -> bool:
    """Try the next message whose time has come; whether there was one."""
    message = _claim()
    if message is None:
        return False
    try:
        letter = letters.compose(message)
        if letter is not None:
            _send(message, letter)
    except (Undelivered, Refusal) as fault:
        _note_failure(message, str(fault))
    else:
        state = MessageState.SENT if letter is not None else MessageState.DROPPED
        _mark(message, state=state, sent_at=clock.now(), error="")
        Channel.objects.filter(pk=message.channel_id, rests_until__isnull=False).update(rests_until=None)
    return True


def forget_old() -> bool:
    """Remove what was sent or dropped long ago."""
    old = Message.objects.filter(on_day__lt=clock.today() - KEPT)
    old.filter(state__in=[MessageState.SENT, MessageState.DROPPED]).delete()
    return False


def _claim() -> Message | None:
    now = clock.now()
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("channel", "staff")
            .filter(Q(channel__rests_until__isnull=True) | Q(channel__rests_until__lte=now))
            .filter(state=MessageState.WAITING, not_before__lte=now, channel__active=True)
            .order_by("not_before", "id")
            .first()
        )
        if message is not None:
            message.not_before = now + WAITS[min(message.tries, len(WAITS) - 1)]
            message.tries += 1
            message.save(update_fields=["not_before", "tries"])
    return message


def _mark(message: Message, **values: object) -> bool:
    """Change a message that is still waiting; whether it was."""
    return Message.objects.filter(pk=message.pk, state=MessageState.WAITING).update(**values) == 1


def _note_failure(message: Message, why: str) -> None:
    Channel.objects.filter(pk=message.channel_id).update(rests_until=clock.now() + REST)
    if message.tries <= len(WAITS):
        _mark(message, error=why[:300])
        return
    with transaction.atomic():
        if _mark(message, error=why[:300], state=MessageState.FAILED):
            payload: dict[str, JSON] = {"channel": message.channel.name, "kind": message.kind, "tries": message.tries}
            ledger.record("message.given_up", SYSTEM, None, payload=payload)


def _send(message: Message, letter: Letter) -> None:
    channel = message.channel
    secret = house_secrets.reveal(channel.pk, "secret", bytes(channel.sealed_secret)) if channel.sealed_secret else ""
    if channel.kind == ChannelKind.EMAIL:
        _mail(message, letter, secret)
        return
    kept = house_secrets.reveal(channel.pk, "url", bytes(channel.sealed_url or b""))
    url, body = robots.request(channel.kind, kept, secret, letter, clock.now().timestamp())
    fault = robots.fault_of(outgoing.post_json(url, body, inside=channel.inside))
    if fault:
        raise Undelivered(_("机器人没有接受：%(fault)s") % {"fault": fault})


class _Backend(EmailBackend):
    """Django's, trusting the company's own certificate authority too."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if settings.OUTGOING_CA:
            context.load_verify_locations(settings.OUTGOING_CA)
        return context


def _mail(message: Message, letter: Letter, password: str) -> None:
    channel = message.channel
    to = channel.sender if message.staff_id is None else people.email_of(message.staff_id)
    if not to:
        raise Undelivered(_("此人没有登记邮箱。"))
    outgoing.addresses(channel.host, channel.port, inside=channel.inside)
    backend = _Backend(
        host=channel.host, port=channel.port, username=channel.username, password=password, timeout=outgoing.SECONDS,
        use_ssl=channel.security == MailSecurity.TLS, use_tls=channel.security == MailSecurity.STARTTLS,
    )  # fmt: skip
    lines = [f"{text}\n{to}" if to else text for text, to in letter.lines]
    body = "\n\n".join([*lines, letter.link])
    known = {"Message-ID": f"<{message.pk}@{outgoing.host_of(channel.home) or channel.host}>"}  # the same at every try
    mail = EmailMessage(letter.title, body, channel.sender, [to], connection=backend, headers=known)
    try:
        mail.send()
    except smtplib.SMTPAuthenticationError as fault:
        raise Undelivered(_("邮件服务器不接受用户名或密码。")) from fault
    except ssl.SSLError as fault:
        raise Undelivered(_("主机 %(host)s 的证书不可信。") % {"host": channel.host}) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise Undelivered(_("邮件服务器 %(host)s 没有接受。") % {"host": channel.host}) from fault
