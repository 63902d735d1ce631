"""Who may not read a thing asks by the policy's route; a signature lets them, for a time; each reading is an entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework.actions import cases, steps
from juanzong.casework.models import Case
from juanzong.casework.reads import signatures
from juanzong.dossiers import actions as dossiers
from juanzong.forms import actions as forms
from juanzong.forms import reads as form_reads
from juanzong.forms.models import Record
from juanzong.kit import clock as time
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer, public
from juanzong.policies import reads as policies
from juanzong.policies.actions import adopt
from juanzong.policies.means import built
from juanzong.privacy.actions import grants as actions
from juanzong.privacy.models import Grant
from juanzong.privacy.reads import grants as reads
from juanzong.web.privacy import panels
from tests.custody.helpers import proof
from tests.dossiers.helpers import a_pdf, draft, open_dossier, upload
from tests.factories import make_department, make_viewer
from tests.service.people import Company

pytestmark = pytest.mark.django_db


def _ask(by: Viewer, *things: Ref, days: int = 3, purpose: str = "核对购买记录") -> Grant:
    return actions.ask_grant(by=by, things=things, purpose=purpose, last_day=time.today() + dt.timedelta(days=days))


def decide(by: Viewer, one: Grant, move: str = "agree") -> Grant:
    """The step of the route, with the signature it wants."""
    case = Case.objects.get(subject=f"grant:{one.pk}", state="open")
    if move == "agree":
        digest = signatures.content_of(by, Ref("grant", one.pk)).digest
        steps.sign_step(by=by, case=case.pk, arrival=case.arrival, need="decides", digest=digest, proof=proof(by))
    cases.take_step(by=by, case=case.pk, arrival=case.arrival, move=move, reason="" if move == "agree" else "无关")
    one.refresh_from_db()
    return one


@pytest.fixture
def company(clock: Any) -> Company:
    return Company()


@pytest.fixture
def form(company: Company) -> Record:
    return company.customer_form(company.mine(), bought=True)


def test_a_form_is_read_on_the_general_managers_signature_until_its_day(
    clock: Any, company: Company, form: Record
) -> None:
    ref = Ref("record", form.pk)
    with pytest.raises(NotFound):
        form_reads.shown(company.other, form.pk)
    found = actions.look_for(by=company.other, words="王桂兰")
    assert [(one, anyway) for one, _told, anyway in found] == [(ref, False)]
    one = _ask(company.other, ref)
    assert (one.clause, one.policy, one.state) == ("P09-2.10b", "P09", "asked")
    with pytest.raises(NotFound):
        forms.consult_record(by=company.other, grant=one.pk, record=form.pk)
    case = Case.objects.get(subject=f"grant:{one.pk}")
    for viewer in (company.other, company.manager):
        with pytest.raises(NotAllowed):
            cases.take_step(by=viewer, case=case.pk, arrival=case.arrival, move="agree")
    with pytest.raises(Conflict):  # his word alone is not enough: the clause wants a signature
        cases.take_step(by=company.boss, case=case.pk, arrival=case.arrival, move="agree")
    decide(company.boss, one)
    assert [row.pk for row in reads.open_of(company.other)] == [one.pk]
    assert [row.pk for row in panels.of_record(form.pk)["grants"]] == [one.pk]
    shown = forms.consult_record(by=company.other, grant=one.pk, record=form.pk)
    masked = {v.field.code: v.hidden for part in shown.sections for v in part.values}
    assert masked["mobile"]
    entry = Entry.objects.get(kind="grant.read")
    assert (entry.subject, entry.clauses) == (str(ref), "P09-2.10b")
    assert one.number in entry.payload
    for stranger in (company.supervisor, company.boss, public()):
        with pytest.raises((NotFound, NotAllowed)):
            forms.consult_record(by=stranger, grant=one.pk, record=form.pk)
    with pytest.raises(NotFound):  # a grant opens what it says and no more
        form_reads.shown(company.other, form.pk)
    clock.forward(days=4)
    with pytest.raises(NotFound):
        forms.consult_record(by=company.other, grant=one.pk, record=form.pk)
    assert not reads.open_of(company.other)
    assert Entry.objects.filter(kind="grant.read").count() == 1


def test_it_can_end_early_and_be_refused(company: Company, form: Record) -> None:
    one = decide(company.boss, _ask(company.other, Ref("record", form.pk)))
    with pytest.raises(NotFound):
        actions.end_grant(by=company.supervisor, grant=one.pk, reason="不再需要")
    with pytest.raises(Invalid):
        actions.end_grant(by=company.boss, grant=one.pk, reason=" ")
    actions.end_grant(by=company.boss, grant=one.pk, reason="用途已了")
    with pytest.raises(NotFound):
        forms.consult_record(by=company.other, grant=one.pk, record=form.pk)
    with pytest.raises(Conflict):
        actions.end_grant(by=company.boss, grant=one.pk, reason="用途已了")
    assert decide(company.boss, _ask(company.other, Ref("record", form.pk)), "refuse").state == "refused"


def test_what_cannot_be_asked_for(company: Company, form: Record) -> None:
    ref = Ref("record", form.pk)
    with pytest.raises(Conflict):
        _ask(company.rep, ref)  # hers anyway
    with pytest.raises(NotAllowed):
        _ask(make_viewer("administrator", department=company.company), ref)
    for wrong in ({"days": 8}, {"days": -1}, {"purpose": " "}):
        with pytest.raises(Invalid):
            _ask(company.other, ref, **wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        _ask(company.other, Ref("record", 4711))
    with pytest.raises(Invalid):
        _ask(company.other)
    company.keeper, sealed = company.keeper, company.questionnaire(company.mine("李秀英"))
    forms.seal_records(by=company.keeper, records=[sealed.pk])
    assert not actions.look_for(by=company.other, words="李秀英")[1:]
    with pytest.raises(NotFound):
        _ask(company.other, Ref("record", sealed.pk))


def test_a_dossier_is_read_page_by_page_by_the_nearest_policys_route(clock: Any) -> None:
    house = make_department("公司")
    sales, other = make_department("一部", parent=house), make_department("二部", parent=house)
    boss = make_viewer("general_manager", department=house)
    make_viewer("department_manager", department=sales)
    keeper, asker = make_viewer("archivist", department=sales), make_viewer("department_manager", department=other)
    adopt(actor=SYSTEM, pack="P01", from_date=time.today())
    one = open_dossier(keeper, "sales_account")
    item = dossiers.add_item(
        by=keeper, dossier_id=one.pk, draft=draft(title="来函", section="contacts"), upload=upload(a_pdf())
    )
    ways = reads.routes(asker, "P01", sales.pk)
    assert [way.procedure.code for way in ways] == ["reading_managing"]  # not the general part's beside it
    assert [way.procedure.code for way in reads.routes(asker, "P03", sales.pk)] == ["reading_general"]
    grant = decide(boss, _ask(asker, Ref("dossier", one.pk)))
    assert grant.clause == "P01-4.3b"
    assert dossiers.consult_dossier(by=asker, grant=grant.pk, dossier_id=one.pk).catalogue.items == 1
    page = dossiers.consult_item(by=asker, grant=grant.pk, item_id=item.pk)
    _row, reader = dossiers.consult_version(by=asker, grant=grant.pk, version_id=page.versions[0].version.pk)
    reader.close()
    assert next(r.words for r in reads.readings(grant)) == "来函"
    with pytest.raises(NotFound):
        dossiers.view_item(by=asker, item_id=item.pk)
    elsewhere = open_dossier(keeper, "sales_account")
    with pytest.raises(NotFound):
        dossiers.consult_dossier(by=asker, grant=grant.pk, dossier_id=elsewhere.pk)


@pytest.mark.pure
@pytest.mark.parametrize("clause", ["P01-4.3b", "P02-b11", "P09-2.10b"])
def test_the_clauses_are_built(clause: str) -> None:
    assert "privacy.grants" not in built(policies.clause(clause)).missing
