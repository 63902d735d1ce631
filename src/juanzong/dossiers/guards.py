"""What must hold of a dossier before a step of a procedure, by the names that packs use."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.reads import signatures
from juanzong.casework.sockets import Doing, Guard
from juanzong.dossiers import reads, rules
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.reads_matter import asked_of, parts_of
from juanzong.dossiers.shapes import Fault, ItemFacts
from juanzong.kit.errors import Conflict, Refusal


def _at_hand(doing: Doing) -> tuple[Dossier, list[ItemFacts]]:
    one = Dossier.objects.get(pk=doing.subject.id)
    return one, reads.facts_of([one.pk])[one.pk]


def _managed(doing: Doing) -> Sequence[Refusal]:
    one = Dossier.objects.get(pk=doing.subject.id)
    return [
        Conflict(
            _("还没有指定%(parts)s。") % {"parts": part.manager.name},
            clause=part.manager.clause,
            todo=_("请先在档案页指定经办角色。"),
        )
        for part in parts_of(one, reads.kind_of(one))
        if not part.staff_id
    ]


def _complete(doing: Doing) -> Sequence[Refusal]:
    """Everything that is missing, by name; a reason given with the move excuses what is not important."""
    one, items = _at_hand(doing)
    found = rules.faults(reads.kind_of(one), items, asked_of(one.pk))
    reasoned = bool(why_missing(doing))
    return [_refused(fault) for fault in found if not (fault.excusable and reasoned)]


def why_missing(doing: Doing) -> str:
    """The reason given with a move for papers that are required but not important."""
    return (doing.data.get("missing") or doing.data.get("reason", "")).strip()


def _refused(fault: Fault) -> Refusal:
    todo = _("请补齐，或说明缺件原因后再办理。") if fault.excusable else _("请补齐后再办理。")
    return Conflict(_("%(fault)s。") % {"fault": fault.sentence}, clause=fault.clause, todo=todo)


def _verified(doing: Doing) -> Sequence[Refusal]:
    """That a second person has found everything right and nothing was changed since."""
    one = Dossier.objects.get(pk=doing.subject.id)
    if one.state == DossierState.VERIFIED:
        return []
    return [Conflict(_("这份档案还没有由第二人核对通过。"), todo=_("请补正后提交核对，通过后再移交。"))]


def _counted(doing: Doing) -> Sequence[Refusal]:
    _one, items = _at_hand(doing)
    return [
        Conflict(_("《%(title)s》没有页数。") % {"title": item.title}, todo=_("请清点页数，封面和每一张都计入。"))
        for item in items
        if item.on_paper and item.sheets is None and not item.attachment
    ]


def _checked(doing: Doing) -> Sequence[Refusal]:
    """Every item checked by a second person and right, and nothing asked for."""
    one, items = _at_hand(doing)
    found: list[Refusal] = []
    if left := rules.waiting_for_check(items):
        names = _("、").join(item.title for item in left[:5])
        sentence = _("还有 %(n)s 件没有核对：%(names)s。") % {"n": len(left), "names": names}
        found.append(Conflict(sentence, todo=_("请逐件核对后再办理。")))
    for item in items:
        if item.wrong:
            sentence = _("《%(title)s》核对有误。") % {"title": item.title}
            found.append(Conflict(sentence, todo=_("请退回补正。")))
    for line in asked_of(one.pk):
        sentence = _("补充资料清单中还有：%(item)s。") % {"item": line.title}
        found.append(Conflict(sentence, todo=_("请退回补齐，或从清单中去掉。")))
    return found


def _signed(doing: Doing) -> Sequence[Refusal]:
    """The signatures of earlier steps, each on the papers as they are today, and all of the case by different people."""
    wanted = [code.strip() for code in doing.params["as"].split(",")]
    given = signatures.signatures_of(doing.by, doing.subject, case=doing.case)
    standing = {one.capacity.code: one for one in given if not one.broken}
    words = {one.capacity.code: str(one.capacity.words) for one in given}
    found: list[Refusal] = [
        Conflict(
            _("“%(who)s”没有在现在的卷内目录上签字。") % {"who": words.get(code, code)},
            todo=_("请退回，由其在改动后的目录上重新签字。"),
        )
        for code in wanted
        if code not in standing
    ]
    signers = [one.staff for one in standing.values()]
    if len(set(signers)) < len(signers):
        found.append(Conflict(_("各方签字须是不同的人。"), todo=_("请退回，由另一人签字。")))
    return found


GUARDS = (
    Guard("dossiers.managed", gettext_lazy("经办角色都已指定"), _managed, subject="dossier"),
    Guard("dossiers.complete", gettext_lazy("必备文件齐全，补充资料已补"), _complete, subject="dossier"),
    Guard("dossiers.verified", gettext_lazy("已由第二人核对通过"), _verified, subject="dossier"),
    Guard("dossiers.counted", gettext_lazy("每件纸质文件都有页数"), _counted, subject="dossier"),
    Guard("dossiers.checked", gettext_lazy("每件都已由第二人核对无误"), _checked, subject="dossier"),
    Guard(
        "dossiers.signed", gettext_lazy("前面各方在同一目录上签了字"), _signed, subject="dossier", params={"as": True}
    ),
)
