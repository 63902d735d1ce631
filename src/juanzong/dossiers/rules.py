"""The rules of dossiers, all pure: which step is open in which state, the order and the pages of the catalogue,
what is missing, who may verify."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from juanzong.dossiers.choices import CheckResult, DossierState, ItemField, Step
from juanzong.dossiers.shapes import Asked, Catalogue, Counted, ErrorRate, Fault, Group, ItemFacts, Line, Missing, Want
from juanzong.kit.errors import Conflict
from juanzong.policies.choices import Order, Protection
from juanzong.policies.shapes import DossierKind, RequiredItem, Section

C = TypeVar("C", bound=Counted)
_D = DossierState
Found = tuple[Sequence[str], str, str, dt.datetime | None]
"""What a checker said of an item: wrong fields, remark, name, when."""

TABLE: Final[Mapping[tuple[DossierState, Step], DossierState]] = {
    (_D.DRAFT, Step.CHANGE): _D.DRAFT,
    (_D.DRAFT, Step.NAME_MANAGERS): _D.DRAFT,
    (_D.DRAFT, Step.ADD_ITEM): _D.DRAFT,
    (_D.DRAFT, Step.CHANGE_ITEM): _D.DRAFT,
    (_D.DRAFT, Step.WITHDRAW_ITEM): _D.DRAFT,
    (_D.DRAFT, Step.ADD_VERSION): _D.DRAFT,
    (_D.DRAFT, Step.REORDER): _D.DRAFT,
    (_D.DRAFT, Step.SUBMIT): _D.VERIFYING,
    (_D.VERIFYING, Step.NAME_MANAGERS): _D.VERIFYING,
    (_D.VERIFYING, Step.RECALL): _D.DRAFT,
    (_D.VERIFIED, Step.RECALL): _D.DRAFT,
    (_D.VERIFYING, Step.CHECK_ITEM): _D.VERIFYING,
    (_D.VERIFYING, Step.PASS): _D.VERIFIED,
    (_D.VERIFYING, Step.SEND_BACK): _D.DRAFT,
    (_D.VERIFIED, Step.NAME_MANAGERS): _D.VERIFIED,
    (_D.VERIFIED, Step.SEND_BACK): _D.DRAFT,
    (_D.VERIFIED, Step.ACCEPT): _D.IN_FORCE,
    (_D.IN_FORCE, Step.CHANGE): _D.IN_FORCE,
    (_D.IN_FORCE, Step.NAME_MANAGERS): _D.IN_FORCE,
    (_D.IN_FORCE, Step.ADD_ITEM): _D.IN_FORCE,
    (_D.IN_FORCE, Step.CHANGE_ITEM): _D.IN_FORCE,
    (_D.IN_FORCE, Step.WITHDRAW_ITEM): _D.IN_FORCE,
    (_D.IN_FORCE, Step.ADD_VERSION): _D.IN_FORCE,
    (_D.IN_FORCE, Step.CHECK_ITEM): _D.IN_FORCE,
    (_D.IN_FORCE, Step.CLOSE): _D.CLOSED,
    (_D.CLOSED, Step.REOPEN): _D.IN_FORCE,
    (_D.CLOSED, Step.DESTROY): _D.DESTROYED,
}
"""Every step that is open; a pair that does not stand here is refused."""

CLAUSES: Final[Mapping[Step, str]] = {
    Step.CHANGE: "P06-8",
    Step.NAME_MANAGERS: "P03-4.1",
    Step.ADD_ITEM: "P02-b",
    Step.CHANGE_ITEM: "P06-8",
    Step.WITHDRAW_ITEM: "P06-8",
    Step.ADD_VERSION: "P06-8",
    Step.REORDER: "P03-4.2a",
    Step.SUBMIT: "P02-b",
    Step.RECALL: "P02-b",
    Step.CHECK_ITEM: "P00-2.4",
    Step.PASS: "P00-2.4",
    Step.SEND_BACK: "P00-2.4",
    Step.ACCEPT: "P03-2",
    Step.CLOSE: "P02-b",
    Step.REOPEN: "P02-b",
    Step.DESTROY: "P05-d1",
}
# untranslated: signs and numbers before and after the words of a file's name
_FRAGMENT: Final = re.compile(r"^[\d\s._\-—()（）\[\]【】、]+(?=\D)|[\s._\-—]+$")
_COPY: Final = "复印件"  # untranslated: an ending of the catalogue's Chinese names


def after(state: str, step: Step, *, four_eyes: bool = True) -> DossierState:
    """The state after `step`; Conflict, naming the clause, when the step is not open.

    four_eyes: False for kinds that no second person verifies; then submitting leads straight to acceptance.
    """
    new = TABLE.get((DossierState(state), step))
    if new is None:
        raise Conflict(
            _("档案现在是“%(state)s”，不能%(step)s。") % {"state": DossierState(state).label, "step": step.label},
            clause=CLAUSES[step],
            todo=_("可以做的有：%(steps)s。")
            % {"steps": _("、").join(str(open_step.label) for open_step in open_steps(state))},
        )
    if step is Step.SUBMIT and not four_eyes:
        return DossierState.VERIFIED
    return new


def open_steps(state: str) -> tuple[Step, ...]:
    """The steps that are open in a state, in the order of the table."""
    return tuple(step for (at, step) in TABLE if at == state)


def item_may_change(state: str, check_result: str) -> bool:
    """Whether what is said of an item may still be changed: before acceptance, or while a later item is unchecked.

    What a second person has confirmed in an accepted dossier stays as it is; corrections stand beside it (P06-8).
    """
    return state == DossierState.DRAFT or (state == DossierState.IN_FORCE and check_result != CheckResult.RIGHT)


# Pages


def extent(item: Counted) -> int | None:
    """How many pages an item takes in the volume: the sheets of paper, else the pages of its scan.

    0 for sound, film and other files without pages; None for paper that nobody has counted (P03-4.2a).
    """
    return item.sheets if item.on_paper else item.scan_pages or 0


def page_ranges(counts: Sequence[int | None]) -> list[tuple[int, int] | None]:
    """The first and last page of each item, from 1 and without gaps: [2, 4] gives 1 to 2 and 3 to 6.

    None for an item that takes no page, and for every item from the first uncounted one on.
    """
    ranges: list[tuple[int, int] | None] = []
    page: int | None = 1
    for count in counts:
        if page is None or count is None:
            page = None
            ranges.append(None)
        elif count == 0:
            ranges.append(None)
        else:
            ranges.append((page, page + count - 1))
            page += count
    return ranges


# Catalogue


def in_order(kind: DossierKind, items: Iterable[ItemFacts]) -> list[ItemFacts]:
    """The items as they lie in the volume: by the catalogue (P03-4.3), or by date of issue (P05-c5, P06-4).

    By date, the undated lie last and equal dates in the order of filing.
    """
    if kind.order is Order.CATALOGUE:
        return sorted(items, key=lambda item: _catalogue_key(kind, item))
    by_filing = sorted(items, key=lambda item: item.id, reverse=kind.order is Order.DATE_DESC)
    dated = sorted(
        (item for item in by_filing if item.issued_on),
        key=lambda item: item.issued_on or dt.date.min,
        reverse=kind.order is Order.DATE_DESC,
    )
    return dated + sorted((item for item in by_filing if not item.issued_on), key=lambda item: item.id)


def _catalogue_key(kind: DossierKind, item: ItemFacts) -> tuple[int, int, int, str, int]:
    sections = [section.code for section in kind.sections]
    if item.section not in sections:
        return (len(sections), item.place, 0, "", item.id)
    at = sections.index(item.section)
    known = [wanted.code for wanted in kind.sections[at].items]
    rank = known.index(item.requirement) if item.requirement in known else len(known)
    return (at, item.place, rank, item.issued_on.isoformat() if item.issued_on else "9", item.id)


def missing_items(kind: DossierKind, items: Iterable[Counted]) -> list[Missing]:
    """What must be there and is not, in the order of the catalogue."""
    there = {(item.section, item.requirement) for item in items if not item.attachment}
    return [
        Missing(section, wanted) for section, wanted in kind.required_items if (section.code, wanted.code) not in there
    ]


def catalogue(kind: DossierKind, items: Sequence[ItemFacts]) -> Catalogue:
    """The catalogue of the items in the volume (without withdrawn ones)."""
    bound = in_order(kind, [item for item in items if not item.attachment])
    counts = [extent(item) for item in bound]
    lines = [
        Line(item, no, pages[0] if pages else None, pages[1] if pages else None, count)
        for no, (item, pages, count) in enumerate(zip(bound, page_ranges(counts), counts, strict=True), 1)
    ]
    apart = [Line(item, None, None, None, extent(item)) for item in items if item.attachment]
    gaps = missing_items(kind, items)
    if kind.order is Order.CATALOGUE:
        groups = [
            Group(
                section,
                tuple(line for line in lines if line.item.section == section.code),
                tuple(gap for gap in gaps if gap.section is section),
            )
            for section in kind.sections
        ]
        known = {section.code for section in kind.sections}
        strays = tuple(line for line in lines if line.item.section not in known)
        groups += [Group(None, strays, ())] if strays else []
    else:
        groups = [Group(None, tuple(lines), tuple(gaps))]
    return Catalogue(
        kind=kind,
        groups=tuple(groups),
        attachments=tuple(apart),
        items=len(lines),
        pages=sum(count or 0 for count in counts),
        uncounted=counts.count(None),
        required=len(kind.required_items),
        present=len(kind.required_items) - len(gaps),
    )


def requirement_of(kind: DossierKind, section: str, requirement: str) -> RequiredItem | None:
    """The catalogue's word on an item, None for an item that the catalogue does not name."""
    for wanted in next((one.items for one in kind.sections if one.code == section), ()):
        if wanted.code == requirement:
            return wanted
    return None


