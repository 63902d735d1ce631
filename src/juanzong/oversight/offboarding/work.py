"""A leaving as something that work is about, the entries it leaves, and the mechanism that carries the clause out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.oversight.models import Leaving
from juanzong.oversight.offboarding import reads
from juanzong.policies.vocabulary import Mechanism


def _column(name: str) -> Callable[[Ids], dict[int, Any]]:
    def look_up(ids: Ids) -> dict[int, Any]:
        rows = Leaving.objects.filter(pk__in=ids).values_list("pk", name)
        return {pk: value for pk, value in rows if value is not None}

    return look_up


SUBJECT = Subject(
    "leaving", _("离职交接"), reads.labels, _column("department_id"),
    roles={
        "leaver": (_("离职人"), _column("staff_id")),
        "receiver": (_("接手人"), _column("receiver_id")),
        "superior": (_("上级"), _column("superior_id")),
    },
)  # fmt: skip

KINDS = (
    ("leaving.begun", _("%(name)s 将离职，最后工作日 %(due)s，名下物品和文件 %(things)s 项")),
    ("leaving.moved", _("%(name)s 的最后工作日改为 %(due)s")),
    ("leaving.withdrawn", _("%(name)s 的离职登记已撤回：%(reason)s")),
    ("leaving.receiver_named", _("%(actor)s 指定 %(receiver)s 接手 %(name)s 的工作")),
    ("leaving.taken_back", _("%(actor)s 从 %(name)s 收回 %(number)s 项")),
    ("leaving.passed_on", _("%(actor)s 把 %(name)s 名下 %(number)s 项转交 %(receiver)s")),
    ("leaving.missing", _("%(actor)s 登记 %(name)s 名下缺少 %(number)s 项，作问责记录")),
    ("leaving.closed", _("%(actor)s 办结 %(name)s 的离职交接，账号停用")),
    ("leaving.printed", _("%(actor)s 打印了 %(name)s 的离职交接清单，核对码 %(code)s")),
)

MECHANISM = Mechanism(
    "oversight.offboarding",
    _("离职交接：名下的一切逐项列出、收回、转交，客户改派，账号停用；缺少的作问责记录，不阻止离职"),
    "oversight:leavings",
)
