"""What the organisation adds to the house: its rights, its entry kinds, its background work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.kit import stamps
from juanzong.kit.chores import Chore
from juanzong.kit.chores import declare as declare_chore
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation import tasks
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.policies.vocabulary import Mechanism, declare_mechanism

stamps.declare(
    "organisation",
    organisation_department="",
    organisation_appointment="",
    organisation_standin="",
    organisation_charge="",
    organisation_staff="is_active, left_on",
)

declare_right(Right("desk.view", _("工作台")))
declare_right(Right("policies.view", _("查看制度")))
declare_right(Right("policies.adopt", _("采用制度")))
declare_right(Right("policies.edit", _("起草本公司制度")))
declare_right(Right("policies.consent", _("同意本公司制度")))
declare_right(Right("ledger.view", _("查看台账")))
declare_right(Right("ledger.export", _("导出和核验台账")))
declare_right(Right("organisation.view", _("查看组织")))
declare_right(Right("training.view", _("查看培训情况")))
declare_right(Right("training.hold", _("组织培训，登记到场和成绩")))
declare_right(Right("organisation.manage", _("管理部门、员工和任职")))

declare_kind(EntryKind("access.denied", _("%(actor)s 试图做无权的事：%(right)s")))

declare_kind(EntryKind("act.refused", _("%(actor)s 的办理被制度拒绝：%(attempted)s")))

declare_kind(EntryKind("ledger.exported", _("%(actor)s 为“%(basis)s”导出台账 %(rows)s 条")))
declare_kind(EntryKind("ledger.verified", _("%(actor)s 核验台账 %(sealed)s 条，发现 %(problems)s 处不符")))

declare_kind(EntryKind("session.begun", _("%(actor)s 登录")))
declare_kind(EntryKind("session.left", _("%(actor)s 退出登录")))
declare_kind(EntryKind("session.ended", _("%(subject)s 的会话超时结束")))
declare_kind(EntryKind("sessions.ended", _("%(actor)s 让 %(subject)s 在所有设备上退出登录")))
declare_kind(EntryKind("sign_in.refused", _("有人登录失败"), personal=("name", "address")))
declare_kind(EntryKind("sign_in.slowed", _("某账号连续登录失败，开始要求等待"), personal=("name", "address")))
declare_kind(EntryKind("code.refused", _("%(subject)s 登录时验证码不对"), personal=("address",)))
declare_kind(EntryKind("second_factor.begun", _("%(actor)s 着手开启两步验证")))
declare_kind(EntryKind("second_factor.confirmed", _("%(actor)s 开启了两步验证")))
declare_kind(EntryKind("second_factor.ended", _("%(actor)s 停用了自己的两步验证")))
declare_kind(EntryKind("second_factor.reset", _("%(actor)s 重置了 %(subject)s 的两步验证")))
declare_kind(EntryKind("second_factor.required", _("%(actor)s 规定哪些岗位须用两步验证：%(now)s")))
declare_kind(EntryKind("recovery_codes.renewed", _("%(actor)s 换了一批恢复码")))
declare_kind(EntryKind("password.changed", _("%(actor)s 更改了自己的密码")))
declare_kind(EntryKind("password.refused", _("%(actor)s 更改密码时原密码不对"), personal=("address",)))
declare_kind(EntryKind("proof.refused", _("%(actor)s 再次验证身份时密码不对"), personal=("address",)))
declare_kind(EntryKind("password.reset", _("%(actor)s 重设了 %(subject)s 的密码")))
declare_kind(EntryKind("password_profile.chosen", _("密码规则改为 %(profile)s")))

declare_kind(EntryKind("company.founded", _("%(actor)s 设立公司")))
declare_kind(EntryKind("department.added", _("%(actor)s 增设部门 %(subject)s")))
declare_kind(EntryKind("department.changed", _("%(actor)s 更改部门 %(subject)s")))
declare_kind(EntryKind("department.closed", _("%(actor)s 撤销部门 %(subject)s，自 %(day)s 起")))
declare_kind(EntryKind("staff.added", _("%(actor)s 增加员工 %(subject)s")))
declare_kind(EntryKind("staff.stays", _("%(actor)s 撤回 %(subject)s 的离职登记：%(reason)s")))
declare_kind(EntryKind("staff.changed", _("%(actor)s 更改员工 %(subject)s 的信息")))
declare_kind(EntryKind("staff.disabled", _("%(actor)s 停用 %(subject)s 的账号")))
declare_kind(EntryKind("staff.enabled", _("%(actor)s 启用 %(subject)s 的账号")))
declare_kind(EntryKind("appointment.made", _("%(actor)s 任命 %(subject)s 为 %(post)s，自 %(from_date)s 起")))
declare_kind(EntryKind("appointment.ended", _("%(actor)s 结束 %(subject)s 的 %(post)s 任职，至 %(until_date)s")))
declare_kind(EntryKind("appointment.changed", _("%(actor)s 更改 %(subject)s 的 %(post)s 任职的上级")))
declare_kind(EntryKind("appointment.withdrawn", _("%(actor)s 撤回 %(subject)s 尚未开始的 %(post)s 任职")))
declare_kind(EntryKind("stand_in.made", _("%(actor)s 安排 %(name)s 代理 %(subject)s，%(from_date)s 至 %(until_date)s")))
declare_kind(EntryKind("stand_in.ended", _("%(actor)s 结束 %(name)s 对 %(subject)s 的代理")))
declare_kind(EntryKind("charge.given", _("%(actor)s 指定 %(name)s 分管 %(subject)s，自 %(from_date)s 起")))
declare_kind(EntryKind("charge.ended", _("%(actor)s 结束 %(name)s 对 %(subject)s 的分管，至 %(until_date)s")))
declare_kind(
    EntryKind("training.planned", _("%(actor)s 为 %(subject)s 安排了培训“%(name)s”，%(on_day)s，%(people)s 人"))
)
declare_kind(EntryKind("training.held", _("%(actor)s 登记了 %(subject)s 的培训“%(name)s”，到场 %(present)s 人")))
declare_kind(EntryKind("training.taken", _("%(subject)s 参加了培训“%(name)s”")))
declare_kind(EntryKind("training.called_off", _("%(actor)s 取消了 %(subject)s 的培训“%(name)s”")))
declare_kind(EntryKind("training.printed", _("%(actor)s 打印了 %(subject)s 培训“%(name)s”的签到表，核对码 %(code)s")))
declare_kind(EntryKind("training.record_printed", _("%(actor)s 打印了 %(subject)s 的培训记录，核对码 %(code)s")))
declare_kind(EntryKind("pledges.acknowledged", _("%(actor)s 确认遵守客户档案承诺")))
declare_kind(EntryKind("backup.made", _("备份数据，含 %(files)s 个文件")))
declare_kind(EntryKind("backup.restored", _("从 %(made_at)s 的备份恢复数据")))

declare_chore(Chore("organisation.forget", 3600, tasks.forget_old))
declare_chore(Chore("organisation.password-profile", 3600, tasks.note_password_profile))

declare_mechanism(
    Mechanism("organisation.rights", _("按岗位和范围授权，每页每个操作都核对权限"), "organisation.positions")
)
declare_mechanism(Mechanism("organisation.positions", _("岗位职责、任职和任期都有记录"), "organisation.positions"))
declare_mechanism(Mechanism("organisation.appointments", _("任命和免职逐笔记入台账"), "organisation.staff_list"))
declare_mechanism(
    Mechanism("organisation.training", _("课程、场次、到场和成绩；谁的培训到期逾期，逐人算出"), "organisation:training")
)
declare_mechanism(
    Mechanism("organisation.qualifications", _("岗位要求的考核没有合格的，不能任命"), "organisation:training")
)