# Submitting and verifying


def is_met(asked: Asked, items: Iterable[ItemFacts]) -> bool:
    """Whether a paper that was asked for is there: the catalogue's item, else one of the same title in the section."""
    return any(
        item.section == asked.section
        and (item.requirement == asked.requirement if asked.requirement else item.title == asked.title)
        for item in items
        if not item.attachment
    )


def faults(kind: DossierKind, items: Sequence[ItemFacts], asked: Iterable[Asked] = ()) -> list[Fault]:
    """All that stands in the way of submitting, the most important first."""
    found: list[Fault] = []
    if not items:
        found.append(Fault(_("卷内还没有文件"), "P02-b"))
    for gap in missing_items(kind, items):
        label = {"section": gap.section.name, "item": gap.item.name}
        sentence = _("重要缺件：%(section)s——%(item)s") if gap.item.important else _("缺件：%(section)s——%(item)s")
        found.append(Fault(sentence % label, gap.clause, excusable=not gap.item.important))
    for line in asked:
        if not is_met(line, items):
            sentence = _("补充资料清单要求补：%(item)s") % {"item": line.title}
            found.append(Fault(sentence, kind.verification_clause))
    for item in in_order(kind, items):
        found += _faults_of(kind, item)
    return sorted(found, key=lambda fault: fault.excusable)


