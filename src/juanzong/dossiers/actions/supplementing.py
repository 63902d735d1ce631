"""The supplement list: whoever checks asks for papers that this matter needs and that are not there (P03-4.2c)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.dossiers import reads, rules
from juanzong.dossiers.choices import Step
from juanzong.dossiers.models import Supplement
from juanzong.dossiers.reads_matter import asked_of
from juanzong.dossiers.writing import locked, second_person, told, whose_turn
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

VERIFY = "dossiers.verify"


@act(VERIFY, clause="P03-4.2c")
def ask_for(
    *, by: Viewer, dossier_id: int, section: str, requirement: str = "", title: str = "", note: str = ""
) -> Supplement:
    """Put a paper on the supplement list: an item of the catalogue, or one named by its title."""
    one = locked(by, VERIFY, dossier_id)
    rules.after(one.state, Step.CHECK_ITEM)
    whose_turn(by, one)
    kind = reads.kind_of(one)
    listed = reads.facts_of([one.pk])[one.pk]
    second_person(by, rules.involved(one.opened_by, listed))
    wanted = rules.requirement_of(kind, section, requirement)
    words = wanted.name.zh if wanted else " ".join(title.split())
    if section not in {each.code for each in kind.sections} or (requirement and wanted is None):
        raise Invalid(
            _("请选择目录中的类目。"), fields={"slot": _("请选择目录中的类目。")}, clause=kind.verification_clause
        )
    if not 1 <= len(words) <= 200:
        raise Invalid(
            _("请写明要补的资料。"), fields={"title": _("须有 1 到 200 个字。")}, clause=kind.verification_clause
        )
    line = Supplement(
        dossier=one, section=section, requirement=requirement, title=words, note=" ".join(note.split())[:200],
        asked_by=by.staff_id, asked_by_name=by.name,
    )  # fmt: skip
    if any((each.section, each.requirement, each.title) == (section, requirement, words) for each in asked_of(one.pk)):
        raise Conflict(_("这份资料已在补充资料清单中。"), clause=kind.verification_clause, todo=_("不必重复列出。"))
    line.save(force_insert=True)
    told(
        by, "dossier.supplement_asked", one, clauses=(kind.verification_clause,), line=line.pk, section=section,
        requirement=requirement,
    )  # fmt: skip
    return line


@act(VERIFY, clause="P03-4.2c")
def drop_asked(*, by: Viewer, line_id: int) -> None:
    """Take a paper off the supplement list again, by whoever asked for it."""
    line = Supplement.objects.filter(pk=line_id, settled_at=None, dossier__in=reads.visible(by, VERIFY)).first()
    if line is None or line.asked_by != by.staff_id:
        raise NotFound(
            _("补充资料清单中没有这一项，或不是您列出的。"),
            clause="P03-4.2c",
            todo=_("请由列出的人去掉，或刷新后查看。"),
        )
    one = locked(by, VERIFY, line.dossier_id)
    rules.after(one.state, Step.CHECK_ITEM)
    line.delete()
    told(by, "dossier.supplement_dropped", one, clauses=(reads.kind_of(one).verification_clause,), line=line_id)
