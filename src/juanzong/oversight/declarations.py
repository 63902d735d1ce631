"""What oversight adds to the house: its right, and the listener that keeps the tallies of the clause board."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_effect, declare_guard, declare_subject
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.oversight import bulk, reads, tallying
from juanzong.oversight.audits import work as audits
from juanzong.oversight.audits.reads import AUDIT
from juanzong.oversight.evaluation.reads import EVALUATE
from juanzong.oversight.evaluation.reads import VIEW as VIEW_EVALUATION
from juanzong.oversight.incidents import reads as incidents
from juanzong.oversight.incidents import work, writing
from juanzong.oversight.offboarding import reads as leavings
from juanzong.oversight.offboarding import work as offboarding
from juanzong.oversight.offboarding import writing as leaving
from juanzong.policies.vocabulary import Mechanism, declare_mechanism

declare_right(Right(reads.VIEW, _("查看制度落实")))
declare_kind(EntryKind("board.exported", _("%(actor)s 导出 %(pack)s 的制度落实表，共 %(rows)s 条")))
facts.listen("oversight.tallies", 20, tallying.keep)
declare_kind(EntryKind("bulk.alerted", _("%(subject)s 大量查看或导出：%(number)s，超过限度 %(most)s")))
facts.listen("oversight.bulk", 30, bulk.keep)
declare_mechanism(
    Mechanism(bulk.MECHANISM, _("大量查看或导出触发警示，由上级查明；档案属于部门，不属于个人"), "oversight.alerts")
)
declare_mechanism(
    Mechanism("oversight.clause_board", _("制度落实表：按条款、部门、个人统计，可查到每一笔台账"), "oversight.board")
)
declare_mechanism(
    Mechanism("oversight.posters", _("承诺可打印成张贴用的海报（A3）；登录时阅读并确认"), "organisation:acknowledged")
)
declare_mechanism(Mechanism("ledger.refusals", _("被拒绝的操作记入台账"), "ledger.list"))
declare_mechanism(Mechanism("ledger.sealing", _("台账只增不改，封存签名，可独立核验"), "ledger.verify"))

declare_right(Right(AUDIT, _("开展内部审计"), reads_customers=True))
for _subject in audits.SUBJECTS:
    declare_subject(_subject)
for _code, _sentence in audits.KINDS:
    declare_kind(EntryKind(_code, _sentence))
for _mechanism in audits.MECHANISMS:
    declare_mechanism(_mechanism)
declare_right(Right(VIEW_EVALUATION, _("查看年度评估")))
declare_right(Right(EVALUATE, _("年度评估")))
declare_right(Right(incidents.VIEW, _("查看事件")))
declare_right(Right(incidents.HANDLE, _("处置事件"), reads_customers=True))
declare_right(Right(incidents.DECIDE, _("决定事件的通知")))
declare_right(Right(incidents.ACCOUNT, _("作问责记录")))
for _code, _sentence in (
    ("incident.reported", _("%(actor)s 报告事件 %(number)s")),
    ("incident.rated", _("%(actor)s 为事件 %(number)s 定级并写明原因")),
    ("incident.measure_set", _("%(actor)s 为事件 %(number)s 定下措施，%(due)s 前办完")),
    ("incident.measure_ended", _("%(actor)s 办结事件 %(number)s 的一项措施")),
    ("incident.affected_listed", _("%(actor)s 为事件 %(number)s 列明受影响客户，共 %(affected)s 位")),
    ("incident.authority_decided", _("%(actor)s 决定事件 %(number)s 是否通知主管部门，距发现 %(hours)s 小时")),
    ("incident.persons_decided", _("%(actor)s 决定事件 %(number)s 是否通知受影响的个人，距发现 %(hours)s 小时")),
    ("incident.authority_told", _("%(actor)s 就事件 %(number)s 通知了主管部门，距发现 %(hours)s 小时")),
    ("incident.persons_told", _("%(actor)s 就事件 %(number)s 通知了受影响的个人，距发现 %(hours)s 小时")),
    ("incident.made_good", _("%(actor)s 说明事件 %(number)s 的补齐情况")),
    ("incident.accounted", _("%(actor)s 在事件 %(number)s 中作了问责记录，只记事实")),
    ("incident.answered", _("%(actor)s 对事件 %(number)s 的问责记录作了陈述")),
    ("incident.closed", _("%(actor)s 将事件 %(number)s 结案，受影响客户 %(affected)s 位")),
    ("incident.printed", _("%(actor)s 打印了事件 %(number)s 的报告，核对码 %(code)s")),
):
    declare_kind(EntryKind(_code, _sentence))
declare_subject(work.INCIDENT)
declare_subject(work.MEASURE)
declare_effect(work.EFFECT)
for _guard in work.GUARDS:
    declare_guard(_guard)
facts.listen("oversight.incidents", 12, writing.follow)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)
declare_right(Right(leavings.CLEAR, _("办理离职交接")))
for _code, _sentence in offboarding.KINDS:
    declare_kind(EntryKind(_code, _sentence))
declare_subject(offboarding.SUBJECT)
facts.listen("oversight.offboarding", 13, leaving.follow)
declare_mechanism(offboarding.MECHANISM)
