"""What people hold of the archive room: dossiers on loan, certificates out of the safe, its keys and codes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets_held import Held, Holds
from juanzong.custody.choices import LoanState
from juanzong.custody.models import Loan, SafeSlip
from juanzong.custody.safekeeping import CODE, KEY
from juanzong.organisation import chart, in_force


def _loan_rows(staff: int) -> QuerySet[Loan]:
    return Loan.objects.filter(borrower=staff, state=LoanState.OUT)


def _loans(staff: int, most: int) -> Sequence[Held]:
    rows = _loan_rows(staff).order_by("due_on", "id").values_list("id", "due_on")[:most]
    return [Held(pk, where=_("应于 %(day)s 归还") % {"day": due.isoformat()}) for pk, due in rows]


def _slip_rows(staff: int) -> QuerySet[SafeSlip]:
    return SafeSlip.objects.filter(begun_by=staff, lines__owed=True).distinct()


def _slips(staff: int, most: int) -> Sequence[Held]:
    owed = Count("lines", filter=Q(lines__owed=True))
    rows = _slip_rows(staff).annotate(n=owed).order_by("due_on", "id").values_list("id", "n", "due_on")[:most]
    return [
        Held(pk, where=_("权证 %(n)s 件，应于 %(day)s 还回") % {"n": n, "day": due.isoformat() if due else "—"})
        for pk, n, due in rows
    ]


def _keys(staff: int, most: int) -> Sequence[Held]:
    """A key or a code for each seat whose position has charge of one."""
    rules = in_force.in_force()
    words = {KEY: _("保险柜钥匙"), CODE: _("保险柜密码（须更换）")}
    found = []
    for seat in chart.chart().by_staff.get(staff, ()):
        position = rules.position_in(seat.position, seat.department)
        held = [right for right in (KEY, CODE) if position and right in position.rights]
        found += [
            Held(n + 1, words[right], str(position.name) if position else "")
            for n, right in enumerate((KEY, CODE))
            if right in held
        ]
    return list({one.id: one for one in found}.values())[:most]


HOLDS = (
    Holds(
        "loans", 10, gettext_lazy("借出的档案"), "loan", _loans, lambda staff: _loan_rows(staff).count(), is_thing=True,
        how=gettext_lazy("在出借单上清点收回。"),
    ),
    Holds(
        "certificates", 11, gettext_lazy("出柜的权证"), "safe_slip", _slips, lambda staff: _slip_rows(staff).count(),
        is_thing=True, how=gettext_lazy("在出入柜单上两人开柜还回。"),
    ),
    Holds(
        "safe_keys", 12, gettext_lazy("保险柜的钥匙和密码"), "", _keys, lambda staff: len(_keys(staff, 2)),
        is_thing=True, by_hand=True,
    ),
)  # fmt: skip
