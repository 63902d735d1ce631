"""How a clause is carried out: the elements of packs that name it and the mechanisms it names; whether these exist.

Whether a clause is built is computed here from what there is, never typed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies import reads
from juanzong.policies.effective import library_stamp
from juanzong.policies.shapes import Clause, Pack
from juanzong.policies.vocabulary import MECHANISMS, Mechanism

WORDS = {
    "duty": _("待办规则"), "procedure": _("流程"), "step": _("环节"), "form": _("表单"), "category": _("客户类别"),
    "dossier": _("档案种类"), "section": _("类目"), "item": _("应归文件"), "event": _("事项"), "manager": _("经办角色"), "field": _("字段"),
    "notice": _("告知书"), "guidance": _("操作指引"), "pledge": _("承诺"),
    "course": _("培训课程"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Element:
    """Something in a pack that rests on the clause. kind: a key of WORDS. name: its own words."""

    kind: str
    code: str
    name: Any

    @property
    def label(self) -> Any:
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Built:
    """By what a clause is carried out. missing: names of mechanisms that do not exist yet."""

    elements: tuple[Element, ...]
    mechanisms: tuple[Mechanism, ...]
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether there is something that carries it out, and nothing it asks for is missing."""
        return not self.missing and bool(self.mechanisms or any(one.kind in _CARRYING for one in self.elements))


# What carries a clause out by itself; a guidance text or a field only helps.
_CARRYING = frozenset({"duty", "procedure", "step", "dossier", "section", "item", "notice", "pledge", "category"})


def built(clause: Clause) -> Built:
    """By what the clause is carried out today."""
    known = [MECHANISMS[name] for name in clause.means if name in MECHANISMS]
    missing = tuple(name for name in clause.means if name not in MECHANISMS)
    return Built(_elements(library_stamp()).get(clause.id, ()), tuple(known), missing)


@lru_cache(maxsize=4)
def _elements(_stamp: int) -> dict[str, tuple[Element, ...]]:
    found: dict[str, dict[Element, None]] = {}
    for pack in reads.packs():
        for clause, element in _of(pack):
            if clause:
                found.setdefault(clause, {})[element] = None
    return {clause: tuple(elements) for clause, elements in found.items()}


def _of(pack: Pack) -> Iterator[tuple[str, Element]]:
    for duty in pack.duties:
        yield duty.clause, Element("duty", duty.code, duty.name)
    for procedure in pack.procedures:
        yield procedure.clause, Element("procedure", procedure.code, procedure.name)
        for step in procedure.steps:
            for clause in (step.clause, *(one.clause for one in step.checks), *(one.clause for one in step.signatures)):
                yield clause, Element("step", f"{procedure.code}.{step.code}", step.name)
    for form in pack.forms:
        for clause in (form.clause, *form.clauses.values(), *(one.clause for one in form.fields)):
            yield clause, Element("form", form.code, form.name)
    for category in pack.categories:
        yield category.clause, Element("category", category.code, category.name)
    for kind in pack.dossier_kinds:
        for clause in (
            kind.clause,
            kind.order_clause,
            kind.number.clause,
            kind.attachments_clause,
            kind.verification_clause,
        ):
            yield clause, Element("dossier", kind.code, kind.name)
        for event in kind.events:
            yield event.clause, Element("event", event.code, event.name)
        for manager in kind.managers:
            yield manager.clause, Element("manager", f"{kind.code}.{manager.code.value}", manager.name)
        for section in kind.sections:
            yield section.clause, Element("section", f"{kind.code}.{section.code}", section.name)
            for item in section.items:
                yield item.clause, Element("item", f"{kind.code}.{section.code}.{item.code}", item.name)
    for field in pack.fields:
        yield field.clause, Element("field", field.code, field.name)
    for notice in pack.notices:
        yield notice.clause, Element("notice", notice.code, notice.title)
    for guide in pack.guidance:
        yield guide.clause, Element("guidance", guide.screen, guide.step)
    for course in pack.courses:
        yield course.clause, Element("course", course.code, course.name)
    for pledge in pack.pledges:
        yield pledge.clause, Element("pledge", pledge.code, pledge.text)
