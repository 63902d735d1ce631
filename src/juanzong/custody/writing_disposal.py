"""What the steps of a destruction list share: finding and locking it, saying that a step is not open."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.custody.models import Disposal
from juanzong.custody.reads import disposal as reads
from juanzong.kit.errors import Conflict
from juanzong.organisation.viewer import Viewer

CLAUSE = "P05-d1"


def locked(by: Viewer, disposal_id: int) -> Disposal:
    """A list the viewer may know of, locked until the act ends."""
    reads.disposal(by, disposal_id)
    return Disposal.objects.select_for_update().get(pk=disposal_id)


def wrong_state(one: Disposal) -> Conflict:
    """What is said when a list is not where a step wants it."""
    return Conflict(
        _("清册 %(number)s 现在是“%(state)s”，不能这样办理。")
        % {"number": one.number, "state": one.get_state_display()},
        clause=CLAUSE,
        todo=_("请刷新页面看现在可以办理什么。"),
    )
