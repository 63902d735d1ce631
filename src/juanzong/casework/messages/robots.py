"""The formats of the group robots of WeCom, DingTalk and Feishu: pure, as their documents lay down."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from juanzong.casework.choices import ChannelKind
from juanzong.casework.messages.letters import Letter

HOSTS: Mapping[str, tuple[str, ...]] = {
    ChannelKind.WECOM: ("qyapi.weixin.qq.com",),
    ChannelKind.DINGTALK: ("oapi.dingtalk.com",),
    ChannelKind.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
}
"""Where the robots of each kind stand, unless the company runs its own."""
_WECOM_LONGEST = 4000


def request(kind: str, url: str, secret: str, letter: Letter, seconds: float) -> tuple[str, Mapping[str, Any]]:
    """The address and the body of one message. seconds: the time, which the signatures of two of them cover."""
    match kind:
        case ChannelKind.WECOM:
            return url, {"msgtype": "markdown", "markdown": {"content": _cut(_markdown(letter), _WECOM_LONGEST)}}
        case ChannelKind.DINGTALK:
            body = {"msgtype": "markdown", "markdown": {"title": letter.title, "text": _markdown(letter)}}
            return _signed_for_dingtalk(url, secret, seconds), body
        case ChannelKind.FEISHU:
            post = {"msg_type": "post", "content": {"post": {"zh_cn": _rich(letter)}}}
            return url, _signed_for_feishu(secret, seconds) | post
    raise ValueError(f"{kind} is no robot")


def fault_of(answer: Mapping[str, Any]) -> str:
    """What the robot says is wrong, "" when it took the message."""
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
    if code == 0:
        return ""
    said = str(answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage") or "")
    return f"{code} {said}".strip()[:200]


def _markdown(letter: Letter) -> str:
    lines = [f"**{letter.title}**"]
    lines += [f"- [{text}]({to})" if to else f"- {text}" for text, to in letter.lines]
    if not any(to == letter.link for _text, to in letter.lines):
        lines.append(f"[{letter.link}]({letter.link})")
    return "\n\n".join(lines)


def _rich(letter: Letter) -> dict[str, Any]:
    def line(text: str, to: str) -> list[dict[str, str]]:
        return [{"tag": "a", "text": text, "href": to}] if to else [{"tag": "text", "text": text}]

    content = [line(text, to) for text, to in letter.lines]
    if not any(to == letter.link for _text, to in letter.lines):
        content.append(line(letter.link, letter.link))
    return {"title": letter.title, "content": content}


def _cut(text: str, longest: int) -> str:
    """At most so many bytes, never half a character."""
    return text.encode()[:longest].decode(errors="ignore")


def _sign(key: str, message: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), message.encode(), "sha256")).decode()


def _signed_for_dingtalk(url: str, secret: str, seconds: float) -> str:
    if not secret:
        return url
    moment = str(int(seconds * 1000))
    signed = {"timestamp": moment, "sign": _sign(secret, f"{moment}\n{secret}")}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(signed)}"


def _signed_for_feishu(secret: str, seconds: float) -> dict[str, Any]:
    if not secret:
        return {}
    moment = str(int(seconds))
    return {"timestamp": moment, "sign": _sign(f"{moment}\n{secret}", "")}
