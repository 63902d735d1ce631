"""Whether the authority and the people affected are told: decided each with its reason, and told with what the law asks for
(PIPL art. 57). No incident is closed without both decisions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.choices import Notified
from juanzong.oversight.incidents import reads
from juanzong.oversight.incidents.writing import locked, said, told
from juanzong.oversight.models import Notice


@act(reads.DECIDE, clause=reads.CLAUSE)
def decide_notice(
    *, by: Viewer, incident: int, whom: str, notify: bool, reason: str, kinds: str = "", remedies: str = "",
    contact: str = "",
) -> Notice:  # fmt: skip
    """Decide whether to tell the authority, or the people affected, and why. To tell needs the three contents: kinds,
    cause and possible harm; remedies and what people can do; whom to contact. A decision stands."""
    row = locked(by, incident, reads.DECIDE)
    if whom not in Notified.values:
        raise Invalid(_("请选择通知谁。"), fields={"whom": _("请选择。")}, clause=reads.CLAUSE)
    if Notice.objects.filter(incident=row, whom=whom).exists():
        raise Conflict(_("这项决定已经作出。"), clause=reads.CLAUSE, todo=_("请刷新后查看。"))
    why = said(reason, "reason", _("请写明理由。"), longest=500)
    texts = {"kinds": kinds.strip()[:500], "remedies": remedies.strip()[:500], "contact": contact.strip()[:200]}
    missing = {code: _("通知须写明这一项。") for code, text in texts.items() if not text}
    if notify and missing:
        raise Invalid(
            _("通知须写明信息种类、原因和可能的危害，补救措施，以及联系方式。"), fields=missing, clause=reads.CLAUSE,
            todo=_("依据个人信息保护法第五十七条；尚不清楚的，写明“尚在查明”。"),
        )  # fmt: skip
    one = Notice.objects.create(
        incident=row, whom=whom, notify=notify, reason=why, decided_by_name=by.name, **(texts if notify else {})
    )
    row.decided = Notice.objects.filter(incident=row).count() == len(Notified)
    row.save(update_fields=["decided"])
    hours = int((one.decided_at - row.known_at).total_seconds() // 3600)
    told(by, f"incident.{whom}_decided", row, notify=notify, hours=hours)
    return one


@act(reads.HANDLE, clause=reads.CLAUSE)
def note_told(*, by: Viewer, incident: int, whom: str, how: str) -> Notice:
    """Note that they were told: when is now, by which way and to whom in words."""
    row = locked(by, incident, reads.HANDLE)
    one = Notice.objects.select_for_update().filter(incident=row, whom=whom, notify=True, told_at=None).first()
    if one is None:
        raise Conflict(_("没有待发出的通知。"), clause=reads.CLAUSE, todo=_("请先由总经理决定是否通知。"))
    one.told_how = said(how, "how", _("请写明通知方式和对象。"), longest=500)
    one.told_at, one.told_by_name = clock.now(), by.name
    one.save(update_fields=["told_at", "told_how", "told_by_name"])
    hours = int((one.told_at - row.known_at).total_seconds() // 3600)
    told(by, f"incident.{whom}_told", row, hours=hours)
    return one
