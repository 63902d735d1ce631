"""The pages of refusal and failure: what happened, which clause, what to do. No stack trace, no technical words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from juanzong.kit.errors import Refusal
from juanzong.web.shell import links
from juanzong.web.shell.pages import is_htmx

TITLES = {
    400: gettext_lazy("请求有误"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不能这样操作"),
    409: gettext_lazy("现在不能办理"),
    413: gettext_lazy("内容太大"),
    422: gettext_lazy("内容需要修改"),
    429: gettext_lazy("操作太频繁"),
    500: gettext_lazy("系统出错"),
    503: gettext_lazy("暂时不可用"),
}


def refusal_response(request: HttpRequest, refusal: Refusal, *, bare: bool = False) -> HttpResponse:
    """The page of a refusal; for htmx a notice that is put on top of the page in hand.

    bare: without the frame, whose menu would ask a database that does not answer.
    """
    return _answer(
        request, refusal.status, str(refusal.message), todo=str(refusal.todo), clause=refusal.clause, bare=bare,
        to="" if bare or refusal.about is None else links.page_of(refusal.about),
    )  # fmt: skip


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 when more was sent than is taken."""
    if type(exception).__name__ in {"RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent"}:
        return too_large(request)
    return _answer(request, 400, _("浏览器发来的内容无法识别。"), todo=_("请返回上一页，刷新后再试一次。"))


def too_large(request: HttpRequest) -> HttpResponse:
    """413: a request beyond the limits."""
    return _answer(request, 413, _("一次提交的内容超过了上限，没有保存。"), todo=_("请分几次提交，或使用批量导入。"))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by the framework itself."""
    return _answer(
        request, 403, _("您没有做这件事的权限。"), todo=_("如工作需要，请向部门负责人或系统管理员申请授权。")
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address."""
    return _answer(
        request, 404, _("这个地址没有页面，或者您不能查看它。"), todo=_("请检查地址，或用上方的搜索框查找。")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a defect of ours. Needs no database, no session and no menu."""
    return _answer(
        request,
        500,
        _("系统出了差错，本次操作没有保存。"),
        todo=_("请再试一次；若仍出错，请把发生的时间和所做的操作告诉系统管理员。"),
        bare=True,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the form protection: mostly a page that stood open too long."""
    return _answer(
        request, 403, _("这一页打开太久，安全校验已失效，本次操作没有保存。"), todo=_("请刷新页面后重新提交。")
    )


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: for example a link to an address that only takes a form; `allowed` as in the header Allow."""
    response = _answer(request, 405, _("这个地址不接受这种操作。"), todo=_("请返回上一页，用页面上的按钮操作。"))
    response["Allow"] = allowed
    return response


def _came_from(request: HttpRequest) -> str:
    """The page whose form was refused, "" when the browser does not say or it is this address itself."""
    came = urlsplit(request.headers.get("Referer", ""))
    if request.method != "POST" or came.netloc != request.get_host() or came.path == request.path:
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def _answer(
    request: HttpRequest,
    status: int,
    sentence: str,
    *,
    todo: str = "",
    clause: str = "",
    bare: bool = False,
    to: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "status": status,
        "title": TITLES.get(status, TITLES[400]),
        "sentence": sentence,
        "todo": todo,
        "clause_id": clause,
        "to": to,
        "back": _came_from(request),
        "language": "en" if get_language() == "en" else "zh-Hans",
    }
    if is_htmx(request):
        response = HttpResponse(render_to_string("shell/refusal_notice.html", context), status=status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:window:top"
        return response
    if bare:
        return HttpResponse(render_to_string("shell/error_bare.html", context), status=status)
    known = getattr(request, "viewer", None) is not None
    context["frame"] = "shell/page.html" if known else "shell/plain.html"
    return HttpResponse(render_to_string("shell/error.html", context, request), status=status)
