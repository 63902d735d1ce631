"""Standing by the pledges (P00-3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation import pledges
from juanzong.organisation.acts import act
from juanzong.organisation.models import Acknowledgement
from juanzong.organisation.viewer import Viewer

_CLAUSE = "P00-3"


@act(None, clause=_CLAUSE)
def acknowledge_pledges(*, by: Viewer, digest: str) -> Acknowledgement:
    """Note that a person has read the pledges and stands by them.

    digest: of the words that were shown. NotAllowed: not a person. Conflict: the words have changed since, or it is
    noted already.
    """
    if not by.staff_id:
        raise NotAllowed(_("请先用自己的账号登录。"), clause=_CLAUSE)
    now = pledges.current()
    if now is None or now.digest != digest:
        raise Conflict(_("承诺的内容已有变化。"), clause=_CLAUSE, todo=_("请重新阅读后再确认。"))
    made, fresh = Acknowledgement.objects.get_or_create(staff_id=by.staff_id, digest=digest)
    if not fresh:
        raise Conflict(_("您已确认过这些承诺。"), clause=_CLAUSE)
    ledger.record(
        "pledges.acknowledged", by.actor, Ref("staff", by.staff_id), clauses=(_CLAUSE,),
        payload={"digest": digest, "pledges": [one.code for one in now.pledges]},
    )  # fmt: skip
    return made
