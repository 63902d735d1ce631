"""What casework adds to the house: its rights and entry kinds, the listener that reacts to facts, the daily run, and
the things of the rooms below it that work can be about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework import actions, held, tasks
from juanzong.casework.cases import extensions, handing_on
from juanzong.casework.duties import reacting, taking_over
from juanzong.casework.reads import obligations as reads
from juanzong.casework.sockets import declare_effect, declare_offer, declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.casework.subjects import cases, obligations, organisation
from juanzong.kit import stamps
from juanzong.kit.chores import Chore
from juanzong.kit.chores import declare as declare_chore
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.policies.vocabulary import Mechanism, declare_mechanism

stamps.declare("company_days", casework_companyday="")

declare_right(Right(reads.OVERSEE, _("查看他人的待办")))
declare_right(Right(actions.WAIVE, _("免除待办")))
declare_right(Right(actions.REASSIGN, _("转交待办")))

declare_kind(EntryKind("obligation.opened", _("%(subject)s 产生待办，应于 %(due_on)s 前完成")))
declare_kind(EntryKind("obligation.closed", _("%(actor)s 完成 %(subject)s 的待办，期限 %(due_on)s")))
declare_kind(EntryKind("obligation.waived", _("%(actor)s 免除 %(subject)s 的待办：%(basis)s")))
declare_kind(EntryKind("obligation.replaced", _("%(subject)s 的待办由新的待办代替")))
declare_kind(EntryKind("obligation.cancelled", _("%(subject)s 的待办不再需要")))
declare_kind(EntryKind("obligation.reassigned", _("%(actor)s 转交 %(subject)s 的待办")))
declare_kind(EntryKind("obligation.taken_over", _("经办人已离任，%(subject)s 的待办由他人接手")))
declare_kind(EntryKind("obligation.escalated", _("%(subject)s 的待办逾期 %(late_days)s 天，已告知上级")))
declare_kind(EntryKind("obligation.extended", _("%(actor)s 同意 %(subject)s 的待办延期至 %(due_on)s")))
declare_kind(EntryKind("case.started", _("%(actor)s 就 %(subject)s 提出“%(name)s”")))
declare_kind(EntryKind("case.moved", _("%(actor)s 办理 %(subject)s 的“%(name)s”，%(at)s：%(did)s")))
declare_kind(EntryKind("case.sent_back", _("%(actor)s 退回 %(subject)s 的“%(name)s”，%(at)s：%(basis)s")))
declare_kind(EntryKind("case.refused", _("%(actor)s 不同意 %(subject)s 的“%(name)s”：%(basis)s")))
declare_kind(EntryKind("case.withdrawn", _("%(actor)s 撤回 %(subject)s 的“%(name)s”：%(basis)s")))
declare_kind(EntryKind("case.ended", _("%(actor)s 办结 %(subject)s 的“%(name)s”：%(did)s")))
declare_kind(
    EntryKind("case.found_wrong", _("%(actor)s 在 %(subject)s 的“%(name)s”中发现“%(check)s”不合格，%(items)s 项"))
)
declare_kind(EntryKind("case.checked", _("%(actor)s 在 %(subject)s 的“%(name)s”中确认“%(check)s”，%(items)s 项")))
declare_kind(EntryKind("case.paper_attached", _("%(actor)s 为 %(subject)s 的“%(name)s”添加附件")))
declare_kind(EntryKind("case.paper_withdrawn", _("%(actor)s 撤下 %(subject)s 的“%(name)s”的附件：%(basis)s")))
declare_kind(EntryKind("case.paper_opened", _("%(actor)s 打开 %(subject)s 的“%(name)s”的附件")))
declare_kind(EntryKind("case.signer_added", _("%(actor)s 请人在 %(subject)s 的“%(name)s”中加签")))
declare_kind(EntryKind("case.signer_released", _("%(actor)s 取消 %(subject)s 的“%(name)s”中的加签：%(basis)s")))
declare_kind(EntryKind("case.part_changed", _("%(actor)s 更换 %(subject)s 的“%(name)s”中的%(part)s：%(basis)s")))
declare_kind(EntryKind("case.list_exported", _("%(actor)s 导出办理单列表，%(rows)s 行")))
declare_kind(EntryKind("signature.given", _("%(actor)s 在 %(subject)s 上签字")))
declare_kind(EntryKind("channel.saved", _("%(actor)s 设置提醒渠道“%(channel)s”，主机 %(host)s")))
declare_kind(EntryKind("channel.removed", _("%(actor)s 删除提醒渠道“%(channel)s”")))
declare_kind(EntryKind("channel.tested", _("%(actor)s 测试提醒渠道“%(channel)s”")))
declare_kind(EntryKind("message.given_up", _("提醒渠道“%(channel)s”的一条消息试了 %(tries)s 次仍未送达")))
declare_kind(EntryKind("message.retried", _("%(actor)s 让提醒渠道“%(channel)s”重发一条消息")))
declare_kind(EntryKind("company_day.set", _("%(actor)s 设定 %(day)s 是否上班：%(basis)s")))

for subject in (*organisation.SUBJECTS, obligations.SUBJECT, cases.SUBJECT):
    declare_subject(subject)

declare_effect(extensions.EFFECT)
for effect in handing_on.EFFECTS:
    declare_effect(effect)
declare_offer(handing_on.OFFER)
facts.listen("casework", 10, reacting.react)
facts.listen("casework.leaving", 15, taking_over.react)
declare_chore(Chore("casework.daily", 60, tasks.run_some))
declare_chore(Chore("casework.deliver", 5, tasks.deliver_some))
declare_chore(Chore("casework.forget-messages", 3600, tasks.forget_messages))
declare_mechanism(
    Mechanism(
        "casework.procedures", _("流程：谁可以办、办到哪一步、要什么、多久，退回、加签、撤回都留痕"), "casework:cases"
    )
)
declare_mechanism(
    Mechanism("casework.checks", _("逐项具名核对：接收人亲自清点页数，不符写明；不合格的带原因退回"), "casework:cases")
)
declare_mechanism(Mechanism("casework.extensions", _("延期须另行申请并经审批，原期限保留"), "casework:cases"))
declare_mechanism(
    Mechanism("casework.signatures", _("签字：展示内容，记下内容的指纹，再次验证本人；内容改动后显示签字失效"))
)
declare_mechanism(Mechanism("casework.obligations", _("待办：产生、提醒、升级、完成，逐笔记入台账"), "desk"))
for _holds in held.HOLDS:
    declare_holds(_holds)