def _faults_of(kind: DossierKind, item: ItemFacts) -> list[Fault]:
    named = {"title": item.title}
    found = []
    if item.on_paper and item.sheets is None and not item.attachment:
        found.append(Fault(_("《%(title)s》没有页数") % named, "P03-4.2a", item.id))
    if item.scanned and not item.version:
        found.append(Fault(_("《%(title)s》没有上传扫描件") % named, "P02-b", item.id))
    if kind.order is not Order.CATALOGUE and item.issued_on is None and not item.attachment:
        found.append(Fault(_("《%(title)s》没有日期，排不进目录") % named, kind.order_clause, item.id))
    if item.wrong:
        found.append(Fault(_("《%(title)s》核对有误，还没有更正") % named, "P00-2.4", item.id))
    return found


def wants(
    kind: DossierKind, listed: Catalogue, items: Sequence[ItemFacts], asked: Iterable[Asked], found: Mapping[int, Found]
) -> list[Want]:
    """The supplement list (P03-4.2c): what is missing, wrong or asked for. found: what a checker said of wrong items."""
    sections = {section.code: section.name for section in kind.sections}
    lines = [
        Want(
            gap.item.name, gap.section.name, _("缺件（重要）") if gap.item.important else _("缺件（必备）"), gap.clause,
            slot=f"{gap.section.code}/{gap.item.code}",
        )
        for gap in sorted(listed.missing, key=lambda gap: not gap.item.important)
    ]  # fmt: skip
    for item in in_order(kind, [item for item in items if item.wrong]):
        fields, note, by, at = found.get(item.id, ((), "", "", None))
        labels = _("、").join(str(ItemField(field).label) for field in fields)
        what = _("有误：%(what)s") % {"what": " ".join(part for part in (labels, note) if part)}
        clause = kind.verification_clause
        lines.append(Want(item.title, sections.get(item.section, ""), what, clause, item_id=item.id, by=by, at=at))
    lines += [
        Want(
            one.title, sections.get(one.section, ""), one.note or _("须补"), kind.verification_clause,
            slot=f"{one.section}/{one.requirement}", line_id=one.id, by_id=one.by, by=one.by_name, at=one.at,
        )
        for one in asked
        if not is_met(one, items)
    ]  # fmt: skip
    return lines


