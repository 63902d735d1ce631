"""What casework adds to the house: its rights and entry kinds, the listener that reacts to facts, the daily run, and
the things of the rooms below it that work can be about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework import (
    actions,
    obligation_subjects,
    organisation_subjects,
    reacting,
    reads,
    taking_over,
    tasks,
)
from juanzong.casework.sockets import declare_subject
from juanzong.kit.chores import Chore
from juanzong.kit.chores import declare as declare_chore
from juanzong.ledger import facts
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.policies.vocabulary import Mechanism, declare_mechanism

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
declare_kind(EntryKind("signature.given", _("%(actor)s 在 %(subject)s 上签字")))
declare_kind(EntryKind("company_day.set", _("%(actor)s 设定 %(day)s 是否上班：%(basis)s")))

for subject in (*organisation_subjects.SUBJECTS, obligation_subjects.SUBJECT):
    declare_subject(subject)

facts.listen("casework", 10, reacting.react)
facts.listen("casework.leaving", 15, taking_over.react)
declare_chore(Chore("casework.daily", 60, tasks.run_some))
declare_mechanism(
    Mechanism("casework.signatures", _("签字：展示内容，记下内容的指纹，再次验证本人；内容改动后显示签字失效"))
)
declare_mechanism(Mechanism("casework.obligations", _("待办：产生、提醒、升级、完成，逐笔记入台账"), "desk"))
