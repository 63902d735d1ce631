"""What the report of an audit says, on paper and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.casework.reads import obligations
from juanzong.casework.shapes.signatures import Signed
from juanzong.kit import clock
from juanzong.kit.prints import report as prints
from juanzong.kit.prints.report import Lang, Listing, Report, Signer
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.audits import reads
from juanzong.oversight.audits.choices import Source, Verdict
from juanzong.oversight.audits.reads import AuditPage
from juanzong.oversight.models import Sample


def _lang() -> Lang:
    return "en" if (get_language() or "").startswith("en") else "zh"


def pdf_of(by: Viewer, paper: Report) -> bytes:
    """A paper as PDF/A in the language of whoever prints it."""
    return prints.report(paper, lang=_lang(), moment=clock.now(), printed_by=by.name)


def things(viewer: Viewer, samples: tuple[Sample, ...]) -> Mapping[int, str]:
    """Samples in words, those that the viewer may see. One SQL statement for each kind of thing, one for each entry."""
    entries = {row.pk: ledger.entry(row.thing) for row in samples if row.source == Source.ENTRY}
    refs = {row.pk: Ref(row.source, row.thing) for row in samples if row.pk not in entries}
    about = {pk: Ref.parse(one.subject) for pk, one in entries.items() if one.subject}
    named = obligations.labels(viewer, [*refs.values(), *about.values()])
    found = {pk: named.get(ref, "") for pk, ref in refs.items()}
    for pk, one in entries.items():
        said = ledger.sentence(one, subject=named.get(about[pk], "") if pk in about else "")
        found[pk] = f"{clock.written(one.at)} {said}"
    return found


def signers(signed: tuple[Signed, ...]) -> tuple[Signer, ...]:
    """Those who signed what still stands, then empty lines for who has to."""
    given = [one for one in signed if not one.broken]
    done = tuple(
        Signer(
            capacity=one.capacity.words.in_language(_lang()), name=one.name,
            on=clock.day_of(one.signed_at).isoformat(), svg=one.svg,
        )
        for one in given
    )  # fmt: skip
    return (*done, *(Signer(capacity=words) for words in (_("审计员"), _("负责人"))[len(given) :]))


def report(viewer: Viewer, run_id: int, address: str) -> Report:
    """The report: what was looked at, how the samples were drawn, every sample, every follow-up."""
    page = reads.page(viewer, run_id)
    one = page.run
    return Report(
        company=people.company(),
        name=_("内部审计报告"),
        number=one.number,
        facts=(
            (_("期间"), f"{one.begin} — {one.end}"),
            (_("状态"), str(one.get_state_display())),
            (_("条款"), "  ".join(one.clauses)),
            (_("部门"), "  ".join(page.departments) or _("全公司")),
            (_("审计员"), one.auditor.name),
            (_("负责人"), one.responsible.name),
            (_("抽样"), clock.written(one.started_at)),
            (_("抽样种子"), one.seed),
            *((str(verdict.label), str(page.verdicts[verdict])) for verdict in Verdict if page.verdicts[verdict]),
        ),
        listings=(
            Listing(
                title=_("抽样来源"),
                columns=(_("来源"), _("总数"), _("抽取"), _("总体校验值")),
                widths=(3, 2, 2, 12),
                rows=tuple(
                    (
                        str(Source(source).label), str(one.drawn[source]["number"]),
                        str(sum(row.source == source for row in page.samples)), one.drawn[source]["digest"],
                    )
                    for source in one.sources
                ),
            ),
            Listing(
                title=_("样本"),
                columns=(_("序号"), _("来源"), _("条款"), _("内容"), _("结论"), _("轻重"), _("说明")),
                widths=(2, 3, 3, 11, 3, 2, 8),
                rows=tuple(cells(viewer, page)),
            ),
            Listing(
                title=_("整改事项"),
                columns=(_("样本"), _("整改"), _("责任人"), _("期限"), _("办理")),
                widths=(2, 10, 3, 3, 8),
                rows=tuple(follow_up_cells(page)),
                none=_("没有整改事项。"),
            ),
        ),
        signers=signers(page.signed),
        note=_("答复：%(answer)s") % {"answer": one.answer} if one.answer else "",
        address=address,
        landscape=True,
    )  # fmt: skip


def cells(viewer: Viewer, page: AuditPage) -> Iterator[tuple[str, ...]]:
    """A line for each sample."""
    named = things(viewer, page.samples)
    for row in page.samples:
        yield (
            str(row.place), str(row.get_source_display()), row.clause, named.get(row.pk, "") or str(row.thing),
            str(row.get_verdict_display()), str(row.get_severity_display()) if row.severity else "", row.note,
        )  # fmt: skip


def follow_up_cells(page: AuditPage) -> Iterator[tuple[str, ...]]:
    """A line for each follow-up."""
    for row in page.samples:
        for one in page.follow_ups.get(row.pk, ()):
            done = f"{clock.day_of(one.done_at)} {one.done_note}" if one.done_at else ""
            yield str(row.place), one.text, one.owner.name, one.due_on.isoformat(), done
