"""What forms add to the house: rights, entry kinds, what work can be about, how they follow their customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import declare_guard, declare_subject
from juanzong.customers.followers import Follower, Subjects, customer_followers, timeline_subjects
from juanzong.forms import following, offering, reads, searching, work
from juanzong.ledger.kinds import EntryKind
from juanzong.ledger.kinds import declare as declare_kind
from juanzong.organisation.rights import Right
from juanzong.organisation.rights import declare as declare_right
from juanzong.organisation.search_sources import SearchSource, search_sources
from juanzong.policies.vocabulary import declare_mechanism

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
):
    declare_kind(EntryKind(_code, _sentence))

declare_subject(work.SUBJECT)
for _guard in work.GUARDS:
    declare_guard(_guard)
for _mechanism in work.MECHANISMS:
    declare_mechanism(_mechanism)
customer_followers.declare("forms", Follower("forms", _("表单记录"), following.move, following.move_back))
timeline_subjects.declare("forms", Subjects("forms", following.subjects_of_customer))
search_sources.declare(
    "records", SearchSource("records", _("表单记录"), reads.VIEW, 35, searching.find, searching.STATEMENTS)
)