def involved(opened_by: int, items: Iterable[ItemFacts]) -> frozenset[int]:
    """Everybody who opened the dossier or filed anything in it: none of them may verify it (P00-2.4)."""
    return frozenset({opened_by}.union(*(item.by | {item.filed_by} for item in items)))


def waiting_for_check(items: Iterable[C]) -> list[C]:
    """The items that a second person has not looked at yet."""
    return [item for item in items if not item.check_result]


def error_rates(rows: Iterable[tuple[int, str, str, str, int]]) -> list[ErrorRate]:
    """Rates by person from (filed_by, name, result, wrong fields joined by commas, how many), worst first."""
    names: dict[int, str] = {}
    checked: Counter[int] = Counter()
    wrong: Counter[int] = Counter()
    fields: dict[int, Counter[str]] = {}
    for staff, name, result, listed, number in rows:
        names[staff] = name
        checked[staff] += number
        if result == CheckResult.WRONG:
            wrong[staff] += number
            for field in filter(None, listed.split(",")):
                fields.setdefault(staff, Counter())[field] += number
    rates = [
        ErrorRate(staff, names[staff], checked[staff], wrong[staff], tuple(fields.get(staff, Counter()).most_common()))
        for staff in checked
    ]
    return sorted(rates, key=lambda rate: (-rate.per_cent, -rate.checked, rate.staff_id))


def known_fields(codes: Iterable[str]) -> list[str]:
    """Of the codes those that name a field of an item, in the order of the form, each once."""
    given = set(codes)
    return [field.value for field in ItemField if field.value in given]


# Filing


def title_from(file_name: str) -> str:
    """A title guessed from the name of a file: without ending, leading numbers and underscores."""
    stem, dot, _ending = file_name.rpartition(".")
    stem = (stem if dot else file_name).replace("_", " ")
    return " ".join(_FRAGMENT.sub("", stem.strip()).split())[:200] or file_name[:200]


def guess_place(kind: DossierKind, title: str) -> tuple[str, str] | None:
    """The section and requirement whose name the title holds, the longest first; None when there is none."""
    found: list[tuple[int, Section, RequiredItem]] = [
        (len(wanted.name.zh), section, wanted)
        for section in kind.sections
        for wanted in section.items
        if wanted.name.zh in title or wanted.name.zh.removesuffix(_COPY) in title
    ]
    if not found:
        return None
    _length, section, wanted = max(found, key=lambda one: one[0])
    return section.code, wanted.code


def content_is_closed(kind: DossierKind, section: str, requirement: str, may: Callable[[str], bool]) -> bool:
    """Whether the papers of an item stay closed to somebody who `may` use certain rights.

    Sensitive papers (identity cards, account statements) are for those who file, verify or accept dossiers or may
    reveal sensitive particulars; the right to look at dossiers alone does not open them (P00-1.6).
    """
    wanted = requirement_of(kind, section, requirement)
    if wanted is None or wanted.protection is not Protection.SENSITIVE:
        return False
    return not any(map(may, ("dossiers.file", "dossiers.verify", "dossiers.accept", "privacy.reveal_sensitive")))
