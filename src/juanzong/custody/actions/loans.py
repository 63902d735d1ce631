"""Lending: asked for by a route of the policy, handed out against an approved slip, counted back, put back on its shelf."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.casework.actions import cases
from juanzong.custody.choices import HoldingState, LoanKind, LoanState, Rest
from juanzong.custody.models import Holding, Loan
from juanzong.custody.reads import finding
from juanzong.custody.reads import loans as reads
from juanzong.custody.reads.loans import BORROW, LEND, Route
from juanzong.custody.rules.loans import Papers
from juanzong.custody.writing import come_back, go_out, said, yearly_number
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

SLIP = "P03-6.1"
LONGEST_WORDS = 200


@act(BORROW, clause=SLIP)
def request_loan(*, by: Viewer, dossier_id: int, kind: str, purpose: str, due_on: dt.date, route: str = "") -> Loan:
    """Ask for a dossier, for a purpose, until a day. The slip is decided by the route that the adopted policy lays down
    for this person; `route` chooses where there are several. Conflict: nothing allows it, or it is not on a shelf."""
    one = dossiers.dossier(by, dossier_id)
    way = _route(reads.routes(by, dossier_id), route)
    clause = way.procedure.clause
    thing = reads.standing_of(by, dossier_id)
    if one.state == "destroyed":
        raise Conflict(_("这份档案已销毁。"), clause="P05-d1", todo=_("请核对档号；销毁清册上有销毁的经过。"))
    if thing is None:
        raise Conflict(_("这份档案还没有上架，不能借阅。"), clause=clause, todo=_("请先由档案管理员上架。"))
    text = _words(purpose, "purpose", _("请写明用途。"), clause)
    _allowed(way, kind, due_on)
    row = Loan.objects.create(
        number=yearly_number("custody.loans:", "借字〔{year}〕{n:04d}号"),  # untranslated: the number as it is printed
        holding=thing, borrower_id=by.staff_id, borrower_name=by.name, department_id=one.department_id,
        kind=kind, purpose=text, route=way.procedure.code, policy=dossiers.kind_of(one).pack, clause=clause,
        asked_at=clock.now(), due_on=due_on, due_was=due_on,
    )  # fmt: skip
    _told(by, "loan.asked", row)
    cases.start(by=by, procedure=way.procedure.code, subject=Ref("loan", row.pk))
    row.refresh_from_db()
    return row


def _route(found: list[Route], code: str) -> Route:
    chosen = [way for way in found if way.procedure.code == code] if code else found
    if not chosen:
        raise NotAllowed(
            _("现行制度没有给您借阅这份档案的途径。"),
            clause=SLIP,
            todo=_("请由有权的人员借阅，或请管理员采用相应制度。"),
        )
    return chosen[0]


def _allowed(way: Route, kind: str, due_on: dt.date) -> None:
    clause, terms = way.procedure.clause, way.terms
    if kind not in terms.kinds:
        allowed = _("、").join(str(LoanKind(one).label) for one in terms.kinds)
        fault = _("这类档案只能：%(kinds)s。") % {"kinds": allowed}
        raise Invalid(fault, fields={"kind": fault}, clause=clause)
    today = clock.today()
    if due_on < today:
        fault = _("归还日期不能早于今天。")
        raise Invalid(fault, fields={"due_on": fault}, clause=clause)
    latest = today if kind == LoanKind.ON_SITE else terms.last_day(today)
    if due_on > latest:
        fault = _("最迟应于 %(day)s 归还。") % {"day": latest.isoformat()}
        raise Invalid(fault, fields={"due_on": fault}, clause=clause, todo=_("期限不够时，借出后可以申请延期。"))


@act(LEND, clause="P03-6.2")
def issue_loan(*, by: Viewer, loan_id: int, items: int, sheets: int, condition: str, code: str = "") -> Loan:
    """Hand a thing out against its approved slip, with its papers counted. Exactly one person can hold it.

    code: what was scanned of the thing, if anything. Conflict: no approved slip, or one whose day has passed; not in its
    place. Invalid: another thing was scanned, or the count is another than the volume list's and nothing is said of it.
    """
    row, thing = _locked(by, loan_id)
    if row.state != LoanState.APPROVED:
        raise Conflict(
            _("这张出借单是“%(state)s”，不能借出。") % {"state": LoanState(row.state).label},
            clause="P03-6.2",
            todo=_("出借单批准后才能办理。"),
        )
    if reads.has_lapsed(row):
        raise Conflict(
            _("这张出借单的期限 %(day)s 已过，不能再借出。") % {"day": row.due_on.isoformat()}, clause=row.clause,
            todo=_("请作未领取处理；仍要借阅的，由借阅人另填出借单。"),
        )  # fmt: skip
    _not_oneself(by, row)
    _is_the_one(by, row, code, "P03-6.2")
    expected, count = reads.counted(row), Papers(items, sheets)
    text = condition.strip()[:LONGEST_WORDS]
    if count != expected and not text:
        fault = _("目录为 %(items)s 件 %(sheets)s 页，清点不符时请写明情况。") % {
            "items": expected.items, "sheets": expected.sheets,
        }  # fmt: skip
        raise Invalid(fault, fields={"condition": fault}, clause="P03-6.2")
    row.state, row.issued_at, row.issued_by_name = LoanState.OUT, clock.now(), by.name
    row.items_out, row.sheets_out, row.condition_out = items, sheets, text
    go_out(thing, row.borrower_name)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # the database has the last word on one holder at a time
        raise Conflict(_("这件已借给别人。"), clause="P03-6.2", todo=_("请等归还后再借出。")) from error
    _told(
        by, "loan.issued", row, clauses=("P03-6.2",), due=row.due_on.isoformat(), items=items, sheets=sheets,
        as_listed=count == expected, loan_kind=row.kind,
    )  # fmt: skip
    return row


@act(LEND, clause="P03-6.4")
def return_loan(
    *, by: Viewer, loan_id: int, items: int, sheets: int, condition: str, rest: str = "", code: str = ""
) -> Loan:
    """Take back what comes, counted against what went out. The borrower never counts for themselves.

    rest: what is said of the papers that are missing: LATER keeps the loan open for them, MISSING ends it with a
    difference in words (`condition`), which starts an incident where the policy has one. code: what was scanned of what
    came back, if anything. Invalid: another thing was scanned, or fewer and nothing said.
    """
    row, _thing = _locked(by, loan_id)
    if row.state != LoanState.OUT:
        raise Conflict(
            _("这张出借单是“%(state)s”，不能归还。") % {"state": LoanState(row.state).label}, clause="P03-6.4",
            todo=_("请核对出借单。"),
        )  # fmt: skip
    _not_oneself(by, row)
    _is_the_one(by, row, code, "P03-6.4")
    out, back = Papers(row.items_out, row.sheets_out), Papers(row.items_back + items, row.sheets_back + sheets)
    if back.more_than(out):
        fault = _("归还多于借出：借出 %(items)s 件 %(sheets)s 页。") % {"items": out.items, "sheets": out.sheets}
        raise Invalid(fault, fields={"items": fault}, clause="P03-6.4", todo=_("请重新清点，核对是否夹有别卷的文件。"))
    text = condition.strip()[:LONGEST_WORDS]
    row.items_back, row.sheets_back, row.condition_back = back.items, back.sheets, text
    if back == out:
        return _ended(by, row, "")
    short_items, short_sheets = back.short_of(out)
    words = _short(short_items, short_sheets)
    match rest:
        case Rest.LATER:
            row.save()
            _told(by, "loan.partly_returned", row, clauses=("P03-6.4",), items=items, sheets=sheets)
            return row
        case Rest.MISSING:
            why = _words(text, "condition", _("请写明缺少什么、有何说明。"), "P03-6.4")
            told_of = _("%(short)s：%(why)s") % {"short": words, "why": why}
            ended = _ended(by, row, told_of[:LONGEST_WORDS])
            _told(by, "loan.returned_short", row, clauses=("P03-6.4",), items=short_items, sheets=short_sheets)
            return ended
    fault = _("%(short)s，请说明是稍后归还还是缺少。") % {"short": words}
    raise Invalid(fault, fields={"rest": fault}, clause="P03-6.4")


def _short(items: int, sheets: int) -> str:
    """What is missing, in words; nothing is said of what is not."""
    if not items:
        return _("少 %(sheets)s 页") % {"sheets": sheets}
    if not sheets:
        return _("少 %(items)s 件") % {"items": items}
    return _("少 %(items)s 件 %(sheets)s 页") % {"items": items, "sheets": sheets}


def _ended(by: Viewer, row: Loan, difference: str) -> Loan:
    row.state, row.returned_at, row.received_by_name = LoanState.RETURNED, clock.now(), by.name
    row.difference = difference
    row.save()
    _told(
        by, "loan.returned", row, clauses=("P03-6.4",), items=row.items_back, sheets=row.sheets_back,
        whole=not difference, late_days=max(0, (clock.today() - row.due_on).days),
    )  # fmt: skip
    return row


@act(LEND, clause="P03-6.4")
def confirm_shelf(*, by: Viewer, loan_id: int, code: str) -> Loan:
    """Say, by scanning or typing the place, that a returned thing stands in its place again; only then is the loan closed."""
    row, thing = _locked(by, loan_id)
    if row.state != LoanState.RETURNED:
        raise Conflict(
            _("这张出借单是“%(state)s”，没有待复位的档案。") % {"state": LoanState(row.state).label}, clause="P03-6.4",
            todo=_("归还清点后再复位。"),
        )  # fmt: skip
    home = thing.place
    meant = finding.found(by, code)
    if home is None or meant.ref != Ref("place", home.pk):
        fault = _("应放回“%(place)s”，扫到的是“%(other)s”。") % {
            "place": home.address if home else "—", "other": meant.name,
        }  # fmt: skip
        raise Invalid(fault, fields={"code": fault}, clause="P03-6.4", todo=_("请放回原位，或先移位再确认。"))
    come_back(thing)
    row.state, row.closed_at, row.closed_by_name, row.place = LoanState.CLOSED, clock.now(), by.name, home
    row.save()
    _told(by, "loan.closed", row, clauses=("P03-6.4",), stands=home.address)
    return row


@act(LEND, clause="P03-6.2")
def drop_loan(*, by: Viewer, loan_id: int, reason: str) -> Loan:
    """Put an approved slip aside that nobody came for."""
    row, _thing = _locked(by, loan_id, gone=True)
    if row.state != LoanState.APPROVED:
        raise Conflict(_("只有待领取的出借单可以作未领取处理。"), clause="P03-6.2", todo=_("请刷新后查看。"))
    text = said(reason, clause="P03-6.2")
    row.state = LoanState.DROPPED
    row.save(update_fields=["state"])
    _told(by, "loan.dropped", row, clauses=("P03-6.2",), why=text)
    return row


def _locked(by: Viewer, loan_id: int, *, gone: bool = False) -> tuple[Loan, Holding]:
    """A loan within reach of the right to lend and its thing, both locked: the thing first, as movers do. gone: whether the
    thing may have been destroyed."""
    known = reads.loan(by, loan_id)
    thing = Holding.objects.select_for_update(of=("self",)).select_related("place").get(pk=known.holding_id)
    row = Loan.objects.select_for_update(of=("self",)).select_related("holding__dossier").get(pk=loan_id)
    if thing.state == HoldingState.GONE and not gone:
        raise Conflict(_("这份档案已销毁。"), clause="P05-d1", todo=_("请核对档号。"))
    return row, thing


def _not_oneself(by: Viewer, row: Loan) -> None:
    if by.staff_id == row.borrower_id:
        raise NotAllowed(_("借阅人不能为自己办理借出和归还。"), clause="P08-4", todo=_("请由另一位档案管理员办理。"))


def _is_the_one(by: Viewer, row: Loan, code: str, clause: str) -> None:
    """Invalid when something was scanned that is not what the slip is about; it says which slip the thing belongs to."""
    if not code.strip():
        return
    meant = finding.found(by, code)
    if meant.ref == Ref("dossier", row.holding.dossier_id or 0):
        return
    fault = _("扫到的是“%(other)s”，这张出借单借的是“%(number)s”。") % {
        "other": meant.name, "number": row.holding.dossier.number if row.holding.dossier else "—",
    }  # fmt: skip
    out = Loan.objects.filter(holding__dossier=meant.ref.id, state=LoanState.OUT).first()
    todo = _("请换回这张单所借的档案。")
    if out is not None and meant.ref.kind == "dossier":
        todo = _("它借在 %(slip)s 上，请到那张单上办理。") % {"slip": out.number}
    raise Invalid(fault, fields={"code": fault}, clause=clause, todo=todo)


def _words(text: str, field: str, fault: str, clause: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Invalid(fault, fields={field: fault}, clause=clause)
    return words[:LONGEST_WORDS]


def _told(by: Viewer, kind: str, row: Loan, *, clauses: tuple[str, ...] = (), **payload: Any) -> None:
    """One entry about the slip, of the clause it rests on. Purposes and names stay in the table."""
    ledger.record(
        kind, by.actor, Ref("loan", row.pk), clauses=tuple(dict.fromkeys((row.clause, *clauses))),
        payload={"number": row.number, "dossier": row.holding.dossier_id, "borrower": row.borrower_id, **payload},
    )  # fmt: skip
