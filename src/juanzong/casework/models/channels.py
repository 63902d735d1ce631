"""The ways out besides the work list, and what waits to leave or has left by them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from juanzong.casework.choices import (
    ChannelKind,
    MailSecurity,
    MessageState,
    TellKind,
)
from juanzong.casework.models.obligations import Obligation
from juanzong.kit.ids import new_id


class Channel(models.Model):
    """A way out besides the work list: a group robot or the mail server. sealed_url, sealed_secret: a robot's address is
    a key by itself. departments: ids, [] for all; kinds: of `TellKind`. inside: stands in the company's own network.
    home: the address under which people reach this system. rests_until: after a failure nothing is tried before."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=ChannelKind)
    name = models.CharField(max_length=60, unique=True)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=443)
    security = models.CharField(max_length=10, choices=MailSecurity, default=MailSecurity.TLS)
    username = models.CharField(max_length=254, blank=True)
    sender = models.EmailField(blank=True)
    sealed_url = models.BinaryField(null=True)
    sealed_secret = models.BinaryField(null=True)
    departments = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="zh-hans")
    home = models.CharField(max_length=200)
    inside = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    rests_until = models.DateTimeField(null=True)


class Message(models.Model):
    """The outbox: what is to be told through a channel, written together with the notice. What it says is put together
    when it is sent. key: nothing is told twice. not_before: the next try."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=TellKind)
    key = models.CharField(max_length=100, unique=True)
    staff = models.ForeignKey("organisation.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.CASCADE, related_name="+")
    on_day = models.DateField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["not_before"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["state", "on_day"], name="message_by_state"),
        ]
