"""What people hold of this room: filled forms, numbered blanks, and what registers say they were given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets_held import Handing, Held, Holds
from juanzong.forms import offering, reads
from juanzong.forms.actions import handing, registers
from juanzong.forms.actions.blanks import return_blanks, write_off_blank
from juanzong.forms.actions.sealing import BLANKS
from juanzong.forms.choices import BlankState, FilledBy, RecordState
from juanzong.forms.models import Blank, Record, RegisterHolding
from juanzong.policies import reads as policies

_ON_PAPER = Q(filled_by=FilledBy.PAPER) | Q(blank__isnull=False)


def _records(paper: Q) -> Callable[[int], QuerySet[Record]]:
    def rows(staff: int) -> QuerySet[Record]:
        """What is not filed into a dossier, where it belongs to whoever keeps that."""
        kept = Record.objects.filter(holder=staff, item__isnull=True).exclude(state=RecordState.DISCARDED)
        return kept.filter(paper)

    return rows


def _kept(rows: Callable[[int], QuerySet[Record]]) -> Callable[[int, int], Sequence[Held]]:
    def held(staff: int, most: int) -> Sequence[Held]:
        found = rows(staff).order_by("-id").values_list("id", "state", "filled_on", "blank__serial")[:most]
        return [
            Held(pk, where=" · ".join([str(RecordState(state).label), day.isoformat(), *([_("%(n)s 号") % {"n": n}] if n else [])]))
            for pk, state, day, n in found
        ]  # fmt: skip

    return held


def _pass_records(moving: Handing, ids: Sequence[int], to: int) -> None:
    handing.pass_records(by=moving.by, records=ids, to=to, reason=moving.reason)


def _blank_rows(staff: int) -> QuerySet[Blank]:
    return Blank.objects.filter(holder=staff, state=BlankState.ISSUED)


def _blanks(staff: int, most: int) -> Sequence[Held]:
    rows = _blank_rows(staff).order_by("form", "serial").values_list("id", "form", "serial", "changed_at")[:most]
    return [
        Held(pk, f"《{policies.form(form).name}》", _("%(n)s 号") % {"n": serial})  # untranslated: marks of a title
        for pk, form, serial, _at in rows
    ]


def _return_blanks(moving: Handing, ids: Sequence[int]) -> None:
    for form, serial in (
        _blank_rows(moving.staff).filter(pk__in=ids).order_by("form", "serial").values_list("form", "serial")
    ):
        return_blanks(by=moving.by, form=form, first=serial, last=serial)


def _lose_blank(moving: Handing, id: int) -> None:
    one = _blank_rows(moving.staff).get(pk=id)
    write_off_blank(by=moving.by, form=one.form, serial=one.serial, state=BlankState.LOST.value, reason=moving.reason)


def _given_rows(staff: int) -> QuerySet[RegisterHolding]:
    return RegisterHolding.objects.filter(record__subject=f"staff:{staff}", until_at__isnull=True)


def _given(staff: int, most: int) -> Sequence[Held]:
    rows = _given_rows(staff).select_related("key").order_by("from_at", "id")[:most]
    return [Held(one.pk, one.key.shown, str(policies.form(one.key.form).name)) for one in rows]


def _return_keys(moving: Handing, ids: Sequence[int]) -> None:
    for id in ids:
        registers.return_key(by=moving.by, holding=id, note=moving.reason)


_paper, _screen = _records(_ON_PAPER), _records(~_ON_PAPER)
HOLDS = (
    Holds(
        "records", 20, gettext_lazy("填过的纸质表单"), "record", _kept(_paper), lambda staff: _paper(staff).count(),
        is_thing=True, how=gettext_lazy("本人在职的，宜由本人成批移交，双方清点签字。"), pass_on=_pass_records,
        rights=(handing.REASSIGN, reads.VIEW),
    ),
    Holds(
        "blanks", 21, gettext_lazy("领用的空白表"), "", _blanks, lambda staff: _blank_rows(staff).count(), is_thing=True,
        take_back=_return_blanks, lose=_lose_blank, rights=(BLANKS, reads.VIEW),
    ),
    Holds(
        "registered", 22, gettext_lazy("登记簿上领用的物品"), "", _given, lambda staff: _given_rows(staff).count(),
        is_thing=True, take_back=_return_keys, rights=(offering.FILL, reads.VIEW),
    ),
    Holds(
        "screen_records", 51, gettext_lazy("电子表单"), "record", _kept(_screen), lambda staff: _screen(staff).count(),
        pass_on=_pass_records, rights=(handing.REASSIGN, reads.VIEW), at_closing=True,
    ),
)  # fmt: skip
