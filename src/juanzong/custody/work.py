"""Places as things that work can be about, and what of this room carries clauses out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.custody.models import Count, Disposal, Holding, Keeping, Place
from juanzong.custody.reads import counts, disposal, keeping
from juanzong.custody.reads import places as reads
from juanzong.kit.refs import Ref
from juanzong.organisation import chart
from juanzong.policies.vocabulary import Mechanism


def _company(ids: Ids) -> Mapping[int, int]:
    """Places belong to the company as a whole."""
    root = next((pk for pk, parent in chart.chart().parents.items() if parent is None), 0)
    return dict.fromkeys(ids, root) if root else {}


def _text(column: str) -> Callable[[Ids], dict[int, str]]:
    def look_up(ids: Ids) -> dict[int, str]:
        return dict(Place.objects.filter(pk__in=ids).values_list("pk", column))

    return look_up


def _after(after: int, limit: int) -> Sequence[int]:
    rows = Place.objects.filter(pk__gt=after, closed_on=None).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _with_certificates(ids: Ids) -> Mapping[int, str]:
    """Whether certificates belong to a place, in it or out for a while: `yes` or `no`."""
    held = Holding.objects.filter(place__in=ids, certificate__isnull=False).values_list("place", flat=True).distinct()
    found = set(held)
    return {pk: "yes" if pk in found else "no" for pk in ids}


def _companies(ids: Ids) -> Mapping[int, Ref]:
    return {pk: Ref("company", root) for pk, root in _company(ids).items()}


PLACE = Subject(
    "place", _("库位"), reads.labels, _company,
    attributes={"kind": _text("kind"), "certificates": _with_certificates}, each=_after,
    relations={"company": ("company", _companies)},
)  # fmt: skip


def _openers(ids: Ids) -> Mapping[int, int]:
    return dict(Count.objects.filter(pk__in=ids).values_list("pk", "opened_by"))


STOCKTAKE = Subject(
    "stocktake", _("盘点"), counts.labels, _company, roles={"opener": (_("盘点人"), _openers)}, content=counts.content
)


def _makers(ids: Ids) -> Mapping[int, int]:
    return dict(Disposal.objects.filter(pk__in=ids).values_list("pk", "made_by"))


DISPOSAL = Subject(
    "disposal",
    _("销毁清册"),
    disposal.labels,
    _company,
    roles={"opener": (_("编制人"), _makers)},
    content=disposal.content,
)


def _keeping_people(column: str) -> Callable[[Ids], dict[int, int]]:
    return lambda ids: dict(Keeping.objects.filter(pk__in=ids).values_list("pk", column))


KEEPING = Subject(
    "keeping",
    _("保管交接"),
    keeping.labels,
    _company,
    roles={
        "giver": (_("移交人"), _keeping_people("giver_id")),
        "receiver": (_("接收人"), _keeping_people("receiver_id")),
    },
    content=keeping.content,
)

MECHANISMS = (
    Mechanism(
        "custody.keeping", _("保管人变动：按库位列清单，双方清点签字，缺的点名，登记簿当即登记"), "custody:keepings"
    ),
    Mechanism("custody.places", _("库位成树，每卷只在一处，移动有记录，柜图可点"), "custody:rooms"),
    Mechanism("custody.stocktake", _("扫码盘点，断网可用，差异列名，两人签字"), "custody:counts"),
    Mechanism(
        "custody.disposal",
        _("到期鉴定、冻结、批准、两人监销、照片、销毁证明，方法按密级，电子件粉碎"),
        "custody:disposals",
    ),
    Mechanism(
        "custody.binding",
        _("迁出即产生装订待办；装订卷另存，单元待立新卷；每年按楼层提出装盒方案，打印清单，记录装箱"),
        "custody:volumes",
    ),
    Mechanism(
        "custody.floor_order", _("单元档案按楼座、楼层、单元号排架，放错即提示应在何处，柜图按楼层"), "custody:rooms"
    ),
    Mechanism(
        "custody.inspection",
        _("按库房定期检查：温湿度、潮湿、虫蛀、腐蚀，附照片，问题限期处理"),
        "custody:inspections",
    ),
)
