"""What service adds to the house: rights, entry kinds, what work can be about, how it follows its customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.customers.followers import Follower, customer_followers
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.policies.choices import Information
from juanzong.policies.vocabulary import declare_mechanism
from juanzong.service import following, held, reads, work
from juanzong.service.actions import events, supervision, visits
from juanzong.service.reads import distribution, meetings

declare_right(Right(reads.VIEW, _("查看回访和活动"), reads_customers=True, classes=(Information.INTERACTION,)))
declare_right(
    Right(
        visits.VISIT,
        _("回访顾客，登记参加活动和购买"),
        reads_customers=True,
        classes=(Information.INTERACTION,),
    )
)
declare_right(Right(events.EVENTS, _("举办活动"), reads_customers=True, classes=(Information.INTERACTION,)))
declare_right(Right(distribution.DISTRIBUTE, _("分配顾客"), reads_customers=True, classes=(Information.INTERACTION,)))
declare_right(Right(supervision.SUPERVISE, _("督查回访"), reads_customers=True, classes=(Information.INTERACTION,)))
declare_right(Right(supervision.CALL_BACK, _("抽查核实表单"), reads_customers=True, classes=(Information.INTERACTION,)))
declare_right(Right(meetings.MEET, _("召开顾客服务会议")))

for _code, _sentence in (
    ("event.entered", _("%(actor)s 登记了活动 %(subject)s，%(held_on)s")),
    ("participant.noted", _("%(subject)s 参加了活动，由 %(actor)s 登记")),
    ("purchase.noted", _("%(actor)s 登记了 %(subject)s 的购买")),
    ("visit.made", _("%(actor)s 回访了 %(subject)s，%(minutes)s 分钟")),
    ("doctor.asked", _("%(actor)s 请主管医生回访 %(subject)s")),
    ("form.taken", _("%(actor)s 调用 %(subject)s 的表回访，应于 %(back_by)s 归还")),
    ("form.given_back", _("%(actor)s 归还了 %(subject)s 的表")),
    ("customer.assigned", _("%(actor)s 把 %(subject)s 分配给满意代表")),
    ("areas.set", _("%(actor)s 设定了 %(subject)s 负责的片区")),
    ("visits.guided", _("%(actor)s 对 %(subject)s %(day)s 的回访提出指导意见")),
    ("visits.checked", _("%(actor)s 督查 %(round)s 的回访：计划 %(planned)s，完成 %(done)s，漏访 %(missed)s")),
    ("call_back.drawn", _("%(actor)s 抽中 %(subject)s 的表回访核实")),
    ("call_back.made", _("%(actor)s 回访核实了 %(subject)s 的表")),
    ("meeting.called", _("%(actor)s 召集 %(on_day)s 的顾客服务会议，议题 %(topics)s 项")),
    ("meeting.held", _("%(actor)s 登记了 %(round)s 的顾客服务会议，决定 %(agreed)s 项")),
    ("action.agreed", _("会议决定 %(subject)s，应于 %(on)s 前完成")),
    ("action.done", _("%(actor)s 办完会议决定的 %(subject)s")),
):
    declare_kind(EntryKind(_code, _sentence))

for _subject in work.SUBJECTS:
    declare_subject(_subject)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)
customer_followers.declare("service", Follower("service", _("回访和活动"), following.move, following.move_back))
facts.listen("service.handed_over", 55, following.hand_over)
declare_holds(held.HOLDS)
