"""Asking to read what one's position does not let one read, ending such a leave early, and noting each reading under it.
Granting is a step of the procedure that the policy lays down (granting.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from juanzong.casework.actions import cases
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.privacy.choices import GrantState
from juanzong.privacy.grantable import Told, grantables
from juanzong.privacy.models import Grant, GrantedThing
from juanzong.privacy.reads import grants as reads
from juanzong.privacy.reads.grants import CLAUSE, Found
from juanzong.privacy.rules.grants import Route

END = "privacy.end_grants"
LONGEST_WORDS = 200
MOST_THINGS = 20


@act("desk.view", clause=CLAUSE)
def look_for(*, by: Viewer, words: str) -> list[Found]:
    """Look for things one may not read, by number or by the customer's whole name, to ask for them. That somebody looked,
    and how much came up, is an entry; what they typed is not in it."""
    text = " ".join(words.split())
    if len(text) < 2:
        fault = _("请填写完整的档号、表单编号或客户名称。")
        raise Invalid(fault, fields={"words": fault}, clause=CLAUSE)
    found = reads.found(by, text)
    ledger.record("grant.looked_for", by.actor, None, clauses=(CLAUSE,), payload={"things": len(found)})
    return found


@act("desk.view", clause=CLAUSE)
def ask_grant(*, by: Viewer, things: Sequence[Ref], purpose: str, last_day: dt.date, route: str = "") -> Grant:
    """Ask to read these things, for a purpose, until a day. It is decided by the route that the policy in force lays down;
    `route` chooses where there are several.

    NotFound: no such thing. NotAllowed: one's position never reads such things, or no policy lays down a way. Conflict: one
    reads them anyway, or they belong to different policies or departments. Invalid: no purpose, nothing chosen, too long.
    """
    chosen = _chosen(by, things)
    way = _way(reads.routes(by, chosen[0][1].policy, chosen[0][1].department), route)
    clause = way.procedure.clause
    text = " ".join(purpose.split())[:LONGEST_WORDS]
    if not text:
        fault = _("请写明用途。")
        raise Invalid(fault, fields={"purpose": fault}, clause=clause)
    if not clock.today() <= last_day <= way.last_day(clock.today()):
        fault = _("截止日期应在今天至 %(day)s 之间。") % {"day": way.last_day(clock.today()).isoformat()}
        raise Invalid(fault, fields={"last_day": fault}, clause=clause)
    year = clock.today().year
    row = Grant.objects.create(
        number=f"授字〔{year}〕{sequences.take(f'privacy.grants:{year}'):04d}号",  # untranslated: as it is printed
        reader_id=by.staff_id, reader_name=by.name, department_id=chosen[0][1].department, purpose=text,
        route=way.procedure.code, policy=chosen[0][1].policy, clause=clause, asked_at=clock.now(), last_day=last_day,
    )  # fmt: skip
    GrantedThing.objects.bulk_create(
        GrantedThing(grant=row, kind=ref.kind, thing=ref.id, words=told.words[:200]) for ref, told in chosen
    )
    _told(by, "grant.asked", row, things=[str(ref) for ref, _words in chosen], last_day=last_day.isoformat())
    cases.start(by=by, procedure=way.procedure.code, subject=Ref("grant", row.pk))
    row.refresh_from_db()
    return row


def _chosen(by: Viewer, things: Sequence[Ref]) -> list[tuple[Ref, Told]]:
    wanted = list(dict.fromkeys(things))
    if not 0 < len(wanted) <= MOST_THINGS:
        fault = _("请选择 1 至 %(n)s 份资料。") % {"n": MOST_THINGS}
        raise Invalid(fault, fields={"things": fault}, clause=CLAUSE)
    told = reads.told(wanted)
    if len(told) < len(wanted):
        raise NotFound(_("没有这份资料。"), clause=CLAUSE, todo=_("请核对档号后重新查找。"))
    for kind in {ref.kind for ref in wanted}:
        one, ids = grantables[kind], [ref.id for ref in wanted if ref.kind == kind]
        if not by.may(one.right):
            raise NotAllowed(
                _("您的岗位不接触客户资料，不能申请阅看。"), clause=CLAUSE, todo=_("请由业务岗位的同事申请。")
            )
        if one.reads_anyway(by, ids):
            raise Conflict(
                _("您的岗位本来就可以查看其中的资料。"), clause=CLAUSE, todo=_("请直接打开，不需要申请授权。")
            )
    if len({(words.policy, words.department) for words in told.values()}) > 1:
        raise Conflict(_("所选资料分属不同的制度或部门，要由不同的人批准。"), clause=CLAUSE, todo=_("请分开申请。"))
    return [(ref, told[ref]) for ref in wanted]


def _way(found: Sequence[Route], code: str) -> Route:
    chosen = [way for way in found if way.procedure.code == code] if code else found
    if not chosen:
        raise NotAllowed(
            _("现行制度没有给您阅看这些资料的途径。"),
            clause=CLAUSE,
            todo=_("请由有权的人员查阅，或请管理员采用相应制度。"),
        )
    return chosen[0]


@act("desk.view", clause=CLAUSE)
def end_grant(*, by: Viewer, grant: int, reason: str) -> Grant:
    """End a grant before its time: the reader who needs it no more, or whoever may take it back. With a reason."""
    reads.grant(by, grant)
    row = Grant.objects.select_for_update(of=("self",)).get(pk=grant)
    if row.reader_id != by.staff_id and not by.may(END):
        raise NotAllowed(_("只有阅看人或批准授权的人可以提前结束。"), clause=row.clause, todo=_("请联系批准人。"))
    if row.state != GrantState.GRANTED or row.until is None or row.until <= clock.now():
        raise Conflict(_("这项授权没有生效或已经到期。"), clause=row.clause, todo=_("不需要再结束。"))
    text = " ".join(reason.split())[:LONGEST_WORDS]
    if not text:
        raise Invalid(_("请写明理由。"), fields={"reason": _("请写明理由。")}, clause=row.clause)
    row.state, row.ended_at, row.ended_by_name, row.end_reason = GrantState.ENDED, clock.now(), by.name, text
    row.save(update_fields=["state", "ended_at", "ended_by_name", "end_reason"])
    _told(by, "grant.ended", row)
    return row


@act(reads.VIEW, clause=CLAUSE)
def note_export(*, by: Viewer, rows: int) -> None:
    """Note that somebody takes the register of grants along as a sheet."""
    ledger.record("grants.exported", by.actor, None, clauses=(CLAUSE,), payload={"rows": rows})


def _told(by: Viewer, kind: str, row: Grant, **payload: object) -> None:
    """One entry about the grant. The purpose stays in the table."""
    ledger.record(
        kind, by.actor, Ref("grant", row.pk), clauses=(row.clause,),
        payload={"number": row.number, "reader": row.reader_id, **payload},  # type: ignore[dict-item]
    )  # fmt: skip
