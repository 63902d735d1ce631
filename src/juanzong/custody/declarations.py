"""What the archive room adds to the house: rights, entry kinds, what work can be about, mechanisms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_subject
from juanzong.custody import following, work
from juanzong.custody.reads import finding
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources
from juanzong.policies.vocabulary import declare_mechanism

declare_right(Right("custody.view", _("查看档案室"), reads_customers=True))
declare_right(Right("custody.places", _("设置库位")))
declare_right(Right("custody.shelve", _("上架和移位"), reads_customers=True))

for _code, _sentence in (
    ("place.added", _("%(actor)s 在 %(stands)s 设置了 %(places)s 个库位")),
    ("place.changed", _("%(actor)s 修改了库位 %(stands)s")),
    ("place.moved", _("%(actor)s 将 %(stood)s 连同 %(things)s 件移到 %(stands)s")),
    ("place.closed", _("%(actor)s 停用了库位 %(stands)s")),
    ("dossier.shelved", _("%(actor)s 将 %(subject)s 上架到 %(stands)s")),
    ("dossier.moved", _("%(actor)s 将 %(subject)s 从 %(stood)s 移到 %(stands)s")),
    ("dossier.measured", _("%(actor)s 更正 %(subject)s 的厚度为 %(thickness_mm)s 毫米")),
    ("item.kept_apart", _("%(actor)s 将 %(subject)s 另存于 %(stands)s")),
    ("item.moved", _("%(actor)s 将另存的 %(subject)s 从 %(stood)s 移到 %(stands)s")),
    ("labels.printed", _("%(actor)s 为 %(subject)s 等打印了 %(labels)s 枚标签")),
    ("item.rejoined", _("%(actor)s 将 %(subject)s 放回原卷")),
):
    declare_kind(EntryKind(_code, _sentence))

declare_subject(work.PLACE)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)

facts.listen("custody.thickness", 50, following.measure)
search_sources.declare("places", SearchSource("places", _("库位"), "custody.view", 50, finding.searched, 2))
