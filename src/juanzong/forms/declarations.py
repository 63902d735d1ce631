"""What forms add to the house: rights, entry kinds, what work can be about, how they follow their customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_effect, declare_guard, declare_subject
from juanzong.casework.sockets_held import declare_holds
from juanzong.customers.followers import Follower, Subjects, customer_followers, timeline_subjects
from juanzong.forms import following, granting, held, offering, reads, searching, work
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources
from juanzong.policies.vocabulary import declare_mechanism
from juanzong.privacy.grantable import grantables

declare_right(Right(reads.VIEW, _("查看表单记录"), reads_customers=True))
declare_right(Right(offering.FILL, _("填写表单"), reads_customers=True))
declare_right(Right("forms.export", _("导出表单记录"), reads_customers=True))
declare_right(Right("forms.blanks", _("管理空白表")))
declare_right(Right("forms.unseal", _("批准启封"), reads_customers=True))

for _code, _sentence in (
    ("record.saved", _("%(actor)s 填写了 %(subject)s，完成 %(percent)s%%")),
    ("record.changed", _("%(actor)s 继续填写 %(subject)s，完成 %(percent)s%%")),
    ("record.submitted", _("%(actor)s 提交了 %(subject)s")),
    ("record.corrected", _("%(actor)s 更正 %(subject)s，第 %(version)s 版，原版保留")),
    ("record.discarded", _("%(actor)s 作废了 %(subject)s")),
    ("record.printed", _("%(actor)s 打印了 %(subject)s（%(number)s）")),
    ("records.exported", _("%(actor)s 为“%(basis)s”导出表单记录 %(rows)s 份（%(number)s）")),
    ("blanks.set", _("%(actor)s 打印空白表 %(first)s 至 %(last)s 号")),
    ("record.filed", _("%(actor)s 把 %(subject)s 归入档案")),
    ("record.sealed", _("%(actor)s 封存了 %(subject)s")),
    ("seal.put_on", _("%(actor)s 加封，封条号 %(number)s")),
    ("seal.broken", _("%(actor)s 拆开封条 %(number)s")),
    ("record.unsealed", _("%(actor)s 批准启封 %(subject)s，至 %(until)s")),
    ("record.copy_permitted", _("%(actor)s 同意复制 %(subject)s，至 %(until)s")),
    ("permit.ended", _("%(actor)s 收回了 %(subject)s 的授权")),
    ("record.handed_over", _("%(subject)s 移交给 %(actor)s")),
    ("record.passed", _("%(actor)s 把 %(subject)s 转交 %(name)s 保管")),
    ("records.offered", _("%(actor)s 移交表单 %(given)s 份")),
    ("records.received", _("%(actor)s 接收表单，应收 %(given)s 份，实收 %(received)s 份")),
    ("records.recalled", _("%(actor)s 撤回了 %(given)s 份表单的移交")),
    ("register.issued", _("%(actor)s 按 %(subject)s 发放")),
    ("register.transferred", _("%(actor)s 按 %(subject)s 办理转让")),
    ("register.returned", _("%(actor)s 收回 %(subject)s 所领")),
    ("register.retired", _("%(actor)s 停用了登记簿的一个编号")),
    ("register.extended", _("%(actor)s 在登记簿添加 %(keys)s 个编号")),
    ("blanks.printed", _("%(actor)s 印制空白表 %(first)s 至 %(last)s 号")),
    ("blanks.issued", _("%(actor)s 发出空白表 %(first)s 至 %(last)s 号，领用人 %(subject)s")),
    ("blanks.returned", _("%(actor)s 收回空白表 %(first)s 至 %(last)s 号")),
    ("blank.written_off", _("%(actor)s 登记 %(serial)s 号空白表作废或遗失")),
    ("blanks.counted", _("%(actor)s 清点空白表 %(counted)s 份，账上 %(expected)s 份")),
):
    declare_kind(EntryKind(_code, _sentence))

for _subject in work.SUBJECTS:
    declare_subject(_subject)
for _holds in held.HOLDS:
    declare_holds(_holds)
for _effect in work.EFFECTS:
    declare_effect(_effect)
for _guard in work.GUARDS:
    declare_guard(_guard)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)
grantables.declare("record", granting.GRANTABLE)
customer_followers.declare("forms", Follower("forms", _("表单记录"), following.move, following.move_back))
timeline_subjects.declare("forms", Subjects("forms", following.subjects_of_customer))
search_sources.declare(
    "records", SearchSource("records", _("表单记录"), reads.VIEW, 35, searching.find, searching.STATEMENTS)
)
