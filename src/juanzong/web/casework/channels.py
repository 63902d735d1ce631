"""Where reminders go besides the work list: e-mail and group robots."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.casework.actions import channels as actions_channels
from juanzong.casework.actions.channels import MANAGE, ChannelDraft
from juanzong.casework.choices import ChannelKind, MailSecurity, TellKind
from juanzong.casework.models import Channel
from juanzong.casework.reads import channels as reads_channels
from juanzong.kit.errors import Refusal
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

_FOR_MAIL = ("host", "port", "security", "username", "sender")
_KINDS = [one for one in TellKind.choices if one[0] != TellKind.TEST]


class ChannelForm(forms.Form):
    """One channel; fields of the other sort are left out. Secrets never come back to the browser."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    url = forms.CharField(
        label=gettext_lazy("机器人地址"), required=False, max_length=1000,
        help_text=gettext_lazy("在群的机器人设置里复制，保存后不再显示；不改就留空。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    host = forms.CharField(label=gettext_lazy("邮件服务器"), required=False, max_length=255)
    port = forms.IntegerField(label=gettext_lazy("端口"), required=False, initial=465)
    security = forms.ChoiceField(label=gettext_lazy("加密方式"), required=False, choices=MailSecurity)
    username = forms.CharField(label=gettext_lazy("邮箱用户名"), required=False, max_length=254)
    sender = forms.CharField(label=gettext_lazy("发件地址"), required=False, max_length=254, widget=forms.EmailInput)
    secret = forms.CharField(
        label=gettext_lazy("签名密钥或邮箱密码"), required=False, strip=False, max_length=500,
        help_text=gettext_lazy("加密保存，不再显示；不改就留空。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    home = forms.CharField(
        label=gettext_lazy("本系统的网址"), max_length=200, help_text=gettext_lazy("消息里的链接由此开头。")
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("发哪些消息"), choices=_KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    departments = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪些部门的待办"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("含下级部门；不选为全公司。"),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("消息的语言"), choices=settings.LANGUAGES)
    inside = forms.BooleanField(
        label=gettext_lazy("在公司内部网络"), required=False,
        help_text=gettext_lazy("只在公司自建机器人或邮件服务器时勾选，允许连接内部地址。"),
    )  # fmt: skip
    active = forms.BooleanField(label=gettext_lazy("启用"), required=False, initial=True)

    def __init__(self, viewer: Viewer, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for field in ("url",) if kind == ChannelKind.EMAIL else _FOR_MAIL:
            del self.fields[field]
        cast(forms.ChoiceField, self.fields["departments"]).choices = organisation.department_choices(viewer)

    @property
    def draft(self) -> ChannelDraft:
        """What the act takes."""
        told = {key: value for key, value in self.cleaned_data.items() if value is not None}
        told |= {"kinds": tuple(told["kinds"]), "departments": tuple(told["departments"])}
        return ChannelDraft(kind=self.kind, **told)


@page(MANAGE)
@require_safe
def channels(request: Request) -> HttpResponse:
    """All channels, and what became of the latest messages."""
    viewer = request.viewer
    context = {
        "rows": reads_channels.channels(viewer),
        "messages_out": reads_channels.latest(viewer),
        "kinds": ChannelKind.choices,
        "tells": dict(TellKind.choices),
    }
    return render(request, "casework/channels.html", context)


@page(MANAGE)
@sensitive_post_parameters("url", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, way: str) -> HttpResponse:
    """Set up a new one."""
    initial = {
        "home": request.build_absolute_uri("/").rstrip("/"), "kinds": [one for one, _label in _KINDS], "port": 465,
        "active": True, "language": "zh-hans", "security": MailSecurity.TLS,
    }  # fmt: skip
    return _edit(request, way, None, initial)


@page(MANAGE)
@sensitive_post_parameters("url", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, id: int) -> HttpResponse:
    """Change one."""
    row = reads_channels.channel(request.viewer, id)
    known = ("name", "home", "kinds", "departments", "language", "inside", "active", *_FOR_MAIL)
    return _edit(request, row.kind, row, {field: getattr(row, field) for field in known})


def _edit(request: Request, kind: str, row: Channel | None, initial: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer
    form = ChannelForm(viewer, kind, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions_channels.save_channel(by=viewer, channel=row.pk if row else None, draft=form.draft)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("渠道“%(name)s”已保存，请发一条测试消息。") % {"name": saved.name}
            return goto(request, reverse("casework:channels"), said=said)
    label = dict(ChannelKind.choices).get(kind, kind)
    context = {"form": form, "row": row, "label": label, "is_mail": kind == ChannelKind.EMAIL}
    return render(request, "casework/channel.html", context, status=422 if form.errors else 200)


@page(MANAGE)
@require_POST
def test(request: Request, id: int) -> HttpResponse:
    """Send one that says nothing but that it arrived."""
    actions_channels.test_channel(by=request.viewer, channel=id)
    said = _("测试消息已排入发送，几秒后刷新本页看结果。")
    return goto(request, reverse("casework:channels"), said=said)


@page(MANAGE)
@require_POST
def remove(request: Request, id: int) -> HttpResponse:
    """Take one away."""
    name = actions_channels.remove_channel(by=request.viewer, channel=id)
    return goto(request, reverse("casework:channels"), said=_("渠道“%(name)s”已删除。") % {"name": name})


@page(MANAGE)
@require_POST
def retry(request: Request, id: int) -> HttpResponse:
    """Try a message again."""
    actions_channels.retry_message(by=request.viewer, message=id)
    return goto(request, reverse("casework:channels"), said=_("已重新排入发送。"))
